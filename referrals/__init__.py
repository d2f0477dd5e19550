"""The service: makes what the rule book allows happen, once, and shows each person their part."""
