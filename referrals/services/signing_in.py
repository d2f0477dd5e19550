"""Sign in with two things, sign out, lock and unlock."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from referrals import codes, credentials, links, outbox, sessions, trail
from referrals.clock import now
from referrals.codes import Proof
from referrals.db import act, db, reading, writing
from referrals.errors import Invalid, Throttled
from referrals.models import AT_WORK, Organisation, User
from referrals.sessions import HALF, WEB, Live, Place
from referrals.throttle import Tries

WRONG = {"email": ["Check your email address and password: together they are not right"]}
WRONG_CODE = {
    "code": ["Enter the 6-digit code your app shows now, or a recovery code. Each works once"]
}


@dataclass(frozen=True)
class Device:
    """A browser that has signed a person in before: nobody else's wrong tries keep it out (AT3)."""

    user_id: int
    name: str


@dataclass(frozen=True)
class Caller:
    """Where a try comes from."""

    address: str
    request: str
    device: Device | None = None


@dataclass(frozen=True)
class Opened:
    """A session for this browser, and the mark it gets unless others use it too."""

    sid: str
    device: Device | None


@dataclass(frozen=True)
class Kept:
    """What is needed to judge a try, read before anything slow begins."""

    user_id: int = 0
    role: str = ""
    password: str = ""
    totp: bytes | None = None
    totp_step: int = 0


def check_password(email: str, password: str, caller: Caller, *, shared: bool = False) -> str:
    """The first thing: an id that opens the page for the code, and nothing else."""
    kept = _kept(User.email == email.lower())
    tries = _tries(email.lower(), kept.user_id, caller)
    tries.admit()
    _judge_password(kept, password, tries, caller)
    with writing():
        tries.forgive()
        if credentials.outdated(kept.password):
            _user(kept.user_id).password_hash = credentials.hash_password(password)
        return sessions.open_session(kept.user_id, kept.role, HALF, shared=shared)


def half(sid: str) -> Live | None:
    """The person who has given a password and not yet a code."""
    with reading():
        return sessions.find(sid, HALF)


def check_code(sid: str, code: str, caller: Caller) -> Opened | None:
    """The second thing: a new id, which is signed in; None when the password was too long ago."""
    live = half(sid)
    if live is None:
        return None
    user_id = live.actor.user_id
    kept = _kept(User.id == user_id)
    tries = _tries(live.email, user_id, caller)
    tries.admit()
    proof = _judge_code(kept, code, caller)
    with writing():
        tries.forgive()
        _use(user_id, proof, caller)
        sessions.end(live.digest)
        opened = _open(kept, WEB, caller, shared=live.shared)
        device = _device(user_id, caller)
        if device is not caller.device:
            outbox.promise("new_device", user_ids=(user_id,))
        return Opened(opened, None if live.shared else device)


def token(email: str, password: str, code: str, caller: Caller) -> str:
    """Both things at once, for a program: a bearer token with the limits of a session."""
    kept = _kept(User.email == email.lower())
    tries = _tries(email.lower(), kept.user_id, caller)
    tries.admit()
    _judge_password(kept, password, tries, caller)
    proof = _judge_code(kept, code, caller)
    with writing():
        tries.forgive()
        _use(kept.user_id, proof, caller)
        return _open(kept, sessions.API, caller)


@act
def sign_out(live: Live) -> None:
    sessions.end(live.digest)
    trail.changed(live.actor, "signed_out", None)


@act
def end_others(live: Live) -> None:
    """End every other session and token of this person, on whatever device."""
    sessions.end_all(live.actor.user_id, but=live.digest)
    trail.changed(live.actor, "other_sessions_ended", None)


@act
def end_one(live: Live, name: str) -> None:
    """End one of one's own sessions or tokens, by the name it was shown under."""
    sessions.end_named(live.actor.user_id, name)
    trail.changed(live.actor, "session_ended", None)


def places(live: Live) -> tuple[Place, ...]:
    """Everywhere this person is signed in."""
    with reading():
        return sessions.places(live)


