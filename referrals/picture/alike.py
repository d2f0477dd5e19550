"""Two people side by side: what is known of each, and what differs, in words."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from referrals import words
from referrals.clock import today
from referrals.db import db
from referrals.indexing import folded
from referrals.models import Case, Person, Team
from referrals.picture.rows import row
from referrals.picture.summary import PATHWAYS, exploitation
from referrals.picture.who import age_on
from referrals.redaction import Holding
from referrals.views import Compared, Row, Withheld
from workflows.agencies import AREAS
from workflows.sharing import Tier
from workflows.stage import STAGES

NEAR = 2
UNKNOWN = "Not recorded"
Side = tuple[Case, Person, Holding]


def rows_for(cases: Sequence[Case], at: dt.datetime) -> list[Row]:
    """The lines of a list of cases, in as many queries as kinds of row."""
    ids = [case.id for case in cases]
    victims = {
        each.case_id: each
        for each in db.session.scalars(
            select(Person).where(Person.case_id.in_(ids), Person.role == "potential_victim")
        )
    }
    wanted = {case.lead_team_id for case in cases} - {None}
    teams = dict(db.session.execute(select(Team.id, Team.name).where(Team.id.in_(wanted))).all())
    return [
        row(case, victims.get(case.id), teams.get(case.lead_team_id or 0, ""), at) for case in cases
    ]


def differences(one: Person, other: Person) -> tuple[str, ...]:
    """What speaks against it: only what is known of both can differ."""
    ages = tuple(age_on(each.born_on, each.rough_age, today()) for each in (one, other))
    found = (
        ("Name differs", _apart(folded(one.name or ""), folded(other.name or ""))),
        ("Date of birth differs", _apart(one.born_on, other.born_on)),
        (f"More than {NEAR} years apart in age", None not in ages and _far(*ages)),
        ("Sex differs", "unknown" not in {one.sex, other.sex} and one.sex != other.sex),
        ("Language differs", _apart(one.language, other.language)),
        ("Phone differs", _apart(one.phone, other.phone)),
    )
    return tuple(words for words, differs in found if differs)


def _far(one: int | None, other: int | None) -> bool:
    return abs((one or 0) - (other or 0)) > NEAR


def _apart(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other


def side_by_side(here: Side, there: Side) -> tuple[Compared, ...]:
    """Each thing as its reader may have it in either case."""
    left, right = _items(*here), _items(*there)
    return tuple(
        Compared(label, left[label], right[label], _differ(left[label], right[label]))
        for label in left
    )


def _differ(one: str, other: str) -> bool:
    return UNKNOWN not in {one, other} and one.casefold() != other.casefold()


def _items(case: Case, person: Person, holding: Holding) -> dict[str, str]:
    age = age_on(person.born_on, person.rough_age, today())
    items = (
        ("Name", person.name, Tier.IDENTITY),
        ("Other names", person.aliases, Tier.IDENTITY),
        ("Date of birth", words.born(person.born_on), Tier.IDENTITY),
        ("Age", None if age is None else str(age), Tier.IDENTITY),
        ("Sex", person.sex.capitalize() if person.sex != "unknown" else None, Tier.IDENTITY),
        ("Language", person.language, Tier.IDENTITY),
        ("Phone", person.phone, Tier.CONTACT),
        ("Vehicle", person.vehicle, Tier.CONTACT),
        ("Where they are", person.whereabouts, Tier.CONTACT),
        ("Exploitation", exploitation(case), Tier.ALLEGATION),
        ("Pathway", PATHWAYS.get(case.pathway, case.pathway), Tier.ALLEGATION),
        ("Area", AREAS.get(case.area, case.area), Tier.SAFEGUARDING),
        ("Stage", STAGES[case.stage], Tier.SAFEGUARDING),
    )
    return {label: _shown(holding, tier, value or UNKNOWN) for label, value, tier in items}


def _shown(holding: Holding, tier: Tier, value: str) -> str:
    shown = holding.show(tier, value)
    return f"Withheld: {shown.reason}" if isinstance(shown, Withheld) else shown
