"""One section of the referral is answered, each answer under its own tier."""

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, effects, picture, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects.approving import WORDS
from referrals.effects.conflicts import detect_named
from referrals.effects.referral import OPEN, in_hand, loaded
from referrals.errors import Conflict, NotYours
from referrals.facts import facts_of
from referrals.models import Case, NrmReferral, NrmSection
from referrals.picture.form import Opened
from referrals.picture.sections import answers_for, section_named, stored
from referrals.redaction import Holding
from workflows import nrm_form
from workflows.facts import CaseFacts
from workflows.sharing import Tier

Answers = Mapping[str, object]
EXPLOITERS = "exploiters"
"""The question that asks who exploited them."""


@act
def save(
    actor: Actor,
    reference: str,
    code: str,
    answers: Answers,
    *,
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Keep the answers to one section; what this person may not answer stays as it was."""

    def do() -> dict[str, object]:
        stamp = now()
        case = access.fetch(actor, reference, Verb.WRITE)
        facts = facts_of(case, actor)
        holding = redaction.held_by(actor, case, facts, access.why(actor, case))
        refuse_reader(actor, facts, holding)
        referral = in_hand(case.id, stamp)
        row = _row(referral, code, actor, stamp, version)
        kept = loaded(row.answers)
        found = Opened(actor, case, facts, holding, referral)
        merged = _merged(code, found, kept, answers)
        row.answers = json.dumps(merged)
        referral.updated_at = stamp
        again = _start_again(actor, case, referral, nrm_form.starts_again(kept, merged))
        _write_down(actor, case, row, kept, merged)
        _hide_from_exploiters(actor, case, kept, merged)
        effects.settle(actor, case, stamp)
        return {
            "reference": case.reference,
            "missing": case.nrm_missing,
            "version": row.version,
            "again": again,
        }

    return access.only_once(actor, key, f"nrm/{code}", dict(answers), do, case=reference)


def refuse_reader(actor: Actor, facts: CaseFacts, holding: Holding) -> None:
    """NotYours unless they draft it; Conflict once it is no longer being drafted."""
    if holding.own_only:
        raise NotYours("You have handed this case over, and its referral with it")
    if not picture.drafts(actor):
        raise NotYours("Only someone in a designated first responder organisation drafts this")
    if facts.state("nrm") not in OPEN:
        raise Conflict("The referral is not being drafted, so its answers cannot be changed")


def _merged(code: str, found: Opened, kept: Answers, answers: Answers) -> dict[str, object]:
    """The section's answers, new where this person may answer and as they were where not."""
    asked = section_named(code).questions
    writable = {question.key for question in asked if answers_for(found, question, kept)}
    merged = {name: value for name, value in kept.items() if name not in writable}
    return merged | {name: _plain(value) for name, value in answers.items() if name in writable}


def _write_down(actor: Actor, case: Case, row: NrmSection, before: Answers, after: Answers) -> None:
    """What was changed, for the clocks, the second reader of the account and the trail."""
    reworded = any(before.get(key) != after.get(key) for key in nrm_form.NARRATIVE)
    if reworded:
        _unchecked(case)
    event = effects.happened(
        actor, case, "draft_updated", "", tier=Tier.NRM_DECISION, at=row.updated_at
    )
    event.detail = {WORDS: True} if reworded else {}  # whoever wrote them never checks them (R18)
    db.session.add(event)
    trail.changed(
        actor,
        f"nrm.{row.section}",
        case,
        tiers=(Tier.NRM_DECISION,),
        after={"changed": _changed(before, after)},
    )


def _hide_from_exploiters(actor: Actor, case: Case, before: Answers, after: Answers) -> None:
    """Somebody named as an exploiter may work here: for them there is no case (rule 5)."""
    if after.get(EXPLOITERS) not in {None, before.get(EXPLOITERS)}:
        detect_named(case, str(after[EXPLOITERS]), actor)


def _changed(before: Answers, after: Answers) -> list[str]:
    """Which answers changed. The answers of a draft are kept in one place alone, so that they are
    gone when it is deleted; what was sent is kept with what was sent."""
    return sorted(key for key in {**before, **after} if before.get(key) != after.get(key))


def _start_again(
    actor: Actor, case: Case, referral: NrmReferral, sections: tuple[str, ...]
) -> list[str]:
    """Their age has changed sides: what follows the page on consent is asked again."""
    rows = db.session.scalars(
        select(NrmSection).where(
            NrmSection.referral_id == referral.id, NrmSection.section.in_(sections)
        )
    ).all()
    for row in rows:
        trail.changed(
            actor,
            f"nrm.{row.section}",
            case,
            operation="erasure",
            tiers=(Tier.NRM_DECISION,),
            after={"changed": sorted(loaded(row.answers))},
            reason_code="age_changed",
        )
        row.answers, row.version = json.dumps({}), row.version + 1
    return sorted(row.section for row in rows)


def _unchecked(case: Case) -> None:
    """Words that change after a second person read them wait for a second person again (R18)."""
    if (case.dtn or {}).get("narrative") == "checked":
        case.dtn = {**(case.dtn or {}), "narrative": "unchecked"}


def _row(
    referral: NrmReferral, code: str, actor: Actor, stamp: dt.datetime, version: int | None
) -> NrmSection:
    row = stored(referral, code)
    held = row.version if row else 0
    if version is not None and version != held:
        raise Conflict("Someone else changed these answers while you had them open")
    if row is None:
        row = NrmSection(referral_id=referral.id, section=code, version=0)
        db.session.add(row)
    row.version = held + 1
    row.updated_at, row.updated_by_id = stamp, actor.user_id
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
