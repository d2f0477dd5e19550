"""Every week some looks are drawn, and the viewer's supervisor says what each was for (AU6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, literal, or_, select

from referrals import access, outbox, trail
from referrals.access import EMERGENCY_ROLES
from referrals.actor import Actor
from referrals.clock import LONDON, local, now, today
from referrals.db import act, db, reading
from referrals.effects.opening import auditors
from referrals.errors import Conflict, Invalid, NotFound
from referrals.models import Case, LookFinding, TrailRead, User
from referrals.sealed import blind
from workflows.agencies import AUDITORS
from workflows.looking import ANSWERS, SAMPLE_OF_A_TEAM, SAMPLE_WORKING_DAYS
from workflows.sharing import Tier
from workflows.working_time import add_working_days, due_instant

SAMPLE = "sample"
WEEK = dt.timedelta(days=7)
Group = tuple[str, int]
Drawn = tuple[bytes, int, int, dt.datetime]


@dataclass(frozen=True)
class Sampled:
    """One look that was drawn: whose, at which case, and what was said of it."""

    id: str
    reference: str
    who: str
    looked_at: dt.datetime
    due: dt.datetime
    overdue: bool
    answer: str
    words: str
    may_answer: bool


def samples(actor: Actor) -> tuple[Sampled, ...]:
    """The looks this supervisor or manager answers for; an auditor sees all, and answers none."""
    with reading():
        rows = _rows(actor)
        found = tuple(_view(actor, *row) for row in rows)
        seen = [(row.case_id or 0, reference) for row, _, reference in rows]
    trail.looked(actor, "samples.read", seen, (Tier.AUDIT,), single=False)
    return tuple(sorted(found, key=lambda row: (bool(row.answer), row.due)))


def sample(actor: Actor, sample_id: str) -> Sampled:
    """One of them."""
    found = next((row for row in samples(actor) if row.id == sample_id), None)
    if found is None:
        raise NotFound
    return found


@act
def answer(
    actor: Actor, sample_id: str, outcome: str, words: str, key: str | None = None
) -> dict[str, object]:
    """Say whether the look was part of their work, and what it was for; never of one's own."""

    def do() -> dict[str, object]:
        one = LookFinding.id == sample_id
        db.session.execute(select(LookFinding.id).where(one).with_for_update())
        rows = _rows(actor, one)
        if not rows or actor.audits:
            raise NotFound
        row = rows[0][0]
        if row.answer is not None:
            raise Conflict("Somebody has answered for this look already")
        if outcome not in {choice.code for choice in ANSWERS}:
            raise Invalid({"answer": ["Say whether it was part of their work"]})
        row.answer, row.answered_at, row.answered_by_id = outcome, now(), actor.user_id
        row.words = words
        case = db.session.get_one(Case, row.case_id)
        trail.changed(actor, "sample.answered", case, tiers=(Tier.AUDIT,), reason=words,
                      reason_code=outcome, recipients=(row.user_id,))  # fmt: skip
        if outcome == "not_justified":
            outbox.promise("unusual_viewing", user_ids=auditors())
        return {"id": row.id, "answer": outcome}

    return access.only_once(actor, key, f"sample/{sample_id}", [outcome, words], do)


def draw_weekly() -> int:
    """Draw last week's sample, once in a week; how many looks were drawn."""
    monday = today() - dt.timedelta(days=today().weekday())
    begins = dt.datetime.combine(monday, dt.time(), LONDON).astimezone(dt.UTC)
    drawn = select(LookFinding.id).where(LookFinding.rule == SAMPLE, LookFinding.found_at >= begins)
    with reading():
        done = db.session.scalar(drawn.limit(1)) is not None
        looks = [] if done else _looks(begins - WEEK, begins)
    return _draw(looks) if looks else 0


