"""The gates, each written once: what it wants, its words, and who can satisfy it."""
