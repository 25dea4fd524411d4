"""The cases by which the generality gate judges the assistant."""
