"""Clocks in words: as a case lists them, and one on its own page with what it rests on."""

from collections.abc import Iterable

from referrals import words
from referrals.pages.present import Part, first_capital
from referrals.views import ClockPage, ClockView, RungView

OVER = frozenset({"met", "met_late"})


def running(clocks: Iterable[ClockView]) -> list[ClockView]:
    """Clocks that still ask for something; those that are over are folded away."""
    return [clock for clock in clocks if clock.tone not in OVER]


def over(clocks: Iterable[ClockView]) -> list[ClockView]:
    return [clock for clock in clocks if clock.tone in OVER]


def clock_parts(reference: str, clocks: Iterable[ClockView]) -> list[Part]:
    """Time left first, then what, then when and by which kind of rule."""
    return [
        {
            "left": clock.left,
            "what": clock.what,
            "href": f"/cases/{reference}/clocks/{clock.id}",
            "when": clock.note or f"{_due_words(clock)}. {first_capital(clock.kind)}",
            "state": clock.tone,
            "percent": None if clock.tone in OVER else clock.percent,
            "act": _clock_act(reference, clock),
        }
        for clock in clocks
    ]


def _clock_act(reference: str, clock: ClockView) -> Part | None:
    if not clock.by_hand:
        return None
    return {"href": f"/cases/{reference}/clocks/{clock.id}/done", "text": "Say that it is done"}


def _due_words(clock: ClockView) -> str:
    due = words.due(clock.due_day or clock.due)
    said = due[0].lower() + due[1:]
    return f"{'Due' if clock.tone in {'ok', 'soon'} else 'Was due'} {said}"


def clock_alone(page: ClockPage) -> list[Part]:
    """A clock on its own page, where it needs no link to itself and its name is the heading."""
    parts = clock_parts(page.reference, (page.clock,))
    return [part | {"what": "", "href": "", "act": None} for part in parts]


def clock_facts(page: ClockPage) -> list[Part]:
    """What the clock rests on, and whether anything waits for it."""
    said = words.london_date if page.whole_days else words.london_datetime
    start = f"{said(page.started)}{f'. {page.start}' if page.start else ''}"
    rows = [
        ("Kind", "Must do" if page.must else "Should do"),
        ("What that means", f"{page.kind_words}."),
        ("Started", start),
        ("Due", words.london_date(page.clock.due_day) or words.london_datetime(page.clock.due)),
        *([("Met", f"{said(page.met_at)}. {page.met_by}.")] if page.met_at else []),
        ("Counted in", page.unit),
        ("Rule and source", f"{page.rule}." if page.rule else "What started it no longer counts."),
        ("Pausing", f"{page.never_paused}." if page.never_paused else "A supervisor can pause it."),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def rung_state(rung: RungView) -> str:
    """Whether a rung has been told, and to how many."""
    if not rung.reached:
        return "Still ahead"
    people = f"{rung.told} {'person' if rung.told == 1 else 'people'}"
    return f"Told to {people}" if rung.told else "Passed before anybody could be warned"
