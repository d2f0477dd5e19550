"""The labelled items of a case: what is known, who may know it, and what would change it."""

from collections.abc import Collection, Iterable

from referrals import words
from referrals.models import Case, Person
from referrals.redaction import Holding
from referrals.views import Fact, PersonView, RecordLink
from workflows import pathways
from workflows.agencies import AREAS, DISPOSITIONS, EXPLOITATION
from workflows.items import BY_CODE
from workflows.sharing import Tier

PATHWAYS = {code: pathway.label for code, pathway in pathways.PATHWAYS.items()}
YES_NO = {True: "Yes", False: "No", None: "Not known"}
NOT_RECORDED = "Not recorded"
POLICE_LEAD = "Police"
"""Who leads, to whoever may not hear what is thought to have happened."""

ROLES = {
    "potential_victim": "The person",
    "suspect": "Person suspected",
    "associate": "Associate",
    "carer": "Carer",
}


def exploitation(case: Case) -> str:
    """What kind of exploitation is thought to have happened, in a line."""
    kinds = [EXPLOITATION.get(code, code) for code in case.exploitation_types]
    return ", ".join(kinds) or PATHWAYS.get(case.pathway, case.pathway)


def summary(
    case: Case,
    victim: Person | None,
    holding: Holding,
    records: Iterable[RecordLink],
    *,
    later: Collection[str],
    signs: str,
) -> tuple[Fact, ...]:
    """Items in the order they are read; those of tiers the role never holds are not there.

    `records` are what this reader may write down: an item leads to its own if it is among them.
    `later` are items that somebody else has written since, which who handed it over never did.
    `signs` are what whoever logged it ticked: part of the first account, for those who read that.
    """
    items = [
        ("exploitation", "Exploitation", exploitation(case), Tier.ALLEGATION, False),
        ("area", "Area", AREAS.get(case.area, case.area), Tier.SAFEGUARDING, False),
        ("safe_now", "Safe now", YES_NO[case.immediate_safety_confirmed], Tier.SAFEGUARDING, False),
        ("assault", "Sexual assault alleged", YES_NO[case.sexual_assault_alleged],
         Tier.ALLEGATION, False),
        ("disposition", "Support after this", _disposition(case), Tier.SUPPORT, False),
    ]  # fmt: skip
    if victim is not None:
        items[1:1] = [
            ("language", "Language", victim.language or "", Tier.IDENTITY, False),
            ("whereabouts", "Where they are", victim.whereabouts or "", Tier.CONTACT, True),
            ("safe_contact", "Safe way to contact", victim.safe_contact or "", Tier.CONTACT, True),
            ("phone", "Phone", victim.phone or "", Tier.CONTACT, True),
            ("safe_address", "Safe address", victim.safe_address or "", Tier.CONTACT, True),
        ]
    if signs and holding.reads(Tier.ALLEGATION, free=True) and not holding.reads_form_only:
        items.insert(1, ("signs", "Signs seen", signs, Tier.ALLEGATION, True))
    return tuple(_facts(items, holding, {row.code for row in records}, later))


def _disposition(case: Case) -> str:
    return DISPOSITIONS.get(case.support_disposition or "", NOT_RECORDED)


def _facts(
    items: Iterable[tuple[str, str, str, Tier, bool]],
    holding: Holding,
    records: set[str],
    later: Collection[str],
) -> Iterable[Fact]:
    for key, label, value, tier, free in items:
        if holding.knows_of(tier):
            known = value or NOT_RECORDED
            shown = holding.show(tier, known, free=free, item=key)
            if key in later:
                shown = holding.instead(tier)
            fix = FIXES.get(key, "")
            yield Fact(key, label, shown, fix=f"record/{fix}" if fix in records else "")


SAID_ELSEWHERE = ("who", "medical", "nrm_decision", "alerts", "tasks", "support", "partners")


def withheld(holding: Holding) -> tuple[Fact, ...]:
    """What was left out of a share beside the items of the summary, each with its reason."""
    return tuple(
        Fact(code, BY_CODE[code].label, holding.show(BY_CODE[code].tier, "", item=code))
        for code in SAID_ELSEWHERE
        if code in holding.left_out
    )


FIXES = {
    "safe_now": "immediate_safety",
    "exploitation": "exploitation",
    "disposition": "support_disposition",
    "safe_contact": "safe_contact",
}


def people(persons: Iterable[Person], holding: Holding) -> tuple[PersonView, ...]:
    """Other people on the case: suspects and associates are intelligence, carers identity."""
    return tuple(
        PersonView(ROLES.get(row.role, row.role), tuple(_person(row, holding)))
        for row in persons
        if row.role != "potential_victim" and holding.reads_of_others(_tier(row), free=True)
    )


def _tier(row: Person) -> Tier:
    return Tier.IDENTITY if row.role == "carer" else Tier.INTELLIGENCE


def _person(row: Person, holding: Holding) -> Iterable[Fact]:
    """Who they are; what else is known of them was written down as intelligence."""
    yield Fact("name", "Name", row.name or "Not known")
    known = {
        "aliases": ("Other names", row.aliases),
        "born_on": ("Date of birth", words.born(row.born_on)),
        "phone": ("Phone", row.phone),
        "vehicle": ("Vehicle", row.vehicle),
        "address": ("Address", row.address),
        "about": ("What is known", row.about),
    }
    for key, (label, value) in known.items():
        if value and holding.reads_of_others(Tier.INTELLIGENCE, free=True):
            yield Fact(key, label, value)