@act
def _draw(looks: Sequence[tuple[Group, Drawn]]) -> int:
    """The first few of each team in the order of a keyed code: nobody can foresee which."""
    groups: dict[Group, list[Drawn]] = defaultdict(list)
    for group, look in looks:
        groups[group].append(look)
    due = due_instant(add_working_days(local(now()).date(), SAMPLE_WORKING_DAYS))
    count = 0
    for drawn in groups.values():
        chosen = {(user, case, local(at).date()): at for _, user, case, at in sorted(drawn)}
        for (user_id, case_id, day), at in list(chosen.items())[:SAMPLE_OF_A_TEAM]:
            db.session.add(
                LookFinding(rule=SAMPLE, day=day, user_id=user_id, case_id=case_id, number=1,
                            found_at=now(), looked_at=at, due=due)
            )  # fmt: skip
            count += 1
    teams = {group[1] for group in groups if group[0] == "team"}
    led_by = (User.team_id.in_(teams), User.role.in_(EMERGENCY_ROLES))
    people = select(User.id).where(User.active, *led_by)
    outbox.promise("samples_drawn", user_ids=db.session.scalars(people).all())
    trail.changed(None, "samples.drawn", None, after={"looks": count})
    return count


@act
def remind_overdue() -> int:
    """Tell the auditors, once, of each sample nobody has answered for in time."""
    late = select(LookFinding).where(
        LookFinding.rule == SAMPLE, LookFinding.answer.is_(None), LookFinding.due < now(),
        LookFinding.reminded_at.is_(None),
    )  # fmt: skip
    rows = db.session.scalars(late.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.reminded_at = now()
    if rows:
        outbox.promise("samples_overdue", user_ids=auditors())
        trail.changed(None, "samples.overdue", None, after={"looks": len(rows)})
    return len(rows)


def _looks(since: dt.datetime, until: dt.datetime) -> list[tuple[Group, Drawn]]:
    rows = db.session.execute(
        select(TrailRead.actor_id, Case.id, TrailRead.at, TrailRead.mac)
        .add_columns(User.team_id, User.organisation_id)
        .join(Case, TrailRead.chain == literal("case:") + cast(Case.id, String))
        .join(User, User.id == TrailRead.actor_id)
        .where(TrailRead.at >= since, TrailRead.at < until)
        .where(User.role.not_in(AUDITORS))
    )
    return [
        (
            ("team", team_id) if team_id else ("organisation", organisation_id),
            (blind("sample", mac), user_id, case_id, at),
        )
        for user_id, case_id, at, mac, team_id, organisation_id in rows
    ]


def _theirs(actor: Actor) -> ColumnElement[bool]:
    """The people of one's own team, or of the organisation one manages; never oneself."""
    others = User.id != actor.user_id
    if actor.audits:
        return others
    if actor.role in EMERGENCY_ROLES and actor.team_id is not None:
        return and_(User.team_id == actor.team_id, others)
    if actor.manages_organisation:
        return and_(User.organisation_id == actor.organisation_id, User.team_id.is_(None), others)
    raise NotFound


def _there(actor: Actor) -> ColumnElement[bool]:
    """No case is named to whom it does not exist for; an auditor is told of all but conflicts."""
    if actor.audits:
        return access.without_conflict(actor)
    return access.visible_to(actor)


def _rows(actor: Actor, *which: ColumnElement[bool]) -> Sequence[tuple[LookFinding, str, str]]:
    rows = db.session.execute(
        select(LookFinding, User.name, Case.reference)
        .join(User, User.id == LookFinding.user_id)
        .join(Case, Case.id == LookFinding.case_id)
        .where(LookFinding.rule == SAMPLE, _theirs(actor), _there(actor), *which)
        .where(or_(LookFinding.answer.is_(None), LookFinding.found_at > now() - 8 * WEEK))
        .order_by(LookFinding.due.desc())
    )
    return [(row, who, reference) for row, who, reference in rows]


def _view(actor: Actor, row: LookFinding, who: str, reference: str) -> Sampled:
    due = row.due or row.found_at
    return Sampled(
        id=row.id,
        reference=reference,
        who=who,
        looked_at=row.looked_at or row.found_at,
        due=due,
        overdue=row.answer is None and due < now(),
        answer=row.answer or "",
        words=row.words or "",
        may_answer=row.answer is None and not actor.audits,
    )
