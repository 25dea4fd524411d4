"""The project's own Prefect API: started quietly for a run, stopped with it, apart from the user's profile."""
