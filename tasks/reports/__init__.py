"""What a run leaves in reports/."""
