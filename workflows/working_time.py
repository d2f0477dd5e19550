"""Working days of England and Wales, and the last instant of a London day (R1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
FEWEST_IN_A_YEAR = 8
NONE_LATER: frozenset[date] = frozenset()

# The days kept in both England and Wales, as month and day, substitutes in place of weekends.
# A day proclaimed later is passed in: the table itself is compared with a package by a test.
TABLE = {
    2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
    2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
}
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(f"{year}-{day}") for year, days in TABLE.items() for day in days.split()
)


class PastTheTable(ValueError):
    """The bank holidays of that year are not known, so no working day in it can be promised."""

    def __init__(self, year: int) -> None:
        self.year = year
        first, last = min(TABLE), max(TABLE)
        super().__init__(
            f"Bank holidays are known from {first} to {last}, and not for {year}: add that year’s"
        )


def is_working_day(day: date, extra_holidays: frozenset[date] = NONE_LATER) -> bool:
    """Monday to Friday, and no bank holiday of England and Wales (R1)."""
    if not is_known(day.year, extra_holidays):
        raise PastTheTable(day.year)
    return _works(day, extra_holidays)


def is_known(year: int, extra_holidays: frozenset[date] = NONE_LATER) -> bool:
    """Whether the year is in the table, or was passed in whole."""
    return year in TABLE or sum(day.year == year for day in extra_holidays) >= FEWEST_IN_A_YEAR


def add_working_days(day: date, n: int, extra_holidays: frozenset[date] = NONE_LATER) -> date:
    """The nth working day after a day that is day 0, whatever day of the week it is (R1)."""
    for _ in range(n):
        day += ONE_DAY
        while not is_working_day(day, extra_holidays):
            day += ONE_DAY
    return day


def nth_working_day(day: date, n: int, extra_holidays: frozenset[date] = NONE_LATER) -> date:
    """The nth working day after a day; where the table ends, as near as what is known (R1)."""
    for _ in range(n):
        day += ONE_DAY
        while not _works(day, extra_holidays):
            day += ONE_DAY
    return day


def working_days_after(day: date, until: date, extra_holidays: frozenset[date] = NONE_LATER) -> int:
    """How many working days, as near as is known, come after a day and up to another."""
    days = (day + ONE_DAY * step for step in range(1, (until - day).days + 1))
    return sum(_works(each, extra_holidays) for each in days)


def _works(day: date, extra_holidays: frozenset[date]) -> bool:
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS and day not in extra_holidays


def local_day(at: datetime) -> date:
    """The day an instant falls on in England."""
    return at.astimezone(LONDON).date()


def day_begins(day: date) -> datetime:
    """The first instant of a London day, in UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def due_instant(day: date) -> datetime:
    """The last instant of a London day, in UTC: what is due on a day is due by its end."""
    return day_begins(day + ONE_DAY) - datetime.resolution
