"""Turns views into what the parts of a page are handed: rows, links and times in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from referrals import words
from referrals.clock import local, now, today
from referrals.picture.steps import things
from referrals.picture.summary import POLICE_LEAD
from referrals.services.partners import Held
from referrals.services.previews import Shared
from referrals.views import (
    AskedView,
    CaseView,
    Entry,
    Fact,
    Left,
    QueueRow,
    Row,
    ShareView,
    Withheld,
)

Part = dict[str, Any]
NOT_RECORDED = "Not recorded"
FIX_WORDS = {
    "record": "Record it",
    "move": "Do it now",
    "nrm": "Answer it",
    "tasks": "See tasks",
    "documents": "See documents",
}
PLACES = frozenset({"nrm", "tasks", "documents"})
"""Places of a case that a condition may point to as a whole."""


def fix_link(reference: str, fix: str) -> str:
    """The address of the one thing that would meet a condition; none when nothing on a page can."""
    kind, _, rest = fix.partition("/")
    if kind == "record":
        return f"/cases/{reference}/record/{rest}"
    if kind == "move":
        return f"/cases/{reference}/tracks/{rest}"
    return f"/cases/{reference}/{fix}" if kind in PLACES else ""


def blocker_rows(reference: str, left: Iterable[Left]) -> list[Part]:
    """What is left to do, each with the link that does it."""
    return [
        {
            "kind": "must" if row.must else "should",
            "words": row.words,
            "parts": [part.words for part in parts],
            "why": row.why,
            "href": fix_link(reference, row.fix),
            "link": FIX_WORDS.get(row.fix.partition("/")[0], ""),
            "hidden_words": row.words,
        }
        for row, *parts in things(left)
    ]


def header(case: CaseView) -> Part:
    """The head of every tab of a case."""
    came = f"Logged {words.london_datetime(case.opened_at)}"
    if case.logged_by:
        came += f" by {case.logged_by}"
    shown = isinstance(case.name, str)
    return {
        "reference": case.reference,
        "came": came,
        "who": case.name if shown else case.initials or case.who,
        "about": case.who if shown or case.initials else "",
        "reveal": None
        if shown or "name" not in case.may
        else {"action": f"/cases/{case.reference}/reveal", "text": "Show full name"},
        "facts": [row for row in _header_facts(case) if row["value"]],
    }


def _header_facts(case: CaseView) -> list[Part]:
    return [
        {"label": "Exploitation", "value": _said(case.exploitation)},
        {"label": "Safe now", "value": safe_flag(case)},
        {"label": "Take care", "value": care(case)},
        {
            "label": "For court",
            "value": "A disclosure schedule is kept" if case.disclosure_schedule else "",
        },
        {"label": "Team", "value": case.team},
        {"label": "Lead", "value": case.lead or "Not claimed yet"},
        {
            "label": "Closed",
            "value": words.london_datetime(case.closed_at) if case.closed_at else "",
        },
        {
            "label": "Review",
            "value": words.london_date(case.review_on) if case.review_on else "",
        },
    ]


def flag(text: str, kind: str, *, on: bool = True) -> Markup | str:
    """A state in words, marked; nothing when it does not hold."""
    return Markup('<span class="rp-flag rp-flag--{}">{}</span>').format(kind, text) if on else ""


def care(case: CaseView) -> Markup:
    """What nobody who opens the case may miss."""
    states = (("Threat to life", case.threat_to_life), ("Missing", case.missing))
    flags = [flag(words, "late") for words, on in states if on]
    return Markup(" ").join([*flags, *([restricted_flag()] if case.restricted else [])])


def restricted_flag() -> Markup | str:
    """Only the named hold it: whoever reads it must know before they speak of it."""
    return flag("Restricted: named people only", "held")


def safe_flag(row: CaseView | QueueRow) -> Markup | str:
    """Whether they are safe now, as everybody must see it; green only once it is secured (R17)."""
    if row.safe_now is False:
        return flag("No", "late")
    if row.secured:
        return flag("Yes, confirmed", "done")
    return flag("Yes, not confirmed yet" if row.safe_now else "Not sure", "soon")


def _said(value: str | Withheld) -> str:
    return value if isinstance(value, str) else f"Withheld: {value.reason}"


def first_capital(text: str) -> str:
    """A sentence's first letter, and no other: NRM stays NRM."""
    return text[:1].upper() + text[1:]


def days(entries: Sequence[Entry]) -> list[Part]:
    """The timeline by day, newest first."""
    return [
        {"label": day_heading(day), "entries": [_entry(row) for row in rows]}
        for day, rows in groupby(entries, key=lambda row: local(row.at).date())
    ]


def day_heading(day: dt.date) -> str:
    """Today, Thursday 12 March."""
    said = {0: "Today, ", 1: "Yesterday, "}.get((today() - day).days, "")
    return said + day.strftime("%A %-d %B" if day.year == today().year else "%A %-d %B %Y")


def _entry(entry: Entry) -> Part:
    held = entry.text.reason if isinstance(entry.text, Withheld) else ""
    text = "" if isinstance(entry.text, Withheld) else entry.text
    late = entry.recorded_at - entry.at > dt.timedelta(minutes=5) and not entry.day_only
    written = f"Written up {words.london_datetime(entry.recorded_at)}." if late else ""
    return {
        "time": "" if entry.day_only else words.london_time(entry.at),
        "kind": entry.kind,
        "heading": entry.heading,
        "by": entry.by,
        "held": held,
        "text": "\n\n".join(part for part in (text, written) if part),
        "link": None,
        "seen": None,
    }


