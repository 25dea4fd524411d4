"""Bundles: what a volunteer hands in, as one archive that a stranger may have made."""
