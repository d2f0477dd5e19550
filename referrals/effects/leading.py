"""Which team leads a case: by the rule, and by the people who may decide otherwise (R3, R8)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import func, select, update

from referrals import outbox, trail
from referrals.access import coordinates, track_of
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.events import happened
from referrals.models import IN_FORCE, Assignment, Case, Organisation, Team, User
from workflows.agencies import POLICE_SUPERVISORS, TEAMS
from workflows.facts import CaseFacts
from workflows.routing import Route, team_label
from workflows.sharing import Tier
from workflows.undone import under_way


def assign(case: Case, standing: str, now: dt.datetime, **holder: int | None) -> None:
    """Give a user, team or organisation a standing on the case; once while it is in force."""
    if not stands(case, standing, **holder):
        db.session.add(Assignment(case_id=case.id, standing=standing, since=now, **holder))
        db.session.flush()


def stands(case: Case, standing: str, **holder: int | None) -> bool:
    """Whether a user, team or organisation has this standing now."""
    held = select(Assignment.id).where(
        Assignment.case_id == case.id,
        Assignment.standing == standing,
        IN_FORCE,
        *(getattr(Assignment, name) == value for name, value in holder.items()),
    )
    return db.session.scalars(held).first() is not None


def end(case: Case, standing: str, now: dt.datetime, **holder: int | None) -> None:
    """End a standing at once; the row stays, as history."""
    db.session.execute(
        update(Assignment)
        .where(Assignment.case_id == case.id, Assignment.standing == standing)
        .where(IN_FORCE)
        .where(*(getattr(Assignment, name) == value for name, value in holder.items()))
        .values(until=now)
        .execution_options(synchronize_session=False)
    )


def team_by_code(code: str | None) -> Team | None:
    """A team by its code, or None."""
    return db.session.scalars(select(Team).where(Team.code == code)).one_or_none()


def take_lead(case: Case, lead: Team | None, now: dt.datetime) -> None:
    """Set the lead team; the old one goes on as a former lead until its supervisor releases it."""
    if case.lead_team_id is not None and (lead is None or lead.id != case.lead_team_id):
        end(case, "lead_team", now, team_id=case.lead_team_id)
        assign(case, "former_lead_team", now, team_id=case.lead_team_id)
        _step_back(case, now)
    case.lead_team_id = lead.id if lead else None
    track_of(case, "investigation").team_id = case.lead_team_id
    if lead is not None:
        end(case, "supporting_team", now, team_id=lead.id)
        end(case, "former_lead_team", now, team_id=lead.id)
        assign(case, "lead_team", now, team_id=lead.id)


def call_in(case: Case, codes: Iterable[str], now: dt.datetime) -> Sequence[Team]:
    """Let teams support the case, beside the one that leads; those there are of them."""
    named = select(Team).where(Team.code.in_(codes), Team.id != func.coalesce(case.lead_team_id, 0))
    teams = db.session.scalars(named.order_by(Team.id)).all()
    for team in teams:
        assign(case, "supporting_team", now, team_id=team.id)
    return teams


def coordinators(case: Case) -> Sequence[int]:
    """The CSE co-ordinators of the area, by number (S38)."""
    query = (
        select(User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(coordinates(case.area), User.active)
    )
    return db.session.scalars(query.order_by(User.id)).all()


def _step_back(case: Case, now: dt.datetime) -> None:
    """Whoever led for the old team stays named on the case; the new team assigns its own (R10)."""
    if case.lead_id is not None:
        assign(case, "named", now, user_id=case.lead_id)
        end(case, "lead", now)
        case.lead_id = None


def let_go(case: Case, team_id: int | None, now: dt.datetime) -> None:
    """A team that led or supported no longer holds the case, and nor does anybody named from it."""
    for standing in ("former_lead_team", "supporting_team"):
        end(case, standing, now, team_id=team_id)
    of_team = select(User.id).where(User.team_id == team_id)
    for user_id in db.session.scalars(of_team):
        end(case, "named", now, user_id=user_id)


def follow_route(
    actor: Actor | None, case: Case, facts: CaseFacts, found: Route, now: dt.datetime
) -> bool:
    """Follow the rule as the facts stand now; whether the teams of the case changed.

    Another team leads, unless a person has decided otherwise (R8), and whoever the rule calls in
    supports it (R4, R5). Where it names no team, one that investigates leads until that ends.
    """
    lead = found.lead or (case.rule_lead if under_way(facts) else None)
    same = (found.rule, lead) == (case.rule, case.rule_lead)
    rerouted = facts.lead == case.rule_lead and not same
    case.pathway, case.rule = found.pathway, found.rule
    case.because, case.rule_lead = found.because, lead
    if rerouted:
        _reroute(actor, case, facts, now)
    new = _called_in(actor, case, found.supporting & TEAMS.keys() - facts.supporting, now)
    if (rerouted or new) and "cse_coordinator" in found.supporting:
        outbox.promise("case_supported", case_id=case.id, user_ids=coordinators(case))
    return rerouted or new


def _reroute(actor: Actor | None, case: Case, facts: CaseFacts, now: dt.datetime) -> None:
    """To the team that the rule names now, which is told; or to an owner, where it names none."""
    lead = case.rule_lead
    take_lead(case, team_by_code(lead), now)
    before, after = {"lead": facts.lead}, {"lead": lead, "rule": case.rule}
    trail.changed(actor, "case.rerouted_by_rule", case, before=before, after=after)
    if lead == facts.lead:
        return
    if lead is None:
        give_owner(case, now)
        outbox.promise("case_owned", case_id=case.id, user_ids=(case.owner_id or 0,))
    heading = f"Sent to {team_label(lead)}: the facts have changed"
    event = happened(None, case, "rerouted_by_rule", heading, tier=Tier.ALLEGATION, at=now)
    event.words = case.because
    db.session.add(event)
    outbox.promise("case_rerouted", case_id=case.id, team_id=case.lead_team_id)


def give_owner(case: Case, now: dt.datetime) -> None:
    """Until an authority accepts it, a supervisor of where it was logged owns it (rule 9)."""
    case.owner_id = _supervisor(db.session.get_one(User, case.logged_by_id))
    assign(case, "owner", now, user_id=case.owner_id)


def _supervisor(logger: User) -> int:
    """Whoever logged it, if they supervise; else a supervisor of their team."""
    if logger.role in POLICE_SUPERVISORS and logger.active:
        return logger.id
    supervisors = select(User.id).where(
        User.team_id == logger.team_id, User.active, User.role.in_(POLICE_SUPERVISORS)
    )
    return db.session.scalar(supervisors.order_by(User.id)) or logger.id


def _called_in(actor: Actor | None, case: Case, codes: AbstractSet[str], now: dt.datetime) -> bool:
    """Each team that the rule has begun to call in is told of it."""
    teams = call_in(case, codes, now) if codes else ()
    for team in teams:
        trail.changed(actor, "case.supported_by_rule", case, after={"team": team.code})
        outbox.promise("case_supported", case_id=case.id, team_id=team.id)
    return bool(teams)
