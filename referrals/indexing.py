"""The keyed codes a person is found by: names and how they sound, birth dates, phones, places."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

import jellyfish
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from referrals.sealed import blind

SHORTEST_PREFIX = 2
VEHICLE = re.compile(r"\b[A-Z]{2}[0-9]{2} ?[A-Z]{3}\b|\b[A-Z][0-9]{1,3} ?[A-Z]{3}\b", re.IGNORECASE)
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
HOUSE = re.compile(r"\b([0-9]+[a-z]?),? ([^\W\d_]{2,})", re.IGNORECASE)
APART = re.compile(r"[,;/\n]|\baka\b", re.IGNORECASE)

Trace = tuple[str, str]
"""What is indexed: its kind, and its value brought to one form."""


def folded(name: str) -> list[str]:
    """The words of a name without case, accents or apostrophes; other scripts as written."""
    joined = re.sub(r"['’`ʼ]", "", unicodedata.normalize("NFKD", name.casefold()))
    words = re.findall(r"[^\W\d_]+", "".join(c for c in joined if not unicodedata.combining(c)))
    return [word.encode("ascii", "ignore").decode() or word for word in words]


def sound(word: str) -> str:
    """How a word sounds, near enough that Mohammed is Muhammad; other scripts as written."""
    return jellyfish.metaphone(word) or word


def names(text: str) -> list[list[str]]:
    """The names in a text that may hold several, apart by commas, slashes, lines or *aka*."""
    return [words for words in map(folded, APART.split(text)) if words]


def person_keys(
    name: str | None, born_on: dt.date | str | None, **more: str | None
) -> list[tuple[str, bytes]]:
    """The blind codes a person is found by; `more` is other names, phone, vehicle or address."""
    return [(kind, blind(kind, value)) for kind, value in traces(name, born_on, **more)]


def traces(
    name: str | None, born_on: dt.date | str | None, *, aliases: str | None = None,
    phone: str | None = None, vehicle: str | None = None, address: str | None = None,
) -> list[Trace]:  # fmt: skip
    """Everything a person is indexed by, each once."""
    found = dict.fromkeys(_name(folded(name or "")))
    for words in names(aliases or ""):
        found |= dict.fromkeys(_name(words))
    if born_on:
        found["born_on", str(born_on)] = None
        found["born_year", str(born_on)[:4]] = None
    for kind, values in (("phone", phones(phone)), ("vehicle", vehicles(vehicle)),
                         ("address", places(address))):  # fmt: skip
        found |= dict.fromkeys((kind, value) for value in values)
    return list(found)


def phones(text: str | None) -> list[str]:
    """The telephone numbers in a text as the whole world writes them; one out of use counts too."""
    matches = PhoneNumberMatcher(text or "", "GB", leniency=Leniency.POSSIBLE)
    return [format_number(match.number, PhoneNumberFormat.E164) for match in matches]


def vehicles(text: str | None) -> list[str]:
    """The registrations in a text, without spaces."""
    return [_tight(found.group()) for found in VEHICLE.finditer(text or "")]


def places(text: str | None) -> list[str]:
    """The postcodes in a text, and each house number with the first word of its street."""
    given = text or ""
    codes = [_tight(found.group()) for found in POSTCODE.finditer(given)]
    houses = HOUSE.findall(POSTCODE.sub(" ", given))
    return codes + [f"{number} {word}".lower() for number, word in houses]


def _tight(text: str) -> str:
    return text.replace(" ", "").upper()


def _name(words: list[str]) -> Iterator[Trace]:
    for position, word in enumerate(words):
        yield ("surname" if position == len(words) - 1 else "forename"), word
        yield "sound", sound(word)
        for length in range(SHORTEST_PREFIX, len(word) + 1):
            yield "prefix", word[:length]
