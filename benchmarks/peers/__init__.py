"""Other engines on the workload of ours, each run by an environment of its own; a folder is a peer: its lock and its driver."""
