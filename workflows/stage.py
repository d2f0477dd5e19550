"""The one line people see, computed from the tracks and never set by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.facts import CaseFacts
from workflows.routing import matched

WITH_NRM = frozenset({
    "submitted", "rg_positive", "rg_negative", "cg_positive", "cg_negative", "reconsideration",
    "suspended", "withdrawn", "dtn_sent",
})  # fmt: skip
CLAIMED = frozenset({"claimed", "active", "with_cps", "charged", "finalised", "transferred"})
INVESTIGATED = frozenset({"finalised", "transferred"})
DECIDED = frozenset({"rg_negative", "cg_positive", "cg_negative"})
SUPPORTED = frozenset({"accepted", "active", "move_on"})

STAGES: Mapping[str, str] = MappingProxyType({
    "initial_response": "Initial response",
    "safeguarding": "Safeguarding",
    "specialist_investigation": "Specialist investigation",
    "nrm": "NRM referral",
    "closed": "Closed",
})  # fmt: skip
OPEN = "open"
"""Said to whoever may not hear of the tracks on which the stage turns: true at every one."""

WORDS: Mapping[str, str] = MappingProxyType({**STAGES, OPEN: "Open, with the police"})


@dataclass(frozen=True)
class Node:
    """One stop on the path: done, now, started beside another, next, or not needed."""

    code: str
    label: str
    state: str
    words: str = ""


def stage(facts: CaseFacts, unheard: Collection[str] = ()) -> str:
    """The first that fits (domain section b); `open` where it turns on a track that is unheard.

    A reader is never told an earlier stage than there is because a later one is withheld.
    """
    if facts.closed:
        return "closed"
    if "nrm" not in unheard and _reached_nrm(facts):
        return "nrm"
    if "investigation" in unheard:
        return OPEN
    if facts.state("investigation") in CLAIMED:
        return "specialist_investigation"
    if "response" in unheard:
        return OPEN
    return "safeguarding" if facts.state("response") == "handed_over" else "initial_response"


def _reached_nrm(facts: CaseFacts) -> bool:
    """From submitted, or a notice sent, on: what was withdrawn while it was written never was."""
    written_only = facts.state("nrm") == "withdrawn" and facts.latest("draft_updated") is not None
    sent = facts.latest("nrm_submitted", "dtn_sent") is not None
    return facts.state("nrm") in WITH_NRM and (sent or not written_only)


def path(facts: CaseFacts, unheard: Collection[str] = ()) -> tuple[Node, ...]:
    """Every stop in display order, which is no order of gates."""
    here = stage(facts, unheard)
    return (
        Node("initial_response", "Initial response", *_response(facts, here)),
        Node("safeguarding", "Safeguarding", *_safeguarding(facts, here)),
        Node("specialist_investigation", "Specialist investigation", *_investigation(facts, here)),
        Node("nrm", "NRM referral", *_nrm(facts, here)),
        Node("decision", "Decision", *_decision(facts, here)),
        Node("support_outside_nrm", "Support outside NRM", *_support(facts)),
        Node("closed", "Closed", *(("now", "") if here == "closed" else ("next", ""))),
    )


def _response(facts: CaseFacts, here: str) -> tuple[str, str]:
    if here == "initial_response":
        return "now", "Making them safe"
    if here == OPEN:
        return "started", "With the police"
    return "done", "Handed over" if facts.state("response") == "handed_over" else "Carries on"


def _safeguarding(facts: CaseFacts, here: str) -> tuple[str, str]:
    state = facts.state("safeguarding")
    if state in {"stepped_down", "not_required"}:
        return ("done", "Stepped down") if state == "stepped_down" else ("not_needed", "")
    if here == "safeguarding":
        return "now", "Safe for now" if facts.secured else "Not yet safe"
    if state == "not_started" and not facts.secured:
        return "next", ""
    return ("done", "Carries on") if facts.secured else ("started", "Under way")


def _investigation(facts: CaseFacts, here: str) -> tuple[str, str]:
    state = facts.state("investigation")
    if state == "not_applicable":
        return "not_needed", "No offence is suspected"
    if here == "specialist_investigation":
        return "now", OVER.get(state, "With a specialist team")
    if state in INVESTIGATED:
        return "done", ""
    return ("started", "Carries on") if state in CLAIMED else ("next", "")


OVER = {"finalised": "Finalised", "transferred": "With another force"}


def _nrm(facts: CaseFacts, here: str) -> tuple[str, str]:
    state = facts.state("nrm")
    if state == "no_grounds":
        return "not_needed", "No grounds, with a reason"
    if here == "nrm" and state not in DECIDED:
        return "now", HERE.get(state, "With the authority")
    if state in WITH_NRM:
        return "done", HERE.get(state, "Sent")
    return ("started", "Being prepared") if state in {"draft", "ready"} else ("next", "")


HERE = {
    "dtn_sent": "Duty to notify sent",
    "suspended": "Suspended",
    "withdrawn": "Withdrawn",
}


def _decision(facts: CaseFacts, here: str) -> tuple[str, str]:
    state = facts.state("nrm")
    if state in {"no_grounds", "dtn_sent", "withdrawn"}:
        return "not_needed", ""
    if state in DECIDED:
        words = "Positive" if state == "cg_positive" else "Negative"
        return "now" if here == "nrm" else "done", words
    return ("started", "Reasonable grounds") if state == "rg_positive" else ("next", "")


def _support(facts: CaseFacts) -> tuple[str, str]:
    """S57: people who fall short of a decision still have needs."""
    state = facts.state("support")
    if state == "ended":
        return "done", "Recorded"
    if matched(facts).pathway == "support_only" or state in SUPPORTED:
        return "started", "Support continues whatever the decision"
    return "next", "Open whatever the decision"
