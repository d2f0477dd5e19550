"""What should be done beside the gates: it is asked for at its step, and never holds one up."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.answers import unanswered
from workflows.facts import CaseFacts

Step = tuple[str, str]


@dataclass(frozen=True)
class Should:
    """One piece of good practice: at which step (any, if none is named), and while what holds."""

    words: str
    why: str
    fix: str
    wanted: Callable[[CaseFacts], bool]
    step: Step | None = None
    told: Callable[[CaseFacts], str] | None = None

    def says(self, facts: CaseFacts) -> str:
        """The words for this case, where a count makes them plainer."""
        return self.told(facts) if self.told else self.words


def _unread(facts: CaseFacts) -> bool:
    """Nobody was asked to read this draft: asking about an earlier one does not count."""
    return facts.arrived("read_through_asked", "nrm_submitted") is None


def _documents(facts: CaseFacts) -> str:
    count = facts.documents_unchecked
    are = "document is" if count == 1 else "documents are"
    return f"{count} {are} still being checked for viruses"


SHOULD = (
    Should(
        "Answer the open challenge first",
        "A partner waits for it; a local target of 1 working day",
        "record/challenge_answer",
        lambda facts: unanswered(facts) is not None,
    ),
    Should(
        "Record what they want to happen, in their own words",
        "This holds nothing up, but every child should be heard",
        "record/wishes",
        lambda facts: facts.treat_as_child and facts.latest("wishes") is None,
    ),
    Should(
        "Ask someone to read it through",
        "A second pair of eyes; their comments are advice, and never hold a referral",
        "record/read_through",
        _unread,
        ("nrm", "submit"),
    ),
    Should(
        "Documents are still being checked for viruses",
        "Nobody can open them until they are; nothing waits for them",
        "documents",
        lambda facts: facts.documents_unchecked > 0,
        told=_documents,
    ),
)


def should(facts: CaseFacts, step: Step) -> tuple[Should, ...]:
    """What good practice asks for before a step, and the facts do not show as done."""
    return tuple(row for row in SHOULD if row.step in {None, step} and row.wanted(facts))
