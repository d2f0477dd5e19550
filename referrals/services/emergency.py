"""Opens a case for an hour to a supervisor who must know now, and says so (rule 8, AC10)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import case as one_of
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from referrals import access, outbox, redaction, sessions, trail
from referrals.access import EMERGENCY, EMERGENCY_ROLES, Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act, db, reading
from referrals.effects.holders import answering
from referrals.effects.opening import auditors, open_up
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Case, Opening
from workflows.agencies import POLICE
from workflows.oversight import (
    EMERGENCY_MINUTES,
    EMERGENCY_REASONS,
    REVIEW_WORKING_DAYS,
    SHORTEST_REASON,
    label_of,
)
from workflows.sharing import Tier
from workflows.working_time import add_working_days, due_instant

ABSENT = {"reference": ["No case with this reference can be opened. Check it letter by letter"]}
HELD = {"reference": ["You can see this case already: open it as you always do"]}
SHORT = {"words": [f"Say why in at least {SHORTEST_REASON} characters"]}
STALE = {"password": ["Enter your password, or the code your app shows now"]}
RESTRICTED = "A restricted case"
LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class Own:
    """An emergency of one's own, whether it still runs, and what the review asks."""

    id: str
    reference: str
    reason: str
    since: dt.datetime
    until: dt.datetime
    runs: bool
    answer: str
    asked: str


def open_case(
    actor: Actor,
    reference: str,
    reason_code: str,
    words: str,
    *,
    confirmed_at: dt.datetime | None,
    key: str | None = None,
) -> dict[str, object]:
    """Open one case to read for 60 minutes, on a password or code of the last five.

    A conflict of interest answers as a case that does not exist, and both are recorded alike.
    """
    _entitled(actor)
    if len(" ".join(words.split())) < SHORTEST_REASON:
        raise Invalid(SHORT)
    if not sessions.confirmed_lately(confirmed_at):
        raise Invalid(STALE)
    try:
        return _open(actor, reference, reason_code, words, key)
    except NotFound as absent:
        trail.refused(actor, "emergency", reference, "not_found", 404)
        raise Invalid(ABSENT) from absent


@act
def _open(
    actor: Actor, reference: str, reason_code: str, words: str, key: str | None
) -> dict[str, object]:
    def do() -> dict[str, object]:
        case = _case(actor, reference)
        at = now()
        opening = open_up(
            actor,
            case,
            "emergency",
            until=at + dt.timedelta(minutes=EMERGENCY_MINUTES),
            reason_code=reason_code,
            words=words,
            answer_due=review_by(at),
            user_id=actor.user_id,
        )
        db.session.flush()
        tiers = redaction.OPENED[EMERGENCY.code](actor, case)
        trail.changed(
            actor,
            "emergency.opened",
            case,
            operation="disclosure",
            tiers=tiers,
            reason=words,
            reason_code=reason_code,
            recipients=(actor.user_id,),
            basis=EMERGENCY.code,
        )
        _alert(actor, case)
        return {"reference": case.reference, "id": opening.id, "until": opening.until.isoformat()}

    body = [reference, reason_code, words]
    return access.only_once(actor, key, "emergency", body, do)


def own(actor: Actor) -> tuple[Own, ...]:
    """The emergencies this supervisor opened in the last month, newest first.

    A case that was restricted is named only while it opens to them (R27).
    """
    _entitled(actor)
    at = now()
    named = or_(Case.restricted.is_(False), access.opens_for(actor, Verb.READ))
    with reading():
        rows = db.session.execute(
            select(Opening, one_of((named, Case.reference), else_=RESTRICTED))
            .join(Case, Case.id == Opening.case_id)
            .where(Opening.kind == "emergency", Opening.user_id == actor.user_id)
            .where(Opening.since > at - LATELY, access.without_conflict(actor))
            .order_by(Opening.since.desc(), Opening.id)
        ).all()
        seen = [(row.case_id, name) for row, name in rows if name != RESTRICTED]
        found = tuple(_own(row, reference) for row, reference in rows)
    trail.looked(actor, "emergency.own", seen, (Tier.AUDIT,), single=False)
    return found


@act
def add_more(
    actor: Actor, opening_id: str, words: str, key: str | None = None
) -> dict[str, object]:
    """Say more about an emergency of one's own, when its review asks for it."""

    def do() -> dict[str, object]:
        _entitled(actor)
        row = db.session.get(Opening, opening_id, with_for_update=True)
        if row is None or row.user_id != actor.user_id or row.answer != "needs_more":
            raise NotFound
        there = (access.without_conflict(actor), Case.disposed_at.is_(None))
        case = db.session.scalars(select(Case).where(Case.id == row.case_id, *there)).one_or_none()
        if case is None:
            raise NotFound
        row.more = words
        trail.changed(actor, "emergency.said_more", case, tiers=(Tier.AUDIT,), reason=words)
        outbox.promise("emergency_access", user_ids=auditors())
        return {"id": row.id}

    return access.only_once(actor, key, f"emergency/{opening_id}/more", words, do)


def ends_at(actor: Actor, reference: str) -> dt.datetime | None:
    """When this person's emergency on a case ends, if it is by an emergency that they see it."""
    with reading():
        case = select(Case.id).where(Case.reference == reference)
        lets_in = case.where(EMERGENCY.finds(actor), access.without_conflict(actor))
        barred = (
            ~select(Case.id)
            .where(Case.reference == reference, access.visible_to(actor, Verb.READ))
            .exists()
        )
        return db.session.scalar(
            select(Opening.until)
            .where(Opening.kind == "emergency", Opening.user_id == actor.user_id)
            .where(Opening.case_id.in_(lets_in), Opening.runs, barred)
            .order_by(Opening.until.desc())
        )


def review_by(at: dt.datetime) -> dt.datetime:
    return due_instant(add_working_days(local(at).date(), REVIEW_WORKING_DAYS))


def may_open(actor: Actor) -> bool:
    """Police supervisors; of the other police, those who ask one (ux A.9)."""
    if actor.role not in POLICE:
        raise NotFound
    return actor.role in EMERGENCY_ROLES


def _entitled(actor: Actor) -> None:
    if actor.role not in EMERGENCY_ROLES:
        raise NotYours("Only a police supervisor can open a case in an emergency. Ask one to do it")


def _case(actor: Actor, reference: str) -> Case:
    there = (access.without_conflict(actor), Case.disposed_at.is_(None))
    here = (Case.reference == reference, *there)
    query = select(Case).where(*here).options(selectinload(Case.tracks)).with_for_update()
    case = db.session.scalars(query).one_or_none()
    if case is None:
        raise NotFound
    seen = select(Case.id).where(Case.id == case.id, access.visible_to(actor))
    if db.session.scalar(seen) is not None:
        raise Invalid(HELD)
    return case


def _alert(actor: Actor, case: Case) -> None:
    """The auditor is told without being told of what; those who answer for the case, of which."""
    outbox.promise("emergency_access", user_ids=auditors())
    outbox.promise("emergency_opened", case_id=case.id, user_ids=answering(case, actor))


def _own(row: Opening, reference: str) -> Own:
    asked = row.answer_words or "" if row.answer == "needs_more" and row.more is None else ""
    return Own(
        id=row.id,
        reference=reference,
        reason=label_of(EMERGENCY_REASONS, row.reason_code),
        since=row.since,
        until=row.until,
        runs=row.runs,
        answer=row.answer or "",
        asked=asked,
    )
