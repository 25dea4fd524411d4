"""Classification: texts are given their labels."""
