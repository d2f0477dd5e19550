"""Every emergency is looked at again by somebody else, within three working days (AC10)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from referrals import access, outbox, trail
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act, db, reading
from referrals.effects.opening import auditors, reviewed_by
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, Opening, User
from workflows.oversight import EMERGENCY_REASONS, REVIEW_WORKING_DAYS, REVIEWS, label_of
from workflows.sharing import Tier
from workflows.working_time import add_working_days, due_instant

FINAL = frozenset({"justified", "not_justified"})
NEWEST = 100


@dataclass(frozen=True)
class Review:
    """One emergency, as whoever reviews it reads it: why it was opened, never what was seen."""

    id: str
    reference: str
    who: str
    since: dt.datetime
    until: dt.datetime
    reason: str
    words: str
    due: dt.datetime
    overdue: bool
    answer: str
    answer_label: str
    answer_words: str
    answered_by: str
    answered_at: dt.datetime | None
    more: str
    may_answer: bool


def reviews(actor: Actor) -> tuple[Review, ...]:
    """The emergencies this person may review: open ones first, then the newest."""
    with reading():
        rows = _rows(actor)
        found = tuple(_view(actor, *row) for row in rows)
        seen = [(row.case_id, reference) for row, reference, *_ in rows]
    trail.looked(actor, "emergency.reviews", seen, (Tier.AUDIT,), single=False)
    return tuple(sorted(found, key=lambda row: (row.answer in FINAL, -row.since.timestamp())))


def review(actor: Actor, opening_id: str) -> Review:
    """One of them."""
    with reading():
        found = [
            (_view(actor, *row), row[0].case_id) for row in _rows(actor, Opening.id == opening_id)
        ]
    if not found:
        raise NotFound
    one, case_id = found[0]
    seen = [(case_id, one.reference)]
    trail.looked(actor, "emergency.review_read", seen, (Tier.AUDIT,), single=True)
    return one


@act
def answer(
    actor: Actor, opening_id: str, outcome: str, words: str, key: str | None = None
) -> dict[str, object]:
    """Say whether an emergency was justified; nobody answers for their own."""

    def do() -> dict[str, object]:
        row, case = _one(actor, opening_id)
        if row.user_id == actor.user_id:
            raise NotYours("Somebody else must review what you opened")
        if row.answer in FINAL:
            raise Conflict("This emergency has been reviewed already")
        if outcome not in {choice.code for choice in REVIEWS}:
            raise Invalid({"answer": ["Say whether it was justified"]})
        row.answer, row.answered_at, row.answered_by_id = outcome, now(), actor.user_id
        row.answer_words = words
        if outcome == "needs_more":
            row.more, row.reminded_at = None, None
            row.answer_due = _again_by(now())
        trail.changed(
            actor, "emergency.reviewed", case, tiers=(Tier.AUDIT,), reason=words,
            reason_code=outcome, recipients=(row.user_id,),
        )  # fmt: skip
        _tell(row)
        return {"id": row.id, "answer": outcome}

    return access.only_once(actor, key, f"emergency/{opening_id}/review", [outcome, words], do)


@act
def remind_overdue() -> int:
    """Tell the auditors, once, of each review whose time has passed; how many there were."""
    late = select(Opening).where(
        Opening.kind == "emergency",
        Opening.answer_due < now(),
        Opening.reminded_at.is_(None),
        or_(Opening.answer.is_(None), Opening.answer.not_in(FINAL)),
    )
    rows = db.session.scalars(late.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.reminded_at = now()
        case = db.session.get_one(Case, row.case_id)
        outbox.promise("review_overdue", user_ids=auditors())
        outbox.promise("review_overdue", case_id=case.id, team_id=case.lead_team_id)
        trail.changed(None, "emergency.review_overdue", case, tiers=(Tier.AUDIT,))
    return len(rows)


def _rows(
    actor: Actor, *which: ColumnElement[bool]
) -> Sequence[tuple[Opening, str, str, str | None]]:
    opener, reviewer = aliased(User), aliased(User)
    query = (
        select(Opening, Case.reference, opener.name, reviewer.name)
        .join(Case, Case.id == Opening.case_id)
        .join(opener, opener.id == Opening.user_id)
        .outerjoin(reviewer, reviewer.id == Opening.answered_by_id)
        .where(Opening.kind == "emergency", reviewed_by(actor), *which)
        .order_by(Opening.since.desc(), Opening.id)
        .limit(NEWEST)
    )
    rows = db.session.execute(query)
    return [(row, reference, who, by) for row, reference, who, by in rows]


def _one(actor: Actor, opening_id: str) -> tuple[Opening, Case]:
    query = (
        select(Opening, Case)
        .join(Case, Case.id == Opening.case_id)
        .where(Opening.kind == "emergency", Opening.id == opening_id, reviewed_by(actor))
        .with_for_update(of=Opening)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _tell(row: Opening) -> None:
    """Who opened it hears that it was answered; that it was not justified, the auditors too."""
    outbox.promise("emergency_reviewed", user_ids=[row.user_id] if row.user_id else ())
    if row.answer == "not_justified":
        outbox.promise("emergency_access", user_ids=auditors())


def _again_by(at: dt.datetime) -> dt.datetime:
    return due_instant(add_working_days(local(at).date(), REVIEW_WORKING_DAYS))


def _view(actor: Actor, row: Opening, reference: str, who: str, by: str | None) -> Review:
    due = row.answer_due or row.until
    return Review(
        id=row.id,
        reference=reference,
        who=who,
        since=row.since,
        until=row.until,
        reason=label_of(EMERGENCY_REASONS, row.reason_code),
        words=row.words or "",
        due=due,
        overdue=row.answer not in FINAL and due < now(),
        answer=row.answer or "",
        answer_label=label_of(REVIEWS, row.answer or ""),
        answer_words=row.answer_words or "",
        answered_by=by or "",
        answered_at=row.answered_at,
        more=row.more or "",
        may_answer=row.answer not in FINAL and row.user_id != actor.user_id,
    )
