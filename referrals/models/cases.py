"""A case: one potential victim, five tracks that run side by side, and what has happened so far."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referrals.db import Base, next_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Case(Base):
    """What the rules read about one person is kept here by the names `CaseFacts` gives it."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "logged_team_id", "id"),
        Index(None, "area", "id"),
        Index(None, "next_due"),
        Index(
            "ix_cases_threat",
            "lead_team_id",
            sqlite_where=text("threat_to_life IS 1"),
            postgresql_where=text("threat_to_life IS TRUE"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    reference: Mapped[str] = mapped_column(String(14), unique=True, info=plumbing())
    version: Mapped[int] = mapped_column(default=1, info=plumbing())
    rulebook: Mapped[str] = mapped_column(String(20), info=plumbing())
    stage: Mapped[str] = mapped_column(String(30), info=shown("Stage", Tier.SAFEGUARDING))
    next_due: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    next_due_what: Mapped[str | None] = mapped_column(String(200), info=plumbing())
    opened_at: Mapped[dt.datetime] = mapped_column(info=shown("Logged", Tier.SAFEGUARDING))
    updated_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    closed_at: Mapped[dt.datetime | None] = mapped_column(info=shown("Closed", Tier.SAFEGUARDING))
    disposed_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    close_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    restricted: Mapped[bool] = mapped_column(default=False, info=plumbing())

    logged_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    logged_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    lead_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    area: Mapped[str] = mapped_column(String(40), info=shown("Area", Tier.SAFEGUARDING))
    lpu: Mapped[str | None] = mapped_column(String(40), info=shown("Unit", Tier.SAFEGUARDING))

    pathway: Mapped[str] = mapped_column(String(30), info=shown("Pathway", Tier.ALLEGATION))
    rule: Mapped[int] = mapped_column(info=plumbing())
    because: Mapped[str] = mapped_column(String(1000), info=shown("Why this team", Tier.ALLEGATION))
    rule_lead: Mapped[str | None] = mapped_column(String(60), info=plumbing())
    routing_query: Mapped[bool] = mapped_column(default=False, info=plumbing())

    age_band: Mapped[str] = mapped_column(String(10), info=shown("Age band", Tier.IDENTITY))
    age_verified: Mapped[bool] = mapped_column(
        default=False, info=shown("Age verified", Tier.IDENTITY)
    )
    age_at_exploitation: Mapped[str] = mapped_column(
        String(10), default="unknown", info=shown("Age when exploited", Tier.ALLEGATION)
    )
    ms_indicator: Mapped[bool | None] = mapped_column(
        info=shown("Trafficking or slavery suspected", Tier.ALLEGATION)
    )
    offence_suspected: Mapped[bool | None] = mapped_column(
        info=shown("Offence suspected", Tier.ALLEGATION)
    )
    smuggling_only: Mapped[bool] = mapped_column(
        default=False, info=shown("Smuggling or immigration fraud only", Tier.ALLEGATION)
    )
    exploitation_types: Mapped[list[str]] = mapped_column(
        default=list, info=shown("Exploitation", Tier.ALLEGATION)
    )
    exploitation_unknown_reason: Mapped[bool] = mapped_column(
        default=False, info=shown("Exploitation not yet known", Tier.ALLEGATION)
    )
    sexual_exploitation: Mapped[bool | None] = mapped_column(
        info=shown("Sexual exploitation", Tier.ALLEGATION)
    )
    sexual_assault_alleged: Mapped[bool | None] = mapped_column(
        info=shown("Sexual assault alleged", Tier.ALLEGATION)
    )
    vulnerable_adult: Mapped[str] = mapped_column(
        String(10), default="unknown", info=shown("Vulnerable adult", Tier.SAFEGUARDING)
    )
    lacks_capacity_for_nrm: Mapped[bool | None] = mapped_column(
        info=shown("Lacks capacity for the NRM decision", Tier.MEDICAL)
    )
    missing: Mapped[bool | None] = mapped_column(info=shown("Missing", Tier.SAFEGUARDING))
    threat_to_life: Mapped[bool | None] = mapped_column(
        info=shown("Threat to life", Tier.SAFEGUARDING)
    )
    immediate_safety_confirmed: Mapped[bool | None] = mapped_column(
        info=shown("Safe now", Tier.SAFEGUARDING)
    )
    safety_plan: Mapped[bool | None] = mapped_column(info=shown("Safety plan", Tier.SAFEGUARDING))
    risk_to_others_answered: Mapped[bool] = mapped_column(
        default=False, info=shown("Risk to other people answered", Tier.SAFEGUARDING)
    )
    ended_on: Mapped[dt.date | None] = mapped_column(
        info=shown("Exploitation ended", Tier.ALLEGATION)
    )
    lpus_of_exploitation: Mapped[list[str]] = mapped_column(
        default=list, info=shown("Units of exploitation", Tier.ALLEGATION)
    )
    secured: Mapped[bool] = mapped_column(default=False, info=shown("Secured", Tier.SAFEGUARDING))
    support_disposition: Mapped[str | None] = mapped_column(
        String(40), info=shown("Support after this", Tier.SUPPORT)
    )
    nationality_group: Mapped[str] = mapped_column(
        String(10), default="unknown", info=shown("Nationality group", Tier.IDENTITY)
    )
    live_immigration_issue: Mapped[bool | None] = mapped_column(
        info=shown("Live immigration issue", Tier.NRM_DECISION)
    )
    removal_to_convention_state: Mapped[bool | None] = mapped_column(
        info=shown("Removal planned to a convention state", Tier.NRM_DECISION)
    )
    safety_refused: Mapped[bool] = mapped_column(
        default=False, info=shown("Refused a safety plan, with capacity", Tier.SAFEGUARDING)
    )
    reconsideration_declined: Mapped[bool] = mapped_column(
        default=False, info=shown("Decided not to ask for reconsideration", Tier.NRM_DECISION)
    )
    disqualified: Mapped[bool] = mapped_column(
        default=False, info=shown("Disqualified", Tier.NRM_DECISION)
    )
    contact_safe: Mapped[bool | None] = mapped_column(
        info=shown("Safe to contact in the way that was checked", Tier.CONTACT)
    )
    contact_at_place_of_exploitation: Mapped[bool | None] = mapped_column(
        info=shown("Contact address is a place of exploitation", Tier.CONTACT)
    )
    happened_where: Mapped[str | None] = mapped_column(
        String(30), info=shown("Where in the country it happened", Tier.ALLEGATION)
    )
    consent: Mapped[dict[str, Any] | None] = mapped_column(
        info=shown("Consent to the NRM", Tier.NRM_DECISION)
    )
    best_interests: Mapped[dict[str, Any] | None] = mapped_column(
        info=shown("Best-interests decision", Tier.NRM_DECISION)
    )
    dtn: Mapped[dict[str, Any] | None] = mapped_column(
        info=shown("Duty to notify", Tier.NRM_DECISION)
    )
    nrm_missing: Mapped[int] = mapped_column(default=-1, info=plumbing())
    nrm_gaps: Mapped[list[str] | None] = mapped_column(JSON, info=plumbing())
    nrm_differs: Mapped[list[str] | None] = mapped_column(JSON, info=plumbing())

    tracks: Mapped[list["CaseTrack"]] = relationship(back_populates="case", lazy="raise_on_sql")


class CaseTrack(Base):
    """One of the five tracks; the queue is one partial index on them, its states as literals."""

    __tablename__ = "tracks"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        Index(
            "ix_tracks_queue",
            "team_id",
            "since",
            "id",
            sqlite_where=text("kind = 'investigation' AND state = 'queued'"),
            postgresql_where=text("kind = 'investigation' AND state = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(20), info=plumbing())
    state: Mapped[str] = mapped_column(String(30), info=shown("Track", Tier.SAFEGUARDING))
    since: Mapped[dt.datetime] = mapped_column(info=shown("Since", Tier.SAFEGUARDING))
    version: Mapped[int] = mapped_column(default=1, info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    came_from: Mapped[str | None] = mapped_column(String(30), info=plumbing())
    detail: Mapped[str | None] = mapped_column(String(60), info=plumbing())

    case: Mapped[Case] = relationship(back_populates="tracks", lazy="raise_on_sql")


QUEUED = (
    CaseTrack.kind == literal_column("'investigation'"),
    CaseTrack.state == literal_column("'queued'"),
)
"""Finds the queue; its index wants the states as literals, never as parameters."""


def threatened(team_id: int | None) -> ColumnElement[bool]:
    """A team's cases with a threat to life, as their index finds them."""
    return and_(Case.lead_team_id == team_id, Case.threat_to_life.is_(True))


class Event(Base):
    """Something that happened: the facts the clocks run from, and the entries of the timeline.

    `detail` holds codes, dates and organisations' own contact details, never a person's; free
    text is sealed in `words`. `tier` says who may read it. Events are added, never changed.
    """

    __tablename__ = "events"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=next_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(40), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    day_only: Mapped[bool] = mapped_column(default=False, info=plumbing())
    recorded_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    track: Mapped[str | None] = mapped_column(String(20), info=plumbing())
    move: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    came_from: Mapped[str | None] = mapped_column(String(30), info=plumbing())
    reached: Mapped[str | None] = mapped_column(String(30), info=plumbing())
    heading: Mapped[str] = mapped_column(String(200), info=plumbing())
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=plumbing())
    tier: Mapped[str] = mapped_column(String(20), info=plumbing())
    rulebook: Mapped[str] = mapped_column(String(20), info=plumbing())
    words_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("What was said", Tier.ALLEGATION)
    )
    words = Sealed("words_sealed")
