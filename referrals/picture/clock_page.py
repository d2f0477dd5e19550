"""One clock: who sees it, and everything that is known of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from referrals.actor import Actor
from referrals.clock import local
from referrals.effects import left_to_climb, reached_at
from referrals.models import CaseClock, Event
from referrals.picture.acts import version_for
from referrals.picture.clock_words import clock_view
from referrals.picture.load import Rows
from referrals.picture.others import names_to
from referrals.picture.timeline import may_know
from referrals.redaction import Holding
from referrals.views import ClockPage, ClockView, PauseView, RungView, Shown
from workflows.agencies import POLICE
from workflows.clocks import MET_BY_HAND, Clock
from workflows.clocks.kinds import KINDS
from workflows.clocks.ladder import RECEIVERS, ladder
from workflows.clocks.owed import owed_by
from workflows.clocks.pausing import PAUSED, REASONS, RESUMED, why_never
from workflows.sharing import Tier


def sees_clock(actor: Actor, row: CaseClock, holding: Holding) -> bool:
    """Every clock to the police on the case; to anyone else, those that run against them."""
    if not holding.reads(Tier.TASKS, free=False):
        return False
    everything = actor.role in POLICE and not holding.own_only
    return everything or row.code in owed_by(actor.role)


def view_of(row: CaseClock, rows: Rows, names: Mapping[int, str], now: dt.datetime) -> ClockView:
    """A clock as it stands on the case, with whoever paused it, as `names` tells them."""
    held = [event for event in rows.events if event.kind == PAUSED and _of(event, row)]
    paused = None
    if row.state == "paused" and held:
        paused = held[-1].at, _said(held[-1], names)
    return clock_view(row, now, rows.holidays, paused)


def clock_page(
    actor: Actor, rows: Rows, row: CaseClock, reckoned: Clock | None, holding: Holding,
    *, now: dt.datetime, may: Iterable[str],
) -> ClockPage:  # fmt: skip
    """The page of one clock; `reckoned` is what the rules say of it today, if they still do."""
    kind = KINDS[row.kind]
    pausable = bool(reckoned and reckoned.reasons)
    names = names_to(actor, rows, holding)
    told = [event for event in rows.events if may_know(event, actor, holding)]
    met_at, met_by = _met(row, reckoned, rows, told)
    return ClockPage(
        reference=rows.case.reference,
        version=version_for(actor, rows.case, holding),
        clock=view_of(row, rows, names, now),
        must=kind.must,
        kind_words=kind.words,
        rule=reckoned.rule if reckoned else "",
        unit=row.unit,
        started=row.started + dt.datetime.resolution if row.due_day else row.started,
        whole_days=row.due_day is not None,
        start=_start(row, told),
        met_at=met_at,
        met_by=met_by,
        pauses=_pauses(actor, row, rows, holding, names),
        ladder=_ladder(row, rows),
        never_paused="" if pausable else why_never(row.kind),
        may=frozenset(may),
    )


def _of(event: Event, row: CaseClock) -> bool:
    return event.detail.get("clock") == row.key


def _said(event: Event, names: Mapping[int, str]) -> str:
    reason = REASONS.get(str(event.detail.get("reason")), "")
    day = local(event.at).strftime("%-d %b")
    return f"{names.get(event.by_id or 0, '')}, {day}: {reason[:1].lower()}{reason[1:]}"


def _start(row: CaseClock, told: Iterable[Event]) -> str:
    """What started it, as the timeline says it, if this reader may know of it."""
    moment = row.key.partition("@")[2].partition("#")[0]
    return next((event.heading for event in told if event.at.isoformat() == moment), "")


def _met(
    row: CaseClock, reckoned: Clock | None, rows: Rows, told: Collection[Event]
) -> tuple[dt.datetime | None, str]:
    """The first thing since it started that it waited for, if this reader may know of it."""
    if reckoned is None or row.outstanding:
        return None, ""
    answers = (event for event in rows.events if _answers(event, row, reckoned))
    first = min(answers, key=lambda event: event.at, default=None)
    if first is None or first not in told:
        return None, ""
    return first.at, first.heading


def _answers(event: Event, row: CaseClock, reckoned: Clock) -> bool:
    if event.at < row.started:
        return False
    by_hand = event.kind == MET_BY_HAND and _of(event, row)
    shown = (event.track, event.move) in reckoned.shown_by
    return by_hand or shown or event.kind in reckoned.met_by


def _pauses(
    actor: Actor, row: CaseClock, rows: Rows, holding: Holding, names: Mapping[int, str]
) -> tuple[PauseView, ...]:
    found: list[PauseView] = []
    for event in rows.events:
        if not _of(event, row):
            continue
        if event.kind == PAUSED:
            found.append(_pause(actor, event, holding, names))
        elif event.kind == RESUMED and found:
            last = found.pop()
            found.append(PauseView(last.since, event.at, last.by, last.reason, last.words))
    return tuple(found)


def _pause(actor: Actor, event: Event, holding: Holding, names: Mapping[int, str]) -> PauseView:
    own = event.by_id == actor.user_id
    may_read = own or holding.reads_of_others(event.tier, free=True)
    words: Shown = (event.words or "") if may_read else ""
    reason = REASONS.get(str(event.detail.get("reason")), "")
    return PauseView(event.at, None, names.get(event.by_id or 0, ""), reason, words)


def _ladder(row: CaseClock, rows: Rows) -> tuple[RungView, ...]:
    """What was reached and when; and the rest, while the clock still waits for an answer."""
    steps = {step["rung"]: step for step in row.climbed or ()}
    ahead = {rung.code for rung in left_to_climb(row)} if row.next_rung_at else set()
    return tuple(
        RungView(
            code=rung.code,
            words=rung.words,
            to=RECEIVERS[rung.to],
            source=rung.source,
            at=_at(steps[rung.code]["at"])
            if rung.code in steps
            else reached_at(row, rung, rows.holidays),
            reached=rung.code in steps,
            told=int(steps[rung.code]["told"]) if rung.code in steps else 0,
        )
        for rung in ladder(row.kind)
        if rung.code in steps or rung.code in ahead
    )


def _at(text: object) -> dt.datetime:
    return dt.datetime.fromisoformat(str(text))
