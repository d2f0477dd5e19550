"""What starts a clock, what meets it and what makes it no longer apply, read off the facts."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows import eras
from workflows.answers import child_when
from workflows.facts import CaseFacts, Event
from workflows.intake.ticks import facts_from
from workflows.routing import matched

Stops = Callable[[CaseFacts], list[Event]]
Shown = Callable[[CaseFacts], bool]
OfEvent = Callable[[CaseFacts, Event], bool]
OfEvents = Callable[[CaseFacts, list[Event]], list[Event]]

PLANNED = frozenset({"plan_in_place", "stepped_down"})
ANSWERED = eras.SUBMITTED | {"no_grounds", "dtn_sent"}
FUNDED = frozenset({"accepted", "active", "move_on"})
SLAVERY_PATHWAYS = frozenset({"child_trafficking", "adult_modern_slavery"})


def all_of(facts: CaseFacts, *kinds: str) -> list[Event]:
    """The events of these kinds, in the order they happened."""
    return sorted(facts.of(*kinds), key=lambda event: event.at)


def any_of(facts: CaseFacts, event: Event) -> bool:
    """Every event of the kind starts the clock."""
    return True


def each(facts: CaseFacts, found: list[Event]) -> list[Event]:
    """All of the events found."""
    return found


def newest(facts: CaseFacts, found: list[Event]) -> list[Event]:
    """The last of them to happen."""
    return found[-1:]


@dataclass(frozen=True)
class Starts:
    """Each event of these kinds, and of this outcome if one is named, is a trigger of its own.

    Unless `only` leaves some of them.
    """

    kinds: tuple[str, ...]
    where: OfEvent = any_of
    outcome: str | None = None
    only: OfEvents = each

    def __call__(self, facts: CaseFacts) -> list[Event]:
        found = [event for event in all_of(facts, *self.kinds) if self._holds(facts, event)]
        return self.only(facts, found)

    def _holds(self, facts: CaseFacts, event: Event) -> bool:
        wanted = self.outcome in (None, event.detail.get("outcome"))
        return wanted and self.where(facts, event)


def every(*kinds: str, where: OfEvent = any_of, outcome: str | None = None) -> Starts:
    """Each event of these kinds that `where` allows starts a clock of its own (R22)."""
    return Starts(kinds, where, outcome)


def last(kind: str) -> Starts:
    """Only the last of them counts; each one puts the limit off."""
    return Starts((kind,), only=newest)


def none(facts: CaseFacts) -> list[Event]:
    """No event stops the clock."""
    return []


def never(facts: CaseFacts) -> bool:
    """No state of the tracks meets the clock, or ends it, by itself."""
    return False


def in_state(track: str, states: frozenset[str]) -> Shown:
    """Shown by where a track stands, whatever event brought it there."""
    return lambda facts: facts.state(track) in states


def of_a_child(facts: CaseFacts, event: Event) -> bool:
    """Treated as a child when it happened: unknown counts as one (MSA 2015 s51, R2)."""
    return child_when(facts, event)


def to_the_panel(facts: CaseFacts, event: Event) -> bool:
    """The local panel decides (R21): as is kept of the last that was sent, else by its day."""
    kept = facts.authority if event is facts.latest("nrm_submitted") else None
    return (kept or eras.decider(facts, event.day)) == "devolved_panel"


def not_to_the_panel(facts: CaseFacts, event: Event) -> bool:
    """The national authority decides, on its own target in place of the pilot's (RG_TARGET)."""
    return not to_the_panel(facts, event)


def reviewed_at_30(facts: CaseFacts, event: Event) -> bool:
    """A positive decision of the 2014 profile, reviewed on day 30 (guidance of 2016, `eras`)."""
    return eras.value("day_30_review", event.day) is True


def open_to_reconsider(facts: CaseFacts, event: Event) -> bool:
    """A decision from when asking again has a limit in days (guidance of February 2024, `eras`)."""
    return eras.days("reconsideration_days", event.day) is not None


def in_funded_support(facts: CaseFacts, event: Event) -> bool:
    """In support that is paid for as it stands today, and so with an exit to run (NEG_EXIT)."""
    return facts.state("support") in FUNDED


def at_risk(facts: CaseFacts, event: Event) -> bool:
    """R16: a child at immediate or ongoing risk; safety not confirmed is a risk."""
    unsafe = not facts.immediate_safety_confirmed or facts.threat_to_life or facts.missing
    return of_a_child(facts, event) and bool(unsafe)


def has_a_lead(facts: CaseFacts, event: Event) -> bool:
    """A team is to claim it: the routing table names a lead (rules 1 to 8; S36, S52)."""
    return matched(facts).lead is not None


def since_suspected(facts: CaseFacts, found: list[Event]) -> list[Event]:
    """On a pathway of trafficking or slavery an NRM referral is expected (R15).

    From what first told of it, or did after it was ruled out; saying nothing rules out nothing.
    """
    if matched(facts).pathway not in SLAVERY_PATHWAYS:
        return []
    since: list[Event] = []
    for event in found:
        told = facts_from(event.detail) if event.kind == "logged" else event.detail
        since = [] if told.get("ms_indicator") is False else since or [event]
    return since


def withdrawals(facts: CaseFacts) -> list[Event]:
    """A withdrawal that took effect: the track has left the NRM, or it was referred again."""
    gone = facts.state("nrm") not in eras.SUBMITTED
    sent = facts.latest("nrm_submitted")
    return [
        event
        for event in all_of(facts, "consent_withdrawn")
        if gone or (sent and sent.is_after(event))
    ]


def withdrawn_unsent(facts: CaseFacts) -> list[Event]:
    """A withdrawal of what was still to be sent, once the track shows it."""
    return all_of(facts, "consent_withdrawn") if withdrawn(facts) else []


def given_up(facts: CaseFacts) -> list[Event]:
    """A withdrawal, or their own decision not to ask again (R25)."""
    return withdrawals(facts) + all_of(facts, "reconsideration_declined")


def found_adult(facts: CaseFacts) -> list[Event]:
    """Determined to be an adult: the duties to a child end. Turning 18 ends nothing (R9)."""
    told = all_of(facts, "age_determined")
    return [event for event in told if event.detail.get("age_band") == "adult"]


def unprotected(facts: CaseFacts) -> bool:
    """The recovery period stops on a withdrawal, and on a disqualification (NABA 2022 s63)."""
    return facts.disqualified or withdrawn(facts)


closings = every("case_closed")
overturned = every("rg_decision", "cg_decision", outcome="positive")
withdrawn = in_state("nrm", frozenset({"withdrawn"}))
