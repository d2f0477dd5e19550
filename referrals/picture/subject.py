"""Whom a case is about, at the head of its page and in lists: as it stands, or as it was sent."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import strftime, strptime

from sqlalchemy import select

from referrals.db import db
from referrals.models import Case, NrmReferral, Person
from referrals.picture.summary import exploitation
from referrals.redaction import FORM_ONLY
from workflows.nrm_form import chosen

AGES = {"yes": "child", "no": "adult"}
NOTICE = "dtn"


@dataclass(frozen=True)
class Subject:
    """The person, the age band they are dealt with as, and what is thought to have happened.

    Of a form also which organisation it says that it is from.
    """

    person: Person | None
    band: str
    exploitation: str
    sent_by: str = ""


def as_it_stands(case: Case, person: Person | None, band: str) -> Subject:
    return Subject(person, band, exploitation(case))


def as_sent(role: str, cases: Collection[int]) -> Mapping[int, Subject]:
    """By case, what its form said: to those who read the form alone (section e), and nobody else.

    What the police have learned since is theirs, until they send it.
    """
    if role not in FORM_ONLY:
        return {}
    sent = db.session.scalars(
        select(NrmReferral)
        .where(NrmReferral.case_id.in_(cases), NrmReferral.submitted_at.is_not(None))
        .order_by(NrmReferral.attempt)
    )
    found = {row.case_id: _subject(row) for row in sent}
    return {case_id: found.get(case_id, Subject(None, "unknown", "")) for case_id in cases}


def _subject(referral: NrmReferral) -> Subject:
    said = {
        line["key"]: line["text"] or ""
        for part in json.loads(referral.sent or "[]")
        for line in part["lines"]
    }
    name = " ".join(said[key] for key in ("first_name", "last_name") if said.get(key))
    sex = chosen("person/gender", said.get("gender")) or "unknown"
    person = Person(name=name, born_on=_born(said.get("born_on", "")), sex=sex)
    adult = referral.kind == NOTICE  # nobody may be told of a child by a notice
    band = "adult" if adult else AGES.get(chosen("age/under_18", said.get("under_18")), "unknown")
    kinds = ", ".join(said.get("exploitation_types", "").split("\n"))
    return Subject(person, band, kinds, said.get("organisation", ""))


def _born(sent: str) -> str | None:
    """A date of birth as the form said it: in words, or by its numbers on forms of before."""
    if " " in sent:
        return strftime("%Y-%m-%d", strptime(sent, "%d %B %Y"))
    return sent or None
