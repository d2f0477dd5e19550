"""R23 and the auditor's grant: a case opened for a purpose and a time, ending by itself."""

import datetime as dt

import pytest
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.effects.ledger import digest_of
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Disclosure
from referrals.picture.told import told
from referrals.services import boards, grants, progress, trails, writing
from referrals.services import reading as opening
from tests import factories

LSCB, WHY = "lscb", "Two agencies knew of her before"
TERMS = {
    "tiers": ["identity", "allegation"],
    "days": 7,
    "reason": "complaint",
    "words": "A complaint about how it was opened",
}


@pytest.fixture
def case(world):
    return factories.claimed(world).reference


def test_a_board_sees_it_masked_for_its_time_and_no_longer(world, tuesday, seats, case):
    lowe, marsh, at = seats.page("lowe"), seats.page("marsh"), f"/cases/{case}"
    assert marsh.get(at).status_code == 404

    empty = lowe.fill(f"{at}/board", {"board": LSCB})
    assert empty.status_code == 422
    assigned = {"board": LSCB, "purpose": "multi_agency_review", "why": WHY}
    assert lowe.fill(f"{at}/board", assigned).status_code == 303

    page = marsh.get(at).text
    assert "Kayla" not in page
    assert "K.M." not in page
    assert "It is assigned to your board for a review" in page
    assert case in marsh.get("/partner").text
    looks = [row.act for row in trails.seen_by(world.lowe, case).rows if row.name == "Marsh"]
    assert sorted(looks) == ["case.read", "partner.list"]

    assert marsh.fill(f"{at}/finding", {"words": ""}).status_code == 422
    assert marsh.fill(f"{at}/finding", {"words": "Share sooner"}).status_code == 303
    assert marsh.get(f"{at}/finding").status_code == 409
    assert "Share sooner" in lowe.get(f"{at}/board").text
    tuesday.shift(dt.timedelta(days=28, seconds=-5))
    assert seats.page("marsh").get(at).status_code == 200
    tuesday.shift(dt.timedelta(seconds=10))
    assert seats.page("marsh").get(at).status_code == 404
    with reading():
        assert "board" in db.session.scalars(select(Disclosure.kind)).all()


def test_only_a_board_of_its_own_area_and_of_such_people(world, case):
    names = {row.name for row in boards.boards(world.lowe, case).boards}
    assert names == {"Coventry Safeguarding Partnership"}  # a child's: not the adults' board
    with pytest.raises(Invalid):
        boards.assign(world.lowe, case, "sab", "audit_sample", WHY)
    for name in ("nair", "hallam", "quayle"):
        with pytest.raises(NotYours):
            boards.assign(world.actors[name], case, LSCB, "audit_sample", WHY)
    boards.assign(world.lowe, case, LSCB, "audit_sample", WHY)
    with pytest.raises(Conflict):
        boards.assign(world.lowe, case, LSCB, "audit_sample", WHY)


def told_to_boards():
    with reading():
        rows = select(Disclosure.digest).where(Disclosure.kind == "board")
        return db.session.scalars(rows.order_by(Disclosure.id)).all()


def test_a_board_by_the_api(world, seats, case):
    lowe, marsh, at = seats.program("lowe"), seats.program("marsh"), f"/api/cases/{case}"
    given = {"board": LSCB, "purpose": "audit_sample", "why": WHY}
    opened = lowe.done(f"{at}/board", given)
    assert opened["until"] == (now() + dt.timedelta(days=7)).isoformat()
    assert told_to_boards() == []
    assert marsh.seen(at)["kind"] == "masked"
    view = opening.read(world.marsh, case)
    assert told_to_boards() == [digest_of(told(view))]
    progress.record(world.nair, case, "immediate_safety", {"safe": True})
    assert marsh.seen(at)["kind"] == "masked"
    assert len(told_to_boards()) == 2, "what was added was told when it was read"
    marsh.done(f"{at}/finding", {"words": "Share sooner"})
    assert lowe.seen(f"{at}/board")["assigned"][0]["finding"] == "Share sooner"
    lowe.done(f"{at}/board/{opened['id']}/end")
    assert marsh.get(at).status_code == 404
    assert lowe.post(f"{at}/board/{opened['id']}/end").status_code == 404


