"""Who works on cases: areas, police units, organisations, their teams and their people."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referrals.db import Base, plumbing


class Area(Base):
    """One of the seven local authorities (S40)."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(String(40), primary_key=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(80), info=plumbing())


class Lpu(Base):
    """A local policing unit, whose officers respond first (S34)."""

    __tablename__ = "lpus"

    code: Mapped[str] = mapped_column(String(40), primary_key=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(80), info=plumbing())
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), info=plumbing())


class Organisation(Base):
    """An agency: police, la, health, ngo, board, competent_authority or home_office."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    code: Mapped[str] = mapped_column(String(60), unique=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(120), info=plumbing())
    kind: Mapped[str] = mapped_column(String(30), info=plumbing())
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), info=plumbing())
    designated_first_responder: Mapped[bool] = mapped_column(default=False, info=plumbing())
    owes_duty_to_notify: Mapped[bool] = mapped_column(default=False, info=plumbing())
    active: Mapped[bool] = mapped_column(default=True, info=plumbing())


class Team(Base):
    """A team of an organisation; a specialist team may lead a case, a response team logs them."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    code: Mapped[str] = mapped_column(String(60), unique=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(120), info=plumbing())
    department: Mapped[str] = mapped_column(String(60), default="", info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    lpu_code: Mapped[str | None] = mapped_column(ForeignKey("lpus.code"), info=plumbing())

    organisation: Mapped[Organisation] = relationship()


class User(Base):
    """A person who signs in, in exactly one role (domain section e)."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "team_id"))

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    email: Mapped[str] = mapped_column(String(254), unique=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(120), info=plumbing())
    role: Mapped[str] = mapped_column(String(40), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), info=plumbing())
    pip2: Mapped[bool] = mapped_column(default=False, info=plumbing())
    manages_organisation: Mapped[bool] = mapped_column(default=False, info=plumbing())
    active: Mapped[bool] = mapped_column(default=True, info=plumbing())
    password_hash: Mapped[str] = mapped_column(String(200), default="", info=plumbing())
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=plumbing())
    totp_step: Mapped[int] = mapped_column(default=0, info=plumbing())
    created_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    last_used_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    suspended_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    suspended_why: Mapped[str | None] = mapped_column(String(20), info=plumbing())

    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()


AT_WORK = and_(User.active, Organisation.active)
"""The users, beside their organisations, who are at work here (AC9)."""
