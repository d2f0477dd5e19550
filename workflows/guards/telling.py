"""G10 and G13: letters to the person, and intelligence leaving the police."""

from dataclasses import dataclass

from workflows.agencies import SUPERVISORS
from workflows.engine import Unmet
from workflows.facts import CaseFacts

PERSON = "person"
FOR_A_CHILD = frozenset({"la", "appointed_representative"})


@dataclass(frozen=True)
class Letter:
    """A notice or letter about to go: to whom, and what is known of the address."""

    to: str
    marked_safe: bool | None = None
    place_of_exploitation: bool | None = None


NOT_TO_A_CHILD = Unmet(
    "G10",
    "Send it to the local authority or their representative, never to the child",
    "Whoever sends it addresses it to the local authority or the appointed representative",
)
NOT_SAFE = Unmet(
    "G10",
    "Confirm it is safe to contact them this way",
    "Someone who has asked them marks the contact as safe",
)
EXPLOITED_THERE = Unmet(
    "G10",
    "This is where they were exploited. Choose another address",
    "Another address, or a correction of the mark",
)
NOT_RELEASED_BY_YOU = Unmet(
    "G13",
    "A police supervisor must release this wording",
    "A supervisor of a team on the case",
)
NOT_YOUR_OWN = Unmet(
    "G13",
    "You asked for this release, so another supervisor must decide it",
    "Another police supervisor",
)


def letter(facts: CaseFacts, meant: Letter) -> tuple[Unmet, ...]:
    """Every reason why G10 holds a letter back; what is not known is not safe."""
    if facts.treat_as_child:
        return () if meant.to in FOR_A_CHILD else (NOT_TO_A_CHILD,)
    if meant.to != PERSON:
        return ()
    refusals = (
        (meant.marked_safe is not True, NOT_SAFE),
        (meant.place_of_exploitation is not False, EXPLOITED_THERE),
    )
    return tuple(unmet for refused, unmet in refusals if refused)


def release(role: str, *, asked_for_it: bool) -> tuple[Unmet, ...]:
    """Every reason why this person may not release intelligence (G13, four eyes)."""
    refusals = ((role not in SUPERVISORS, NOT_RELEASED_BY_YOU), (asked_for_it, NOT_YOUR_OWN))
    return tuple(unmet for refused, unmet in refusals if refused)
