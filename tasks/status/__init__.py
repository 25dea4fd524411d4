"""How the project stands, gate by gate."""
