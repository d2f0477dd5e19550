"""What waits for somebody in the demonstration: one of each thing that is otherwise rarely seen."""

import datetime as dt
from collections.abc import Sequence

from referrals.clock import LONDON, standing_at, today
from referrals.seed.living import team_of
from referrals.seed.people import someone
from referrals.seed.stories import Story
from referrals.services import (
    copies,
    covering,
    emergency,
    reading,
    sampling,
    unusual,
    writing,
)
from referrals.services.covering import Wanted
from workflows.looking import SOME_AT_NIGHT

Told = Sequence[tuple[Story, str]]


def leave(told: Told) -> None:
    """A look to answer for, unusual viewing, an emergency, a conflict, cover and a copy."""
    _looks(told)
    _emergency(_one(told, "cse", "active"))
    _conflict(_one(told, "adult_smuggled", "active"))
    _cover()
    copies.ask_due()


def _looks(told: Told) -> None:
    """One of last week is drawn; three of last night, by somebody who works by day, are found."""
    monday = today() - dt.timedelta(days=today().weekday() + 7)
    reference = _one(told, "child_trafficking", "cg_positive")
    lead = someone("%_investigator", team=team_of(reference))
    with standing_at(_at(monday, 10)):
        reading.read(lead, reference)
    sampling.draw_weekly()

    yesterday = today() - dt.timedelta(days=1)
    by_day = someone("cse_coordinator", area="coventry")
    with standing_at(_at(yesterday, 23)):
        for reference in _in_coventry(told)[:SOME_AT_NIGHT]:
            reading.read(by_day, reference)
    unusual.look_back(yesterday)


def _in_coventry(told: Told) -> list[str]:
    """Cases of children's sexual exploitation there, on record for some days."""
    there = [(story, reference) for story, reference in told if story.area == "coventry"]
    return [
        reference
        for story, reference in there
        if story.kind in {"cse", "child_trafficked_sexually"} and story.reached in HELD
    ]


HELD = frozenset({"active", "shared", "draft", "submitted", "rg_negative", "considered"})


def _emergency(reference: str) -> None:
    """Opened last night by a supervisor of another unit; it has ended, and waits to be reviewed."""
    night = _at(today() - dt.timedelta(days=1), 22)
    words = "They have rung from an address that only this case can place. Officers are on the way."
    with standing_at(night):
        emergency.open_case(
            someone("fcid_supervisor"), reference, "danger", words, confirmed_at=night
        )


def _conflict(reference: str) -> None:
    """Somebody in the case is called as its lead is: the supervisors of other teams decide."""
    supervisor = someone("%_supervisor", team=team_of(reference))
    lead = someone("%_investigator", team=team_of(reference))
    name = lead.name.removeprefix("DC ")
    about = "Drove them to the airport."
    writing.add_person(supervisor, reference, "associate", name, about=about)


def _cover() -> None:
    team = "ppd_cse"
    away, covers = (someone("ppd_investigator", team=team, seat=seat) for seat in (0, 1))
    week = Wanted(away.user_id, covers.user_id, today(), today() + dt.timedelta(days=6))
    covering.cover(someone("ppd_supervisor", team=team), team, week)


def _one(told: Told, kind: str, reached: str) -> str:
    """The first case of this kind that has come this far."""
    return next(ref for story, ref in told if (story.kind, story.reached) == (kind, reached))


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LONDON).astimezone(dt.UTC)
