"""Passwords and six-digit codes: how they are kept, and how they are checked."""

import hmac
import os
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from referrals.errors import Invalid, Throttled
from referrals.sealed import blind, blinds, seal, unseal

STEP = 30
SHORTEST, LONGEST = 12, 128
ENOUGH_ELSE = 8
FEWEST_SIGNS = 5
SPARE_CODES = 10
SPARE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SPARE = re.compile(f"[{SPARE_LETTERS}]{{16}}")
COMMON = frozenset(FREQUENCY_LISTS["passwords"])
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


def refuse_weak(password: str, words: Iterable[str]) -> None:
    """Long enough, not among the 30,000 most common, and not made of what is known (AT6).

    `words` are what anybody could guess: the person's own name and those of where they work.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise _weak(f"Use {SHORTEST} to {LONGEST} characters. Three or four words are fine")
    typed = password.casefold()
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", typed)
    if typed in COMMON or bare in COMMON or len(set(typed)) < FEWEST_SIGNS:
        raise _weak("This password is too easy to guess. Use three or four words together")
    for word in sorted(_known(words), key=len, reverse=True):
        typed = typed.replace(word, "")
    if len(typed) < ENOUGH_ELSE:
        raise _weak("Do not build it from your own name or the name of your organisation")


def _known(words: Iterable[str]) -> set[str]:
    found = re.findall(r"[^\W\d_]{4,}", " ".join(words).casefold())
    return {"referral", "pathway", *found}


def _weak(words: str) -> Invalid:
    return Invalid({"password": [words]})


def new_spares() -> list[str]:
    """Ten spare codes of sixteen letters, in fours, as a person writes them down."""
    drawn = [[secrets.choice(SPARE_LETTERS) for _ in range(16)] for _ in range(SPARE_CODES)]
    return ["-".join("".join(one[at : at + 4]) for at in range(0, 16, 4)) for one in drawn]


def spare_code(user_id: int, spare: str) -> bytes:
    """What is kept of a spare code."""
    return blind("spare", f"{user_id}:{_letters(spare)}")


def spare_codes(user_id: int, typed: str) -> list[bytes]:
    """What may have been kept of it, under each key; nothing of what is not shaped like one."""
    letters = _letters(typed)
    return blinds("spare", f"{user_id}:{letters}") if SPARE.fullmatch(letters) else []


def _letters(spare: str) -> str:
    return re.sub(r"[\s-]", "", spare.lower())


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
