"""The frozen picture of one case that every rule reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ADULT_AT = 18
"""In years: an adult from 00:00 on this birthday (R2)."""

START: Mapping[str, str] = MappingProxyType({
    "response": "logged",
    "safeguarding": "not_started",
    "investigation": "not_routed",
    "nrm": "not_assessed",
    "support": "not_offered",
    "case": "open",
})  # fmt: skip

SEXUAL = frozenset({
    "forced_prostitution", "child_sexual_exploitation", "held_and_sexually_assaulted",
})  # fmt: skip

NOTHING: Mapping[str, object] = MappingProxyType({})


def nothing() -> Mapping[str, object]:
    return NOTHING


def birthday(born_on: date, age: int) -> date:
    """The day an age is reached; born on 29 February, 1 March in a common year (R2)."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


@dataclass(frozen=True)
class Consent:
    given: bool | None = None
    at: datetime | None = None
    method: str | None = None
    interpreter: str | None = None
    explained: frozenset[str] = frozenset()
    taken_by: str | None = None


@dataclass(frozen=True)
class BestInterests:
    """A decision made for an adult who lacks capacity for the NRM decision (R20)."""

    approved_by_supervisor: bool | None = None
    seen_by_la_adult: bool | None = None
    on: date | None = None


@dataclass(frozen=True)
class Dtn:
    """What a duty-to-notify notice would hold (R18)."""

    identifying: bool | None = None
    agrees_to_be_named: bool | None = None
    narrative: str | None = None


@dataclass(frozen=True)
class Organisation:
    kind: str | None = None
    designated_first_responder: bool | None = None
    owes_duty_to_notify: bool | None = None


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Event:
    kind: str
    at: datetime
    day_only: bool = False
    detail: Mapping[str, object] = field(default_factory=nothing)
    recorded: datetime | None = None

    @cached_property
    def day(self) -> date:
        """The London day it happened, which is day 0 of its clocks (R1)."""
        return self.at.astimezone(LONDON).date()

    @property
    def told(self) -> datetime:
        """When it was written down; where that is not known, when it happened."""
        return self.recorded or self.at

    @cached_property
    def minute(self) -> datetime:
        return minute_of(self.at)

    @cached_property
    def to_the_minute(self) -> bool:
        """Whether somebody told it by hours and minutes, as forms ask."""
        return self.at == self.minute

    def is_after(self, other: "Event") -> bool:
        """A bare date stands for its whole day, so it comes after nothing on that day.

        A time told to the minute stands for that minute in the same way.
        """
        ours, theirs = self._beside(other)
        return ours > theirs

    def overtakes(self, other: "Event") -> bool:
        """Whether it is the later of the two; of two on one day, the last told."""
        ours, theirs = self._beside(other)
        if ours != theirs or self.recorded is None or other.recorded is None:
            return ours >= theirs
        return self.recorded >= other.recorded

    def _beside(self, other: "Event") -> tuple[date, date]:
        """Both by what the less exact of the two can tell: the day, the minute or the moment."""
        if self.day_only or other.day_only:
            return self.day, other.day
        if self.to_the_minute or other.to_the_minute:
            return self.minute, other.minute
        return self.at, other.at


@dataclass(frozen=True)
class Mover:
    """Who would make a move; no mover at all means someone entitled."""

    role: str
    team: str | None = None
    pip2: bool = False
    conflict: bool = False
    assigned: bool = False
    leads: bool = False
    asked_for_closing: bool = False
    is_owner: bool = False
    gives_support: bool | None = None
    """Whether their organisation gives the support; None: nobody on the case does, or not told."""


