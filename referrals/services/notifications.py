"""What somebody was told, by case and only while it is still theirs, and what they have read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true

from referrals import access, outbox, picture, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.cursors import number_of
from referrals.db import MOMENT, act, db, reading
from referrals.models import Case, Notice, NoticeMark
from workflows.sharing import Tier

NEWEST = 100


@dataclass(frozen=True)
class Line:
    """One notice: its own reference, which is its link, its constant words, and when."""

    notice: str
    words: str
    at: dt.datetime
    unread: bool


@dataclass(frozen=True)
class Heard:
    """What was told about one case that this person may still see; no reference: about no case."""

    reference: str
    unread: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Notifications:
    """A page of notices, by case; `up_to` is the newest of them, `next` where earlier ones are."""

    cases: tuple[Heard, ...]
    unread: int
    up_to: int
    next: str | None


def mine(actor: Actor, after: str | None = None) -> Notifications:
    """What this person, their team and their organisation were told, of cases that are theirs.

    The newest, or those before where a page ended; NotFound for what no page gave out.
    """
    with reading():
        mark = _mark(actor)
        theirs = _case_of(actor).scalar_subquery()
        query = _heard(actor, select(Notice, theirs)).where(_before(after))
        found = db.session.execute(query.order_by(Notice.id.desc()).limit(NEWEST + 1))
        rows = [(notice, reference and notice.case_id, reference) for notice, reference in found]
        shown = _still_held(actor, rows[:NEWEST])
        page = Notifications(
            cases=_by_case(shown, mark),
            unread=sum(notice.id > mark for notice, _, _ in shown),
            up_to=rows[0][0].id if rows else 0,
            next=str(rows[NEWEST - 1][0].id) if len(rows) > NEWEST else None,
        )
        named = [(case_id, reference) for _, case_id, reference in shown if case_id]
    trail.looked(actor, "notices.list", named, (Tier.TASKS,), single=False)
    return page


def _before(after: str | None) -> ColumnElement[bool]:
    return Notice.id < number_of(after, MOST) if after else true()


MOST = 10**9 - 1
"""The number of a notice, within what both databases hold."""


def unread(actor: Actor) -> int:
    """How many of them are newer than what this person said they had read; a hundred at most."""
    with reading():
        return db.session.scalar(_newer(actor)) or 0


@access.worded
def _newer(actor: Actor) -> Select[int]:
    """Asked for the menu of every page, so worded once for whoever asks."""
    mark = select(NoticeMark.notice_id).where(NoticeMark.user_id == actor.user_id)
    after = func.coalesce(mark.scalar_subquery(), 0)
    newer = _heard(actor, select(Notice.id)).where(Notice.id > after).limit(NEWEST)
    return select(func.count()).select_from(newer.subquery())


@act
def read_up_to(actor: Actor, notice_id: int) -> None:
    """Somebody says that they have read every notice up to one; never back again."""
    newest = db.session.scalar(select(func.max(Notice.id))) or 0
    mark = db.session.get(NoticeMark, actor.user_id)
    if mark is None:
        mark = NoticeMark(user_id=actor.user_id, notice_id=0)
        db.session.add(mark)
    mark.notice_id = max(mark.notice_id, min(notice_id, newest))
    trail.changed(actor, "notices.read", None, after={"up_to": mark.notice_id})


def _heard(actor: Actor, query: Any) -> Any:
    """Of their notices, those of cases they may see now, and those about no case at all.

    That a share is over is told to whoever had it, and of which case it was is not (R12).
    """
    clear = not_(access.in_conflict(Notice.case_id, actor.user_id))
    over = and_(Notice.topic == outbox.SHARE_ENDED, clear)
    return query.where(
        outbox.told_to(actor),
        Notice.topic.not_in(outbox.BY_LINK),
        Notice.promised_at <= MOMENT,
        or_(Notice.case_id.is_(None), over, _case_of(actor).exists()),
    )


def _case_of(actor: Actor) -> Select[str]:
    """The case of a notice, if it is theirs; asked of each, since to join would read them all."""
    theirs = access.visible_to(actor, *access.HEARS)
    return select(Case.reference).where(Case.id == Notice.case_id, theirs)


def _still_held(actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    """Without the cases on which their row of section e applies no more: they are absent."""
    gone = picture.lapsed(actor, {case_id for _, case_id, _ in rows if case_id}, now())
    return [row for row in rows if row[1] not in gone]


def _mark(actor: Actor) -> int:
    mark = db.session.get(NoticeMark, actor.user_id)
    return mark.notice_id if mark else 0


def _by_case(rows: Sequence[Any], mark: int) -> tuple[Heard, ...]:
    """Cases in the order of their newest notice; a sort keeps that order inside each."""
    newest = {reference: place for place, (_, _, reference) in reversed([*enumerate(rows)])}
    ordered = sorted(rows, key=lambda row: newest[row[2]])
    found = []
    for reference, group in groupby(ordered, key=lambda row: row[2]):
        lines = tuple(
            Line(row.reference, outbox.words_inside(row.topic), row.promised_at, row.id > mark)
            for row, _, _ in group
        )
        found.append(Heard(reference or "", sum(line.unread for line in lines), lines))
    return tuple(found)
