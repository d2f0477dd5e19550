"""Adds what people write to a case: updates, tasks, people; nothing is edited."""

import datetime as dt
from collections.abc import Mapping

from referrals import access, effects, outbox, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.conflicts import detect
from referrals.effects.keeping import find_again
from referrals.effects.tasks import CLOSING
from referrals.errors import Conflict, Invalid, NotYours
from referrals.models import Case, Note, Person, Task
from referrals.picture import NOTE_TIERS
from workflows.sharing import Tier

Done = dict[str, object]
KNOWN = ("aliases", "born_on", "phone", "vehicle", "address")


def _tell_the_lead(case: Case) -> None:
    """A partner reaches the police by writing here: the lead, or the team until a claim."""
    lead = (case.lead_id,) if case.lead_id else ()
    team = None if lead else case.lead_team_id
    outbox.promise("partner_wrote", case_id=case.id, user_ids=lead, team_id=team)


@act
def note(
    actor: Actor,
    reference: str,
    kind: str,
    text: str,
    *,
    at: dt.datetime | None = None,
    key: str | None = None,
) -> Done:
    """Add an entry to the timeline, under the tier of its kind."""
    if kind not in NOTE_TIERS:
        raise Invalid({"kind": ["Choose what kind of update this is"]})

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        tier = NOTE_TIERS[kind]
        _refuse_reader(actor, case, tier)
        _write(actor, case, kind, text, at)
        trail.changed(
            actor, f"note.{kind}", case, operation="collection", tiers=(tier,), after={"note": text}
        )
        if not actor.police:
            _tell_the_lead(case)
        effects.settle(actor, case, now())
        return {"reference": case.reference, "version": case.version}

    return access.only_once(actor, key, "note", [kind, text], do, case=reference)


def _write(actor: Actor, case: Case, kind: str, text: str, at: dt.datetime | None) -> None:
    """Nothing is written of a time to come."""
    stamp = now()
    row = Note(
        case_id=case.id,
        kind=kind,
        tier=NOTE_TIERS[kind],
        at=min(at or stamp, stamp),
        recorded_at=stamp,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
    )
    row.text = text
    db.session.add(row)


def kinds(actor: Actor, reference: str) -> tuple[str, ...]:
    """The kinds of note this person may add to this case."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        holding = redaction.holding_of(actor, case)
        found = tuple(kind for kind, tier in NOTE_TIERS.items() if holding.writes(tier))
    if not found:
        raise NotYours("Your role adds no updates to this case")
    trail.form_opened(actor, case)
    return found


def may_write(actor: Actor, reference: str, tier: Tier) -> None:
    """NotFound unless this person holds the case; NotYours unless they write this tier of it."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        _refuse_reader(actor, case, tier)
    trail.form_opened(actor, case)


def may_ask_to_close(actor: Actor, reference: str) -> None:
    """NotFound unless this person holds the case; NotYours unless it is theirs to end (G11)."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _refuse_other_than_lead(actor, case)
    trail.form_opened(actor, case)


@act
def add_person(
    actor: Actor,
    reference: str,
    role: str,
    name: str,
    *,
    about: str,
    known: Mapping[str, object] | None = None,
    key: str | None = None,
) -> Done:
    """Add a suspect, associate or carer: roles kept apart (S43).

    `known` is what else is known of them: aliases, born_on (a date), phone, vehicle, address.
    """
    told = {name: str(value) for name, value in (known or {}).items() if name in KNOWN and value}

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        _refuse_reader(actor, case, Tier.INTELLIGENCE)
        effects.refuse_closed(case)
        if role not in {"suspect", "associate", "carer"}:
            raise Invalid({"role": ["Say who they are in this case"]})
        _appear(actor, case, role, {"name": name, "about": about, **told})
        trail.changed(
            actor,
            f"person.{role}",
            case,
            operation="collection",
            tiers=(Tier.INTELLIGENCE,),
            after={"name": name, "about": about, **told},
        )
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return access.only_once(actor, key, "person", [role, name, about, told], do, case=reference)


def _appear(actor: Actor, case: Case, role: str, told: Mapping[str, str]) -> None:
    """From now on they are found by a search, and the case is hidden from whoever they are."""
    person = Person(case_id=case.id, role=role)
    for attribute, value in told.items():
        setattr(person, attribute, value or None)
    db.session.add(person)
    db.session.flush()
    find_again(person)
    detect(case, person, actor)


@act
def ask_to_close(actor: Actor, reference: str, reason: str, key: str | None = None) -> Done:
    """The lead asks for the closing; a supervisor who neither leads nor asked decides (G11)."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _refuse_other_than_lead(actor, case)
        if case.closed_at is not None or case.close_asked_by_id is not None:
            raise Conflict("The closing of this case was already asked for, or done")
        case.close_asked_by_id = actor.user_id
        task = Task(
            case_id=case.id,
            code=CLOSING,
            title="Decide whether to close this case",
            team_id=case.lead_team_id or case.logged_team_id,
            asked_at=now(),
            asked_by_id=actor.user_id,
        )
        event = effects.happened(actor, case, "close_asked", "Asked for the case to be closed")
        event.words = reason
        db.session.add_all([task, event])
        trail.changed(actor, "case.close_asked", case, tiers=(Tier.TASKS,), reason=reason)
        outbox.promise("close_asked", case_id=case.id, team_id=case.lead_team_id)
        if case.lead_team_id is None:  # another supervisor of the unit decides (G11)
            others = set(effects.receivers(case, "supervisor")) - {actor.user_id}
            outbox.promise("close_asked", case_id=case.id, user_ids=others)
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return access.only_once(actor, key, "ask-to-close", reason, do, case=reference)


def _refuse_reader(actor: Actor, case: Case, tier: Tier) -> None:
    if not redaction.holding_of(actor, case).writes(tier):
        raise NotYours("Your role cannot add this to this case")


def _refuse_other_than_lead(actor: Actor, case: Case) -> None:
    if actor.user_id not in {case.lead_id, case.owner_id}:
        raise NotYours("Only the lead investigator asks for a case to be closed")
