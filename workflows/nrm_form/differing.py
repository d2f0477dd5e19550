"""Answers of the form that cannot both be true, or that the case tells otherwise.

They are said and recorded, and left to the writer to settle; one blocks only where the law does
(G3, G4, G6, R18).
"""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.facts import CaseFacts
from workflows.nrm_form import differing_events as events
from workflows.nrm_form import differing_person as person
from workflows.nrm_form.form import Answers

Finds = Callable[[Answers, CaseFacts], str]


@dataclass(frozen=True)
class Contradiction:
    """`answers` are the keys of the questions that differ; `gate` is what it blocks, if anything.

    `case` says that the other side of it is the case itself.
    """

    code: str
    words: str
    answers: tuple[str, ...]
    gate: str = ""
    case: bool = False


@dataclass(frozen=True)
class Check:
    """One rule of what cannot both be true; `bars` is what its gate says of a case."""

    code: str
    finds: Finds
    answers: tuple[str, ...]
    gate: str = ""
    bars: str = ""
    case: bool = False


def contradictions(answers: Answers, facts: CaseFacts) -> tuple[Contradiction, ...]:
    """All that differs, in the order of the form, in plain words."""
    found = ((check, check.finds(answers, facts)) for check in CHECKS)
    return tuple(
        Contradiction(check.code, words, check.answers, check.gate, check.case)
        for check, words in found
        if words
    )


CHECKS = (
    Check(
        "adult_on_form", person.adult_on_form, ("under_18",), "G3", person.ADULT_ON_FORM, case=True
    ),
    Check(
        "child_on_form", person.child_on_form, ("under_18",), "G4", person.CHILD_ON_FORM, case=True
    ),
    Check("born_a_child", person.born_a_child, ("born_on", "under_18"), "G3", person.BORN_A_CHILD),
    Check("born_an_adult", person.born_an_adult, ("born_on", "under_18")),
    Check("born_otherwise", person.born_otherwise, ("born_on",), case=True),
    Check("age_then", person.age_then, ("under_18_then",), case=True),
    Check("child_type_then", person.child_type_then, ("under_18_then", "exploitation_types")),
    Check("authority", person.authority, ("la_name",), case=True),
    Check("still_and_left", events.still_and_left, ("still_in_it", "how_they_left")),
    Check("left_and_kept", events.left_and_kept, ("still_in_it", "what_keeps_them")),
    Check("still_and_contact", events.still_and_contact, ("still_in_it", "last_contact")),
    Check("still_and_safe", events.still_and_safe, ("still_in_it",), case=True),
    Check("still_and_ended", events.still_and_ended, ("still_in_it",), case=True),
    Check("overseas_only", events.overseas_only, ("where", "uk_towns")),
    Check("uk_only", events.uk_only, ("where", "countries")),
    Check("uk_overseas", events.uk_overseas, ("countries",)),
    Check("overseas_units", events.overseas_units, ("where",), case=True),
    Check("types", events.types, ("exploitation_types",), case=True),
    Check("sexual", events.sexual, ("exploitation_types",), case=True),
    Check("child_asked", person.child_asked, ("under_18", "wants_nrm")),
    Check("consent", person.consent, ("wants_nrm",), "G4", person.CONSENT_DIFFERS, case=True),
    Check("support", person.support, ("wants_nrm", "wants_support")),
    Check("agrees_to_be_named", person.agrees_to_be_named, ("willing_to_help",), case=True),
    Check("names_in_notice", person.names_in_notice, ("willing_to_help",)),
    Check("children", person.children, ("has_children", "number_of_children")),
    Check("interpreter", person.interpreter, ("needs_interpreter",), case=True),
)
BY_CHECK = {check.code: check for check in CHECKS}
