"""The JSON that each gate writes, one file per artifact."""
