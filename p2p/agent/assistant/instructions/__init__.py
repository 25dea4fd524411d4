"""Instructions: a reply that is said exactly, in the form that is asked for."""
