"""A rule book as it might have been before the present one, for cases that were opened under it."""

from dataclasses import replace

from workflows.book import BOOK, Book, sound
from workflows.clocks.limits import hours

OLD = "2025.9"


def older() -> Book:
    """No gate before a hand-over, no way back from a claim, no weekly review, 8 hours to claim."""
    response, investigation = BOOK.tracks["response"], BOOK.tracks["investigation"]
    ungated = tuple(
        replace(move, gates=()) if move.code == "hand_over" else move for move in response.moves
    )
    kept = tuple(move for move in investigation.moves if move.code != "release")
    clocks = tuple(
        replace(row, limit=hours(8)) if row.id == "CLAIM_4H" else row
        for row in BOOK.clocks
        if row.id != "REVIEW_7D"
    )
    first, *others = BOOK.rules
    tracks = {
        **BOOK.tracks,
        "response": replace(response, moves=ungated),
        "investigation": replace(investigation, moves=kept),
    }
    return sound(
        replace(BOOK, tracks=tracks, clocks=clocks, rules=(replace(first, lead="ppd_cse"), *others))
    )
