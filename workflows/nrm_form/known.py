"""What the case already says, so that nothing is asked twice; each with where it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.agencies import AREAS, same_name
from workflows.answers import authorities_told, authority_in
from workflows.facts import CaseFacts
from workflows.nrm_form.form import code

AGE = "the age on the case"
WHAT = "what is thought to have happened"
CONSENT = "the record of consent"
PERSON = "their details on the case"
NOTICE = "the record of the notice"
YOU = "your own account"
RANKS = frozenset({"PC", "PS", "Sgt", "Insp", "DC", "DS", "DI", "DCI"})
"""What a police name may begin with that is no part of a first name."""
THEN = {"child": "yes", "both": "yes", "adult": "no"}


@dataclass(frozen=True)
class Recorded:
    """What the case holds beside its facts: the person as recorded, and who writes the form."""

    name: str = ""
    other_names: str = ""
    sex: str = ""
    language: str = ""
    writer: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Known:
    """An answer the case gives, and its source in a few words."""

    value: object
    source: str


Rows = Iterable[tuple[str, object, str]]


def known(facts: CaseFacts, recorded: Recorded) -> Mapping[str, Known]:
    """The answers the case can give, by question; the writer confirms each by saving it."""
    rows = (row for part in PARTS for row in part(facts, recorded))
    return {key: Known(value, source) for key, value, source in rows if value not in (None, "", [])}


def _age(facts: CaseFacts, recorded: Recorded) -> Rows:
    band = {"adult": "no", "child": "yes"}.get(facts.band, "not_sure")
    then = THEN.get(facts.age_at_exploitation or "")
    return (
        ("under_18", band, AGE),
        ("under_18_then", then, AGE),
        ("born_on", facts.born_on, PERSON),
    )


def _authority(facts: CaseFacts, recorded: Recorded) -> Rows:
    told = authorities_told(facts)
    if not told:
        return ()
    last = told[-1]
    la = last.detail.get("la")
    contact = la if isinstance(la, Mapping) else {}
    source = f"the referral to the local authority of {day_said(last.day)}"
    area = _area(authority_in(last.detail))
    other = contact.get("name") if area == "other" else None
    return (
        ("la_name", area, source),
        ("la_other", other, source),
        ("la_phone", contact.get("phone"), source),
        ("la_email", contact.get("email"), source),
    )


def _area(name: str) -> str:
    return next((area for area, label in AREAS.items() if same_name(label) in name), "other")


def day_said(day: date) -> str:
    """24 December 2010."""
    return f"{day.day} {day:%B %Y}"


def _what(facts: CaseFacts, recorded: Recorded) -> Rows:
    return (
        ("exploitation_types", sorted(facts.exploitation_types), WHAT),
        ("reporting_from", "england" if facts.area else None, "the area of the case"),
    )


def _consent(facts: CaseFacts, recorded: Recorded) -> Rows:
    told, notice = facts.consent, facts.dtn
    return (
        ("wants_nrm", code(told.given) if told else None, CONSENT),
        ("needs_interpreter", *_interpreter(facts, recorded)),
        ("willing_to_help", code(notice.agrees_to_be_named) if notice else None, NOTICE),
    )


def _interpreter(facts: CaseFacts, recorded: Recorded) -> tuple[str | None, str]:
    """Yes if one was there when they were asked; else as the language they speak best says."""
    if facts.consent is not None and facts.consent.interpreter == "independent":
        return "yes", CONSENT
    spoken = same_name(recorded.language)
    if "english" in spoken:
        return ("no" if spoken == "english" else None), PERSON
    return ("yes" if spoken else None), PERSON


def _person(facts: CaseFacts, recorded: Recorded) -> Rows:
    first, _, last = recorded.name.strip().partition(" ")
    return (
        ("first_name", first, PERSON),
        ("last_name", last.strip(), PERSON),
        ("nickname", recorded.other_names, PERSON),
        ("gender", recorded.sex if recorded.sex in {"female", "male"} else None, PERSON),
        ("interpreter_language", recorded.language, PERSON),
    )


def _writer(facts: CaseFacts, recorded: Recorded) -> Rows:
    rank, _, name = recorded.writer.strip().partition(" ")
    first, _, last = (name if rank in RANKS else recorded.writer.strip()).rpartition(" ")
    return (
        ("organisation", recorded.organisation, YOU),
        ("fr_first_name", first, YOU),
        ("fr_last_name", last, YOU),
    )


PARTS: tuple[Callable[[CaseFacts, Recorded], Rows], ...] = (
    _age,
    _authority,
    _what,
    _consent,
    _person,
    _writer,
)
