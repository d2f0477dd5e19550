"""Sessions and tokens: rows that end when anything about their person ends (SE1, SE3, SE4)."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, Row, bindparam, delete, exists, select, update

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.models import AT_WORK, Opening, Organisation, Session, Team, User
from workflows.agencies import AUDITORS
from workflows.oversight import CONFIRMED_MINUTES, EMERGENCY_MINUTES

HALF, WEB, API = "half", "web", "api"

IDLE = dt.timedelta(minutes=15)
IDLE_SHARED = dt.timedelta(minutes=5)
IDLE_POWERFUL = dt.timedelta(minutes=10)
LASTS = {
    HALF: dt.timedelta(minutes=10),
    WEB: dt.timedelta(hours=10),
    API: dt.timedelta(hours=10),
}
CONFIRMED_FOR = dt.timedelta(minutes=CONFIRMED_MINUTES)
POWERFUL = AUDITORS | {"system_admin"}
SEEN_EVERY = dt.timedelta(minutes=1)
KEPT_FOR = dt.timedelta(days=30)

AN_EMERGENCY = dt.timedelta(minutes=EMERGENCY_MINUTES)
AT: BindParameter[dt.datetime] = bindparam("at")
IN_EMERGENCY = exists().where(
    Opening.user_id == User.id,
    Opening.kind == "emergency",
    Opening.since > bindparam("opened"),
    Opening.until > AT,
)
"""Whether something is open to them in an emergency; an index finds those of the last hour."""
IN_GOOD_STANDING = (
    select(Session, User, Organisation, Team, IN_EMERGENCY)
    .join(User, User.id == Session.user_id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .join(Team, Team.id == User.team_id, isouter=True)
    .where(
        Session.digest == bindparam("digest"),
        Session.kind == bindparam("kind"),
        Session.revoked_at.is_(None),
        Session.expires_at > AT,
        AT_WORK,
    )
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Live:
    """A session that holds at this moment, and whose it is."""

    digest: str
    kind: str
    actor: Actor
    email: str
    team_name: str
    organisation_name: str
    seen_at: dt.datetime
    ends_at: dt.datetime
    locked: bool
    shared: bool
    confirmed_at: dt.datetime | None = None
    in_emergency: bool = False

    @property
    def stale(self) -> bool:
        """Whether last-seen is old enough to be written again."""
        return now() - self.seen_at >= SEEN_EVERY


def confirmed_lately(confirmed_at: dt.datetime | None) -> bool:
    """Whether somebody has lately enough shown that they are who signed in (ASVS 7.5.1)."""
    return confirmed_at is not None and now() - confirmed_at <= CONFIRMED_FOR


def digest_of(sid: str) -> str:
    """What is kept of an id: 256 random bits need no salt."""
    return hashlib.sha256(sid.encode()).hexdigest()


def open_session(user_id: int, role: str, kind: str, *, shared: bool = False) -> str:
    """A new id, always: nobody can hand another person theirs."""
    sid, at = secrets.token_urlsafe(32), now()
    db.session.add(
        Session(
            digest=digest_of(sid),
            kind=kind,
            user_id=user_id,
            created_at=at,
            last_seen_at=at,
            idle_seconds=int(_idle(role, shared).total_seconds()),
            expires_at=at + LASTS[kind],
            shared_device=shared,
        )
    )
    db.session.flush()
    return sid


def _idle(role: str, shared: bool) -> dt.timedelta:
    if shared:
        return IDLE_SHARED
    return IDLE_POWERFUL if role in POWERFUL else IDLE


def find(sid: str, kind: str, request: str = "") -> Live | None:
    """The session of this id if it, its person and their organisation are all in good standing.

    One statement, and nothing remembered from one request to the next (AC9).
    """
    at = now()
    which = {"digest": digest_of(sid), "kind": kind, "at": at, "opened": at - AN_EMERGENCY}
    row = db.session.execute(IN_GOOD_STANDING, which).one_or_none()
    live = _live(row, request) if row else None
    return live if live and live.ends_at > at else None


def _live(row: Row[Session, User, Organisation, Team | None, bool], request: str) -> Live:
    session, user, organisation, team, in_emergency = row
    idle_ends = session.last_seen_at + dt.timedelta(seconds=session.idle_seconds)
    return Live(
        digest=session.digest,
        kind=session.kind,
        actor=actor_as(user, organisation, team, request),
        email=user.email,
        team_name=team.name if team else "",
        organisation_name=organisation.name,
        seen_at=session.last_seen_at,
        ends_at=min(idle_ends, session.expires_at),
        locked=session.locked_at is not None,
        shared=session.shared_device,
        confirmed_at=session.confirmed_at,
        in_emergency=in_emergency,
    )


def actor_as(user: User, organisation: Organisation, team: Team | None, request: str = "") -> Actor:
    """A person as acts and rules see them."""
    return Actor(
        user_id=user.id,
        name=user.name,
        role=user.role,
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        team_id=user.team_id,
        team=team.code if team else None,
        area=user.area_code or organisation.area_code,
        lpu=team.lpu_code if team else None,
        pip2=user.pip2,
        designated_first_responder=organisation.designated_first_responder,
        owes_duty_to_notify=organisation.owes_duty_to_notify,
        manages_organisation=user.manages_organisation,
        request=request,
    )


def touch(digest: str) -> None:
    _set(Session.digest == digest, last_seen_at=now())


def end(digest: str) -> None:
    _set(Session.digest == digest, revoked_at=now())


def end_all(user_id: int, but: str = "") -> None:
    """End every session and token of a person, but one."""
    _set(Session.user_id == user_id, Session.digest != but, revoked_at=now())


def end_everyone() -> None:
    _set(revoked_at=now())


NAMED_BY = 16
"""So much of a digest names a session to its own person, and opens nothing."""


@dataclass(frozen=True)
class Place:
    """Somewhere that a person is signed in, as they themselves are shown it."""

    name: str
    kind: str
    since: dt.datetime
    seen_at: dt.datetime
    shared: bool
    here: bool


def places(live: Live) -> tuple[Place, ...]:
    """Everywhere this person is signed in at this moment, here first."""
    at = now()
    rows = db.session.scalars(
        select(Session)
        .where(Session.user_id == live.actor.user_id, Session.kind != HALF)
        .where(Session.revoked_at.is_(None), Session.expires_at > at)
        .order_by(Session.last_seen_at.desc())
    )
    alive = [row for row in rows if row.last_seen_at + dt.timedelta(seconds=row.idle_seconds) > at]
    found = [
        Place(
            row.digest[:NAMED_BY], row.kind, row.created_at, row.last_seen_at,
            row.shared_device, row.digest == live.digest,
        )
        for row in alive
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda place: not place.here))


def end_named(user_id: int, name: str) -> None:
    """End the one session of a person that a name stands for."""
    _set(Session.user_id == user_id, Session.digest.startswith(name), revoked_at=now())


def lock(digest: str) -> None:
    _set(Session.digest == digest, locked_at=now())


def confirm(digest: str) -> None:
    """They have just shown again that they are who signed in."""
    _set(Session.digest == digest, confirmed_at=now(), last_seen_at=now())


def unlock(digest: str) -> None:
    _set(Session.digest == digest, locked_at=None, last_seen_at=now())


def forget() -> None:
    """Delete the sessions that ended long ago."""
    db.session.execute(delete(Session).where(Session.expires_at < now() - KEPT_FOR))


def _set(*which: ColumnElement[bool], **values: object) -> None:
    """A session that was ended stays ended: nothing here brings one back."""
    query = update(Session).where(*which, Session.revoked_at.is_(None))
    db.session.execute(query.values(**values).execution_options(synchronize_session=False))
