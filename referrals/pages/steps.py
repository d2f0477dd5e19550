"""What somebody may do on a case, as pages list it: what moves the case on, then all the rest."""

from collections.abc import Iterable, Sequence

from referrals.views import CaseView, MoveLink, RecordLink
from workflows.tracks.response import RESPONSE

ONWARD = (
    ("response", "make_safe"),
    ("safeguarding", "refer"),
    ("response", "hand_over"),
    ("safeguarding", "set_secured"),
    ("investigation", "queue"),
    ("investigation", "claim"),
    ("investigation", "start"),
    ("nrm", "draft"),
    ("nrm", "make_ready"),
    ("nrm", "submit"),
    ("nrm", "record_rg"),
    ("nrm", "record_cg"),
    ("investigation", "send_to_cps"),
    ("investigation", "charge"),
    ("support", "offer"),
    ("support", "accept"),
    ("support", "start"),
    ("support", "move_on"),
    ("investigation", "finalise"),
    ("case", "close"),
    ("case", "reopen"),
)
"""Moves that carry a case forward, in the order they are proposed; all others are More actions."""

MOST = 5
SHELVES = (
    (
        "Safety",
        (
            "immediate_safety",
            "threat_to_life",
            "safety_plan",
            "safety_plan_refused",
            "risk_to_others",
            "went_missing",
            "returned",
        ),
    ),
    (
        "The local authority",
        ("la_referral", "la_referral_received", "la_told_in_error", "s42_concern"),
    ),
    (
        "The person",
        (
            "wishes",
            "age",
            "age_determined",
            "age_doubted",
            "vulnerability",
            "capacity",
            "nationality",
            "cse_screening",
        ),
    ),
    (
        "What happened",
        (
            "exploitation",
            "indicator",
            "exploitation_place",
            "crime_reported",
            "special_measures",
            "disclosure_schedule",
        ),
    ),
    ("Contact with them", ("safe_contact", "contact_person", "contact_representative")),
    (
        "The team",
        ("routing_query", "routing_answer", "challenge", "challenge_answer", "ett_request"),
    ),
    (
        "Support and reviews",
        ("la_accepts", "support_disposition", "supervisor_review", "victim_update_trigger"),
    ),
)
THE_REST = "The NRM and consent"

Shelf = tuple[str, list[RecordLink]]


def onward(case: CaseView) -> list[MoveLink]:
    """The few that the case page itself offers."""
    ready = {(move.track, move.code): move for move in case.moves if move.ready}
    return [ready[step] for step in ONWARD if step in ready][:MOST]


def in_order(moves: Iterable[MoveLink]) -> list[MoveLink]:
    """Moves that could be made now, those that carry the case on before the rest."""
    ready = [move for move in moves if move.ready]
    return sorted(ready, key=lambda move: (move.track, move.code) not in ONWARD)


def others(case: CaseView) -> list[MoveLink]:
    """Every other move that could be made now."""
    offered = onward(case)
    return [move for move in case.moves if move.ready and move not in offered]


def waiting(case: CaseView) -> list[MoveLink]:
    """Moves that something stands before."""
    return [move for move in case.moves if not move.ready]


HAND_OVER = next(move.label for move in RESPONSE.moves if move.code == "hand_over")


def ahead(case: CaseView) -> str:
    """What every responder looks for before the step that comes first is taken."""
    first = any((move.track, move.code) == ("response", "make_safe") for move in case.moves)
    return HAND_OVER if first else ""


def shelves(records: Iterable[RecordLink]) -> list[Shelf]:
    """What may be written down, kept together by what it is about."""
    found = list(records)
    placed = [(label, _of(found, codes)) for label, codes in SHELVES]
    known = {code for _, codes in SHELVES for code in codes}
    placed.append((THE_REST, [row for row in found if row.code not in known]))
    return [(label, rows) for label, rows in placed if rows]


def _of(records: Sequence[RecordLink], codes: Sequence[str]) -> list[RecordLink]:
    return [row for row in records if row.code in codes]
