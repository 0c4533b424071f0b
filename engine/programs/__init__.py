"""Compiled training loops: one padded program for every dense network, and one specialized to the exact network."""
