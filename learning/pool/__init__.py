"""A training shared out over processes of one machine; the only part of the engine that starts any."""
