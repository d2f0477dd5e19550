"""Facts for the rules to judge, told as `explain` is told them."""

from workflows.engine import open_moves
from workflows.facts import Mover
from workflows.told import from_json

NOW = "2026-07-01T09:30:00+01:00"
LA = {"name": "Coventry", "phone": "024 7601 0101", "email": "duty@coventry.example"}
LA_TOLD = {"kind": "la_referral_made", "at": "2026-07-01T08:40:00+01:00", "la": LA}
POLICE = {"kind": "police", "designated_first_responder": True, "owes_duty_to_notify": True}
AGREED = {
    "given": True,
    "at": "2026-07-01T09:00:00+01:00",
    "method": "verbal",
    "interpreter": "independent",
    "explained": ["nrm", "support", "outcomes", "privacy", "sharing"],
    "taken_by": "first_responder",
}
REFUSED = {**AGREED, "given": False}


def case(**told):
    """A case at half past nine on Wednesday 1 July 2026, of which this is known."""
    return from_json({"now": NOW, **told})[0]


def event(kind, at, **detail):
    return {"kind": kind, "at": at, **detail}


def nrm(state, *events, **told):
    return case(tracks={"nrm": state}, events=list(events), **told)


def gates(facts, track, move, mover=None, to=None):
    """The gates in the way of a move: none if it is open, None if it is not listed."""
    moves = open_moves(facts, mover)
    for offer in (*moves.open, *moves.blocked):
        if (offer.track, offer.move.code) == (track, move) and to in (None, offer.move.to):
            return [row.gate for row in getattr(offer, "unmet", ())]
    return None


def listed(facts, mover=None):
    """Every move listed, as track.move>to."""
    moves = open_moves(facts, mover)
    return {f"{o.track}.{o.move.code}>{o.move.to}" for o in (*moves.open, *moves.blocked)}


def detective(**more):
    known = {"team": "ppd_child_abuse", "pip2": True, "assigned": True}
    return Mover("ppd_investigator", **known | more)


def supervisor(team="ppd_child_abuse", **more):
    return Mover("ppd_supervisor", team=team, **more)
