"""How administrators and partner managers add, change, restore and invite people."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, enrolling, outbox, sessions, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects import leaving
from referrals.effects.authority import WAITING, administers, may_look, needs_second, subject
from referrals.effects.conflicts import detect_user
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import AccountRequest, Area, Organisation, Team, User
from workflows.agencies import ROLES_OF, TEAM_ROLES

Answers = Mapping[str, object]
Done = dict[str, object]


@act
def add(actor: Actor, answers: Answers, key: str | None = None) -> Done:
    """Add a person. They are sent a link to begin; nobody chooses a password for them."""
    may_look(actor)

    def do() -> Done:
        organisation = _organisation(actor, str(answers.get("organisation") or ""))
        email = str(answers["email"]).lower()
        if db.session.scalar(select(User.id).where(User.email == email)):
            raise Invalid({"email": ["There is already somebody with this address"]})
        user = User(
            email=email, name=str(answers["name"]), role="", organisation_id=organisation.id,
            active=False, suspended_why=WAITING, suspended_at=now(), created_at=now(),
        )  # fmt: skip
        grant = _grant(actor, user, organisation, answers)
        user.role, user.team_id, user.area_code = grant.role, grant.team_id, grant.area_code
        db.session.add(user)
        db.session.flush()
        detect_user(user)
        after = {"user": user.id, "role": grant.role}
        trail.changed(actor, "user_added", None, operation="collection", after=after)
        return _granted(actor, user, grant)

    return access.only_once(actor, key, "people/add", {**answers}, do)


@act
def change(actor: Actor, user_id: int, answers: Answers, key: str | None = None) -> Done:
    """Another role, team or area; their sessions end, and what they led goes to the queue."""

    def do() -> Done:
        user = subject(actor, user_id)
        organisation = _organisation(
            actor, db.session.get_one(Organisation, user.organisation_id).code
        )
        return _granted(actor, user, _grant(actor, user, organisation, answers))

    return access.only_once(actor, key, f"people/{user_id}", {**answers}, do)


@act
def decide(actor: Actor, request_id: str, *, agreed: bool) -> None:
    """A second administrator agrees or refuses: never whoever asked, nor whom it is for."""
    grant = _waiting(actor, request_id)
    user = db.session.get_one(User, grant.user_id)
    if agreed and user.suspended_at is not None and user.suspended_at > grant.asked_at:
        raise Conflict("This account was closed after this was asked for. Refuse it")
    grant.decided_by_id, grant.decided_at = actor.user_id, now()
    grant.outcome = "agreed" if agreed else "refused"
    trail.changed(
        actor, "grant.decided", None, after={"user": user.id, "role": grant.role},
        reason_code=grant.outcome,
    )  # fmt: skip
    if agreed:
        _apply(actor, user, grant)


def _waiting(actor: Actor, request_id: str) -> AccountRequest:
    """A grant that waits, locked, for an administrator who may decide it."""
    if not administers(actor):
        raise NotFound
    grant = db.session.scalars(
        select(AccountRequest).where(AccountRequest.id == request_id).with_for_update()
    ).one_or_none()
    if grant is None:
        raise NotFound
    if grant.decided_at is not None:
        raise Conflict("Somebody else has decided this")
    if actor.user_id in {grant.asked_by_id, grant.user_id}:
        raise NotYours(
            "Another administrator must decide this: not whoever asked, nor whom it is for"
        )
    return grant


@act
def restore(actor: Actor, user_id: int) -> Done:
    """Open a closed account again: it begins anew, and nothing it held comes back by itself."""
    user = subject(actor, user_id)
    if user.active:
        raise Conflict("This account is open")
    same = {
        "role": user.role, "pip2": user.pip2, "manages": user.manages_organisation,
        "team": _code(Team, user.team_id), "area": user.area_code,
    }  # fmt: skip
    organisation = db.session.get_one(Organisation, user.organisation_id)
    trail.changed(actor, "user_restored", None, after={"user": user.id})
    return _granted(actor, user, _grant(actor, user, organisation, same))


@act
def invite(actor: Actor, user_id: int) -> None:
    """Send a link to begin again: for a new person, or one who has lost their phone."""
    user = subject(actor, user_id)
    if not user.active:
        raise Conflict("This account is closed. Restore it first")
    sessions.end_all(user.id)
    enrolling.invite(user)
    trail.changed(actor, "user_invited", None, after={"user": user.id})


def _granted(actor: Actor, user: User, grant: AccountRequest) -> Done:
    """Give it at once, or have a second administrator asked."""
    why = needs_second(actor, user, grant.role)
    if not why:
        _apply(actor, user, grant)
        return {"user": user.id, "waits": False, "why": ""}
    grant.user_id = user.id
    db.session.add(grant)
    trail.changed(actor, "grant.asked", None, after={"user": user.id, "role": grant.role})
    return {"user": user.id, "waits": True, "why": why}


def _apply(actor: Actor, user: User, grant: AccountRequest) -> None:
    """The new role holds from the next request on; what it may not lead, it leads no more.

    Nor does a restored account hold what nobody had given away since it was closed.
    """
    before = {"role": user.role, "team": user.team_id}
    anew = not user.active or (user.role, user.team_id) != (grant.role, grant.team_id)
    old_team = user.team_id
    user.role, user.team_id, user.area_code = grant.role, grant.team_id, grant.area_code
    user.pip2, user.manages_organisation = grant.pip2, grant.manages_organisation
    sessions.end_all(user.id)
    if not user.active:
        user.active, user.suspended_at, user.suspended_why = True, None, None
        user.last_used_at = now()
        enrolling.invite(user)
        detect_user(user)  # what was written while nobody of that name was at work
    if anew:
        leaving.leave_cases(actor, user, old_team, now())
    outbox.promise("account_changed", user_ids=(user.id,))
    after = {"user": user.id, "role": user.role, "team": user.team_id, "pip2": user.pip2}
    trail.changed(actor, "user_changed", None, before=before, after=after)


def _grant(
    actor: Actor, user: User, organisation: Organisation, answers: Answers
) -> AccountRequest:
    """What is to be given, if this role fits the agency and the team is one of its own."""
    role, code = str(answers["role"]), answers.get("team")
    errors = {}
    if role not in ROLES_OF.get(organisation.kind, frozenset()):
        errors["role"] = ["This role is not one of that kind of agency"]
    team = db.session.scalars(select(Team).where(Team.code == code)).first() if code else None
    if code and (team is None or team.organisation_id != organisation.id):
        errors["team"] = ["Choose a team of that agency"]
    if role in TEAM_ROLES and not code:
        errors["team"] = ["Choose the team they work in"]
    area = _area(actor, user, answers)
    if area and db.session.get(Area, area) is None:
        errors["area"] = ["Choose an area"]
    if errors:
        raise Invalid(errors)
    return AccountRequest(
        user_id=user.id,
        role=role,
        team_id=team.id if team else None,
        area_code=area,
        pip2=bool(answers.get("pip2")),
        manages_organisation=bool(answers.get("manages")) and administers(actor),
        asked_by_id=actor.user_id,
        asked_at=now(),
    )


def _area(actor: Actor, user: User, answers: Answers) -> str | None:
    """An area other than their agency's is an administrator's to give: boards read by it (R23)."""
    return str(answers.get("area") or "") or None if administers(actor) else user.area_code


def _organisation(actor: Actor, code: str) -> Organisation:
    """The agency somebody is added to: a manager's is their own, whatever was sent."""
    which = (
        Organisation.code == code
        if administers(actor)
        else Organisation.id == actor.organisation_id
    )
    found = db.session.scalars(select(Organisation).where(which)).one_or_none()
    if found is None:
        raise Invalid({"organisation": ["Choose an agency"]})
    return found


def _code(table: type[Team], row_id: int | None) -> str | None:
    return db.session.scalar(select(table.code).where(table.id == row_id)) if row_id else None
