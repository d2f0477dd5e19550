"""Passwords and six-digit codes: how they are kept, and how they are checked."""

import hmac
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from referrals.errors import Throttled
from referrals.sealed import seal, unseal

STEP = 30
LONGEST = 128
DEMONSTRATION_PASSWORD = "only-for-trying-out"  # noqa: S105 - printed on the page in DEMO
PATIENCE = 0.25

# OWASP's figures for argon2id: about 40 ms, and 19 MiB for as long as it takes.
OWASP = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

_hasher = [OWASP]
_slots = threading.BoundedSemaphore(os.cpu_count() or 1)


def use(hasher: PasswordHasher) -> None:
    """Hash at another cost; for tests, which have nothing to protect."""
    _hasher[:] = [hasher]


def hash_password(password: str) -> str:
    return _hasher[0].hash(password)


def matches(kept: str, typed: str) -> bool:
    """Takes as long for a person who does not exist as for a wrong password (AT4)."""
    with _slot():
        try:
            _hasher[0].verify(kept or _nobodys(_hasher[0]), typed[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def outdated(kept: str) -> bool:
    """Whether a password was hashed at another cost than today's."""
    return _hasher[0].check_needs_rehash(kept)


@contextmanager
def _slot() -> Iterator[None]:
    """As many hashes at once as there are cores; the rest wait a moment, then must retry (AT5)."""
    if not _slots.acquire(timeout=PATIENCE):
        raise Throttled(1)
    try:
        yield
    finally:
        _slots.release()


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash(os.urandom(16).hex())


def new_password() -> str:
    return secrets.token_urlsafe(15)


def new_secret() -> str:
    return pyotp.random_base32()


def seal_secret(user_id: int, secret: str) -> bytes:
    return seal(secret, _place(user_id))


def secret_of(user_id: int, sealed: bytes) -> str:
    return unseal(sealed, _place(user_id))


def _place(user_id: int) -> str:
    return f"users.totp_sealed:{user_id}"


def code_at(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).generate_otp(step)


def step_of(secret: str, typed: str, now_step: int, last_step: int) -> int | None:
    """The time step a code belongs to: this one or a neighbour, and later than the last used.

    Only six ASCII digits are looked at: no library here may be lenient about what a digit is (AT2).
    """
    if len(typed) != 6 or not typed.isascii() or not typed.isdecimal():  # noqa: PLR2004 - six digits
        return None
    for step in range(max(last_step + 1, now_step - 1), now_step + 2):
        if hmac.compare_digest(code_at(secret, step), typed):
            return step
    return None


def uri(email: str, secret: str) -> str:
    """What an authenticator app reads to begin."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Referral Pathway")
