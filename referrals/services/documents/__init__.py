"""Keeps documents on a case: added, listed and opened through the one door alone."""

from referrals.services.documents.adding import New, Store, add, tiers
from referrals.services.documents.reading import STATES, document, documents, open_file

__all__ = ["STATES", "New", "Store", "add", "document", "documents", "open_file", "tiers"]
