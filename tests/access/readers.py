"""Who may read which word, written out by hand from domain section e: the app is not asked.

`HELD` is by case and tier, for those who hold that case in the world of `canaries`. `KEPT_FROM`
takes away what section e gives nobody of a role, and `BESIDE` adds what one answer of its own says.
Whoever wrote a word may read it for as long as they hold the case.
"""

from tests.access.words import Word
from tests.access.writer import ADULT, CHILD, PARTNERS, RESTRICTED

LED = {"nair", "lowe", "quayle"}
"""The lead, their supervisor, and that of the team that supports it. Dray is barred."""
UNIT = {"hallam", "abara"}
OF_CHILD = {
    "identity": LED | UNIT | {"reid", "adeyemi", "grant", "penn", "cole", "audit"},
    "contact": LED | UNIT | {"reid", "adeyemi", "grant", "penn", "cole"},
    "allegation": LED | UNIT | {"reid", "adeyemi", "audit"},
    "intelligence": LED | UNIT | {"reid"},
    "released": LED | UNIT | {"reid", "adeyemi"},
    "medical": LED | {"adeyemi", "penn"},
    "interview": LED | UNIT,
    "nrm_decision": LED | {"adeyemi"},
    "safeguarding": LED | UNIT | {"reid", "adeyemi"},
    "tasks": LED | UNIT | {"reid", "adeyemi"},
    "support": LED | UNIT | {"reid", "adeyemi", "grant"},
}
FCID = {"osei", "larch", "sorley"}
OF_ADULT = {
    "identity": FCID | UNIT | {"holt", "grant", "penn", "cole"},
    "contact": FCID | UNIT | {"holt", "grant", "penn", "cole"},
    "allegation": FCID | UNIT,
    "intelligence": FCID | UNIT,
    "released": FCID | UNIT | {"holt"},
    "medical": {"holt", "penn"},
    "interview": FCID | UNIT,
    "nrm_decision": FCID,
    "safeguarding": FCID | UNIT | {"holt"},
    "tasks": FCID | UNIT | {"holt"},
    "support": FCID | UNIT | {"holt", "grant"},
}
NAMED = {"nair", "lowe"}
OF_RESTRICTED = {tier: NAMED & readers for tier, readers in OF_CHILD.items()}
HELD = {CHILD: OF_CHILD, ADULT: OF_ADULT, RESTRICTED: OF_RESTRICTED}

POLICE = {CHILD: LED | UNIT | {"reid"}, ADULT: FCID | UNIT, RESTRICTED: NAMED}
ON_CASE = {CHILD: LED, ADULT: FCID, RESTRICTED: NAMED}
SUPERVISORS = {CHILD: {"lowe", "quayle"}, ADULT: {"larch", "sorley"}, RESTRICTED: {"lowe"}}
LOCAL = {CHILD: {"adeyemi"}, ADULT: {"holt"}, RESTRICTED: set()}
BOARD = {CHILD: {"marsh"}, ADULT: {"pell"}, RESTRICTED: set()}
RECEIVED = {"harbour": {"grant"}, "nhs": {"penn"}, "birch": {"ames"}}
PARTIES = {"grant", "penn", "ames", "cole", *PARTNERS}

KEPT_FROM = {
    "whereabouts": {"grant", "cole"},
    "victim.phone": {"grant"},
    "victim.safe_address": {"grant", "penn", "cole"},
    "victim.address": PARTIES,
    "victim.vehicle": PARTIES,
    "safe_contact.way": set(),
}
"""Rule 1 and *Tiers*: where they are is for police and those directly involved."""

BESIDE = {"adult: note.medical (medical, by penn)": FCID}
"""Whoever shares a case sees exactly what the receiver gets, and so what a health worker added."""


def may(word: Word, who: str) -> bool:
    """Whether somebody, by surname, may be shown this word."""
    return who in readers(word)


def readers(word: Word) -> set[str]:
    if word.case == "both":
        return NAMED
    if word.case == "draft":
        return {"okafor"}
    found = _by_tier(word) - KEPT_FROM.get(word.what, set()) | BESIDE.get(word.name, set())
    if word.what.startswith("nrm."):
        return found - {"grant", "penn"} | _authority(word.case)
    if word.what.startswith(("submit.", "document.nrm_decision.")):
        return found | _authority(word.case)
    return found | _writer(word)


def _authority(case: str) -> set[str]:
    """Section e, competent authority: every cell of the form that was submitted to it."""
    return set() if case == RESTRICTED else {"cole"}


def _writer(word: Word) -> set[str]:
    return {word.by} if word.case != RESTRICTED or word.by in NAMED else set()


def _by_tier(word: Word) -> set[str]:
    case, apart = word.case, SPECIAL.get(word.tier)
    return set(apart(word)) if apart else set(HELD[case][word.tier])


SPECIAL = {
    # an offer is read before it is answered, by whom it is for and whoever shares it
    "offer": lambda word: POLICE[word.case]
    | (RECEIVED.get(word.what.split(".")[1], set()) if word.case != RESTRICTED else set()),
    "asked": lambda word: POLICE[word.case] | _if_open(word, {"grant"}),
    "outcome": lambda word: POLICE[word.case] | _if_open(word, {"grant"}),
    "copy": lambda word: ON_CASE[word.case],
    "challenge": lambda word: HELD[word.case]["tasks"] | _if_open(word, {"grant"}),
    "question": lambda word: ON_CASE[word.case] | LOCAL[word.case] & {"adeyemi"}
    | _if_open(word, {"cole"}),
    "board": lambda word: HELD[word.case]["safeguarding"] | BOARD[word.case],
    # the record of who looked and why: supervisors of its teams, and the auditor
    "audit": lambda word: SUPERVISORS[word.case] | _if_open(word, {"audit"}),
    "opening": lambda word: SUPERVISORS[word.case] | {"audit", "fenwick"},
    "grant": lambda word: SUPERVISORS[word.case] | {"audit"},
    "sample": lambda word: SUPERVISORS[word.case] | {"audit"},
}  # fmt: skip


def _if_open(word: Word, who: set[str]) -> set[str]:
    return set() if word.case == RESTRICTED else who
