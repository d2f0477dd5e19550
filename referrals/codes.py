"""The second thing: the code an app shows now, or a spare one; either works once."""

from sqlalchemy import select, update

from referrals import credentials
from referrals.clock import now
from referrals.credentials import STEP
from referrals.db import db, reading
from referrals.models import RecoveryCode, User

Proof = int | bytes
"""The time step of an app's code, or what is kept of a spare one."""


def this_step() -> int:
    return int(now().timestamp()) // STEP


def proof_of(user_id: int, sealed: bytes | None, last_step: int, typed: str) -> Proof | None:
    """What a typed code proves, if anything; nothing is used up yet."""
    if sealed is None:
        return None
    secret = credentials.secret_of(user_id, sealed)
    step = credentials.step_of(secret, typed, this_step(), last_step)
    return _spare(user_id, typed) if step is None else step


def _spare(user_id: int, typed: str) -> bytes | None:
    kept = credentials.spare_codes(user_id, typed)
    if not kept:
        return None
    unused = select(RecoveryCode.code).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code.in_(kept), RecoveryCode.used_at.is_(None)
    )
    with reading():
        return db.session.scalar(unused)


def use(user_id: int, proof: Proof) -> bool:
    """A code works once: of two at the same moment, one is first (AT2)."""
    if isinstance(proof, int):
        later = (User.id == user_id, User.totp_step < proof)
        taken = update(User).where(*later).values(totp_step=proof).returning(User.id)
        return db.session.execute(taken).first() is not None
    unused = (RecoveryCode.user_id == user_id, RecoveryCode.code == proof)
    spent = update(RecoveryCode).where(*unused, RecoveryCode.used_at.is_(None))
    found = spent.values(used_at=now()).returning(RecoveryCode.id)
    return db.session.execute(found).first() is not None
