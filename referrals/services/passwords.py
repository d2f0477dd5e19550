"""A password changed by whoever knows it, or chosen anew by whoever holds a link."""

import datetime as dt

from sqlalchemy import select

from referrals import credentials, enrolling, links, outbox, sessions, trail
from referrals.db import act, db, reading, writing
from referrals.errors import Gone, Invalid
from referrals.links import RESET
from referrals.models import AT_WORK, Organisation, User
from referrals.sessions import Live
from referrals.throttle import Tries


def change(live: Live, old: str, new: str) -> None:
    """One's own password, given the old one; everybody signed in elsewhere must sign in again."""
    tries = Tries(known=live.digest)
    tries.admit()
    with reading():
        user = _user(live.actor.user_id)
        words = enrolling.known_words(user)
    if not credentials.matches(user.password_hash, old):
        trail.refused(live.actor, "password", "", "wrong_password", 422)
        raise Invalid({"old": ["Enter the password you use now"]})
    credentials.refuse_weak(new, words)
    hashed = credentials.hash_password(new)
    with writing():
        tries.forgive()
        _set(_user(live.actor.user_id), hashed, but=live.digest)
        trail.changed(live.actor, "password_changed", None)


def ask_reset(email: str, address: str) -> None:
    """Send a link to whoever has this address; nobody is told whether anybody does (AT4).

    A hash is reckoned for both, beside which what a known address costs cannot be told.
    """
    tries = Tries(account=f"reset:{email.lower()}", address=address, everyone="")
    tries.admit()
    credentials.matches("", email)
    with writing():
        user_id = db.session.scalar(
            select(User.id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.email == email.lower(), AT_WORK)
            .where(User.password_hash != "")
        )
        if user_id is not None:
            links.send(user_id, RESET)
            trail.changed(None, "password_reset_asked", None, after={"user": user_id})


def resets(token: str) -> None:
    """Gone unless this link still works."""
    with reading():
        _owner(token)


def reset(token: str, new: str) -> None:
    """A new password; it signs nobody in, and the code is still asked for (AT7)."""
    with reading():
        user = _owner(token)
        words = enrolling.known_words(user)
    credentials.refuse_weak(new, words)
    _reset(token, user.id, credentials.hash_password(new))


@act
def _reset(token: str, user_id: int, hashed: str) -> None:
    if not links.use(token):
        raise Gone
    _set(_user(user_id), hashed)
    trail.changed(None, "password_reset", None, after={"user": user_id})


@act
def new_spares(live: Live, confirmed_at: dt.datetime) -> list[str]:
    """New recovery codes in place of the old, told once: a way in that outlasts this session.

    Whoever finds a screen open has none without the password, or a code, of the last five minutes.
    """
    if not sessions.confirmed_lately(confirmed_at):
        raise Invalid({"password": ["Enter your password, or the code your app shows now"]})
    trail.changed(live.actor, "recovery_codes_drawn", None)
    outbox.promise("account_changed", user_ids=(live.actor.user_id,))
    return enrolling.draw_spares(live.actor.user_id)


def _set(user: User, hashed: str, but: str = "") -> None:
    """Every other way in ends with the old password, and the person is told."""
    user.password_hash = hashed
    sessions.end_all(user.id, but=but)
    links.end_all(user.id)
    outbox.promise("password_changed", user_ids=(user.id,))


def _owner(token: str) -> User:
    user = links.owner(token, RESET)
    if user is None:
        raise Gone
    return user


def _user(user_id: int) -> User:
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()
