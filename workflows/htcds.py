"""A case as the Human Trafficking Case Data Standard 2.0 says it (IOM, CC BY 4.0).

Only what is recorded as a code, a date or a name of its own field is told; nothing is read out of
anybody's words. Our states are richer than the standard's: a status is the nearest it has.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from workflows.eras import submitted_on
from workflows.facts import CaseFacts
from workflows.nrm_form import Answers, blank, code
from workflows.sharing import Tier

VERSION = "2.0"
CREDIT = "Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0"
GENDER = MappingProxyType({
    "female": "Feminine", "male": "Masculine", "unknown": "NonSpecifiedUnknown",
})  # fmt: skip
EXPLOITATION: Mapping[str, str] = MappingProxyType({
    "forced_to_work": "ForcedLabour",
    "wages_taken": "ForcedLabour",
    "forced_fraud": "Other",
    "forced_prostitution": "SexualExploitation",
    "child_sexual_exploitation": "SexualExploitation",
    "held_and_sexually_assaulted": "SexualExploitation",
    "forced_crime": "Other",
    "organs_removed": "OrganRemoval",
    "domestic_work": "Servitude",
    "other": "Other",
})  # fmt: skip
LABOUR = frozenset({"forced_to_work", "wages_taken", "domestic_work"})
CONTROL_BY_TYPE = MappingProxyType({
    "wages_taken": "TakesEarnings", "held_and_sexually_assaulted": "SexualAbuse",
})  # fmt: skip
CONTROL_BY_SIGN = MappingProxyType({"documents": "WithholdsDocuments", "debt": "DebtBondage"})
DECIDED = MappingProxyType({
    "cg_positive": "ActualVictimOfTrafficking",
    "cg_negative": "NotAVictimOfTrafficking",
    "rg_negative": "NotAVictimOfTrafficking",
})  # fmt: skip
POSSIBLE = "PossibleVictimOfTrafficking"
NOT_TOLD = frozenset({"no_grounds"})
FIRST_SAID_BY = MappingProxyType({
    "police": "Police", "ngo": "NGO", "la": "NonPoliceGovernmentalOrganization",
})  # fmt: skip
HANDED_ON = frozenset({
    "adult_social_care", "children_social_care", "ngo", "housing", "health",
})  # fmt: skip
WAYS_ON = frozenset({"move_on"})
LANGUAGES: Mapping[str, str] = MappingProxyType({
    "albanian": "alb", "arabic": "ara", "bengali": "ben", "bulgarian": "bul", "chinese": "chi",
    "czech": "cze", "english": "eng", "french": "fre", "hindi": "hin", "hungarian": "hun",
    "igbo": "ibo", "kurdish": "kur", "lithuanian": "lit", "mandarin": "chi", "pashto": "pus",
    "persian": "per", "farsi": "per", "polish": "pol", "portuguese": "por", "punjabi": "pan",
    "romanian": "rum", "russian": "rus", "slovak": "slo", "somali": "som", "spanish": "spa",
    "tigrinya": "tir", "turkish": "tur", "ukrainian": "ukr", "urdu": "urd", "vietnamese": "vie",
    "yoruba": "yor",
})  # fmt: skip
"""ISO 639-2 of the languages most often asked for; another is left out rather than guessed."""


@dataclass(frozen=True)
class Told:
    """What the standard asks for beside the facts and the form: dates and organisations."""

    opened_on: date
    logged_by: str
    kind_of_logger: str
    sent_to: str = ""
    language: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Entry:
    """One field of the standard, and how guarded its value is here.

    `plain`: a flag, a date or who, which a summary tells (R26).
    """

    name: str
    tier: Tier
    value: object
    plain: bool = False


def entries(facts: CaseFacts, answers: Answers, told: Told) -> tuple[Entry, ...]:
    """Every field of the standard that this case can answer, in the standard's order."""
    found = (entry for part in PARTS for entry in part(facts, answers, told))
    return tuple(entry for entry in found if not blank(entry.value))


def document(rows: tuple[Entry, ...], reads: Callable[[Entry], bool]) -> dict[str, object]:
    """The record as JSON, of what a reader may have; what is withheld is left out by name."""
    return {
        "standard": f"HTCDS {VERSION}",
        "attribution": CREDIT,
        "record": {row.name: row.value for row in rows if reads(row)},
        "withheld": sorted(row.name for row in rows if not reads(row)),
    }


def _person(facts: CaseFacts, answers: Answers, told: Told) -> Iterator[Entry]:
    born = answers.get("born_on") or facts.born_on
    for name, value in (
        ("prs_FirstName", answers.get("first_name")),
        ("prs_SecondName", answers.get("last_name")),
        ("prs_Birthdate", born.isoformat() if isinstance(born, date) else born),
        ("prs_Gender", GENDER.get(str(answers.get("gender") or told.sex))),
        ("prs_PrimaryLanguage", _language(answers, told)),
        ("prs_Citizenship", _citizenship(answers)),
    ):
        yield Entry(name, Tier.IDENTITY, value)
    yield Entry("prs_NumberOfChildren", Tier.SAFEGUARDING, _children(answers))


