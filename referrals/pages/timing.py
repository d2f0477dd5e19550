"""A clock on its own page: what it rests on, and where its ladder stands, in words."""

from referrals import words
from referrals.pages import present
from referrals.views import ClockPage, RungView


def clock_alone(page: ClockPage) -> list[present.Part]:
    """A clock on its own page, where it needs no link to itself and its name is the heading."""
    parts = present.clock_parts(page.reference, (page.clock,))
    return [part | {"what": "", "href": "", "act": None} for part in parts]


def clock_facts(page: ClockPage) -> list[present.Part]:
    """What the clock rests on, and whether anything waits for it."""
    said = words.london_date if page.whole_days else words.london_datetime
    start = f"{said(page.started)}{f'. {page.start}' if page.start else ''}"
    rows = [
        ("Kind", "Must do" if page.must else "Should do"),
        ("What that means", f"{page.kind_words}."),
        ("Started", start),
        ("Due", words.london_date(page.clock.due_day) or words.london_datetime(page.clock.due)),
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
