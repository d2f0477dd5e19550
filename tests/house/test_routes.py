"""Denied unless named: every route says who may try it, and turns a stranger away."""

import re

import pytest

from referrals.access import Verb
from referrals.gate import policy

# The whole of what a stranger may reach (security.md, 1.2 T6). A new line here is a decision.
PUBLIC = {
    "GET /accessibility",
    "GET /first-use/<token:link>",
    "GET /forgotten",
    "GET /forgotten/sent",
    "GET /health/live",
    "GET /health/ready",
    "GET /help",
    "GET /parts",
    "GET /privacy",
    "GET /reset/<token:link>",
    "GET /sign-in",
    "GET /sign-in/code",
    "GET /signed-out",
    "GET /static/<path:filename>",
    "POST /api/tokens",
    "POST /first-use/<token:link>",
    "POST /forgotten",
    "POST /reset/<token:link>",
    "POST /sign-in",
    "POST /sign-in/code",
}


@pytest.fixture
def rows(app):
    return [row for row in policy(app) if row["method"] not in {"HEAD", "OPTIONS"}]


def test_every_route_needs_a_verb_or_is_named_as_public(rows):
    assert {f"{row['method']} {row['rule']}" for row in rows if row["public"]} == PUBLIC
    assert all(row["verb"] in set(Verb) for row in rows if not row["public"])


def test_a_stranger_is_turned_away_from_everything_else(rows, browser):
    let_in = [
        f"{row['method']} {row['rule']}: {answer.status_code}"
        for row in rows
        if not row["public"]
        for answer in [browser.open(address(row["rule"]), method=row["method"])]
        if not turned_away(row, answer)
    ]
    assert let_in == []


def turned_away(row, answer) -> bool:
    """A page sends a stranger to sign in, and everything else says that nobody is signed in."""
    if row["method"] == "GET" and not row["rule"].startswith("/api"):
        return answer.status_code == 303 and answer.location.startswith("/sign-in")
    return answer.status_code == 401


def address(rule: str) -> str:
    """The rule with something plausible in every blank."""
    return BLANK.sub(lambda blank: PLAUSIBLE.get(blank["kind"]) or blank["first"], rule)


BLANK = re.compile(r"<(?P<kind>\w+)(\((?P<first>\w+)[^)]*\))?:\w+>")
PLAUSIBLE = {"int": "1", "ref": "RP-2026-AB", "code": "claim", "token": "0" * 32}
