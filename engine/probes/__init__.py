"""Probes: arrays out of a network, asked for by name. Importing the package registers them all."""

from engine.probes import flow, maps, metrics, parameters, unit
from engine.probes.base import PROBES, Probe, ProbeResult, Subject, look

__all__ = ["PROBES", "Probe", "ProbeResult", "Subject", "flow", "look", "maps", "metrics", "parameters", "unit"]
