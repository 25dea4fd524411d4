"""Calibration: what a step and an update cost on this machine."""
