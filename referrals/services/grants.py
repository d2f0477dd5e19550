"""Opens the content of one case to an auditor: by a supervisor, for a reason, for some days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.holders import somebody
from referrals.effects.opening import auditors, close_up, open_up
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Case, Opening, User
from workflows.oversight import (
    GRANT_REASONS,
    GRANTED,
    LONGEST_GRANT_DAYS,
    SHORTEST_REASON,
    label_of,
)
from workflows.sharing import Tier

Done = dict[str, object]


@dataclass(frozen=True)
class AuditorGrant:
    """One grant: to whom, what they may read, why, by whose decision and until when."""

    id: str
    reference: str
    auditor: str
    given_by: str
    tiers: tuple[str, ...]
    reason: str
    words: str
    since: dt.datetime
    until: dt.datetime
    runs: bool


@dataclass(frozen=True)
class Auditor:
    """Somebody a grant may be given to."""

    user_id: int
    name: str


@dataclass(frozen=True)
class AuditorGrants:
    """The grants of a case, and to whom another may be given."""

    reference: str
    grants: tuple[AuditorGrant, ...]
    auditors: tuple[Auditor, ...]


def grants(actor: Actor, reference: str) -> AuditorGrants:
    """What the supervisors of the lead team decide on."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        found = tuple(_view(*row) for row in _rows(Opening.case_id == case.id))
        people = select(User.id, User.name).where(User.id.in_(auditors())).order_by(User.name)
        others = tuple(Auditor(*row) for row in db.session.execute(people))
        opened = (case.id, case.reference)
    trail.looked(actor, "grants.read", [opened], (Tier.AUDIT,), single=True)
    return AuditorGrants(opened[1], found, others)


def granted(actor: Actor) -> tuple[AuditorGrant, ...]:
    """The grants by which a case opens to this auditor; their page is itself recorded."""
    with reading():
        opens = access.visible_to(actor)
        rows = _rows(and_(Opening.user_id == actor.user_id, Opening.runs), opens)
        return tuple(_view(*row) for row in rows)


@act
def give(
    actor: Actor,
    reference: str,
    user_id: int,
    terms: dict[str, object],
    *,
    key: str | None = None,
) -> Done:
    """Let an auditor read some tiers of this case for up to 7 days: {tiers, days, reason, words}.

    A police supervisor of the lead team gives it, never the auditor; whoever gives it answers for
    it, and the case says so to everybody who asks who has seen it.
    """

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        tiers, days, words = _terms(terms)
        person = somebody(user_id)
        if person is None or not person.audits or not _clear(person, case):
            raise Invalid({"auditor": ["Choose an auditor"]})
        until = now() + dt.timedelta(days=days)
        reason = str(terms["reason"])
        opening = open_up(
            actor, case, "grant", until=until, reason_code=reason, words=words, tiers=tiers,
            user_id=user_id,
        )  # fmt: skip
        held = access.why(actor, case)
        trail.changed(
            actor, "grant.given", case, operation="disclosure", tiers=tiers, reason=words,
            reason_code=reason, recipients=(user_id,), basis=held.code if held else "",
        )  # fmt: skip
        outbox.promise("grant_given", case_id=case.id, user_ids=(user_id,))
        return {"reference": case.reference, "id": opening.id, "until": until.isoformat()}

    return access.only_once(actor, key, "grants", [user_id, terms], do, case=reference)


@act
def end(actor: Actor, reference: str, opening_id: str, key: str | None = None) -> Done:
    """The auditor stops seeing the case at once."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        row = db.session.get(Opening, opening_id)
        wanted = row is not None and row.kind == "grant" and row.case_id == case.id
        if row is None or not wanted or row.until <= now():
            raise NotFound
        close_up(case, row)
        trail.changed(actor, "grant.ended", case, tiers=(Tier.AUDIT,), recipients=(row.user_id,))
        return {"reference": case.reference, "id": row.id}

    return access.only_once(actor, key, f"grants/{opening_id}/end", None, do, case=reference)


def _terms(terms: dict[str, object]) -> tuple[list[Tier], int, str]:
    chosen = terms.get("tiers")
    tiers = [tier for tier in GRANTED if isinstance(chosen, list) and tier in chosen]
    days, words = terms.get("days"), str(terms.get("words") or "")
    errors: dict[str, list[str]] = {}
    if not tiers:
        errors["tiers"] = ["Choose what they may read"]
    if not isinstance(days, int) or not 1 <= days <= LONGEST_GRANT_DAYS:
        errors["days"] = [f"A grant lasts from 1 to {LONGEST_GRANT_DAYS} days"]
    if len(" ".join(words.split())) < SHORTEST_REASON:
        errors["words"] = [f"Say why in at least {SHORTEST_REASON} characters"]
    if errors:
        raise Invalid(errors)
    return tiers, int(str(days)), words


def _clear(person: Actor, case: Case) -> bool:
    found = select(Case.id).where(Case.id == case.id, access.without_conflict(person))
    return db.session.scalar(found) is not None


def _supervises(actor: Actor, case: Case) -> None:
    if not (actor.supervises and actor.team_id == case.lead_team_id):
        raise NotYours("Only a supervisor of the lead team gives an auditor a grant")


def _rows(*which: ColumnElement[bool]) -> Sequence[tuple[Opening, str, str, str]]:
    holder, giver = aliased(User), aliased(User)
    rows = db.session.execute(
        select(Opening, Case.reference, holder.name, giver.name)
        .join(Case, Case.id == Opening.case_id)
        .join(holder, holder.id == Opening.user_id)
        .join(giver, giver.id == Opening.given_by_id)
        .where(Opening.kind == "grant", *which)
        .order_by(Opening.since.desc(), Opening.id)
    )
    return [(row, reference, auditor, by) for row, reference, auditor, by in rows]


def _view(row: Opening, reference: str, auditor: str, by: str) -> AuditorGrant:
    return AuditorGrant(
        id=row.id,
        reference=reference,
        auditor=auditor,
        given_by=by,
        tiers=tuple(GRANTED[Tier(tier)] for tier in row.tiers),
        reason=label_of(GRANT_REASONS, row.reason_code),
        words=row.words or "",
        since=row.since,
        until=row.until,
        runs=row.runs,
    )
