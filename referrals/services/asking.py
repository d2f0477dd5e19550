"""A partner asks for an item that is withheld; the lead answers, with a reason, by a set time."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, outbox, picture, trail
from referrals.access import SHARED, Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act, db, reading
from referrals.effects.ledger import What, by_share, disclosed
from referrals.effects.shares import finish, share_of, write_down
from referrals.effects.sharing import as_meant, carry, judged, left_out, own_case, step
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, ItemAsked, Share, Task
from referrals.redaction import REASONS as WITHHELD
from referrals.redaction import in_force, shares_of
from referrals.views import AskedView
from workflows.items import BY_CODE
from workflows.share_form import YES
from workflows.shares import OFFERERS, REASONS, SHARE
from workflows.sharing import Tier
from workflows.targets import ANSWER_ITEM
from workflows.working_time import add_working_days, due_instant

Done = dict[str, object]


def may_ask(actor: Actor, reference: str, item: str) -> str:
    """The name of an item that this partner may ask for; NotFound of any other."""
    with reading():
        case, share = _own(actor, reference, lock=False)
        if not _askable(share, item) or _waiting(share, item):
            raise NotFound
    trail.form_opened(actor, case, Tier.SUPPORT)
    return BY_CODE[item].label


@act
def ask(actor: Actor, reference: str, item: str, why: str, key: str | None = None) -> Done:
    """Ask for one withheld item, and say why; whoever leads the case is given a task and a time."""

    def do() -> Done:
        at = now()
        case, share = _own(actor, reference)
        if not _askable(share, item):
            raise NotFound
        if _waiting(share, item):
            raise Conflict("This was asked for already, and waits for an answer")
        if not why.strip():
            raise Invalid({"why": ["Say why you need it"]})
        days = ANSWER_ITEM.working_days
        row = ItemAsked(
            case_id=case.id,
            share_id=share.id,
            item=item,
            state="asked",
            asked_by_id=actor.user_id,
            asked_at=at,
            due=due_instant(add_working_days(local(at).date(), days)),
        )
        row.why = why
        db.session.add(row)
        db.session.flush()
        db.session.add(_task(case, share, row))
        write_down(actor, case, share, "asked", at=at, reason=why)
        _tell_lead(case)
        return step(case, share) | {"asked": row.id}

    return access.only_once(actor, key, f"ask/{item}", why, do, case=reference)


def asked(actor: Actor, reference: str, share_id: str, asked_id: str) -> AskedView:
    """What was asked for, for those who may answer."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.SHARE)
        if actor.role not in OFFERERS:
            raise NotYours("Only an investigator on the case or their supervisor answers this")
        rows = picture.asked_for(share_of(case, share_id))
    found = next((row for row in rows if row.id == asked_id), None)
    if found is None:
        raise NotFound
    trail.form_opened(actor, case, Tier.SUPPORT)
    return found


@act
def answer(
    actor: Actor,
    reference: str,
    share_id: str,
    asked_id: str,
    answers: Mapping[str, object],
    *,
    key: str | None = None,
) -> Done:
    """Share the item from now on, or say why it stays withheld; they read the answer in its row."""

    def do() -> Done:
        at = now()
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        row = db.session.get(ItemAsked, asked_id)
        if row is None or row.share_id != share.id:
            raise NotFound
        if row.state != "asked" or share.state != "accepted" or share.until <= at:
            raise Conflict("This was answered already, or the sharing is over")
        row.answered_at, row.answered_by_id = at, actor.user_id
        row.state, row.reason_code = _decided(actor, case, share, row.item, answers)
        share.version += 1
        finish(actor, case, f"sharing/{share.id}/asked/{row.id}", at)
        write_down(actor, case, share, row.state, at=at)
        return step(case, share)

    body = sorted(answers.items())
    return access.only_once(actor, key, f"asked/{asked_id}", body, do, case=reference)


def _decided(
    actor: Actor, case: Case, share: Share, item: str, answers: Mapping[str, object]
) -> tuple[str, str | None]:
    """How it stands from now on, and the code of the reason if it stays withheld."""
    if answers.get("decision") == YES:
        _give(actor, case, share, item)
        return "given", None
    reason = str(answers.get("reason") or "")
    if answers.get("decision") != "no" or reason not in REASONS:
        raise Invalid({"reason": ["Say why it stays withheld"]})
    share.withheld = left_out(share) | {item: reason}
    return "refused", reason


def _give(actor: Actor, case: Case, share: Share, item: str) -> None:
    """The share as if it had been offered with this item too, judged as an offer is; and told."""
    at, ground = now(), as_meant(share, {item: SHARE})
    judged(actor, case, ground, share.people, at)
    carry(share, ground)
    facts = facts_of(case, None, at)
    view = picture.as_received(case, facts, share.organisation, ground, share)
    whole = picture.what_told(view, (BY_CODE[item].tier,))
    disclosed(
        case.id,
        share.organisation_id,
        by_share(share, "item", actor.user_id),
        What(whole.tiers, (item,), whole.digest),
        at=at,
    )


def _own(actor: Actor, reference: str, *, lock: bool = True) -> tuple[Case, Share]:
    """The case, by the share in force of the organisation of whoever asks."""
    door = access.fetch if lock else access.fetch_quietly
    case = door(actor, reference, Verb.ANSWER_SHARE)
    share = in_force(shares_of(case.id), actor.organisation_id)
    if share is None or not access.finds(actor, case, SHARED):
        raise NotFound
    return case, share


def _askable(share: Share, item: str) -> bool:
    """Withheld by a decision, for a reason that leaves room to ask (ux A.6)."""
    reason = left_out(share).get(item)
    return reason is not None and WITHHELD[reason].may_ask


def _waiting(share: Share, item: str) -> bool:
    waiting = select(ItemAsked.id).where(
        ItemAsked.share_id == share.id, ItemAsked.item == item, ItemAsked.state == "asked"
    )
    return db.session.scalar(waiting) is not None


def _task(case: Case, share: Share, row: ItemAsked) -> Task:
    task = Task(
        case_id=case.id,
        about=f"sharing/{share.id}/asked/{row.id}",
        user_id=case.lead_id,
        team_id=case.lead_team_id,
        due=row.due,
        asked_at=row.asked_at,
        asked_by_id=row.asked_by_id,
    )
    label = BY_CODE[row.item].label
    task.title = f"{share.organisation.name} asks for an item that is withheld: {label}"
    return task


def _tell_lead(case: Case) -> None:
    if case.lead_id is None:
        outbox.promise("task_asked", case_id=case.id, team_id=case.lead_team_id)
    else:
        outbox.promise("task_asked", case_id=case.id, user_ids=(case.lead_id,))
