"""Probes: arrays out of a network, asked for by name. Importing the package registers them all."""

from engine.probes import activation_table, backprop, flow, gradient_of, maps, metrics, parameters, unit
from engine.probes.base import PROBES, Probe, ProbeResult, Subject, look

__all__ = [
    "PROBES",
    "Probe",
    "ProbeResult",
    "Subject",
    "activation_table",
    "backprop",
    "flow",
    "gradient_of",
    "look",
    "maps",
    "metrics",
    "parameters",
    "unit",
]
