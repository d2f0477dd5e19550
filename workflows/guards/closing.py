"""Closing a case: G11, R13, R19 and R25."""

from workflows.definition import Guard
from workflows.facts import CaseFacts, Mover
from workflows.guards.deciding import DECIDED, asked_again, reconsider_by
from workflows.guards.people import someone
from workflows.routing import matched
from workflows.tasks import statutory

SETTLED = {
    "response": frozenset({"handed_over", "closed_no_concern"}),
    "safeguarding": frozenset({"stepped_down", "not_required"}),
    "investigation": frozenset({"finalised", "transferred", "not_applicable"}),
    "nrm": frozenset({"no_grounds", "withdrawn", "dtn_sent", "cg_positive"}),
    "support": frozenset({"ended"}),
}
UNSENT = frozenset({"not_assessed", "no_grounds", "draft", "ready", "withdrawn", "dtn_sent"})
UNANSWERED = frozenset({"not_assessed", "draft", "ready"})
ENDINGS = (
    ("response", "the response", "move/response/hand_over"),
    ("safeguarding", "safeguarding", "move/safeguarding/step_down"),
    ("investigation", "the investigation", "move/investigation/finalise"),
    ("nrm", "the NRM", "nrm"),
    ("support", "the support", "move/support/end"),
)


def settled(facts: CaseFacts, track: str) -> bool:
    """R25: nothing on this track is still to come."""
    state = facts.state(track)
    return state in SETTLED[track] or (state in DECIDED and _accepted(facts))


def _accepted(facts: CaseFacts) -> bool:
    limit = reconsider_by(facts)
    over = limit is not None and facts.today > limit
    return asked_again(facts) is None and (over or facts.reconsideration_declined)


def sent(facts: CaseFacts) -> bool:
    """The NRM referral was submitted at some time."""
    return facts.state("nrm") not in UNSENT or facts.latest("nrm_submitted") is not None


def _nrm_answered(facts: CaseFacts, mover: Mover | None) -> bool:
    pathway = matched(facts).pathway
    if pathway == "child_trafficking" and facts.treat_as_child:
        return sent(facts)
    if pathway in {"child_trafficking", "adult_modern_slavery"}:
        return sent(facts) or facts.state("nrm") in {"dtn_sent", "no_grounds"}
    return True


def _considered(facts: CaseFacts, mover: Mover | None) -> bool:
    return matched(facts).pathway != "cse" or facts.state("nrm") not in UNANSWERED


def _no_statutory_task(facts: CaseFacts, mover: Mover | None) -> bool:
    return not statutory(facts)


def _task_words(facts: CaseFacts) -> str:
    count = len(statutory(facts))
    return f"{count} statutory task{'s are' if count > 1 else ' is'} still open"


def _disinterested(facts: CaseFacts, mover: Mover) -> bool:
    """For support_only, a response supervisor other than the owner, whoever led it before."""
    another = mover.role == "response_supervisor" and not mover.is_owner
    return another or matched(facts).pathway != "support_only"


def _not_offered(facts: CaseFacts) -> tuple[Guard, ...]:
    """Support that nobody offered has no end to record: it is offered first (R13)."""
    return (OFFER,) if facts.state("support") == "not_offered" else ()


OFFER = Guard(
    "G11",
    lambda facts, mover: facts.state("support") != "not_offered",
    "Offer them support, and then record how it ended",
    "Whoever is responsible for the support",
    "move/support/offer",
)


def _finished(track: str, name: str, fix: str) -> Guard:
    return Guard(
        "G11",
        lambda facts, mover: settled(facts, track),
        f"Bring {name} to an end",
        f"Whoever is responsible for {name}",
        fix,
        each=_not_offered if track == "support" else None,
    )


OPEN = Guard(
    "G11",
    lambda facts, mover: not facts.closed,
    "This case is closed. Reopen it first",
    "A supervisor reopens the case",
    "move/case/reopen",
)
CLOSE = (
    *(_finished(*ending) for ending in ENDINGS),
    Guard(
        "G11",
        lambda facts, mover: facts.support_disposition is not None,
        "Record what support they have after this",
        "Whoever gives the support, or the lead team, records it",
        "record/support_disposition",
    ),
    Guard(
        "G11",
        _no_statutory_task,
        "Statutory tasks are still open",
        "The owner of each task does it",
        "tasks",
        _task_words,
    ),
    Guard(
        "G11",
        someone(lambda facts, mover: not mover.leads),
        "Only a supervisor who is not the lead can close this",
        "Another supervisor",
    ),
    Guard(
        "G11",
        someone(lambda facts, mover: not mover.asked_for_closing),
        "You asked for this case to be closed, so another supervisor must close it",
        "Another supervisor",
    ),
    Guard(
        "G11",
        someone(_disinterested),
        "A response supervisor who does not own this case must close it",
        "A response supervisor who is not the owner",
    ),
)

NRM_ANSWERED = Guard(
    "G11",
    _nrm_answered,
    "Send the NRM referral. For an adult: or the duty to notify, or say there are no grounds",
    "A user of a designated first responder assigned to the case",
    "nrm",
)
NRM_CONSIDERED = Guard(
    "R19",
    _considered,
    "Say whether the NRM was considered, and why",
    "Someone assigned to the case sends a referral, or records why there are no grounds",
    "move/nrm/no_grounds",
)