@dataclass(frozen=True)
class CaseFacts:
    """Absent is unknown: `None`, or an empty set, and never good news."""

    now: datetime
    area: str | None = None
    age_band: str | None = None
    born_on: date | None = None
    age_verified: bool | None = None
    age_at_exploitation: str | None = None
    ms_indicator: bool | None = None
    offence_suspected: bool | None = None
    smuggling_only: bool | None = None
    exploitation_types: frozenset[str] = frozenset()
    sexual_exploitation: bool | None = None
    sexual_assault_alleged: bool | None = None
    vulnerable_adult: str | None = None
    lacks_capacity_for_nrm: bool | None = None
    missing: bool | None = None
    threat_to_life: bool | None = None
    immediate_safety_confirmed: bool | None = None
    safety_plan: bool | None = None
    risk_to_others_answered: bool | None = None
    ended_on: date | None = None
    lpus_of_exploitation: frozenset[str] = frozenset()
    tracks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    secured: bool | None = None
    support_disposition: str | None = None
    former_leads: frozenset[str] = frozenset()
    consent: Consent | None = None
    best_interests: BestInterests | None = None
    dtn: Dtn | None = None
    form_complete: bool | None = None
    nationality_group: str | None = None
    live_immigration_issue: bool | None = None
    removal_to_convention_state: bool | None = None
    submitting_organisation: Organisation | None = None
    devolved_pilot_area: bool | None = None
    events: tuple[Event, ...] = ()
    # Known to the service alone.
    telling: Event | None = None
    form_gaps: tuple[str, ...] = ()
    form_differs: tuple[str, ...] = ()
    exploitation_unknown_reason: bool = False
    safety_refused: bool = False
    reconsideration_declined: bool = False
    disqualified: bool = False
    contact_safe: bool | None = None
    contact_at_place_of_exploitation: bool | None = None
    happened_where: str | None = None
    routing_query: bool = False
    documents_unchecked: int = 0
    nrm_came_from: str | None = None
    authority: str | None = None
    rulebook: str = ""
    closed: bool = False
    lead_gone: bool = False
    lead: str | None = None
    supporting: frozenset[str] = frozenset()

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    def band_on(self, day: date) -> str:
        """Adult, child or unknown on a day: verified beats determined beats stated (R2)."""
        if self.born_on and self.age_verified:
            return "adult" if day >= birthday(self.born_on, ADULT_AT) else "child"
        told = self.latest("age_determined", "turned_18", "age_doubted")
        stated = self.age_band or "unknown"
        if told is None:
            return stated
        if told.kind == "age_doubted":
            return "unknown"
        return "adult" if told.kind == "turned_18" else str(told.detail.get("age_band", stated))

    @cached_property
    def band(self) -> str:
        return self.band_on(self.today)

    @property
    def adult(self) -> bool:
        return self.band == "adult"

    @property
    def treat_as_child(self) -> bool:
        """Age not known counts as a child (MSA 2015 s51)."""
        return not self.adult

    @property
    def sexual(self) -> bool:
        """Any type under the form's Sexual heading, said or ticked (R4)."""
        return bool(self.sexual_exploitation) or bool(self.exploitation_types & SEXUAL)

    def state(self, track: str) -> str:
        """Where a track stands; all of them always exist."""
        if track == "case":
            return "closed" if self.closed else "open"
        return self.tracks.get(track, START[track])

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.kind].append(event)
        return found

    def of(self, *kinds: str) -> Sequence[Event]:
        """The events of these kinds, in the order they were told."""
        found = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
        if len(found) > 1:
            return [event for event in self.events if event.kind in kinds]
        return found[0] if found else ()

    @cached_property
    def _latest(self) -> dict[tuple[tuple[str, ...], str | None], Event | None]:
        """What was looked for already: the facts are frozen, so the answer stays."""
        return {}

    def latest(self, *kinds: str, outcome: str | None = None) -> Event | None:
        """The last to happen of these kinds; of two on one day, the last told."""
        if (kinds, outcome) not in self._latest:
            self._latest[kinds, outcome] = self._last(kinds, outcome)
        return self._latest[kinds, outcome]

    def _last(self, kinds: tuple[str, ...], outcome: str | None) -> Event | None:
        last: Event | None = None
        for event in self.of(*kinds):
            wanted = outcome in (None, event.detail.get("outcome"))
            if wanted and (last is None or event.overtakes(last)):
                last = event
        return last

    def arrived(self, kind: str, *overtaken_by: str) -> Event | None:
        """The last event of a kind, unless one that answers it has come since.

        What is being told just now is what a rule judges, whatever its date.
        """
        if self.telling is not None and self.telling.kind == kind:
            return self.telling
        last, answer = self.latest(kind), self.latest(*overtaken_by)
        if last is None or answer is None or last is self.latest(kind, *overtaken_by):
            return last
        return None


NESTED: Mapping[str, type[Any]] = MappingProxyType({
    "consent": Consent,
    "best_interests": BestInterests,
    "dtn": Dtn,
    "submitting_organisation": Organisation,
})  # fmt: skip

FIELDS: frozenset[str] = frozenset(f.name for f in fields(CaseFacts)) | {
    f"{outer}.{f.name}" for outer, kind in NESTED.items() for f in fields(kind)
}


def with_answers(facts: CaseFacts, answers: Mapping[str, object]) -> CaseFacts:
    """The same case with these fields set; `consent.given` reaches inside."""
    flat: dict[str, Any] = {}
    for name, value in answers.items():
        outer, _, inner = name.partition(".")
        if inner:
            standing = flat.get(outer, getattr(facts, outer)) or NESTED[outer]()
            flat[outer] = replace(standing, **{inner: value})
        else:
            flat[name] = value
    return replace(facts, **flat)
