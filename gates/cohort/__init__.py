"""The volunteer cohort: what nodes hand in, and how one file of it is judged."""
