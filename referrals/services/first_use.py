"""The first time: a password, an app that shows codes, and spare codes, before anything else."""

import io
from dataclasses import dataclass

import segno
from sqlalchemy import select

from referrals import codes, credentials, enrolling, links, trail
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.errors import Gone, Invalid
from referrals.models import User

WRONG = "Enter the 6-digit code that the app shows now, for this account"


@dataclass(frozen=True)
class Setting:
    """What the page of a first use shows: whose account it is, and the secret as text and picture.

    It is shown to whoever holds the link, until the link has been used (AT1).
    """

    email: str
    secret: str
    picture: str


def setting(token: str) -> Setting:
    """What is set up by this link; Gone when it has ended, or never was."""
    with reading():
        user = _owner(token)
        secret = _secret(user)
        return Setting(user.email, secret, _picture(credentials.uri(user.email, secret)))


def begin(token: str, password: str, code: str) -> list[str]:
    """Take the password and the first code, and give the spare codes, which nobody is told again.

    Nobody is signed in by it: that takes the password and a code that has not been used.
    """
    with reading():
        user = _owner(token)
        words = enrolling.known_words(user)
        step = credentials.step_of(_secret(user), code, codes.this_step(), 0)
    credentials.refuse_weak(password, words)
    if step is None:
        raise Invalid({"code": [WRONG]})
    return _begun(token, user.id, credentials.hash_password(password), step)


@act
def _begun(token: str, user_id: int, password_hash: str, step: int) -> list[str]:
    if not links.use(token):
        raise Gone
    user = db.session.execute(select(User).where(User.id == user_id)).scalar_one()
    user.password_hash, user.totp_step, user.last_used_at = password_hash, step, now()
    spares = enrolling.draw_spares(user_id)
    trail.changed(None, "account.first_used", None, after={"user": user_id})
    return spares


def _owner(token: str) -> User:
    user = links.owner(token, links.FIRST_USE)
    if user is None:
        raise Gone
    return user


def _secret(user: User) -> str:
    if user.totp_sealed is None:
        raise Gone
    return credentials.secret_of(user.id, user.totp_sealed)


def _picture(uri: str) -> str:
    """A drawing that needs neither style nor script."""
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#ffffff",
        title="A picture for your authenticator app to read", svgclass="rp-qr", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode()
