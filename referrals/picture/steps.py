"""What could be done now, and what stands between the case and its next step."""

from collections.abc import Iterable

from referrals.effects.moves import tier_of
from referrals.redaction import Holding
from referrals.views import Left, MoveLink, NextStep, RecordLink
from workflows.definition import Record
from workflows.engine import (
    Blocked,
    Moves,
    Offer,
    Unmet,
    for_them,
    open_moves,
    open_records,
)
from workflows.facts import CaseFacts, Mover
from workflows.good_practice import should
from workflows.records.routing import OPEN_TO_ALL
from workflows.records.safety import KEEPING_SAFE
from workflows.sharing import TIER_OF_TRACK
from workflows.tracks import safeguarding

FORWARD = (
    ("response", "make_safe"),
    ("safeguarding", "refer"),
    ("response", "hand_over"),
    ("safeguarding", "set_secured"),
    ("investigation", "claim"),
    ("investigation", "start"),
    ("nrm", "draft"),
    ("nrm", "make_ready"),
    ("nrm", "submit"),
    ("nrm", "record_rg"),
    ("nrm", "record_cg"),
    ("support", "offer"),
    ("case", "close"),
)
"""The order in which steps are proposed; it is a display order, never a gate."""


def left(unmet: Iterable[Unmet]) -> tuple[Left, ...]:
    """Unmet conditions as they are listed: every one is a Must do."""
    return tuple(
        Left(must=True, gate=row.gate, words=row.words, why=row.satisfied_by, fix=row.fix)
        for row in unmet
    )


def things(rows: Iterable[Left]) -> list[list[Left]]:
    """Conditions that one record meets are one thing to do, and stand together."""
    found: dict[object, list[Left]] = {}
    for row in rows:
        by_record = row.fix.startswith("record/")
        found.setdefault((row.must, row.fix) if by_record else row, []).append(row)
    return list(found.values())


def moves(found: Moves) -> tuple[MoveLink, ...]:
    """Moves this person may make now, and those that wait for a gate but not for another role."""
    links = [_open(offer) for offer in found.open]
    links += [_blocked(row) for row in found.blocked if not _another_role(row)]
    unique = {(link.track, link.code): link for link in reversed(links)}
    return tuple(reversed(unique.values()))


def within_reach(links: Iterable[MoveLink], holding: Holding) -> tuple[MoveLink, ...]:
    """Those on tracks this reader hears of and may act on."""
    return tuple(link for link in links if _within((link.track, link.code), holding))


def _within(step: tuple[str, str], holding: Holding) -> bool:
    track, code = step
    safety = track == "safeguarding" and code in safeguarding.KEEPING_SAFE
    return track not in holding.unheard and holding.acts_on(TIER_OF_TRACK[track], safety=safety)


def moves_of(facts: CaseFacts, mover: Mover, holding: Holding) -> tuple[MoveLink, ...]:
    """The moves of a case for this person, asked of the engine."""
    return within_reach(moves(open_moves(facts, mover)), holding)


def next_step(found: Moves, facts: CaseFacts, mover: Mover, holding: Holding) -> NextStep | None:
    """The panel at the top: the first step on the way forward, if anything should be done before.

    Its title counts what blocks the step; what only should be done never does.
    """
    blocked = {(row.track, row.move.code): row for row in found.blocked}
    opened = {(row.track, row.move.code): row for row in found.open}
    for step in FORWARD:
        row = opened.get(step) or blocked.get(step)
        if row is None or not _within(step, holding):
            continue
        if isinstance(row, Blocked) and _another_role(row):
            continue
        must = left(for_them(row.unmet, found, facts, mover)) if isinstance(row, Blocked) else ()
        good = _should(facts, step)
        if not must and not good:
            return None
        return NextStep(_before(row.move.label, len(things(must))), *step, (*must, *good))
    return None


def _before(label: str, count: int) -> str:
    things = {0: "Good to do", 1: "1 thing to do"}.get(count, f"{count} things to do")
    return f"{things} before you {label[0].lower()}{label[1:]}"


def _should(facts: CaseFacts, step: tuple[str, str]) -> tuple[Left, ...]:
    """Good practice that holds nothing up, told apart from what a gate asks for."""
    return tuple(
        Left(must=False, gate="local", words=row.says(facts), why=row.why, fix=row.fix)
        for row in should(facts, step)
    )


def records(facts: CaseFacts, mover: Mover, holding: Holding) -> tuple[RecordLink, ...]:
    """Facts this person may write down; one that is offered by what they may not hear is not.

    To a closed case nothing but an update is added.
    """
    if facts.closed:
        return ()
    return tuple(
        RecordLink(row.code, row.label)
        for row in open_records(facts, mover)
        if _reaches(row, holding)
    )


def _reaches(row: Record, holding: Holding) -> bool:
    if row.code in OPEN_TO_ALL:
        return not holding.read_only
    heard = not row.gates or holding.reads(tier_of(row), free=False)
    return heard and holding.edits(tier_of(row), safety=row.code in KEEPING_SAFE)


def _another_role(row: Blocked) -> bool:
    return any(unmet.gate == "role" for unmet in row.unmet)


def _open(offer: Offer) -> MoveLink:
    return MoveLink(offer.track, offer.move.code, offer.move.label, ready=True)


def _blocked(row: Blocked) -> MoveLink:
    return MoveLink(row.track, row.move.code, row.move.label, ready=False, left=left(row.unmet))
