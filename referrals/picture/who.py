"""How a person is named where names are hidden: initials, sex and age."""

import datetime as dt

from referrals.clock import local
from referrals.models import Person
from referrals.redaction import Holding

CHILD = {"female": "girl", "male": "boy", "unknown": "child"}
ADULT = {"female": "woman", "male": "man", "unknown": "adult"}
SEX = {"female": "female", "male": "male"}
UNTOLD = "untold"
"""In place of an age band: somebody has learned their age since, and this reader is not told."""

BAND = {"child": "Child", "adult": "Adult", "unknown": "Age not known, treated as a child"}


def initials(name: str | None) -> str:
    """K.M. for Kayla Marsh; a dash for a name not known."""
    letters = [word[0].upper() for word in (name or "").split() if word[0].isalpha()]
    return "".join(f"{letter}." for letter in letters[:3]) or "Name not known"


def age_on(born_on: str | None, rough_age: int | None, day: dt.date) -> int | None:
    """Whole years on a day, or the rough age that was given."""
    if not born_on:
        return rough_age
    born = dt.date.fromisoformat(born_on)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def person_words(person: Person | None, band: str, now: dt.datetime) -> str:
    """Sex and age, such as "girl, 15", or "child, age not known"."""
    if person is None:
        return BAND[band]
    if band == UNTOLD:
        return f"{SEX.get(person.sex, 'person')}, age withheld"
    noun = (ADULT if band == "adult" else CHILD).get(person.sex, "person")
    age = age_on(person.born_on, person.rough_age, local(now).date())
    if band == "unknown":
        return f"{noun}, age not known"
    return f"{noun}, {age}" if age is not None else noun


def line(person: Person | None, band: str, now: dt.datetime) -> str:
    """The line of a list: K.M., girl, 15."""
    name = initials(person.name if person else None)
    return f"{name}, {person_words(person, band, now)}"


def seen_by(
    holding: Holding, person: Person | None, band: str, now: dt.datetime
) -> tuple[str, str]:
    """Initials and description as this reader may have them; a mask gives band and sex alone."""
    if holding.has("who"):
        return initials(person.name if person else None), person_words(person, band, now)
    sex = person.sex if person and holding.masked else "unknown"
    noun = (ADULT if band == "adult" else CHILD)[sex]
    return "", noun.capitalize()
