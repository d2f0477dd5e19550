"""The facts of one case, as every rule reads them, in two queries."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, select

from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import db
from referrals.errors import RulesUnknown
from referrals.models import (
    IN_FORCE,
    Assignment,
    BankHoliday,
    Case,
    Document,
    Event,
    NrmReferral,
    Person,
    Team,
)
from workflows import eras
from workflows.book import Book
from workflows.facts import BestInterests, CaseFacts, Consent, Dtn, Organisation
from workflows.facts import Event as Happened
from workflows.versions import UnknownVersion, book

COPIED = (
    "area",
    "age_band",
    "age_verified",
    "age_at_exploitation",
    "ms_indicator",
    "offence_suspected",
    "smuggling_only",
    "sexual_exploitation",
    "sexual_assault_alleged",
    "vulnerable_adult",
    "lacks_capacity_for_nrm",
    "missing",
    "threat_to_life",
    "immediate_safety_confirmed",
    "safety_plan",
    "risk_to_others_answered",
    "exploitation_unknown_reason",
    "ended_on",
    "secured",
    "support_disposition",
    "nationality_group",
    "live_immigration_issue",
    "removal_to_convention_state",
    "safety_refused",
    "reconsideration_declined",
    "disqualified",
    "contact_safe",
    "contact_at_place_of_exploitation",
    "happened_where",
    "routing_query",
    "rulebook",
)
LEADING = ("lead_team", "supporting_team", "former_lead_team")

THIS: BindParameter[int] = bindparam("case")
EVENTS = select(Event).where(Event.case_id == THIS).order_by(Event.at, Event.recorded_at, Event.id)
UNCHECKED = (
    select(func.count(Document.id))
    .where(Document.case_id == THIS, Document.state == "waiting")
    .scalar_subquery()
)
AUTHORITY = (
    select(NrmReferral.competent_authority)
    .where(NrmReferral.case_id == THIS, NrmReferral.kind == "nrm")
    .where(NrmReferral.submitted_at.is_not(None))
    .order_by(NrmReferral.attempt.desc())
    .limit(1)
    .scalar_subquery()
)
PERSONS_AND_TEAMS = (
    select(Person, Assignment.standing, Team.code, UNCHECKED, AUTHORITY)
    .outerjoin(
        Assignment,
        and_(
            Assignment.case_id == Person.case_id,
            Person.role == "potential_victim",
            Assignment.standing.in_(LEADING),
            IN_FORCE,
        ),
    )
    .outerjoin(Team, Team.id == Assignment.team_id)
    .where(Person.case_id == THIS)
    .order_by(Person.id)
)


@dataclass(frozen=True)
class Known:
    """The rows facts are read from: what happened, oldest first, everybody in it, and its teams."""

    events: Sequence[Event]
    persons: Sequence[Person]
    teams: Mapping[str, Sequence[str]]
    unchecked: int = 0
    """How many of its documents wait to be checked for viruses."""
    authority: str | None = None
    """The code of whoever decides the last NRM referral that was sent."""

    @property
    def victim(self) -> Person | None:
        return next((row for row in self.persons if row.role == "potential_victim"), None)


def known_of(case_id: int) -> Known:
    """Those rows of one case, in two queries."""
    return Known(tuple(events_of(case_id)), *_persons_and_teams(case_id))


def facts_of(
    case: Case,
    actor: Actor | None = None,
    at: dt.datetime | None = None,
    known: Known | None = None,
) -> CaseFacts:
    """What the rule book is told about a case (fetched with its tracks), judged at `at` (UTC)."""
    rules(case.rulebook)  # a case whose rules are not here is not judged by others
    known, at = known or known_of(case.id), at or now()
    events = tuple(_happened(row) for row in known.events)
    teams = known.teams
    return facts_for_list(
        case,
        known.victim,
        events,
        at,
        lead=next(iter(teams["lead_team"]), None),
        supporting=frozenset(teams["supporting_team"]),
        former_leads=frozenset(teams["former_lead_team"]),
        submitting_organisation=_organisation(actor),
        devolved_pilot_area=eras.in_pilot(case.area, _decided_by(events, at)),
        authority=known.authority,
        documents_unchecked=known.unchecked,
    )


def facts_for_list(
    case: Case, victim: Person | None, events: Iterable[Happened], at: dt.datetime, **more: Any
) -> CaseFacts:
    """What decides who holds a case, and all that its own row says; a list knows no `more`."""
    born_on = victim.born_on if victim else None
    return CaseFacts(
        now=at,
        born_on=dt.date.fromisoformat(born_on) if born_on else None,
        exploitation_types=frozenset(case.exploitation_types),
        lpus_of_exploitation=frozenset(case.lpus_of_exploitation),
        tracks={track.kind: track.state for track in case.tracks},
        consent=_consent(case.consent),
        best_interests=_best_interests(case.best_interests),
        dtn=Dtn(**case.dtn) if case.dtn else None,
        form_complete=case.nrm_missing == 0,
        form_gaps=tuple(case.nrm_gaps or ()),
        form_differs=tuple(case.nrm_differs or ()),
        nrm_came_from=next(row.came_from for row in case.tracks if row.kind == "nrm"),
        events=tuple(events),
        closed=case.closed_at is not None,
        lead_gone=case.lead_id is None,
        **{name: getattr(case, name) for name in COPIED},
        **more,
    )


def _decided_by(events: Iterable[Happened], at: dt.datetime) -> dt.date:
    """The day by which who decides the NRM referral is settled: of sending it, else today (R21)."""
    return max((row.day for row in events if row.kind == "nrm_submitted"), default=local(at).date())


def rules(version: str) -> Book:
    """The rule book of a version; RulesUnknown rather than another book in its place."""
    try:
        return book(version)
    except UnknownVersion as unknown:
        raise RulesUnknown(str(unknown)) from unknown


def bank_holidays() -> frozenset[dt.date]:
    """The bank holidays added since the rule book's table was written (R1)."""
    return frozenset(db.session.scalars(select(BankHoliday.day)))


