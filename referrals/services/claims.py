"""Who works on a case: claimed once, for one person; assigned, handed back, named, released."""

from sqlalchemy import ColumnElement, select

from referrals import access, effects, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.holders import Holder, holders, supervised
from referrals.effects.leading import assign as give_standing
from referrals.effects.leading import let_go
from referrals.effects.standing import lead
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.facts import facts_of
from referrals.models import QUEUED, Case, CaseTrack, Team, User, threatened
from workflows import engine
from workflows.agencies import INVESTIGATORS
from workflows.definition import Move
from workflows.facts import CaseFacts
from workflows.routing import may_release
from workflows.undone import UNDER_WAY

IN_MINUTES_FROM = 120
WORKED = UNDER_WAY | {"queued"}
"""Where an investigation may have a lead investigator, or be given one."""


@act
def claim(actor: Actor, reference: str, key: str | None = None) -> dict[str, object]:
    """Become the lead investigator; of all who try, exactly one does (G2, R10)."""
    return access.only_once(
        actor, key, "claim", None, lambda: _claim(actor, reference), case=reference
    )


@act
def take_next(actor: Actor, team: str, key: str | None = None) -> dict[str, object]:
    """Claim the first safe case of one's team, passing over one a rival has in hand.

    A threat to life comes first, then the longest wait. NotFound for the queue of another team.
    """
    if team != actor.team:
        raise NotFound

    def do() -> dict[str, object]:
        first = _longest_waiting(actor, threatened(actor.team_id))
        reference = first or _longest_waiting(actor)
        if reference is None:
            raise Conflict("No case of your team is ready to be claimed")
        return _claim(actor, reference)

    return access.only_once(actor, key, "take_next", None, do)


@act
def assign(actor: Actor, reference: str, user_id: int, key: str | None = None) -> dict[str, object]:
    """A supervisor of the lead team makes one of its accredited investigators the lead (R10)."""

    def do() -> dict[str, object]:
        case = access.fetch(actor, reference, Verb.MOVE)
        _own_lead_team(actor, case)
        investigator = _accredited(actor, case, user_id)
        state = access.track_of(case, "investigation").state
        if state not in WORKED or case.closed_at is not None:
            raise Conflict("There is no investigation to lead on this case")
        if state == "queued":
            claim, facts = _allowed(case, _as(investigator, actor))
            lead(case, investigator.id, now())
            _take(actor, case, claim, facts)
        else:
            lead(case, investigator.id, now())
        _may_see(case, investigator)
        trail.changed(
            actor, "case.assigned", case, after={"lead": investigator.id}, tiers=("tasks",)
        )
        effects.settle(actor, case, now())
        return {"reference": case.reference, "lead": investigator.name}

    return access.only_once(actor, key, "assign", user_id, do, case=reference)


@act
def name(actor: Actor, reference: str, user_id: int, key: str | None = None) -> dict[str, object]:
    """A supervisor of a lead or supporting team names an investigator of that team on the case."""

    def do() -> dict[str, object]:
        case = access.fetch(actor, reference, Verb.MOVE)
        if not actor.supervises:
            raise NotYours("Only a supervisor can name somebody on a case")
        person = _accredited(actor, case, user_id)
        give_standing(case, "named", now(), user_id=person.id)
        _may_see(case, person)
        trail.changed(actor, "case.named", case, after={"user": person.id}, tiers=("tasks",))
        effects.settle(actor, case, now())
        return {"reference": case.reference, "named": person.name}

    return access.only_once(actor, key, "name", user_id, do, case=reference)


@act
def release_team(actor: Actor, reference: str, key: str | None = None) -> dict[str, object]:
    """A team that led, or supports and is not called in by the rule, lets go (R8, S11).

    Its own supervisor decides; whoever leads is told, since nothing of theirs goes on by itself.
    """

    def do() -> dict[str, object]:
        case = access.fetch(actor, reference, Verb.MOVE)
        at = now()
        if not (actor.supervises and may_release(facts_of(case, actor), actor.team)):
            raise NotYours(
                "Only a supervisor of a team that led before, or that supports although the rule "
                "does not call it in, can release it"
            )
        if case.restricted and not supervised(_left(actor, case)):
            raise NotYours("Name a supervisor of another team on this restricted case first")
        let_go(case, actor.team_id, at)
        left = f"{db.session.get_one(Team, actor.team_id).name} no longer works on this case"
        db.session.add(effects.happened(actor, case, "team_released", left))
        outbox.promise("team_released", case_id=case.id, team_id=case.lead_team_id)
        trail.changed(actor, "case.team_released", case, tiers=("tasks",))
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return access.only_once(actor, key, "release-team", None, do, case=reference)


