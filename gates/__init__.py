"""What counts as done: artifact schemas, parameters, limits, verdicts, evidence; nothing runs here."""