def events_of(case_id: int) -> Iterable[Event]:
    """Everything that happened on a case, oldest first."""
    return db.session.scalars(EVENTS, {"case": case_id})


def _persons_and_teams(
    case_id: int,
) -> tuple[Sequence[Person], Mapping[str, Sequence[str]], int, str | None]:
    rows = db.session.execute(PERSONS_AND_TEAMS, {"case": case_id}).all()
    teams: dict[str, list[str]] = {standing: [] for standing in LEADING}
    for _, standing, code, *_ in rows:
        if standing is not None:
            teams[standing].append(code)
    persons = tuple(dict.fromkeys(row[0] for row in rows))
    unchecked, authority = (rows[0][3], rows[0][4]) if rows else (0, None)
    return persons, teams, unchecked, authority


def _happened(row: Event) -> Happened:
    detail = MappingProxyType(row.detail)
    return Happened(row.kind, row.at, row.day_only, detail, row.recorded_at)


def _consent(kept: dict[str, Any] | None) -> Consent | None:
    if not kept:
        return None
    at = kept.get("at")
    return Consent(
        **{
            **kept,
            "at": dt.datetime.fromisoformat(at) if at else None,
            "explained": frozenset(kept.get("explained", ())),
        }
    )


def _best_interests(kept: dict[str, Any] | None) -> BestInterests | None:
    if not kept:
        return None
    on = kept.get("on")
    return BestInterests(**{**kept, "on": dt.date.fromisoformat(on) if on else None})


def _organisation(actor: Actor | None) -> Organisation | None:
    if actor is None:
        return None
    return Organisation(
        kind=actor.organisation_kind,
        designated_first_responder=actor.designated_first_responder,
        owes_duty_to_notify=actor.owes_duty_to_notify,
    )
