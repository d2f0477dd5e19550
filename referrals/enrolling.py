"""What an account begins with, and begins again with: a secret, a link, and spare codes."""

from sqlalchemy import delete

from referrals import credentials, links
from referrals.db import db
from referrals.models import Organisation, RecoveryCode, Team, User
from referrals.sealed import blind_key


def invite(user: User) -> None:
    """Nobody chooses a password for somebody else: they are sent a link (ASVS 6.4.6).

    Whatever let them in before is over: the account begins again.
    """
    user.password_hash = ""
    user.totp_sealed = credentials.seal_secret(user.id, credentials.new_secret())
    _forget_spares(user.id)
    links.send(user.id, links.FIRST_USE)


def draw_spares(user_id: int) -> list[str]:
    """New spare codes in place of the old; told once, and kept only as keyed codes."""
    _forget_spares(user_id)
    spares = credentials.new_spares()
    number = blind_key()
    kept = (credentials.spare_code(user_id, spare) for spare in spares)
    db.session.add_all(RecoveryCode(user_id=user_id, code=code, key_id=number) for code in kept)
    return spares


def known_words(user: User) -> tuple[str, ...]:
    """What anybody could guess about a person: their name, and where they work."""
    organisation = db.session.get(Organisation, user.organisation_id)
    team = db.session.get(Team, user.team_id) if user.team_id else None
    place = organisation.name if organisation else ""
    return (user.name, user.email, place, team.name if team else "")


def _forget_spares(user_id: int) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
