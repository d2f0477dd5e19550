"""Text as a person may type it: one form of what reads the same, and the shapes it may need."""

import re
import unicodedata
from itertools import groupby

import phonenumbers
from marshmallow import ValidationError

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
WHOLE_NUMBER = 9
"""Digits of the shortest British number with its area code, after the first nought."""


MOST_MARKS = 30
"""On one letter (UAX 15): no writing has more, and to put many in order takes quadratic time."""


def clean(text: str) -> str:
    """One form for text that reads the same: paragraphs kept, nothing that does not print."""
    printable(text)
    if not text.isascii() and _piled(text):
        raise ValidationError("Take out the marks that are piled on one letter")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def printable(text: str) -> None:
    """Refuse what no keyboard types and no database keeps."""
    if any(unprintable(character) for character in text):
        raise ValidationError("Take out the characters that cannot be printed")


def _piled(text: str) -> bool:
    """Whether more marks follow one another than can be meant, as they come apart."""
    apart = (unicodedata.normalize("NFD", character) for character in text)
    marks = (bool(unicodedata.combining(character[0])) for character in apart)
    return any(marked and len(list(run)) > MOST_MARKS for marked, run in groupby(marks))


def unprintable(character: str) -> bool:
    """Control characters, and half of a character sent without its other half."""
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t"


def any_words(text: str) -> bool:
    return True


def one_line(text: str) -> bool:
    return "\n" not in text


def a_phone_number(text: str) -> bool:
    """A whole number that can be rung from anywhere, or one assigned that is shorter.

    Possible is enough for a whole one: some numbers kept for examples are never assigned.
    """
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    whole = len(phonenumbers.national_significant_number(number)) >= WHOLE_NUMBER
    possible = whole and phonenumbers.is_possible_number(number)
    return possible or phonenumbers.is_valid_number(number)


def an_email_address(text: str) -> bool:
    return EMAIL.fullmatch(text) is not None
