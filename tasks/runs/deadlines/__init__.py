"""Training under deadlines: the runs of the two fairness gates."""
