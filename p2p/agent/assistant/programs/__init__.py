"""Reply programs: small expressions over the words of an instruction, what they mean, and the parser that reads them in a text."""
