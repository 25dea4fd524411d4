"""The version of this project; a checkout has no package to ask."""

VERSION = "0.1.0"
