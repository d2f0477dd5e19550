"""The rule book: what may happen to a case, decided from facts alone."""

VERSION = "2026.1"
