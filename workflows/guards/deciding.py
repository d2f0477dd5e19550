"""What the decisions rest on, and asking again: G7 and G8, and the time each leaves."""

from datetime import date, timedelta

from workflows import eras
from workflows.definition import Guard
from workflows.facts import CaseFacts, Event, Mover
from workflows.guards.nrm import in_words, said

WAITING = frozenset({"submitted", "rg_positive", "reconsideration"})
DECIDED = {"rg_negative": "rg_decision", "cg_negative": "cg_decision"}


def rg_arrived(facts: CaseFacts) -> Event | None:
    """A reasonable-grounds letter the track does not show yet."""
    return _letter(facts, "rg_decision")


def cg_arrived(facts: CaseFacts) -> Event | None:
    return _letter(facts, "cg_decision")


def _letter(facts: CaseFacts, kind: str) -> Event | None:
    if facts.telling and facts.telling.kind == kind:
        return facts.telling
    if facts.state("nrm") == "reconsideration" and not facts.latest("reconsideration_requested"):
        return None
    return facts.arrived(kind, "nrm_submitted", "reconsideration_requested")


def asked_again(facts: CaseFacts) -> Event | None:
    """A request to reconsider that came after the decision it is about."""
    return facts.arrived("reconsideration_requested", "rg_decision", "cg_decision", "nrm_submitted")


def reconsidered(facts: CaseFacts) -> str | None:
    """Which decision is being looked at again; none when the events do not say."""
    before = [kind for kind in ("cg_decision", "rg_decision") if _stood(facts, kind)]
    return before[0] if before else None


def _stood(facts: CaseFacts, kind: str) -> bool:
    """A decision of this referral, given before it was asked about."""
    request, sent = facts.latest("reconsideration_requested"), facts.latest("nrm_submitted")
    return any(
        e.kind == kind
        and e is not facts.telling
        and not (request and e.is_after(request))
        and not (sent and sent.is_after(e))
        for e in facts.events
    )


def came_from(facts: CaseFacts) -> str:
    """Where a suspended referral stood: as the track says, else as the events tell."""
    if facts.nrm_came_from in WAITING:
        return facts.nrm_came_from
    if asked_again(facts):
        return "reconsideration"
    decided = facts.arrived("rg_decision", "nrm_submitted")
    positive = decided is not None and decided.detail.get("outcome") == "positive"
    return "rg_positive" if positive else "submitted"


def negative(facts: CaseFacts) -> Event | None:
    """The refusal a person may ask to have reconsidered."""
    kind = DECIDED.get(facts.state("nrm"))
    return facts.latest(kind, outcome="negative") if kind else None


def reconsider_by(facts: CaseFacts) -> date | None:
    """The last day to ask, by the law of the day of the decision; none is no known limit."""
    refusal = negative(facts)
    days = eras.days("reconsideration_days", refusal.day) if refusal else None
    return refusal.day + timedelta(days=days) if refusal and days else None


def recovery_ends(facts: CaseFacts) -> date | None:
    """The earliest ordinary day of a conclusive decision (RECOVERY)."""
    positive = facts.latest("rg_decision", outcome="positive")
    days = eras.days("recovery_days", positive.day) if positive else None
    return positive.day + timedelta(days=days) if positive and days else None


def _rg_positive(facts: CaseFacts, mover: Mover | None) -> bool:
    stands = facts.state("nrm") == "rg_positive"
    return stands or facts.latest("rg_decision", outcome="positive") is not None


def _recovered(facts: CaseFacts, mover: Mover | None) -> bool:
    letter, ends = cg_arrived(facts), recovery_ends(facts)
    day = letter.day if letter else facts.today
    return bool(said(letter, "early_reason")) or (ends is not None and day >= ends)


def _recovery_words(facts: CaseFacts) -> str:
    ends = recovery_ends(facts)
    if ends is None:
        return "Record the date of the positive reasonable grounds decision"
    return (
        f"The recovery period ends on {in_words(ends)}. Give a reason to record a decision earlier"
    )


CONCLUSIVE = (
    Guard(
        "G7",
        _rg_positive,
        "There is no positive reasonable grounds decision on this case",
        "The competent authority’s positive decision is recorded",
        "move/nrm/record_rg",
    ),
    Guard(
        "G7",
        _recovered,
        "The recovery period has not ended. Give a reason to record a decision earlier",
        "The recovery period ends, or whoever records the decision gives a reason",
        "move/nrm/record_cg",
        _recovery_words,
    ),
)


def _decision_known(facts: CaseFacts, mover: Mover | None) -> bool:
    return negative(facts) is not None


def _in_time(facts: CaseFacts, mover: Mover | None) -> bool:
    request, limit = asked_again(facts), reconsider_by(facts)
    day = request.day if request else facts.today
    return limit is None or day <= limit or bool(said(request, "extension_reason"))


def _late_words(facts: CaseFacts) -> str:
    limit = reconsider_by(facts)
    ended = f"The 30 days ended on {in_words(limit)}" if limit else "The 30 days have ended"
    return f"{ended}. Give a reason for an extension"


def _on_a_ground(facts: CaseFacts, mover: Mover | None) -> bool:
    """Before anybody has asked, the ground is a question of the move itself."""
    request = asked_again(facts)
    return request is None or bool(said(request, "ground"))


def _stays(facts: CaseFacts, mover: Mover | None) -> bool:
    refusal = negative(facts)
    barred = refusal and eras.value("reconsideration_bars_removal", refusal.day)
    return not (barred and facts.removal_to_convention_state)


RECONSIDER = (
    Guard(
        "G8",
        _decision_known,
        "Record the date of the negative decision",
        "The competent authority’s decision is recorded with its date",
        "move/nrm/record_rg",
    ),
    Guard(
        "G8",
        _in_time,
        "The 30 days have ended. Give a reason for an extension",
        "Whoever asks gives an exceptional reason",
        "move/nrm/reconsider",
        _late_words,
    ),
    Guard(
        "G8",
        _on_a_ground,
        "Say whether there is new evidence, or the decision does not follow the guidance",
        "Whoever asks gives one of the two grounds",
        "move/nrm/reconsider",
    ),
    Guard(
        "G8",
        _stays,
        "Removal is planned to a country in both conventions, so this is not open",
        "Nobody, while that removal is planned",
    ),
)


def _protected(facts: CaseFacts, mover: Mover | None) -> bool:
    return "rg_positive" in {facts.state("nrm"), facts.nrm_came_from}


def _s63_in_force(facts: CaseFacts, mover: Mover | None) -> bool:
    """Judged on the day of the decision, once it is told."""
    decided = facts.arrived("disqualified")
    return eras.value("disqualification", decided.day if decided else facts.today) is True


DISQUALIFIED = (
    Guard(
        "s63",
        _protected,
        "There is no recovery protection on this case for a disqualification to stop",
        "A positive reasonable grounds decision, and no conclusive one yet",
        "move/nrm/record_rg",
    ),
    Guard(
        "s63",
        _s63_in_force,
        "Nobody could be disqualified before 30 January 2023",
        "Nobody: Nationality and Borders Act 2022 s63 was not in force",
    ),
)
