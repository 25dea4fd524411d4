"""A sweep: every stage of the pipeline, one after the other."""