def _language(answers: Answers, told: Told) -> str | None:
    spoken = str(answers.get("interpreter_language") or told.language).strip().lower()
    return LANGUAGES.get(spoken)


def _citizenship(answers: Answers) -> list[str]:
    """ISO 3166-1 alpha-2, of which the form's nationalities are the small letters."""
    given = (answers.get("nationality"), answers.get("second_nationality"))
    return [str(each).upper() for each in given if each and each != "unknown"]


def _children(answers: Answers) -> object:
    return 0 if code(answers.get("has_children")) == "no" else answers.get("number_of_children")


def _victim(facts: CaseFacts, answers: Answers, told: Told) -> Iterator[Entry]:
    status = trafficking_status(facts)
    yield Entry("vic_TraffickingStatus", Tier.NRM_DECISION, status)
    yield Entry(
        "vic_TraffickingStatusDecisionMakingOrg", Tier.NRM_DECISION, _decided_by(status, told)
    )
    yield Entry("vic_MethodsOfControl", Tier.ALLEGATION, _control(facts, answers))
    yield Entry("vic_TypeOfExploitation", Tier.ALLEGATION, exploitation(facts, answers))


def trafficking_status(facts: CaseFacts) -> str | None:
    """Possible until a conclusive decision; while one is looked at again, possible once more."""
    state = facts.state("nrm")
    return None if state in NOT_TOLD else DECIDED.get(state, POSSIBLE)


def _decided_by(status: str | None, told: Told) -> str | None:
    if status is None:
        return None
    if status != POSSIBLE:
        return "NonPoliceGovernmentalOrganization"
    return FIRST_SAID_BY.get(told.kind_of_logger, "Other")


def _kinds(facts: CaseFacts, answers: Answers) -> frozenset[str]:
    """What the form says, else what the case says."""
    ticked = answers.get("exploitation_types")
    said = frozenset(map(str, ticked)) if isinstance(ticked, list) else frozenset()
    return said or facts.exploitation_types


def exploitation(facts: CaseFacts, answers: Answers) -> list[str]:
    """The standard's kinds; work that a child was made to do is child labour besides."""
    kinds = _kinds(facts, answers)
    found = {EXPLOITATION[kind] for kind in kinds if kind in EXPLOITATION}
    child = facts.treat_as_child or facts.age_at_exploitation in {"child", "both"}
    return sorted(found | ({"ChildLabour"} if child and kinds & LABOUR else set()))


def _control(facts: CaseFacts, answers: Answers) -> list[str]:
    """By the kind of exploitation, and by the signs ticked when it was logged."""
    logged = facts.latest("logged")
    signs = logged.detail.get("signs") if logged else None
    seen = signs if isinstance(signs, list | tuple) else ()
    kinds = _kinds(facts, answers)
    by_type = {CONTROL_BY_TYPE[kind] for kind in kinds if kind in CONTROL_BY_TYPE}
    by_sign = {CONTROL_BY_SIGN[str(sign)] for sign in seen if str(sign) in CONTROL_BY_SIGN}
    return sorted(by_type | by_sign)


def _case(facts: CaseFacts, answers: Answers, told: Told) -> Iterator[Entry]:
    sent = submitted_on(facts)
    for name, value in (
        ("cas_Status", case_status(facts)),
        ("cas_ReferringOrganisation", told.logged_by),
        ("cas_IncomingReferralDate", told.opened_on.isoformat()),
    ):
        yield Entry(name, Tier.SAFEGUARDING, value, plain=True)
    yield Entry("cas_ReferredOrganisation", Tier.NRM_DECISION, told.sent_to if sent else None)
    yield Entry("cas_OutgoingReferralDate", Tier.NRM_DECISION, sent.isoformat() if sent else None)


def case_status(facts: CaseFacts) -> str:
    """Closed to a service that goes on is closed and referred; moving on is follow-up."""
    if facts.closed:
        return "ClosedReferred" if facts.support_disposition in HANDED_ON else "Closed"
    return "FollowUp" if facts.state("support") in WAYS_ON else "Active"


def _events(facts: CaseFacts, answers: Answers, told: Told) -> Iterator[Entry]:
    """Towns and countries where it happened; the standard keeps one row for each."""
    towns = [{"hte_City": town, "hte_Country": "GB"} for town in _list(answers, "uk_towns")]
    abroad = [{"hte_Country": country} for country in _list(answers, "countries")]
    rows = [{"hte_Type": "Exploitation", **place} for place in (*towns, *abroad)]
    yield Entry("historicTraffickingEvents", Tier.CONTACT, rows)


def _list(answers: Answers, key: str) -> list[str]:
    value = answers.get(key)
    return [str(each) for each in value] if isinstance(value, list) else []


def _consent(facts: CaseFacts, answers: Answers, told: Told) -> Iterator[Entry]:
    yield Entry("con_Consent", Tier.NRM_DECISION, facts.consent.given if facts.consent else None)


PARTS = (_person, _victim, _case, _events, _consent)
TIERS = frozenset({
    Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION, Tier.SAFEGUARDING, Tier.NRM_DECISION,
})  # fmt: skip
"""Of which tiers a record of the standard is made."""
