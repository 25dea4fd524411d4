"""What Prefect runs: thin reusable tasks, the only readers and writers of data/ and reports/."""
