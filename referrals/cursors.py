"""Where a page of a list ends, as the address of the next one has it."""

import datetime as dt

from referrals.errors import NotFound

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def cursor_at(at: dt.datetime | None, row_id: int) -> str:
    """The place of a row in a list that goes by a moment, which some of its rows may not have."""
    return f"{(at - EPOCH) // dt.timedelta(microseconds=1) if at else '-'}.{row_id}"


def place_of(cursor: str) -> tuple[dt.datetime | None, int]:
    """What `cursor_at` was given; NotFound for what it never gave out."""
    moment, _, number = cursor.partition(".")
    try:
        at = None if moment == "-" else EPOCH + dt.timedelta(microseconds=int(moment))
        row_id = int(number)
    except (ValueError, OverflowError) as error:
        raise NotFound from error
    if not 0 < row_id < 2**31:
        raise NotFound
    return at, row_id


def lines_before(cursor: str | None, most: int) -> int:
    """How many lines the pages before have shown, of a list of at most so many.

    NotFound for what no page gave out.
    """
    return number_of(cursor, most) if cursor else 0


def number_of(cursor: str, most: int) -> int:
    """The number a page gave out, of no more digits than `most`; NotFound for what none did."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= len(str(most))):
        raise NotFound
    return int(cursor)
