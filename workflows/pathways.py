"""The five pathways: where their tracks begin, what each must reach, and what follows of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.definition import STAY, Guard
from workflows.facts import START, CaseFacts
from workflows.guards.closing import NRM_ANSWERED, NRM_CONSIDERED
from workflows.guards.consent import CAPACITY, CHILD_TOLD, CONSENT
from workflows.guards.deciding import WAITING
from workflows.guards.safety import SECURED
from workflows.routing import matched
from workflows.tracks.safeguarding import ANY
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


def _unmet(*gates: Guard) -> Callable[[CaseFacts], bool]:
    return lambda facts: not all(gate.holds(facts, None) for gate in gates)


_unready, _unsecured = _unmet(CHILD_TOLD, *CONSENT, *CAPACITY), _unmet(*SECURED)


def _regrouped(before: CaseFacts, after: CaseFacts) -> bool:
    return before.treat_as_child != after.treat_as_child


def _no_longer_ready(before: CaseFacts, after: CaseFacts) -> bool:
    return not _regrouped(before, after) and _newly(_unready)(before, after)


RISKS: Mapping[str, Callable[[CaseFacts], bool]] = MappingProxyType({
    "immediate_safety": lambda facts: facts.immediate_safety_confirmed is not True,
    "threat_to_life": lambda facts: facts.threat_to_life is True,
    "went_missing": is_missing,
})  # fmt: skip
"""What puts somebody in danger, by the event that tells of it: told again, it is new risk."""


def _at_new_risk(before: CaseFacts, after: CaseFacts) -> bool:
    return after.secured is True and any(
        _newly(risk)(before, after) or (risk(after) and len(after.of(kind)) > len(before.of(kind)))
        for kind, risk in RISKS.items()
    )


def _no_longer_secured(before: CaseFacts, after: CaseFacts) -> bool:
    fell = after.secured is True and _newly(_unsecured)(before, after)
    return fell and not _at_new_risk(before, after)


@dataclass(frozen=True)
class Consequence:
    """A track that moves because a fact changed, and nobody pressed a button.

    `move` tells moves that lead to one state apart; `sets` is what it sets instead of them.
    """

    track: str
    stands: frozenset[str]
    to: str
    words: str
    when: Change
    done: str = ""
    move: str = ""
    sets: Mapping[str, object] | None = None


def _led_by_rule(facts: CaseFacts) -> bool:
    """A team that a person chose keeps what it was sent (R8)."""
    lead = matched(facts).lead
    return lead is not None and facts.lead in {None, lead}


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
        _regrouped,
        "NRM referral back in draft: their age group has changed",
    ),
    Consequence(
        "nrm",
        frozenset({"ready"}),
        "draft",
        "Their agreement, the decision made for them or the authority told no longer stands",
        _no_longer_ready,
        "NRM referral back in draft: what it rested on has changed",
    ),
    Consequence("nrm", WAITING, "suspended", "They go missing", _newly(is_missing)),
    Consequence(
        "investigation",
        frozenset({"not_applicable"}),
        "queued",
        "An offence is suspected after all",
        _newly(lambda facts: matched(facts).lead is not None),
    ),
    Consequence(
        "investigation",
        frozenset({"queued"}),
        "not_applicable",
        "The offence is ruled out, and no team leads by the rule",
        lambda before, after: _led_by_rule(before) and matched(after).lead is None,
    ),
    Consequence(
        "safeguarding",
        ANY,
        STAY,
        "They are in danger, under threat or missing while they were confirmed safe",
        _at_new_risk,
        "No longer safe: new risk",
        move="clear_secured",
    ),
    Consequence(
        "safeguarding",
        ANY,
        STAY,
        "What being safe rested on falls: the plan, or for a child the authority told",
        _no_longer_secured,
        "No longer confirmed safe: what it rested on has changed",
        move="clear_secured",
        sets=MappingProxyType({"secured": False}),
    ),
)


def follows(
    before: CaseFacts, after: CaseFacts, rows: tuple[Consequence, ...] = CONSEQUENCES
) -> tuple[Consequence, ...]:
    """The tracks that move of themselves when the facts change."""
    return tuple(
        row for row in rows if after.state(row.track) in row.stands and row.when(before, after)
    )
