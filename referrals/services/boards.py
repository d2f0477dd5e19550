"""Assigns a case to a board for a named purpose and a set time, and keeps its finding (R23)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.events import happened
from referrals.effects.opening import close_up, open_up
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, Opening, Organisation, User
from workflows.oversight import BOARD_DAYS, BOARD_PURPOSES, label_of
from workflows.sharing import Tier, held

Done = dict[str, object]
MEMBERS = frozenset({"lscb_member", "sab_member"})
ONLY_SUPERVISORS = "Only a supervisor of the lead team assigns a case to a board"


@dataclass(frozen=True)
class Assigned:
    """One assignment to a board: what for, until when, and what the board found."""

    id: str
    board: str
    purpose: str
    since: dt.datetime
    until: dt.datetime
    runs: bool
    finding: str
    found_at: dt.datetime | None


@dataclass(frozen=True)
class Board:
    """A board of the case's own area that could be asked."""

    code: str
    name: str


@dataclass(frozen=True)
class Boards:
    """To which boards a case is or was assigned, and which could be asked."""

    reference: str
    version: int
    assigned: tuple[Assigned, ...]
    boards: tuple[Board, ...]


def boards(actor: Actor, reference: str) -> Boards:
    """What the supervisors of the lead team decide on."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        found = Boards(
            case.reference,
            case.version,
            tuple(_view(*row) for row in _rows(case)),
            tuple(Board(row.code, row.name) for row in _of_the_area(case)),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "board.read", [opened], (Tier.SAFEGUARDING,), single=True)
    return found


@act
def assign(
    actor: Actor, reference: str, board: str, purpose: str, why: str, *, key: str | None = None
) -> Done:
    """Let a board of the case's own area see it masked: 28 days for a review, 7 for a sample."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        chosen = next((row for row in _of_the_area(case) if row.code == board), None)
        if chosen is None:
            raise Invalid({"board": ["Choose a board of this case’s area"]})
        if case.restricted:
            raise Conflict("This case is restricted: a board sees it only once that is lifted")
        if any(row.runs for row, name in _rows(case) if name == chosen.name):
            raise Conflict(f"{chosen.name} has this case already")
        opening = open_up(
            actor,
            case,
            "board",
            until=now() + dt.timedelta(days=BOARD_DAYS[purpose]),
            reason_code=purpose,
            words=why,
            organisation_id=chosen.id,
        )
        _write_down(actor, case, chosen, opening, why)
        return {"reference": case.reference, "id": opening.id, "until": opening.until.isoformat()}

    return access.only_once(actor, key, "board", [board, purpose, why], do, case=reference)


@act
def end(actor: Actor, reference: str, opening_id: str, key: str | None = None) -> Done:
    """The board stops seeing the case at once."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        row = _running(case, Opening.id == opening_id)
        close_up(case, row)
        trail.changed(actor, "board.ended", case, tiers=(Tier.SAFEGUARDING,),
                      recipients=(_code_of(row),))  # fmt: skip
        return {"reference": case.reference, "id": row.id}

    return access.only_once(actor, key, f"board/{opening_id}/end", None, do, case=reference)


@act
def find(actor: Actor, reference: str, words: str, key: str | None = None) -> Done:
    """The board records its finding, while the case is assigned to it; it is added, not changed."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        _member(actor)
        row = _running(case, Opening.organisation_id == actor.organisation_id)
        if row.answer is not None:
            raise Conflict("Your board has recorded its finding already")
        row.answer, row.answered_at, row.answered_by_id = "finding", now(), actor.user_id
        row.answer_words = words
        event = happened(actor, case, "board_finding", "The board recorded its finding")
        event.tier = Tier.SAFEGUARDING
        event.words = words
        db.session.add(event)
        trail.changed(actor, "board.finding", case, operation="collection",
                      tiers=(Tier.SAFEGUARDING,), after={"finding": words})  # fmt: skip
        outbox.promise("board_finding", case_id=case.id, team_id=case.lead_team_id)
        return {"reference": case.reference, "id": row.id}

    return access.only_once(actor, key, "finding", words, do, case=reference)


def may_find(actor: Actor, reference: str) -> None:
    """NotFound unless the case is assigned to this person's board, and nothing is found yet."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        _member(actor)
        if _running(case, Opening.organisation_id == actor.organisation_id).answer is not None:
            raise Conflict("Your board has recorded its finding already")
    trail.form_opened(actor, case)


def _code_of(row: Opening) -> str:
    return db.session.get_one(Organisation, row.organisation_id).code


def _write_down(actor: Actor, case: Case, board: Organisation, row: Opening, why: str) -> None:
    """The trail and the board are told; what it then sees, the ledger says as it sees it (S47)."""
    db.session.flush()
    tiers = sorted(held(_role(board) or "", facts_of(case)))
    trail.changed(actor, "board.assigned", case, operation="disclosure", tiers=tiers,
                  recipients=(board.code,), reason=why, reason_code=row.reason_code)  # fmt: skip
    outbox.promise("board_assigned", case_id=case.id, organisation_id=board.id)


def _supervises(actor: Actor, case: Case) -> None:
    if not (actor.supervises and actor.team_id == case.lead_team_id):
        raise NotYours(ONLY_SUPERVISORS)


def _member(actor: Actor) -> None:
    if actor.role not in MEMBERS:
        raise NotYours("Only a member of the board records its finding")


def _of_the_area(case: Case) -> list[Organisation]:
    """Boards of the case's own area whose members section e lets see such a case."""
    facts = facts_of(case)
    rows = db.session.scalars(
        select(Organisation)
        .where(Organisation.kind == "board", Organisation.area_code == case.area)
        .where(Organisation.active)
        .order_by(Organisation.name)
    ).all()
    return [row for row in rows if held(_role(row) or "", facts)]


def _role(board: Organisation) -> str | None:
    """Whether it is the children's board or the adults'."""
    roles = select(User.role).where(User.organisation_id == board.id, User.role.in_(MEMBERS))
    return db.session.scalars(roles.limit(1)).first()


def _rows(case: Case) -> Sequence[tuple[Opening, str]]:
    rows = db.session.execute(
        select(Opening, Organisation.name)
        .join(Organisation, Organisation.id == Opening.organisation_id)
        .where(Opening.case_id == case.id, Opening.kind == "board")
        .order_by(Opening.since.desc(), Opening.id)
    )
    return [(row, name) for row, name in rows]


def _running(case: Case, which: ColumnElement[bool]) -> Opening:
    query = select(Opening).where(Opening.case_id == case.id, Opening.kind == "board", which)
    row = db.session.scalars(query.where(Opening.runs)).first()
    if row is None:
        raise NotFound
    return row


def _view(row: Opening, board: str) -> Assigned:
    return Assigned(
        id=row.id,
        board=board,
        purpose=label_of(BOARD_PURPOSES, row.reason_code),
        since=row.since,
        until=row.until,
        runs=row.runs,
        finding=row.answer_words or "",
        found_at=row.answered_at,
    )
