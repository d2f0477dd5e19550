"""Drafts of cases, each seen by its writer alone: answered a page at a time, and autosaved."""

import datetime as dt
import secrets
from collections.abc import Mapping

from sqlalchemy import select

from referrals import trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import act, db, reading
from referrals.errors import Conflict, Gone, Invalid, NotFound, NotYours
from referrals.models import Draft
from referrals.services.intake import words
from referrals.services.intake.kept import CHECK, Kept, answered, opened, put_away
from referrals.services.intake.views import DraftLine, DraftView
from workflows.agencies import TEAM_ROLES
from workflows.intake import BY_CODE, Step, conflicts, pages

LASTS = dt.timedelta(days=14)
WARNED = dt.timedelta(hours=48)
MOST = 20
LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
Answers = Mapping[str, object]


def may_log(actor: Actor) -> None:
    """Police log cases: response officers, investigators and their supervisors."""
    if actor.role not in TEAM_ROLES:
        raise NotYours("Police officers log cases. Tell the team that you work with instead")


@act
def start_draft(actor: Actor) -> str:
    """An empty draft, named by a token that nobody can guess."""
    may_log(actor)
    if len(_in_hand(actor)) >= MOST:
        raise NotYours(f"You have {MOST} drafts. Send or delete one before you start another")
    token = "d-" + "".join(secrets.choice(LETTERS) for _ in range(8))
    at = now()
    row = Draft(
        token=token, user_id=actor.user_id, started_at=at, saved_at=at, expires_at=at + LASTS
    )
    db.session.add(row)
    trail.changed(actor, "draft.started", None, operation="collection")
    return token


def drafts(actor: Actor) -> tuple[DraftLine, ...]:
    """The reader's own drafts, the last saved first."""
    may_log(actor)
    with reading():
        return tuple(_line(row) for row in _in_hand(actor))


def draft(actor: Actor, token: str, step: str | None = None) -> DraftView:
    """One draft, open on a page; on its next one when none is named."""
    may_log(actor)
    with reading():
        row = own(actor, token)
        kept = opened(row)
        step = step or kept.next
        if step != CHECK:
            _page(step, kept.answers)
        return DraftView(
            token=row.token,
            step=step,
            version=kept.versions.get(step, 0),
            answers=kept.answers,
            typed=kept.typed.get(step, {}),
            next=kept.next,
            so_far=words.so_far(kept.answers),
            likely=words.likely(kept.answers),
            saved_at=row.saved_at,
        )


@act
def answer(
    actor: Actor, token: str, step: str, answers: Answers, version: int | None = None
) -> str:
    """Keep the answers of one page; answers the page to go to next.

    Two devices that answer one page differently are told, and neither is overwritten unseen.
    """
    may_log(actor)
    row = own(actor, token, lock=True)
    kept = opened(row)
    page = _page(step, kept.answers)
    before = answered(page, kept.answers)
    if version not in {None, kept.versions.get(step, 0)} and before != dict(answers):
        raise Conflict("This page was answered since you opened it", _read_back(page, before))
    others = {key: value for key, value in kept.answers.items() if key not in before}
    wrong = conflicts(step, others | dict(answers), today())
    if wrong:
        raise Invalid({key: [said] for key, said in wrong.items()})
    kept.answers = others | dict(answers)
    kept.typed.pop(step, None)
    kept.versions[step] = kept.versions.get(step, 0) + 1
    _save(row, kept)
    return kept.next


@act
def keep_typed(
    actor: Actor, token: str, step: str, typed: Mapping[str, object], version: int | None = None
) -> dt.datetime:
    """Keep what is being typed on a page as it stands, unread, until its Continue (RE6).

    What was typed before the page was last answered arrives too late, and is let go.
    """
    may_log(actor)
    row = own(actor, token, lock=True)
    kept = opened(row)
    _page(step, kept.answers)
    if version in {None, kept.versions.get(step, 0)}:
        kept.typed[step] = dict(typed)
        _save(row, kept)
    return row.saved_at


@act
def delete(actor: Actor, token: str) -> None:
    """Empty a draft at once; its address says that it is gone."""
    may_log(actor)
    row = own(actor, token, lock=True)
    row.answers, row.expires_at = None, now()
    trail.changed(actor, "draft.deleted", None, operation="erasure")


def own(actor: Actor, token: str, *, lock: bool = False) -> Draft:
    """The reader's own draft, or NotFound; Gone once it was sent, deleted or has expired."""
    query = select(Draft).where(Draft.token == token, Draft.user_id == actor.user_id)
    row = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    if row.sent_case_id is not None or row.expires_at <= now():
        raise Gone
    return row


def _in_hand(actor: Actor) -> list[Draft]:
    return list(
        db.session.scalars(
            select(Draft)
            .where(
                Draft.user_id == actor.user_id,
                Draft.sent_case_id.is_(None),
                Draft.expires_at > now(),
            )
            .order_by(Draft.saved_at.desc())
        )
    )


def _line(row: Draft) -> DraftLine:
    kept = opened(row)
    return DraftLine(
        token=row.token,
        next=kept.next,
        so_far=" ".join(words.so_far(kept.answers)) or "Nothing answered yet.",
        started_at=row.started_at,
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        expires_soon=row.expires_at - now() < WARNED,
    )


def _page(code: str, answers: Answers) -> Step:
    """The page, if these answers lead through it."""
    step = BY_CODE.get(code)
    if step is None or step not in pages(answers):
        raise NotFound
    return step


def _read_back(page: Step, answers: Answers) -> dict[str, str]:
    """What the other device answered, in words."""
    return {
        question.label: ", ".join(words.lines(question, answers[question.key], today()))
        for question in page.questions
        if question.key in answers
    }


def _save(row: Draft, kept: Kept) -> None:
    row.saved_at, row.version = now(), row.version + 1
    row.expires_at = row.saved_at + LASTS
    put_away(row, kept)
