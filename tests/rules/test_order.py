"""Which of two events is the later: a day is its whole day, a typed minute its minute (R1)."""

import datetime as dt

import pytest

from workflows.facts import Event

SEEN = dt.datetime(2026, 7, 1, 9, 30, 40, tzinfo=dt.UTC)
THE_MINUTE = SEEN.replace(second=0)
NEXT = SEEN + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answer", "asked", "overtakes", "why"),
    [
        (SEEN, SEEN - dt.timedelta(seconds=1), True, "by a second"),
        (SEEN - dt.timedelta(seconds=1), SEEN, False, "before it by a second"),
        (THE_MINUTE, SEEN, True, "typed as 09:30, told after what happened at 09:30:40"),
        (SEEN, THE_MINUTE, True, "of what was typed as 09:30, the last told"),
        (NEXT.replace(second=0), SEEN, True, "typed as a minute later"),
        (THE_MINUTE - dt.timedelta(minutes=1), SEEN, False, "typed as a minute before"),
    ],
)
def test_of_two_in_one_minute_the_last_told_is_the_later(answer, asked, overtakes, why):
    first = Event("challenge_raised", asked, recorded=SEEN)
    then = Event("challenge_answered", answer, recorded=NEXT)

    assert then.overtakes(first) is overtakes, why
    assert first.overtakes(then) is not overtakes, why
