"""How a request's words are read: numbers, quotes, rounding, lists."""
