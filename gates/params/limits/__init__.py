"""Limits: what each gate is held to. params.yaml holds ours; the floors are the contract's."""
