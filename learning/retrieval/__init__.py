"""How documents that answer a query are found."""
