"""Releases of intelligence: what could go, to whom, and the ledger's row once it has gone."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from referrals.access import HELD_BY_AUTHORITY
from referrals.clock import local
from referrals.db import db
from referrals.effects.copies import Source, begins, named_there
from referrals.effects.ledger import Ground, What, digest_of, disclosed
from referrals.models import IN_FORCE, Assignment, Case, Note, Organisation, Person, Release
from workflows.definition import Choice
from workflows.releases import NRM
from workflows.sharing import Tier


def tell(case: Case, release: Release, to: int | str, at: dt.datetime) -> None:
    """The words as they were agreed, told to one organisation on the approver's decision."""
    decided = release.decided_by_id or release.asked_by_id
    new = disclosed(
        case.id,
        to,
        Ground("release", "release", "crime", decided),
        What((Tier.INTELLIGENCE,), ("released",), digest_of(release.wording)),
        at=at,
        occasion=f"release:{release.id}:{to}",
    )
    if new and not isinstance(to, str):
        source = Source("release", release.id, "release", decided, at, knows_who=True)
        organisation = db.session.get_one(Organisation, to)
        begins(case, organisation, source, named_there(case, organisation), at)


def tell_with_the_form(case: Case, to: int | str, at: dt.datetime) -> None:
    """Everything released for the NRM form goes to whoever decides it, when it is sent."""
    approved = select(Release).where(
        Release.case_id == case.id, Release.state == "approved", Release.organisation_id.is_(None)
    )
    for release in db.session.scalars(approved):
        tell(case, release, to, at)


def sources(case: Case) -> Iterable[Choice]:
    """Notes of intelligence, and the people who are intelligence: suspects and associates."""
    notes = select(Note).where(Note.case_id == case.id, Note.tier == Tier.INTELLIGENCE)
    for note in db.session.scalars(notes.order_by(Note.at)):
        yield Choice(f"note:{note.id}", f"Intelligence of {local(note.at):%-d %B %Y, %H:%M}")
    people = select(Person).where(
        Person.case_id == case.id, Person.role.in_(("suspect", "associate"))
    )
    for person in db.session.scalars(people.order_by(Person.id)):
        yield Choice(
            f"person:{person.id}", f"{person.role.capitalize()}: {person.name or 'not known'}"
        )


def receivers(case: Case) -> Iterable[Choice]:
    """The authorities that were told of this person, and the NRM form."""
    rows = db.session.execute(
        select(Organisation.code, Organisation.name)
        .join(Case, HELD_BY_AUTHORITY)
        .where(Case.id == case.id)
        .order_by(Organisation.name)
    )
    yield from (Choice(row.code, row.name) for row in rows)
    yield Choice(NRM, "Whoever decides the NRM referral, with the form")


def tellable(case: Case, row: Release) -> Iterable[int]:
    """Whom a release reaches now: the authority it is for, while it holds the case."""
    if row.organisation_id is None:
        decides = (Assignment.case_id == case.id, Assignment.standing == "authority", IN_FORCE)
        found = select(Assignment.organisation_id).where(*decides)
    else:
        holds = select(Organisation.id).join(Case, HELD_BY_AUTHORITY)
        found = holds.where(Case.id == case.id, Organisation.id == row.organisation_id)
    return {number for number in db.session.scalars(found) if number is not None}
