"""Release of intelligence item by item: one asks, another approves, any supervisor revokes."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, effects, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects.releasing import receivers, sources, tell, tellable
from referrals.effects.shares import finish
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Case, Organisation, Release, Task
from workflows.releases import (
    ASKERS,
    DECIDERS,
    NRM,
    REFUSE_REASONS,
    REVOKE_REASONS,
    unmet,
)
from workflows.sharing import Tier

Done = dict[str, object]


@act
def ask(
    actor: Actor, reference: str, answers: Mapping[str, object], key: str | None = None
) -> Done:
    """Ask for one item to be released in these words, to one authority or with the NRM form."""

    def do() -> Done:
        at = now()
        case = _case(actor, reference)
        kind, source_id = _source(case, str(answers.get("source") or ""))
        row = Release(
            case_id=case.id,
            source_kind=kind,
            source_id=source_id,
            organisation_id=_receiver(case, str(answers.get("to") or "")),
            state="asked",
            asked_by_id=actor.user_id,
            asked_at=at,
        )
        row.wording, row.why = _said(answers, "wording"), _said(answers, "why")
        db.session.add(row)
        db.session.flush()
        task = Task(
            case_id=case.id,
            about=f"releases/{row.id}",
            team_id=case.lead_team_id,
            asked_at=at,
            asked_by_id=actor.user_id,
        )
        task.title = "Decide whether intelligence may be released in these words"
        db.session.add(task)
        _write_down(actor, case, row, "asked", f"Asked to release intelligence to {_to(row)}")
        outbox.promise("release_asked", case_id=case.id, team_id=case.lead_team_id)
        return _result(case, row)

    return access.only_once(actor, key, "releases", sorted(answers.items()), do, case=reference)


@act
def decide(
    actor: Actor,
    reference: str,
    release_id: str,
    answers: Mapping[str, object],
    *,
    key: str | None = None,
) -> Done:
    """Approve just these words, or refuse them with a coded reason; never one's own asking."""

    def do() -> Done:
        case = _case(actor, reference)
        row = _release(case, release_id)
        found = unmet(actor.role, asked_it=row.asked_by_id == actor.user_id)
        if found:
            raise Unready(found)
        if row.state != "asked":
            raise Conflict("This release was decided already")
        row.decided_by_id, row.decided_at = actor.user_id, now()
        if answers.get("decision") == "yes":
            _approve(actor, case, row)
        else:
            _refuse(actor, case, row, str(answers.get("reason") or ""))
        finish(actor, case, f"releases/{row.id}", now())
        outbox.promise("release_decided", case_id=case.id, user_ids=(row.asked_by_id,))
        return _result(case, row)

    body = sorted(answers.items())
    return access.only_once(actor, key, f"releases/{release_id}", body, do, case=reference)


@act
def revoke(
    actor: Actor, reference: str, release_id: str, reason: str, *, key: str | None = None
) -> Done:
    """Take it back: nobody reads it from now on, though they have read it."""

    def do() -> Done:
        case = _case(actor, reference)
        row = _release(case, release_id)
        if actor.role not in DECIDERS:
            raise NotYours("A police supervisor takes a release back")
        if row.state != "approved":
            raise Conflict("Only what was released can be taken back")
        if reason not in {choice.code for choice in REVOKE_REASONS}:
            raise Invalid({"reason": ["Say why it is taken back"]})
        row.state, row.reason_code = "revoked", reason
        row.revoked_by_id, row.revoked_at = actor.user_id, now()
        _write_down(
            actor, case, row, "revoked", f"Release of intelligence to {_to(row)} taken back"
        )
        return _result(case, row)

    return access.only_once(actor, key, f"releases/{release_id}/revoke", reason, do, case=reference)


def _approve(actor: Actor, case: Case, row: Release) -> None:
    """Whoever it was released to may no longer hold the case: then nobody is told."""
    row.state = "approved"
    for organisation_id in tellable(case, row):
        tell(case, row, organisation_id, now())
        outbox.promise("release_made", case_id=case.id, organisation_id=organisation_id)
    _write_down(actor, case, row, "approved", f"Intelligence released to {_to(row)}")


def _refuse(actor: Actor, case: Case, row: Release, reason: str) -> None:
    if reason not in {choice.code for choice in REFUSE_REASONS}:
        raise Invalid({"reason": ["Say why not"]})
    row.state, row.reason_code = "refused", reason
    _write_down(actor, case, row, "refused", f"Release of intelligence to {_to(row)} refused")


def _case(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.SHARE)
    if actor.role not in ASKERS:
        raise NotYours("Only an investigator on the case or a supervisor can release intelligence")
    return case


def _release(case: Case, release_id: str) -> Release:
    row = db.session.get(Release, release_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    return row


def _source(case: Case, source: str) -> tuple[str, str]:
    if source not in {choice.code for choice in sources(case)}:
        raise Invalid({"source": ["Choose what you want to release"]})
    kind, _, source_id = source.partition(":")
    return kind, source_id


def _receiver(case: Case, code: str) -> int | None:
    if code not in {choice.code for choice in receivers(case)}:
        raise Invalid({"to": ["Choose who would read it"]})
    if code == NRM:
        return None
    return db.session.scalar(select(Organisation.id).where(Organisation.code == code))


def _said(answers: Mapping[str, object], name: str) -> str:
    said = str(answers.get(name) or "").strip()
    if not said:
        raise Invalid({name: ["Write this"]})
    return said


def _to(row: Release) -> str:
    if row.organisation_id is None:
        return "the NRM form"
    return db.session.get_one(Organisation, row.organisation_id).name


def _write_down(actor: Actor, case: Case, row: Release, step: str, heading: str) -> None:
    """The event is intelligence itself: nobody outside learns that a release was asked for."""
    event = effects.happened(actor, case, f"release_{step}", heading)
    event.tier = Tier.INTELLIGENCE
    db.session.add(event)
    case.updated_at = now()
    trail.changed(
        actor,
        f"release.{step}",
        case,
        operation="disclosure" if step == "approved" else "alteration",
        tiers=(Tier.INTELLIGENCE,),
        after={"release": row.id, "wording": row.wording, "to": _to(row)},
        reason=row.why or "",
        reason_code=row.reason_code or "",
        recipients=(row.organisation.code if row.organisation else _to(row),),
        basis="G13",
    )


def _result(case: Case, row: Release) -> Done:
    return {"reference": case.reference, "release": row.id, "state": row.state}
