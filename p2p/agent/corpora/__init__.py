"""An owner's data: from a table to a corpus, and to whose training it is lent."""