def told_rows(case: CaseView) -> list[Part]:
    """What a partner reads item by item; what is withheld may be asked for where it may."""
    asked = {row.item: row for row in reversed(case.asked)}
    return [_told(case.reference, fact, asked.get(fact.key)) for fact in _told_facts(case)]


def _told_facts(case: CaseView) -> Iterable[Fact]:
    return (*case.summary, *case.withheld, *case.granted)


def _told(reference: str, fact: Fact, asked: AskedView | None) -> Part:
    row = _fact(reference, fact, may_change=False)
    if not isinstance(fact.value, Withheld):
        return row
    waiting = asked is not None and asked.state == "asked"
    open_to_asking = fact.value.may_ask and not waiting
    row["withheld"]["ask"] = f"/cases/{reference}/ask/{fact.key}" if open_to_asking else ""
    row["withheld"]["note"] = _answer(asked) if asked else ""
    return row


def _answer(asked: AskedView) -> str:
    """Where what was asked stands, in the row of the item itself."""
    if asked.state == "asked":
        return f"Asked for by {asked.asked_by}. To be answered {by_when(asked.due)}"
    answered = words.london_date(asked.answered_at) if asked.answered_at else ""
    return f"Asked for, and the answer on {answered} was no: {asked.reason}"


def fact_rows(reference: str, facts: Iterable[Fact], *, may_change: bool = False) -> list[Part]:
    """Labels and what is known, or why it is withheld."""
    return [_fact(reference, fact, may_change=may_change) for fact in facts]


def _fact(reference: str, fact: Fact, *, may_change: bool) -> Part:
    row: Part = {"label": fact.label}
    if isinstance(fact.value, Withheld):
        return row | {"withheld": {"reason": fact.value.reason, "ask": "", "note": ""}}
    unknown = fact.value == NOT_RECORDED
    row |= {"missing" if unknown and fact.fix else "value": fact.value, "muted": unknown}
    if may_change and fact.fix:
        href = fix_link(reference, fact.fix)
        text = "Record" if unknown else "Change"
        row["act"] = {"href": href, "text": text, "hidden_words": fact.label.lower()}
    return row


def police_lead(case: CaseView) -> str:
    """Who of the police leads, as far as this reader is told: somebody, a team, or nothing."""
    return case.lead or ("" if case.team == POLICE_LEAD else case.team)


def just_done(case: CaseView, me: str) -> str:
    """What this reader did a moment ago, said back to them after the redirect."""
    newest = case.timeline_page.told_last
    if newest is None or newest.by != me:
        return ""
    return _to_them(case, newest.heading) if now() - newest.recorded_at < A_MOMENT else ""


def _to_them(case: CaseView, heading: str) -> str:
    """What the timeline says of their organisation, said to whoever did it."""
    theirs = case.own_share.organisation if case.own_share else ""
    by_them = bool(theirs) and heading.startswith(theirs)
    return f"You{heading.removeprefix(theirs)}" if by_them else heading


def just_declined(page: Held) -> bool:
    """Whether this reader declined an offer a moment ago: nothing else of it is theirs to see."""
    return page.declined_at is not None and now() - page.declined_at < A_MOMENT


def just_offered(shares: Iterable[ShareView], me: str) -> str:
    """To whom this reader offered the case a moment ago, or nobody."""
    made = (row for row in shares if row.state == "offered" and row.offered_by == me)
    return next((row.organisation for row in made if now() - row.offered_at < A_MOMENT), "")


A_MOMENT = dt.timedelta(seconds=20)


def their_copy(shared: Shared) -> str:
    """What a receiver keeps, by when it goes, and what they said became of it."""
    copy = shared.copy
    if copy is None:
        return f"{shared.share.copy}. {shared.share.copy_kept}"
    if copy.stands == "gone" and copy.answered_at:
        return f"{copy.name}. Disposed of, told on {words.london_date(copy.answered_at)}"
    held = " A hold stands, and they are told to keep it" if copy.stands == "held" else ""
    late = " That day is past, and they have not answered" if copy.stands == "late" else ""
    why = f" They keep it for longer: {copy.why}" if copy.why else ""
    return f"{copy.name}. To go by {words.london_date(copy.dispose_by)}.{held}{late}{why}"


def deadline(row: Row) -> Part:
    """The first column of a list: when, what, and how urgent."""
    if row.due is None:
        return {"main": "No deadline", "sub": "", "state": "ok"}
    main = row.due_left if row.due_tone == "late" else words.due(_day_if_whole(row.due))
    return {"main": main, "sub": row.due_what, "state": row.due_tone}


def _day_if_whole(at: dt.datetime) -> dt.date:
    """A deadline at the last minute of a day is that day."""
    day = local(at)
    return day.date() if (day.hour, day.minute) == LAST_MINUTE else at


LAST_MINUTE = (23, 59)


def by_when(due: dt.datetime | None) -> str:
    """When something is wanted by, within a sentence: 22 Sep, or today, 11:00."""
    said = words.due(_day_if_whole(due)) if due else ""
    return said[:1].lower() + said[1:]


def late(due: dt.datetime | None) -> bool:
    return due is not None and due < now()


def size(count: int) -> str:
    """How large a file is: 812 KB, 3.4 MB."""
    kilobytes = max(1, round(count / 1024))
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{count / 1024 / 1024:.1f} MB"  # noqa: PLR2004 - three digits are enough
