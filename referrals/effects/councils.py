"""Which local authority an answer names: one that the service knows, or expressly another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import select

from referrals.db import db
from referrals.effects.answers import Answered
from referrals.errors import Invalid
from referrals.facts import facts_of
from referrals.models import Area, Case, Organisation
from workflows.agencies import same_name
from workflows.answers import REFERRALS, authorities_told, authority_in
from workflows.definition import Choice, Kind, Question
from workflows.facts import CaseFacts
from workflows.tracks.questions import ANOTHER_COUNCIL

NAME, OTHER = "la.name", "la.other"
IN_ERROR = "la_told_in_error"


def offered(case: Case, code: str, questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions of a move or record, with the authorities there are to choose from.

    For a referral these are the councils that use the service, and another; for a mistake,
    those that were told of this case.
    """
    if all(question.key != NAME for question in questions):
        return tuple(questions)
    known = told(case) if code == IN_ERROR else [row.name for row, _ in _councils()]
    choices = [Choice(name, name) for name in known]
    if code != IN_ERROR:
        choices.append(ANOTHER_COUNCIL)
    return tuple(
        replace(question, kind=Kind.SELECT, choices=tuple(choices), hint="")
        if question.key == NAME and choices
        else question
        for question in questions
    )


def proposed(case: Case, code: str, questions: Sequence[Question]) -> dict[str, object]:
    """The council of the case's area, for a referral; nothing where it has none."""
    if code == IN_ERROR or all(question.key != NAME for question in questions):
        return {}
    here = next((row.name for row, _ in _councils() if row.area_code == case.area), "")
    return {NAME: here} if here else {}


def named(detail: Mapping[str, object]) -> Organisation | None:
    """The council whose whole name was given, or the whole name of its area: never a part."""
    given = authority_in(detail)
    found = (row for row, area in _councils() if given in {same_name(row.name), same_name(area)})
    return None if detail.get("elsewhere") else next(found, None)


def meant(case: Case, code: str, answered: Answered) -> Answered:
    """The answers with the authority they name by its own name, so that one council is one name.

    Invalid for a name that is no council of this service, unless it is said to be another; and
    for an authority said to be told by mistake that was never told.
    """
    if "la" not in answered.detail:
        return answered
    la = {**cast(Mapping[str, object], answered.detail["la"])}
    if code == IN_ERROR:
        return _with(answered, la | {"name": _told_by_mistake(case, answered)})
    other = str(la.pop("other", ""))
    if same_name(la.get("name", "")) == ANOTHER_COUNCIL.code:
        return _with(answered, la | {"name": _elsewhere(other)}, elsewhere=True)
    return _with(answered, la | {"name": _here(answered, other)})


def _with(answered: Answered, la: Mapping[str, object], **more: object) -> Answered:
    return replace(answered, detail={**answered.detail, "la": la, **more})


def _here(answered: Answered, other: str) -> str:
    organisation = named(answered.detail)
    if organisation is None:
        typed = cast(Mapping[str, object], answered.detail["la"]).get("name", "")
        raise Invalid({
            NAME: [
                f"“{typed}” is not a local authority that uses this service. Choose one that "
                "does, or choose another council and give its name"
            ]
        })  # fmt: skip
    if other:
        raise Invalid({
            OTHER: [
                f"You chose {organisation.name} and named another council. Choose “Another "
                "council”, or leave this empty"
            ]
        })  # fmt: skip
    return organisation.name


def _elsewhere(other: str) -> str:
    if not other:
        raise Invalid({OTHER: ["Enter the name of the other council"]})
    organisation = named({"la": {"name": other}})
    if organisation is not None:
        raise Invalid({OTHER: [f"{organisation.name} uses this service: choose it instead"]})
    return other


def _told_by_mistake(case: Case, answered: Answered) -> str:
    organisation = named(answered.detail)
    known = same_name(organisation.name) if organisation else authority_in(answered.detail)
    for name in told(case):
        if same_name(name) == known:
            return name
    raise Invalid({NAME: ["No authority of that name was told about this case"]})


def told(case: Case) -> list[str]:
    """The names of the authorities told, in order, each once."""
    return told_of(facts_of(case))


def told_of(facts: CaseFacts) -> list[str]:
    """The same, where the facts of the case are in hand."""
    events = authorities_told(facts, *REFERRALS)
    names = {authority_in(event.detail): event.detail["la"] for event in events}
    return [str(cast(Mapping[str, object], la)["name"]) for name, la in names.items() if name]


def _councils() -> Sequence[tuple[Organisation, str]]:
    """The councils that use the service, each with the name of its area, in order."""
    rows = (
        select(Organisation, Area.name)
        .outerjoin(Area, Area.code == Organisation.area_code)
        .where(Organisation.kind == "la", Organisation.active.is_(True))
        .order_by(Organisation.name)
    )
    return [(row, area or row.name) for row, area in db.session.execute(rows)]
