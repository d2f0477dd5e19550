"""What is told now did not happen before the step that it follows: day 0 of a clock is real (R1).

A case may be told late, so nothing is compared with the day of writing but a draft, which is
begun by being written. A bare date stands for its whole day.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

from workflows.definition import Guard
from workflows.facts import LONDON, CaseFacts, Event
from workflows.guards.consent import asked, lacks_capacity
from workflows.guards.deciding import negative
from workflows.guards.nrm import in_words

Since = Callable[[CaseFacts], Event | None]
OVER = ("nrm_submitted", "dtn_sent", "consent_withdrawn")


def not_before(since: Since) -> Guard:
    """A guard that compares what is being told with the step it follows, where there is one."""

    def early(facts: CaseFacts) -> Event | None:
        first = since(_without_it(facts)) if facts.telling else None
        return first if first and facts.telling and first.is_after(facts.telling) else None

    def words(facts: CaseFacts) -> str:
        first = early(facts)
        logged = first is not None and first.kind == "logged"
        what = "the case was logged" if logged else "the step before happened"
        return f"The date cannot be earlier than {_when(first, facts)}, when {what}"

    return Guard(
        "R1",
        lambda facts, mover: early(facts) is None,
        "The date cannot be earlier than the step before this one",
        "Whoever records it gives the date on which it happened",
        told=words,
    )


def _without_it(facts: CaseFacts) -> CaseFacts:
    """The case as it stood before what is being told."""
    earlier = tuple(event for event in facts.events if event is not facts.telling)
    return replace(facts, events=earlier, telling=None)


def _when(first: Event | None, facts: CaseFacts) -> str:
    if first is None or facts.telling is None:
        return "that"
    local = first.at.astimezone(LONDON)
    by_the_day = first.day_only or facts.telling.day_only
    return in_words(local) if by_the_day else f"{local:%H:%M} on {in_words(local)}"


def drafted(facts: CaseFacts) -> Event | None:
    """The day on which the draft in hand was begun; saving it again is no new beginning."""
    over = facts.latest(*OVER)
    written = [row for row in facts.of("draft_updated") if over is None or row.overtakes(over)]
    first = min(written, key=lambda row: row.at, default=None)
    return replace(first, day_only=True) if first else None


def answered(facts: CaseFacts) -> Event | None:
    """Their answer about the NRM, or the decision made for them (R20); a child is not asked."""
    if asked(facts) and facts.consent and facts.consent.at:
        return Event("consent", facts.consent.at)
    made = facts.best_interests
    if facts.adult and lacks_capacity(facts) and made and made.on:
        return Event("best_interests", datetime.combine(made.on, time(12), UTC), day_only=True)
    return None


def sendable(facts: CaseFacts) -> Event | None:
    """The case, the draft or the answer it rests on: whichever came last, as exactly as is known.

    What another first responder sent before is no referral of this case: its form was not this
    one (G5), and it is said under “no grounds: already referred”.
    """
    steps = (facts.latest("logged"), drafted(facts), answered(facts))
    known = (step for step in steps if step)
    return max(known, key=lambda step: (step.day, not step.day_only, step.at), default=None)


def asked_to_decide(facts: CaseFacts) -> Event | None:
    return facts.latest("nrm_submitted", "reconsideration_requested")


def decided_before(facts: CaseFacts) -> Event | None:
    """Reasonable grounds, or the request to look at conclusive grounds again."""
    return facts.latest("rg_decision", "reconsideration_requested")


def entered(facts: CaseFacts) -> Event | None:
    """Sent, or while it is not, begun: what a person withdraws from."""
    return drafted(facts) if facts.state("nrm") == "ready" else facts.latest("nrm_submitted")


def authority_told(facts: CaseFacts) -> Event | None:
    return min(facts.of("la_referral_made"), key=lambda row: row.at, default=None)


def protected(facts: CaseFacts) -> Event | None:
    return facts.latest("rg_decision", outcome="positive")


AFTER_DRAFT, AFTER_ASKING = not_before(sendable), not_before(asked_to_decide)
AFTER_DECISION = not_before(decided_before)
AFTER_REFUSAL, AFTER_ENTRY = not_before(negative), not_before(entered)
AFTER_REFERRAL, AFTER_PROTECTION = not_before(authority_told), not_before(protected)
