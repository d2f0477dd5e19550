"""What a partner may still keep once it is told no more: by when it goes is written down (RT1)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access
from referrals.clock import local
from referrals.db import db
from referrals.facts import facts_of
from referrals.models import Case, Organisation, PartnerCopy, User
from workflows.retention import copy_goes


@dataclass(frozen=True)
class Source:
    """By what a partner came to have a copy: a share that ended, or words that were released."""

    kind: str
    id: str
    purpose: str
    told_by_id: int
    since: dt.datetime
    knows_who: bool


def begins(
    case: Case, organisation: Organisation, source: Source, people: list[int], at: dt.datetime
) -> None:
    """The clock of a partner's own copy begins; `people` alone hear of it, if any are named."""
    ended_on = local(at).date()
    facts = facts_of(case, None, at)
    told = facts.born_on if source.knows_who else None
    db.session.add(
        PartnerCopy(
            case_id=case.id,
            organisation_id=organisation.id,
            source=source.kind,
            source_id=source.id,
            purpose=source.purpose,
            people=people,
            told_by_id=source.told_by_id,
            since=source.since,
            until=at,
            dispose_by=copy_goes(organisation.kind, ended_on, told, child=facts.treat_as_child),
        )
    )


def named_there(case: Case, organisation: Organisation) -> list[int]:
    """Who of an organisation may hear of a restricted case (R27); of any other, nobody is named."""
    if not case.restricted:
        return []
    named = (
        select(User.id)
        .join(Case, access.NAMED_READER.finds(access.EVERYBODY))
        .where(Case.id == case.id, User.organisation_id == organisation.id)
    )
    return sorted(db.session.scalars(named))
