"""The benchmark: what each workload takes, and the artifact that says so."""
