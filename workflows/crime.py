"""How the police record the crime of an NRM referral: Home Office counting rules, N200/1 to /6."""

from dataclasses import dataclass

from workflows.eras import SUBMITTED
from workflows.facts import CaseFacts
from workflows.guards.closing import sent


@dataclass(frozen=True)
class CrimeCode:
    """`code` is empty once a positive decision has made it a recorded crime."""

    code: str
    words: str


RECORDED = CrimeCode("", "A recorded crime, since the reasonable grounds decision is positive")
PENDING = CrimeCode("N200/1", "Waiting for the reasonable grounds decision")
WITHDRAWN = CrimeCode("N200/1", "Withdrawn before the reasonable grounds decision")
NEGATIVE = CrimeCode("N200/2", "Reasonable grounds decision negative")
NOTIFIED = CrimeCode("N200/3", "Duty to notify only")
OUTSIDE = CrimeCode("N200/4", "Referred by the police, outside England and Wales")
NEGATIVE_OUTSIDE = CrimeCode("N200/5", "Negative decision, outside England and Wales")
TRANSFERRED = CrimeCode("N200/6", "Transferred to another force")


def crime_code(facts: CaseFacts) -> CrimeCode | None:
    """The code as the facts stand; none while nothing has been sent."""
    if not sent(facts):
        return NOTIFIED if facts.state("nrm") == "dtn_sent" else None
    if facts.state("investigation") == "transferred":
        return TRANSFERRED
    outside = facts.happened_where == "outside_england_and_wales"
    return BY_OUTCOME[_outcome(facts), outside]


def _outcome(facts: CaseFacts) -> str:
    """Of the reasonable grounds stage of the latest referral; a later answer replaces it."""
    state = facts.state("nrm")
    if state in {"rg_positive", "cg_positive", "cg_negative"}:
        return "positive"
    decided = facts.arrived("rg_decision", "nrm_submitted")
    if decided:
        return str(decided.detail.get("outcome"))
    return "pending" if state in SUBMITTED else "withdrawn"


BY_OUTCOME = {
    ("pending", False): PENDING,
    ("withdrawn", False): WITHDRAWN,
    ("negative", False): NEGATIVE,
    ("positive", False): RECORDED,
    ("pending", True): OUTSIDE,
    ("withdrawn", True): OUTSIDE,
    ("positive", True): OUTSIDE,
    ("negative", True): NEGATIVE_OUTSIDE,
}
