"""What the record of activity holds as codes, in words: acts, grounds, reasons and results."""

from collections.abc import Iterable

from referrals.access import EMERGENCY, OFFERED, WAYS_IN
from referrals.pages.acts import ACTS, TRIED
from workflows.agencies import ROLES
from workflows.ledger import REASONS, TOLD, said

RESULTS = {
    "401": "Not signed in",
    "403": "Not theirs to do",
    "404": "Not found, or not theirs to see",
    "409": "Out of date, or somebody else was first",
    "422": "Wrong password or code",
    "423": "The screen was hidden",
}
OPERATIONS = {
    "consultation": "Viewed",
    "alteration": "Changed",
    "collection": "Written down",
    "combination": "Linked",
    "disclosure": "Shared or exported",
    "refusal": "Refused",
    "erasure": "Deleted",
}
SESSIONS = {"web": "In a browser", "api": "By a program"}


def act(code: str, operation: str = "") -> str:
    """What somebody did, or asked for and was refused, in words."""
    if operation == "refusal":
        part = code.removeprefix("api_").partition(".")[0]
        return TRIED.get(part, "Asked for something on a case")
    return ACTS.get(code, "Something that this version has no words for")


def basis(code: str) -> str:
    """The way in that let them look, the legal basis, or the result of what was refused."""
    rules = (*(rule for rules in WAYS_IN.values() for rule in rules), OFFERED, EMERGENCY)
    ways = {rule.code: rule.theirs for rule in rules}
    return said({**REASONS, **RESULTS, **SESSIONS, **ways}, code)


def reason(code: str, operation: str) -> str:
    """The coded reason; of a refusal the result says it all."""
    return "" if operation == "refusal" else said(REASONS, code)


def role(code: str) -> str:
    return ROLES.get(code, "Not signed in, or the service itself")


def operation(code: str) -> str:
    """What was done with what is held (Data Protection Act 2018 s62)."""
    return said(OPERATIONS, code)


def tiers(codes: Iterable[str]) -> str:
    """Kinds of information, as sharing names them."""
    return ", ".join(KINDS.get(code) or TOLD.get(code, code) for code in codes)


KINDS = {
    "audit": "Record of activity",
    "intelligence": "Intelligence",
    "interview": "Interviews",
    "people": "People who use this",
}