def test_an_auditor_reads_what_a_supervisor_grants_and_writes_nothing(world, tuesday, seats, case):
    lowe, audit, at = seats.page("lowe"), seats.page("audit"), f"/cases/{case}"
    assert audit.get(at).status_code == 404

    asked = {"auditor": str(world.audit.user_id), "tiers": TERMS["tiers"], "days": "8"} | {
        "reason": "complaint", "words": TERMS["words"],
    }  # fmt: skip
    assert "from 1 to 7 days" in lowe.fill(f"{at}/grants", asked).text
    assert lowe.fill(f"{at}/grants", asked | {"days": "7"}).status_code == 303

    seen = opening.read(world.audit, case)
    shown = {fact.key for fact in seen.summary if isinstance(fact.value, str)}
    assert seen.why_you == "You have a grant for this case"
    assert (seen.moves, seen.records, seen.may & {"note", "share", "assign"}) == ((), (), set())
    page = audit.get(at).text
    for said in ("You are reading part of this case, by a grant", "Lowe", TERMS["words"]):
        assert said in page
    for never in ("This is all of the case", "Not happy with a decision"):
        assert never not in page
    assert f'href="{at}"' in audit.get("/audit").text
    assert audit.get(f"{at}/update").status_code == 404
    with pytest.raises(NotFound):
        writing.note(world.audit, case, "update", "Seen")
    assert shown, "what is granted is shown"
    assert all("Withheld" not in fact.value for fact in seen.summary if fact.key in shown)
    assert {"case.read", "grant.given"} <= {
        row.act for row in trails.seen_by(world.lowe, case).rows
    }

    tuesday.shift(dt.timedelta(days=7, seconds=1))
    assert seats.page("audit").get(at).status_code == 404


def test_a_new_grant_stands_in_the_place_of_the_one_before(world, tuesday, case):
    """Of less from now on: what was granted before is read no more, whoever's time is not over."""
    of_less = TERMS | {"tiers": ["identity"], "days": 1}
    for terms in (TERMS, of_less):
        grants.give(world.lowe, case, world.audit.user_id, terms)
        tuesday.shift(dt.timedelta(minutes=1))
    (grant,) = opening.read(world.audit, case).own_grants
    assert grant.tiers == ("Who they are",)
    told = grants.grants(world.lowe, case).grants
    assert [row.runs for row in told] == [True, False]
    tuesday.shift(dt.timedelta(days=1))
    with pytest.raises(NotFound):
        opening.read(world.audit, case)


def test_nobody_else_gives_a_grant_and_nobody_else_is_given_one(world, case):
    for name in ("nair", "quayle"):
        with pytest.raises(NotYours):
            grants.give(world.actors[name], case, world.audit.user_id, TERMS)
    for name in ("audit", "admin"):
        with pytest.raises(NotFound):
            grants.give(world.actors[name], case, world.audit.user_id, TERMS)
    for wrong in ({"days": 0}, {"days": 8}, {"tiers": ["audit"]}, {"words": "x" * 19}):
        with pytest.raises(Invalid):
            grants.give(world.lowe, case, world.audit.user_id, TERMS | wrong)
    with pytest.raises(Invalid):
        grants.give(world.lowe, case, world.quayle.user_id, TERMS)


def test_a_grant_by_the_api_ends_at_once(world, seats, case):
    lowe, audit, at = seats.program("lowe"), seats.program("audit"), f"/api/cases/{case}"
    number = lowe.seen(f"{at}/grants")["auditors"][0]["user_id"]
    given = lowe.done(f"{at}/grants", TERMS | {"auditor": number})
    assert audit.seen(at)["moves"] == []
    lowe.done(f"{at}/grants/{given['id']}/end")
    assert audit.get(at).status_code == 404
    assert lowe.seen(f"{at}/grants")["grants"][0]["runs"] is False
