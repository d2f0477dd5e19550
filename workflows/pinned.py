"""The books that are held, by version: rules that books share read their own table and tasks here.

It stands below the rules that a book is made of; `versions` fills it, and refuses what is not here.
"""

from typing import Any

BOOKS: dict[str, Any] = {}
