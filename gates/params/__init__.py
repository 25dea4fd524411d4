"""The sections of params.yaml, one frozen model each."""
