"""The run of each gate as it goes."""
