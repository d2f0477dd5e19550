"""What partners keep of what they were told: asked for before it is to go, and the answer (RT1).

A partner is the controller of its own copy and decides how long it keeps it. Which case it was of
is told to nobody whose sharing has ended (R12): a copy has a name of its own, which stood on the
case while they held it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from referrals import access, outbox, picture, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.cursors import lines_before
from referrals.db import act, db, reading
from referrals.effects.events import happened
from referrals.errors import Conflict, Invalid, NotFound
from referrals.models import Case, PartnerCopy
from referrals.views.copies import CopyView
from workflows.retention import COPY_WARNED_DAYS
from workflows.share_form import GONE, HELD_WHY
from workflows.sharing import Tier

Done = dict[str, object]
PAGE, MOST, BATCH = 25, 10**6, 50
TIERS = {"share": Tier.SUPPORT, "release": Tier.INTELLIGENCE}
HEADINGS = {
    "gone": "{} said that its copy is disposed of",
    "gone_held": "{} said that its copy is disposed of, though a hold stands",
    "kept": "{} said that it keeps its copy for longer",
}


@dataclass(frozen=True)
class Copies:
    """A page of what an organisation keeps, what goes first at the top, what is gone at the end."""

    rows: tuple[CopyView, ...]
    next: str | None


def ours(actor: Actor, after: str | None = None) -> Copies:
    """The copies of this person's organisation."""
    begin = lines_before(after, MOST)
    with reading():
        rows = db.session.execute(
            _ours(actor)
            .order_by(PartnerCopy.gone_at.is_not(None), PartnerCopy.dispose_by, PartnerCopy.id)
            .offset(begin)
            .limit(PAGE + 1)
        ).all()
        shown = [(row, case) for row, case in rows[:PAGE] if _hears(actor, row)]
        found = tuple(picture.copy_view(row) for row, _ in shown)
        seen = [(case.id, case.reference) for _, case in shown]
    trail.looked(actor, "copies.read", seen, (Tier.SUPPORT,), single=False)
    return Copies(found, str(begin + PAGE) if len(rows) > PAGE else None)


def one(actor: Actor, copy_id: str) -> CopyView:
    """A copy of one's own organisation that is not gone yet, to say what becomes of it."""
    with reading():
        row, case = _own(actor, copy_id)
        if row.gone_at is not None:
            raise NotFound
        view, seen = picture.copy_view(row), (case.id, case.reference)
    trail.looked(actor, "copies.read", [seen], (Tier.SUPPORT,), single=False)
    return view


@act
def answer(
    actor: Actor, copy_id: str, answers: Mapping[str, object], *, key: str | None = None
) -> Done:
    """Say that it is disposed of, or until when it is kept and why; whoever told it hears."""

    def do() -> Done:
        row, case = _own(actor, copy_id, lock=True)
        if row.gone_at is not None:
            raise Conflict("This copy is disposed of already")
        at = now()
        row.answered_at, row.answered_by_id = at, actor.user_id
        if answers.get("copy") == GONE:
            step = _gone(case, row, str(answers.get(HELD_WHY) or "").strip())
            row.gone_at = at
            _write_down(actor, case, row, step)
        else:
            row.dispose_by, row.asked_at = _later(row, answers), None
            if case.disposed_at is None:
                row.why = str(answers.get("why") or "")
            _write_down(actor, case, row, "kept")
        return {"copy": row.id, "stands": picture.stands(row), "dispose_by": str(row.dispose_by)}

    return access.only_once(actor, key, f"copies/{copy_id}", sorted(answers.items()), do)


def _gone(case: Case, row: PartnerCopy, why: str) -> str:
    """It is gone; while a hold stands only with the reason, which whoever told it reads (RT1)."""
    if not row.held:
        return "gone"
    if not why:
        raise Invalid({
            HELD_WHY: [
                "A hold stands: keep the copy. If it is gone already, say when it went and why"
            ]
        })  # fmt: skip
    if case.disposed_at is None:
        row.why = why
    return "gone_held"


def ask_due() -> int:
    """Ask for every copy whose day is near, unless a hold stands; how many (one batch).

    Past its day it is asked for again and again, and the team that leads the case hears of it.
    """
    with reading():
        ids = db.session.scalars(select(PartnerCopy.id).where(*_to_ask()).limit(BATCH)).all()
    for copy_id in ids:
        _ask(copy_id)
    return len(ids)


