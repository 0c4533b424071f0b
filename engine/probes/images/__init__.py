"""Probes of networks on images."""
