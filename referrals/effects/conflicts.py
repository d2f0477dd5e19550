"""Finds who must not see a case because they are in it, and hides it from them (section e, rule 5).

Found is only who is the same person by forename and surname and could be by age: staff are adults.
A shared surname alone hides nothing; it is reported when it is looked at (AU6).

Whoever may add a person may so bar a colleague. Hiding stays at once, but never in silence: the
auditors and supervisors of other teams are told, and what leaves nobody to answer for a case waits
for one of them (decision 0010).
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from referrals import access, outbox, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import db
from referrals.effects.opening import auditors
from referrals.indexing import folded, names
from referrals.models import (
    IN_FORCE,
    Assignment,
    Case,
    ConflictOfInterest,
    Person,
    PersonKey,
    Team,
    User,
)
from referrals.sealed import blinds
from workflows.agencies import POLICE_SUPERVISORS
from workflows.facts import ADULT_AT, birthday
from workflows.sharing import Tier

TITLES = frozenset({
    "pc", "dc", "ps", "ds", "di", "dci", "insp", "sgt", "mr", "mrs", "ms", "miss", "dr", "prof",
})  # fmt: skip
TWO = 2
LEADING = func.coalesce(Case.lead_id, Case.owner_id)
ANSWERING = func.coalesce(Case.lead_team_id, Case.logged_team_id)
"""The team whose supervisors answer for a case."""


def words_of(name: str | None) -> list[str]:
    """A name in folded words, without rank or title."""
    return [word for word in folded(name or "") if word not in TITLES]


def same_person(one: list[str], other: list[str]) -> bool:
    """The same forename and the same surname, whatever stands between."""
    whole = len(one) >= TWO and len(other) >= TWO
    return whole and (one[0], one[-1]) == (other[0], other[-1])


def detect(case: Case, person: Person, by: Actor | None = None) -> None:
    """Hide a case from everybody at work who is this person of it, whose name `by` has written."""
    if known_child(person):
        return
    _hide(case, (words_of(person.name), *names(person.aliases or "")), by)


def detect_named(case: Case, text: str, by: Actor) -> None:
    """The same of whoever is named in a text, where a name stands alone: as exploiters, in a form.

    Of a name within a sentence nobody can say whether it is theirs who did it or theirs who heard.
    """
    _hide(case, ([word for word in words if word not in TITLES] for words in names(text)), by)


def _hide(case: Case, called: Iterable[list[str]], by: Actor | None) -> None:
    for words in called:
        for user_id in _called(words):
            bar(by, case, user_id, "detected")


def detect_user(user: User) -> None:
    """Hide from somebody new the cases that they are in, found by the codes of their name."""
    words = words_of(user.name)
    if len(words) < TWO:
        return
    forename = select(PersonKey.person_id).where(
        PersonKey.kind == "forename", PersonKey.key.in_(blinds("forename", words[0]))
    )
    surname = select(PersonKey.person_id).where(
        PersonKey.kind == "surname", PersonKey.key.in_(blinds("surname", words[-1]))
    )
    rows = select(Person, Case).join(Case, Case.id == Person.case_id)
    here = db.session.execute(rows.where(Person.id.in_(forename), Person.id.in_(surname))).all()
    for person, case in here:
        if not known_child(person):
            bar(None, case, user.id, "detected")


def bar(actor: Actor | None, case: Case, user_id: int, source: str, reason: str = "") -> bool:
    """Hide a case from somebody from now on; one that a person lifted is not detected again."""
    row = db.session.scalars(
        select(ConflictOfInterest).filter_by(case_id=case.id, user_id=user_id)
    ).one_or_none()
    if row is not None and (row.lifted_at is None or source == "detected"):
        return False
    if row is None:
        row = ConflictOfInterest(case_id=case.id, user_id=user_id)
        db.session.add(row)
    row.declared_at, row.source = now(), source
    row.recorded_by_id = actor.user_id if actor else None
    row.lifted_at = row.lifted_by_id = None
    row.confirmed_at = row.confirmed_by_id = row.reminded_at = row.decider_id = None
    trail.changed(
        actor,
        f"case.conflict_{source}",
        case,
        tiers=(Tier.AUDIT,),
        reason=reason,
        recipients=(user_id,),
    )
    outbox.promise("conflict_declared", case_id=case.id, team_id=case.lead_team_id)
    if source == "detected" or waits(row):
        outbox.promise("conflict_found", user_ids=overseers(case))
    return True


def lift(actor: Actor, case: Case, row: ConflictOfInterest, reason: str) -> None:
    """It hides the case no longer: the case is theirs again as far as section e lets them."""
    row.lifted_at, row.lifted_by_id = now(), actor.user_id
    trail.changed(
        actor,
        "case.conflict_lifted",
        case,
        tiers=(Tier.AUDIT,),
        reason=reason,
        recipients=(row.user_id,),
    )


def waits(row: ConflictOfInterest) -> bool:
    """Whether this conflict, as it stands, leaves nobody to answer for its case."""
    here = select(ConflictOfInterest.id).join(Case, Case.id == ConflictOfInterest.case_id)
    return db.session.scalar(here.where(ConflictOfInterest.id == row.id, waiting())) is not None


def waiting() -> ColumnElement[bool]:
    """The undecided conflicts, joined to their cases, that leave nobody to answer for them.

    They keep the case from its lead, or from a supervisor of its team while no other may open it.
    """
    who = aliased(User)
    supervisor = exists().where(who.id == ConflictOfInterest.user_id, _answers(who))
    return and_(
        Case.disposed_at.is_(None),
        ConflictOfInterest.lifted_at.is_(None),
        ConflictOfInterest.confirmed_at.is_(None),
        or_(ConflictOfInterest.user_id == LEADING, and_(supervisor, not_(answered_for()))),
    )


def answered_for() -> ColumnElement[bool]:
    """The cases that a supervisor of their own team may open."""
    who = aliased(User)
    named = exists().where(
        Assignment.case_id == Case.id,
        Assignment.user_id == who.id,
        Assignment.standing == "restricted_reader",
        IN_FORCE,
    )
    may_open = or_(Case.restricted.is_(False), named.correlate(Case, who))
    clear = not_(access.in_conflict(Case.id, who.id))
    return exists().where(_answers(who), who.active, clear, may_open)


def _answers(who: type[User]) -> ColumnElement[bool]:
    return and_(who.team_id == ANSWERING, who.role.in_(POLICE_SUPERVISORS))


def answering_team(case: Case) -> Team | None:
    """The team whose supervisors answer for a case: its lead, or the unit where it was logged."""
    return db.session.get(Team, case.lead_team_id or case.logged_team_id or 0)


def overseers(case: Case) -> list[int]:
    """The auditors, and the police supervisors of other teams, from whom the case is not hidden.

    Of a restricted case those of them alone who are named on it: for the rest none waits (R27).
    """
    team = answering_team(case)
    others = and_(
        User.active,
        User.role.in_(POLICE_SUPERVISORS),
        User.organisation_id == (team.organisation_id if team else None),
        User.team_id != (team.id if team else None),
    )
    told = select(User.id).where(
        or_(User.id.in_(auditors()), and_(others, access.may_hear(case.id))),
        not_(access.in_conflict(case.id, User.id)),
    )
    return list(db.session.scalars(told.order_by(User.id)))


def known_child(person: Person) -> bool:
    """Whether what is known of their age says that they cannot be at work here."""
    if person.born_on:
        born = dt.date.fromisoformat(person.born_on)
        return today() < birthday(born, ADULT_AT)
    return person.rough_age is not None and person.rough_age < ADULT_AT


def _called(words: list[str]) -> list[int]:
    """Those at work who have this name, however it is spelt; a database folds no accents."""
    if len(words) < TWO:
        return []
    rows = db.session.execute(select(User.id, User.name).where(User.active))
    return [number for number, name in rows if same_person(words, words_of(name))]
