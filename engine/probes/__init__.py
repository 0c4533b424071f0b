"""Probes: arrays out of a network, asked for by name. Importing the package registers them all."""

from engine.probes import (
    activation_table,
    backprop,
    film,
    flow,
    gradient_of,
    graph,
    maps,
    metrics,
    neuron,
    parameters,
    slip_training,
    unit,
)
from engine.probes.base import PROBES, Probe, ProbeResult, Subject, look
from engine.probes.images import added as images_added
from engine.probes.images import attribution as images_attribution
from engine.probes.images import look as images_look
from engine.probes.images import opened as images_opened
from engine.probes.images import quality as images_quality
from engine.probes.images import values as images_values

__all__ = [
    "PROBES",
    "Probe",
    "ProbeResult",
    "Subject",
    "activation_table",
    "backprop",
    "film",
    "flow",
    "gradient_of",
    "graph",
    "images_added",
    "images_attribution",
    "images_look",
    "images_opened",
    "images_quality",
    "images_values",
    "look",
    "maps",
    "metrics",
    "neuron",
    "parameters",
    "slip_training",
    "unit",
]
