"""The pages that people open in a browser: one for each gate, and one that leads to them."""
