"""The five pathways: where their tracks begin, what each must reach, and what follows of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.definition import Guard
from workflows.facts import START, CaseFacts
from workflows.guards.closing import NRM_ANSWERED, NRM_CONSIDERED
from workflows.guards.deciding import WAITING
from workflows.routing import matched
from workflows.undone import is_missing


@dataclass(frozen=True)
class Pathway:
    """`begins` names the tracks that do not begin at their start; `closes` what a closing needs."""

    code: str
    label: str
    begins: Mapping[str, str]
    closes: tuple[Guard, ...] = ()

    @property
    def tracks(self) -> Mapping[str, str]:
        """Where all five tracks stand once the case is logged: nothing waits to be queued."""
        return {track: self.begins.get(track, at) for track, at in START.items() if track != "case"}


QUEUED = MappingProxyType({"investigation": "queued"})

PATHWAYS: Mapping[str, Pathway] = MappingProxyType({
    pathway.code: pathway
    for pathway in (
        Pathway("cse", "Sexual exploitation of a child", QUEUED, (NRM_CONSIDERED,)),
        Pathway("child_trafficking", "Child trafficking or slavery", QUEUED, (NRM_ANSWERED,)),
        Pathway("adult_modern_slavery", "Adult trafficking or slavery", QUEUED, (NRM_ANSWERED,)),
        Pathway("related_offence", "Related offence", {**QUEUED, "nrm": "no_grounds"}),
        Pathway(
            "support_only",
            "Support only",
            {"investigation": "not_applicable", "nrm": "no_grounds"},
        ),
    )
})  # fmt: skip

Change = Callable[[CaseFacts, CaseFacts], bool]


def _newly(test: Callable[[CaseFacts], bool]) -> Change:
    return lambda before, after: test(after) and not test(before)


@dataclass(frozen=True)
class Consequence:
    """A track that moves because a fact changed, and nobody pressed a button."""

    track: str
    stands: frozenset[str]
    to: str
    words: str
    when: Change
    done: str = ""


CONSEQUENCES = (
    Consequence(
        "nrm",
        frozenset({"no_grounds"}),
        "draft",
        "A new sign of trafficking or slavery",
        _newly(lambda facts: facts.ms_indicator is True),
    ),
    Consequence(
        "nrm",
        frozenset({"dtn_sent"}),
        "draft",
        "An adult is found to be a child: the notice is void as an outcome",
        _newly(lambda facts: facts.treat_as_child),
    ),
    Consequence(
        "nrm",
        frozenset({"ready"}),
        "draft",
        "Their age group changed, and what must be asked with it",
        lambda before, after: before.treat_as_child != after.treat_as_child,
        "NRM referral back in draft: their age group has changed",
    ),
    Consequence("nrm", WAITING, "suspended", "They go missing", _newly(is_missing)),
    Consequence(
        "investigation",
        frozenset({"not_applicable"}),
        "queued",
        "An offence is suspected after all",
        _newly(lambda facts: matched(facts).lead is not None),
    ),
)


def follows(
    before: CaseFacts, after: CaseFacts, rows: tuple[Consequence, ...] = CONSEQUENCES
) -> tuple[Consequence, ...]:
    """The tracks that move of themselves when the facts change."""
    return tuple(
        row for row in rows if after.state(row.track) in row.stands and row.when(before, after)
    )
