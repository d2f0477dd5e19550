"""What a search asks: a reference, or whatever is known of a person, and why they are sought."""

import re
from collections.abc import Mapping

from referrals.errors import Invalid
from referrals.reference import sound
from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier

REFERENCE = re.compile(r"(?:RP)?([0-9]{4,6})([A-Z]{2})")
REASONS = (
    Choice("about_to_log", "Somebody told us about them, and a case may be logged"),
    Choice("working_on_it", "I am working on a case they may be part of"),
    Choice("asked_by_agency", "Another agency asked about them"),
    Choice("found_or_stopped", "They were found, stopped or reported missing"),
    Choice("supervising", "I am checking my team’s work"),
    Choice("other", "Another reason"),
)
OLDEST = 120

BOX = Question(
    "reference",
    "Case reference",
    Kind.LINE,
    Tier.TASKS,
    required=False,
    hint="Like RP-4827-KT. It opens the case at once",
    limit=20,
)
PERSON = (
    Question(
        "name",
        "Name",
        Kind.LINE,
        Tier.IDENTITY,
        required=False,
        hint="Any part of it. Names that sound alike and other names they use are found too",
        limit=200,
    ),
    Question(
        "born_on",
        "Date of birth",
        Kind.DATE,
        Tier.IDENTITY,
        required=False,
        hint="For example, 4 9 2011",
    ),
    Question("age_from", "Youngest age", Kind.NUMBER, Tier.IDENTITY, required=False, limit=OLDEST),
    Question("age_to", "Oldest age", Kind.NUMBER, Tier.IDENTITY, required=False, limit=OLDEST),
    Question("phone", "Phone number", Kind.PHONE, Tier.CONTACT, required=False),
    Question(
        "vehicle",
        "Vehicle registration",
        Kind.LINE,
        Tier.CONTACT,
        required=False,
        hint="Like BX61 KTP",
        limit=20,
    ),
    Question(
        "address",
        "Address",
        Kind.LINE,
        Tier.CONTACT,
        required=False,
        hint="A postcode, or a house number and street",
        limit=200,
    ),
)
WHY = (
    Question(
        "why",
        "Why are you searching for this person?",
        Kind.CHOICE,
        Tier.AUDIT,
        required=False,
        hint="It is recorded with your search",
        choices=REASONS,
        missing="Say why you are searching for this person",
    ),
    Question(
        "why_words",
        "If another reason, what is it?",
        Kind.LINE,
        Tier.AUDIT,
        required=False,
        when=("why", frozenset({"other"})),
        limit=200,
    ),
)
SEARCH = (BOX, *PERSON, *WHY)
LABELS = {question.key: question.label for question in PERSON}
NOTHING_ASKED = "Enter a reference, or something you know about the person"


def reference_in(answers: Mapping[str, object]) -> str | None:
    """The reference that was typed, as it is written; an error says what is wrong with it."""
    typed = str(answers.get("reference", ""))
    if not typed:
        return None
    found = REFERENCE.fullmatch(re.sub(r"[^0-9A-Z]", "", typed.upper()))
    if found is None:
        raise Invalid({"reference": ["A reference is like RP-4827-KT"]})
    reference = f"RP-{found[1]}-{found[2]}"
    if not sound(reference):
        raise Invalid({"reference": [
            "The last letter does not fit the rest. A letter or number was misread or misheard"
        ]})  # fmt: skip
    return reference


def person_in(answers: Mapping[str, object]) -> dict[str, object]:
    """What is known of the person, and why they are sought; errors say what is missing."""
    known = {key: answers[key] for key in LABELS if answers.get(key) is not None}
    errors: dict[str, list[str]] = {}
    if not known:
        errors["name"] = [NOTHING_ASKED]
    if not answers.get("why"):
        errors["why"] = [WHY[0].missing]
    elif answers["why"] == "other" and not answers.get("why_words"):
        errors["why_words"] = ["Say what the reason is"]
    if _age(known, "age_from", 0) > _age(known, "age_to", OLDEST):
        errors["age_to"] = ["The oldest age must be the same as the youngest, or more"]
    if errors:
        raise Invalid(errors)
    return known


def _age(known: Mapping[str, object], key: str, otherwise: int) -> int:
    return int(str(known.get(key, otherwise)))


def reason_in(answers: Mapping[str, object]) -> tuple[str, str]:
    """Why they are sought: the code, and the words of a reason that has none."""
    return str(answers["why"]), str(answers.get("why_words", ""))
