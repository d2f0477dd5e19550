"""What may leave the service as a file, and what is asked of whoever takes it."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Choice, Kind, Question, choices
from workflows.facts import CaseFacts
from workflows.sharing import Tier

PURPOSES: Mapping[str, str] = MappingProxyType({
    "enter_form": "To enter it in the Home Office form",
    "read_through": "To read it through on paper",
    "meeting": "For a meeting about this person",
    "court": "For a court, or the disclosure of the investigation",
    "other_system": "To put it into another case system",
})  # fmt: skip
"""Why a copy is taken (Data Protection Act 2018 s62: the purpose is part of the record)."""

DUTY = "duty_to_notify"
"""Modern Slavery Act 2015 s52: a duty of public authorities, for which nobody is asked to agree."""

BASES: Mapping[str, str] = MappingProxyType({
    "consent": "They agreed",
    "child_welfare": "The welfare of a child",
    "best_interests": "A best-interests decision",
    DUTY: "The duty to notify",
})  # fmt: skip


def basis(facts: CaseFacts, kind: str) -> str:
    """On what ground it leaves: the duty to notify, a child's welfare, or an adult's agreement."""
    if kind == "dtn":
        return DUTY
    if facts.treat_as_child:
        return "child_welfare"
    return "best_interests" if facts.lacks_capacity_for_nrm else "consent"


def taking(recipients: Mapping[str, str]) -> tuple[Question, ...]:
    """What is asked before a copy leaves; `recipients` are organisations by code."""
    return (
        Question(
            "purpose",
            "Why do you need a copy?",
            Kind.CHOICE,
            Tier.NRM_DECISION,
            choices=choices(PURPOSES),
            missing="Say why you need a copy",
        ),
        Question(
            "recipient",
            "Who is it for?",
            Kind.CHOICE,
            Tier.NRM_DECISION,
            choices=tuple(Choice(code, name) for code, name in recipients.items()),
            missing="Say who it is for",
        ),
    )
