"""What the record of activity is narrowed to, by an address or a program: never a person."""

import datetime as dt
from collections.abc import Mapping

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from referrals.reference import SHAPE
from referrals.schemas.fields import YEARS
from referrals.services.record import Narrowed
from referrals.trail.listing import KINDS
from workflows.sharing import ROLES

NAMES = ("from", "to", "kind", "role", "case")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def _within_years(day: dt.date) -> None:
    if day.year not in YEARS:
        raise ValidationError(f"Must have a year from {YEARS.start} to {YEARS.stop - 1}")


class Narrowing(Schema):
    """The same for a program."""

    class Meta:
        unknown = EXCLUDE

    since = fields.Date(load_default=None, data_key="from", validate=_within_years)
    until = fields.Date(load_default=None, data_key="to", validate=_within_years)
    kind = fields.String(load_default="", validate=validate.OneOf(["", "emergency", *KINDS]))
    role = fields.String(load_default="", validate=validate.OneOf(["", *ROLES]))
    case = fields.String(load_default="", validate=validate.Regexp(f"^({SHAPE.pattern})?$"))
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})


def narrowing(given: Mapping[str, str]) -> tuple[Narrowed, tuple[str, ...]]:
    """The filters as they are meant, and those that cannot be read."""
    since, until = _day(given["from"]), _day(given["to"])
    case = given["case"].strip().upper()
    kept = case if SHAPE.fullmatch(case) else ""
    wrong = (
        ("From must be a date, like 10/3/2026", given["from"], since),
        ("To must be a date, like 10/3/2026", given["to"], until),
        ("Case must be a whole reference, like RP-4827-KT", case, kept),
    )
    unread = tuple(words for words, text, read in wrong if text and not read)
    return Narrowed(since, until, given["kind"], given["role"], kept), unread


def told(given: Mapping[str, object]) -> str:
    """What a copy was narrowed to, in one line."""
    return ", ".join(f"{name}: {value}" for name, value in given.items() if value) or "everything"


def _day(text: str) -> dt.date | None:
    for form in DAYS:
        try:
            day = dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None
