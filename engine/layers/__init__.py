"""Layers: small modules whose parameters and inner values are in plain sight."""

from engine.layers.base import Layer, Taps
from engine.layers.dense import DenseLayer

__all__ = ["DenseLayer", "Layer", "Taps"]
