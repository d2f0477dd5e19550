"""Once a share is over the case is absent to its receiver; before that, nothing else shows."""

import re
from dataclasses import replace

import pytest
import time_machine

from referrals import sessions
from referrals.db import writing
from referrals.gate import policy
from referrals.services import asking, progress, released, releasing, sharing
from referrals.services import reading as opening
from referrals.services import writing as notes
from tests.house.test_routes import address
from tests.people import COOKIE
from tests.programs import Program
from tests.services.neighbours import ITEMS, Neighbours, asked, shareable, taken_on
from tests.services.station import Station

ABSENT = "RP-2026-AB"
NOT_THEIRS = ITEMS | {"language": "not_needed", "partners": "not_needed"}


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


def signed_in(actor, kind: str) -> str:
    with writing():
        return sessions.open_session(actor.user_id, actor.role, kind)


def stripped(data: bytes, *, of: str) -> bytes:
    """The bytes without the reference that was asked for, and what is new in every answer."""
    return re.sub(rb"(token|nonce|request)[^>]*", b"", data.replace(of.encode(), b""))


def test_after_the_end_every_address_answers_as_for_a_case_that_never_was(app, station, near, case):
    share = taken_on(station, near, case, NOT_THEIRS)
    asking.ask(near.grant, case, "language", "To book an interpreter")
    sharing.end(station.nair, case, share, "work_done", version=2)
    browser = app.test_client()
    browser.set_cookie(COOKIE, signed_in(near.grant, sessions.WEB), domain="localhost", secure=True)
    program = Program(app.test_client(), signed_in(near.grant, sessions.API))
    told, tried = [], 0
    for row in policy(app):
        rule = str(row["rule"])
        if "<ref:reference>" not in rule or row["method"] not in {"GET", "POST"}:
            continue
        if not rule.startswith("/api") and row["method"] == "POST":
            continue  # a form without its token is refused before any case is looked for
        at = address(rule).replace("0" * 32, share)
        ask = program.client.open if rule.startswith("/api") else browser.open
        headers = program._headers() | {"If-Match": '"2"'} if rule.startswith("/api") else {}
        answers = [
            ask(at.replace(ABSENT, reference), method=str(row["method"]), headers=headers)
            for reference in (case, ABSENT)
        ]
        hidden, never = answers
        tried += 1
        if hidden.status_code != never.status_code or stripped(hidden.data, of=case) != stripped(
            never.data, of=ABSENT
        ):
            told.append(f"{row['method']} {rule}: {hidden.status_code} {never.status_code}")

    assert told == []
    assert tried > 60


def test_a_post_repeated_after_the_end_is_answered_as_a_new_one(app, station, near, case):
    done = sharing.offer(station.nair, case, "birch_street", NOT_THEIRS, asked())
    share = str(done["share"])
    program = Program(app.test_client(), signed_in(near.grant, sessions.API))
    at = f"/api/cases/{case}/sharing/{share}/accept"
    first = program.post(at, key="k", version=1)
    assert set(first.json) == {"reference", "share", "state", "version"}
    assert program.post(at, key="k", version=1).json == first.json
    sharing.end(station.nair, case, share, "work_done", version=2)

    again, new = (program.post(at, key=key, version=1) for key in ("k", "other"))

    assert again.status_code == new.status_code == 404
    assert again.data == new.data
    assert program.get(f"/api/cases/{case}").status_code == 404


def test_what_is_not_theirs_to_know_changes_nothing_that_they_see(station, near, case):
    """Suspects, intelligence, another share, a release and the NRM leave no trace (rule 10)."""
    taken_on(station, near, case, NOT_THEIRS)
    before = opening.read(near.grant, case)

    notes.add_person(station.nair, case, "suspect", "Sam Roe", about="Drives a blue van")
    notes.note(station.nair, case, "intelligence", "Seen with Sam Roe at the garage")
    progress.move(station.nair, case, ("nrm", "draft"), {})
    sharing.offer(station.nair, case, "health_trust", ITEMS, asked(purpose="health_care"))
    source = {"source": first_source(station, case), "to": "council"}
    releasing.ask(station.nair, case, source | {"wording": "Cars at weekends", "why": "Visits"})
    after = opening.read(near.grant, case)

    assert replace(after, version=before.version) == before


def first_source(station, case) -> str:
    return released.releases(station.nair, case).sources[0].code
