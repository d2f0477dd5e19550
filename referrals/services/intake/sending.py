"""Sends a case: every row of it, its lead team, its clocks, tasks and notices, in one act."""

import datetime as dt
import json
from collections.abc import Mapping

from referrals import access, effects, outbox, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import act, db
from referrals.effects.conflicts import detect
from referrals.effects.keeping import keep, potential_victim
from referrals.effects.leading import (
    assign,
    call_in,
    coordinators,
    give_owner,
    take_lead,
    team_by_code,
)
from referrals.effects.matching import tell
from referrals.errors import Invalid
from referrals.facts import facts_of
from referrals.models import Case
from referrals.services.intake import words
from referrals.services.intake.drafts import may_log, own
from referrals.services.intake.kept import asked, opened, plain
from referrals.services.intake.rows import first_entries, new_case, new_person
from workflows import engine
from workflows.agencies import RESPONSE
from workflows.intake import conflicts, facts_from, pages, unanswered
from workflows.routing import Route, route
from workflows.sharing import Tier

Answers = Mapping[str, object]
Told = dict[str, object]
UNREFERRED = frozenset({"related_offence", "support_only"})
COLLECTED = (Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION, Tier.SAFEGUARDING, Tier.INTELLIGENCE)


@act
def send(actor: Actor, token: str, key: str | None, *, query: bool = False) -> Told:
    """Send a draft; sent again with the same key, it answers as it did the first time.

    `query` asks the supervisor to check the team; the case goes at once all the same.
    """
    may_log(actor)

    def do() -> Told:
        row = own(actor, token, lock=True)
        case, told = _log(actor, opened(row).answers, query=query)
        row.sent_case_id, row.saved_at, row.answers = case.id, now(), json.dumps(told)
        return told

    return access.only_once(actor, key, f"log/{token}", query, do)


@act
def log_case(actor: Actor, answers: Answers, key: str | None, *, query: bool = False) -> Told:
    """Log a case in one request, from answers already read."""
    may_log(actor)
    body = [plain(answers), query]
    return access.only_once(actor, key, "log", body, lambda: _log(actor, answers, query=query)[1])


def _log(actor: Actor, given: Answers, *, query: bool) -> tuple[Case, Told]:
    answers = asked(given)
    _complete(answers)
    at = now()
    found = route(words.facts_of_answers(answers))
    noted = {"asked_to_check": query}
    case = new_case(actor, answers, found, at)
    case.routing_query = query
    new_person(case, answers)
    keep(case, facts_from(answers))
    first_entries(actor, case, answers, _heading(found), {"rule": found.rule, **noted})
    _give(actor, case, found, at)
    trail.changed(
        actor,
        "case.logged",
        case,
        operation="collection",
        tiers=COLLECTED,
        after={**plain(answers), "rule": found.rule, "lead": found.lead},
    )
    _begin(actor, case, found, at)
    _tell(actor, case, found)
    tell(case, potential_victim(case.id))
    return case, {"reference": case.reference, **words.told(answers, found, query=query)}


def _complete(answers: Answers) -> None:
    """Nothing is sent with a question open, or with answers that do not fit together."""
    errors = {question.key: [question.missing] for _, question in unanswered(answers)}
    for step in pages(answers):
        for key, said in conflicts(step.code, answers, today()).items():
            errors[key] = [said]
    if errors:
        raise Invalid(errors)


def _heading(found: Route) -> str:
    return f"Logged and sent to {words.team(found)}" if found.lead else "Logged"


def _give(actor: Actor, case: Case, found: Route, at: dt.datetime) -> None:
    """The logger, the teams of the rule, and for rule 9 an owner until support is agreed."""
    assign(case, "logger", at, user_id=actor.user_id)
    take_lead(case, team_by_code(found.lead), at)
    call_in(case, found.supporting, at)
    if found.lead is not None:
        return
    give_owner(case, at)
    if actor.role not in RESPONSE and actor.team_id is not None:
        assign(case, "supporting_team", at, team_id=actor.team_id)


def _begin(actor: Actor, case: Case, found: Route, at: dt.datetime) -> None:
    """What the rule decides is taken at once, as moves of the book: nobody waits (section b)."""
    _take(actor, case, ("investigation", "queue" if found.lead else "not_applicable"), found, at)
    if found.pathway in UNREFERRED:
        _take(actor, case, ("nrm", "no_grounds"), found, at)


def _take(actor: Actor, case: Case, step: tuple[str, str], found: Route, at: dt.datetime) -> None:
    db.session.flush()
    facts = facts_of(case, None, at)
    move = engine.take(*step, facts)
    why = f"{found.because[:1].upper()}{found.because[1:]}."  # a sentence, as a person writes it
    because = {"grounds": "not_modern_slavery", "reason": why}
    answered = effects.understood(move.questions, because, at)
    effects.apply_move(actor, case, step[0], move, answered, before=facts)


def _tell(actor: Actor, case: Case, found: Route) -> None:
    """Who supports hears of it, and so does an owner; the lead team's queue has been told."""
    for code in found.supporting:
        team = team_by_code(code)
        if team is not None:
            outbox.promise("case_logged", case_id=case.id, team_id=team.id)
    if "cse_coordinator" in found.supporting:
        outbox.promise("case_logged", case_id=case.id, user_ids=coordinators(case))
    if case.owner_id not in {None, actor.user_id}:
        outbox.promise("case_owned", case_id=case.id, user_ids=(case.owner_id or 0,))
    detect(case, potential_victim(case.id), actor)
    if case.routing_query:
        outbox.promise("routing_query", case_id=case.id, team_id=case.lead_team_id)
