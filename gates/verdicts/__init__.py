"""Artifact and limits in, verdict out: one judge per gate."""
