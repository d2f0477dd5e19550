"""Which agencies on a case may know of each other, and which never are named (S23, S47)."""

AUTHORITY = "la"
BY_SHARE = "share"
SOCIAL_WORKERS = frozenset({"la_children_social_worker", "la_adult_social_worker"})
NAMED = frozenset({AUTHORITY, BY_SHARE})
"""Boards and the competent authority hold it for matters of their own, and are never named."""

ITEM = "partners"
"""The item of a share by which an agency knows the others, and is known to them."""


def knows(reader: str, *, open_to_others: bool, holder: str, holder_open: bool) -> bool:
    """Whether a reader (by role) may be told that another agency holds the case.

    `open_to_others` is whether the reader's own share has the item; `holder` is how the other
    holds it, `holder_open` whether its share has the item too. A local authority that was told is
    known to every partner that may know anybody.
    """
    if holder not in NAMED or not (open_to_others or reader in SOCIAL_WORKERS):
        return False
    return holder == AUTHORITY or holder_open