def _to_ask() -> tuple[ColumnElement[bool], ...]:
    while_silent = dt.timedelta(days=COPY_WARNED_DAYS)
    first = and_(PartnerCopy.asked_at.is_(None), PartnerCopy.dispose_by <= today() + while_silent)
    again = and_(PartnerCopy.dispose_by < today(), PartnerCopy.asked_at <= now() - while_silent)
    return PartnerCopy.gone_at.is_(None), PartnerCopy.held.is_(False), or_(first, again)


def kept() -> Iterator[tuple[str, CopyView]]:
    """Every copy not gone yet under its case's reference, for whoever runs the service."""
    last = ""
    while True:
        with reading():
            rows = db.session.execute(
                _all().where(PartnerCopy.gone_at.is_(None), PartnerCopy.id > last)
                .order_by(PartnerCopy.id).limit(BATCH)
            ).all()  # fmt: skip
            found = [(case.reference, picture.copy_view(row)) for row, case in rows]
        if not found:
            return
        yield from found
        last = found[-1][1].id


@act
def _ask(copy_id: str) -> None:
    found = _found(_all().where(PartnerCopy.id == copy_id, *_to_ask()), lock=True)
    if found is None:
        return
    row, case = found
    row.asked_at = now()
    if row.dispose_by < today() and case.disposed_at is None:
        outbox.promise("copy_late", case_id=case.id, team_id=case.lead_team_id)
    _record(None, case, row, "asked")
    if row.people:
        outbox.promise("copy_due", user_ids=row.people)
    else:
        outbox.promise("copy_due", organisation_id=row.organisation_id)


def _all() -> Select[PartnerCopy, Case]:
    return (
        select(PartnerCopy, Case)
        .join(Case, Case.id == PartnerCopy.case_id)
        .options(joinedload(PartnerCopy.organisation, innerjoin=True))
        .execution_options(populate_existing=True)
    )


def _ours(actor: Actor) -> Select[PartnerCopy, Case]:
    """Nobody of the police, who keep the case itself; and nobody with a conflict on it."""
    if actor.organisation_kind == "police":
        raise NotFound
    return _all().where(
        PartnerCopy.organisation_id == actor.organisation_id,
        access.without_conflict(actor),
        access.works_here(actor),
    )


def _hears(actor: Actor, row: PartnerCopy) -> bool:
    return not row.people or actor.user_id in row.people


def _own(actor: Actor, copy_id: str, *, lock: bool = False) -> tuple[PartnerCopy, Case]:
    found = _found(_ours(actor).where(PartnerCopy.id == copy_id), lock=lock)
    if found is None or not _hears(actor, found[0]):
        raise NotFound
    return found


def _found(query: Select[PartnerCopy, Case], *, lock: bool) -> tuple[PartnerCopy, Case] | None:
    """The case is locked first, as in every other act; what stands then is read."""
    if lock:
        db.session.execute(query.with_for_update(of=Case)).all()
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def _later(row: PartnerCopy, answers: Mapping[str, object]) -> dt.date:
    until = answers.get("until")
    if not isinstance(until, dt.date) or until <= max(row.dispose_by, today()):
        raise Invalid({"until": ["Give a day after the one by which it was to go"]})
    return until


def _write_down(actor: Actor, case: Case, row: PartnerCopy, step: str) -> None:
    """On the timeline while there is a case, in the trail always; whoever told it hears."""
    if case.disposed_at is None:
        heading = HEADINGS[step].format(row.organisation.name)
        kind = f"{row.source}_copy_{step}"
        event = happened(actor, case, kind, heading, tier=TIERS[row.source])
        event.detail = {"organisation": row.organisation.code}
        db.session.add(event)
        outbox.promise("copy_answered", case_id=case.id, user_ids=(row.told_by_id,))
    _record(actor, case, row, step)


def _record(actor: Actor | None, case: Case, row: PartnerCopy, step: str) -> None:
    """Words of a case that is disposed of may not come back: the record has the codes alone."""
    stands = case.disposed_at is None
    trail.changed(
        actor,
        f"copy.{step}",
        case,
        operation="erasure" if row.gone_at else "alteration",
        tiers=(TIERS[row.source],),
        after={"copy": row.id, "dispose_by": str(row.dispose_by)} if stands else None,
        reason=(row.why or "") if stands and step in {"kept", "gone_held"} else "",
        recipients=(row.organisation.code,),
    )