def _may_see(case: Case, person: User) -> None:
    """Whoever a supervisor puts on a restricted case is named on it by that (R27)."""
    if case.restricted:
        give_standing(case, "restricted_reader", now(), user_id=person.id)


def _left(actor: Actor, case: Case) -> list[Holder]:
    """The named who would still hold the case without the actor's team."""
    team = select(User.id).where(User.team_id == actor.team_id)
    own = set(db.session.scalars(team))
    return [row for row in holders(case) if row.named and row.user_id not in own]


def _claim(actor: Actor, reference: str) -> dict[str, object]:
    case = access.fetch(actor, reference, Verb.QUEUE)
    _take(actor, case, *_allowed(case, actor))
    return {"reference": case.reference, "version": case.version}


def _allowed(case: Case, claimant: Actor) -> tuple[Move, CaseFacts]:
    """The claim as the rule book lets this person make it, and the facts it was judged on."""
    facts = facts_of(case, claimant)
    mover = access.judged_mover(claimant, case, holds=access.why(claimant, case) is not None)
    try:
        return engine.take("investigation", "claim", facts, mover), facts
    except engine.NotOffered as gone:
        if claimant.role not in INVESTIGATORS:
            raise NotYours("Only an investigator claims a case") from gone
        raise Conflict(_claimed_by(case)) from gone
    except engine.Refused as refused:
        raise Unready(refused.unmet) from refused


def _take(actor: Actor, case: Case, claim: Move, facts: CaseFacts) -> None:
    """On the act of `actor`: the claimant, or the supervisor who has just named the lead."""
    answered = effects.understood(claim.questions, {}, now())
    effects.apply_move(actor, case, "investigation", claim, answered, before=facts)


def _claimed_by(case: Case) -> str:
    leader = db.session.get(User, case.lead_id) if case.lead_id else None
    if leader is None:
        return "This case is not waiting to be claimed"
    since = now() - access.track_of(case, "investigation").since
    seconds = int(since.total_seconds())
    ago = f"{seconds} seconds ago" if seconds < IN_MINUTES_FROM else f"{seconds // 60} minutes ago"
    return f"{leader.name} claimed this case {ago}"


def _longest_waiting(actor: Actor, *also: ColumnElement[bool]) -> str | None:
    return db.session.scalars(
        select(Case.reference)
        .join(CaseTrack, CaseTrack.case_id == Case.id)
        .where(*QUEUED, CaseTrack.team_id == actor.team_id, Case.secured.is_(True), *also)
        .where(access.visible_to(actor, Verb.QUEUE))
        .order_by(CaseTrack.since, CaseTrack.id)
        .limit(1)
        .with_for_update(of=Case, skip_locked=True)
    ).first()


def may_assign(actor: Actor, reference: str) -> None:
    """NotFound unless this person holds the case; NotYours unless it is theirs to assign."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _own_lead_team(actor, case)
    trail.form_opened(actor, case)


def _own_lead_team(actor: Actor, case: Case) -> None:
    if not actor.supervises or actor.team_id != case.lead_team_id:
        raise NotYours("Only a supervisor of the lead team can assign this case")


def _accredited(actor: Actor, case: Case, user_id: int) -> User:
    """Who may lead for the supervisor's own team, and has no conflict on this case (R10)."""
    if db.session.scalar(select(access.in_conflict(case.id, user_id))):
        raise Invalid({"user": ["They know someone in this case. Choose another investigator"]})
    fits = select(User).where(User.id == user_id, access.accredited(actor.team_id))
    person = db.session.scalars(fits).one_or_none()
    if person is None:
        raise Invalid({"user": ["Choose an accredited investigator of your team"]})
    return person


def _as(person: User, actor: Actor) -> Actor:
    team = db.session.get(Team, person.team_id) if person.team_id else None
    return Actor(
        user_id=person.id,
        name=person.name,
        role=person.role,
        organisation_id=person.organisation_id,
        organisation_kind=actor.organisation_kind,
        team_id=person.team_id,
        team=team.code if team else None,
        pip2=person.pip2,
        designated_first_responder=actor.designated_first_responder,
        owes_duty_to_notify=actor.owes_duty_to_notify,
        request=actor.request,
    )
