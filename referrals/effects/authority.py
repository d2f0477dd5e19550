"""Whose account somebody may change: an administrator everybody's, a manager their own agency's."""

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.errors import NotFound, NotYours
from referrals.models import User
from referrals.sessions import POWERFUL
from workflows.agencies import POLICE_SUPERVISORS

WAITING = "waiting"
"""Why somebody new cannot sign in yet: a second administrator has not agreed."""
OWN = "You cannot change your own account. Another administrator must do it"


def administers(actor: Actor) -> bool:
    return actor.role == "system_admin"


def manages(actor: Actor) -> bool:
    """A partner manager: their own agency's people, and never those of the police."""
    return actor.manages_organisation and not actor.police


def may_look(actor: Actor) -> None:
    """NotFound for everybody else: this part of the house is not theirs to know of."""
    if not (administers(actor) or manages(actor)):
        raise NotFound


def subject(actor: Actor, user_id: int, *, change: bool = True) -> User:
    """Somebody whose account this person may see; to change it, it must not be their own."""
    may_look(actor)
    query = select(User).where(User.id == user_id).with_for_update()
    user = db.session.scalars(query if change else select(User).where(User.id == user_id)).first()
    if user is None or not (administers(actor) or user.organisation_id == actor.organisation_id):
        raise NotFound
    if change and user.id == actor.user_id:
        raise NotYours(OWN)
    if change and not administers(actor) and user.manages_organisation:
        raise NotYours("Only an administrator can change a manager’s account")
    return user


def needs_second(actor: Actor, user: User, role: str) -> str:
    """Why a grant waits for a second administrator, in words; empty where it does not wait.

    Disposal, closing and emergency access ask for two people. Whoever could make a supervisor
    alone could be both, so no administrator gives alone a role that decides or checks (ASVS 2.3.5).
    """
    if not administers(actor):
        return ""
    if user.organisation_id != actor.organisation_id:
        return "A role in another agency is given by two administrators"
    if role in POWERFUL | POLICE_SUPERVISORS:
        return "A role that decides or checks what others do is given by two administrators"
    return ""