@act
def lock(live: Live) -> None:
    sessions.lock(live.digest)


@act
def extend(live: Live) -> None:
    sessions.touch(live.digest)


def unlock(live: Live, typed: str, caller: Caller) -> None:
    """The password or a code again; counted for this session alone, which is known."""
    _again(live, typed, caller, sessions.unlock)


def confirm(live: Live, typed: str, caller: Caller) -> dt.datetime:
    """The password or a code again, before an act that asks for it; when it was given.

    Nothing need be typed by whoever gave it less than five minutes ago.
    """
    if live.confirmed_at and not typed and sessions.confirmed_lately(live.confirmed_at):
        return live.confirmed_at
    _again(live, typed, caller, sessions.confirm)
    return now()


def _again(live: Live, typed: str, caller: Caller, then: Callable[[str], None]) -> None:
    kept = _kept(User.id == live.actor.user_id)
    tries = Tries(known=live.digest)
    tries.admit()
    proof = _proof(kept, typed)
    if proof is None and not credentials.matches(kept.password, typed):
        trail.refused(live.actor, "unlock", "", "wrong_password", 422)
        raise Invalid({"password": ["Enter your password, or the code your app shows now"]})
    with writing():
        tries.forgive()
        if proof is not None:
            _use(kept.user_id, proof, caller)
        then(live.digest)


def signed_in(sid: str, kind: str, request: str) -> Live | None:
    """Who this id is, if it still is anyone; last-seen is written at most once a minute (SE1)."""
    with reading():
        live = sessions.find(sid, kind, request)
    if live and live.stale and not live.locked:
        extend(live)
    return live


def _kept(which: ColumnElement[bool]) -> Kept:
    """Somebody who has left is nobody, from the first question on."""
    query = (
        select(User.id, User.role, User.password_hash, User.totp_sealed, User.totp_step)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(which, AT_WORK)
    )
    with reading():
        row = db.session.execute(query).one_or_none()
    return Kept(*row) if row else Kept()


def _tries(email: str, user_id: int, caller: Caller) -> Tries:
    if caller.device and caller.device.user_id == user_id:
        return Tries(known=caller.device.name)
    return Tries(account=email, address=caller.address, everyone="")


def _judge_password(kept: Kept, password: str, tries: Tries, caller: Caller) -> None:
    try:
        right = credentials.matches(kept.password, password)
    except Throttled:
        with writing():
            tries.forgive()
        raise
    if not right:
        trail.refused(None, "sign_in", "", "wrong_password", 422, request=caller.request)
        raise Invalid(WRONG)


def _judge_code(kept: Kept, code: str, caller: Caller) -> Proof:
    proof = _proof(kept, code)
    if proof is None:
        raise _wrong_code(caller)
    return proof


def _proof(kept: Kept, code: str) -> Proof | None:
    return codes.proof_of(kept.user_id, kept.totp, kept.totp_step, code)


def _wrong_code(caller: Caller) -> Invalid:
    trail.refused(None, "sign_in", "", "wrong_code", 422, request=caller.request)
    return Invalid(WRONG_CODE)


def _use(user_id: int, proof: Proof, caller: Caller) -> None:
    if not codes.use(user_id, proof):
        raise _wrong_code(caller)
    if isinstance(proof, bytes):
        outbox.promise("spare_used", user_ids=(user_id,))


def _open(kept: Kept, kind: str, caller: Caller, *, shared: bool = False) -> str:
    sid = sessions.open_session(kept.user_id, kept.role, kind, shared=shared)
    live = sessions.find(sid, kind, caller.request)
    if live is None:  # suspended since the password was right
        raise Invalid(WRONG)
    links.end_all(kept.user_id)
    _user(kept.user_id).last_used_at = now()
    trail.changed(live.actor, "signed_in", None, basis=kind)
    return sid


def _device(user_id: int, caller: Caller) -> Device:
    known = caller.device
    return known if known and known.user_id == user_id else Device(user_id, secrets.token_hex(8))


def _user(user_id: int) -> User:
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()
