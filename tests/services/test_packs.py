"""A meeting pack holds what one organisation is shown, for one meeting, and is in the ledger."""

import datetime as dt
import hashlib
import io

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from referrals.db import db, reading
from referrals.errors import Conflict, NotFound, NotYours, Throttled
from referrals.models import Disclosure, Share, TrailChange
from referrals.seed import teller
from referrals.services import exports, packs, restricting, sharing
from tests import factories
from tests.factories import TUESDAY, World
from tests.racing import waiting, where_rows_are_waited_for

MEETING = dt.date(2026, 3, 12)
ITEMS = {"identity": "share", "safeguarding": "share", "support": "share"}


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    """Shared with Harbour Light, who are not told what is thought to have happened."""
    story = factories.claimed(world, seen="CANARY of a first account")
    teller.note(story, "intelligence", "CANARY of intelligence")
    factories.shared(world, story, ITEMS)
    return story


def the_share() -> Share:
    with reading():
        return db.session.scalars(select(Share)).one()


def printed(file) -> str:
    pages = PdfReader(io.BytesIO(file.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def rows(kind: str = "pack") -> list[Disclosure]:
    with reading():
        found = select(Disclosure).where(Disclosure.kind == kind).order_by(Disclosure.id)
        return list(db.session.scalars(found))


def test_it_holds_what_they_are_shown_and_says_for_whom_and_for_which_meeting(world, story):
    file = packs.take(world.nair, story.reference, the_share().id, MEETING)

    said = printed(file)
    assert file.name == f"{story.reference}-meeting-pack.pdf"
    assert "For Harbour Light" in said
    assert "For the meeting on Thu 12 March 2026." in said
    assert "Withheld: " in said
    assert "K.M., girl, 14" in said
    assert "CANARY" not in said
    assert "Printed by Nair, Tue 10 March 2026, 09:00, copy 1." in said


def test_each_is_one_row_of_the_ledger_with_the_hash_of_the_paper(world, story):
    share = the_share().id
    first = packs.take(world.nair, story.reference, share, MEETING)
    packs.take(world.lowe, story.reference, share, MEETING)

    told = {row.decided_by_id: row for row in rows()}
    assert set(told) == {world.nair.user_id, world.lowe.user_id}
    row = told[world.nair.user_id]
    assert row.digest == first.digest == hashlib.sha256(first.content).hexdigest()
    assert (row.purpose, row.legal_basis) == ("meeting", "child_welfare")
    assert (row.share_id, row.organisation_id) == (share, world.agencies["harbour"])
    with reading():
        taken = db.session.scalars(select(TrailChange).where(TrailChange.act == "pack.taken"))
        assert {(line.operation, line.recipients) for line in taken} == {
            ("disclosure", "harbour")
        }  # fmt: skip


def test_it_counts_among_the_copies_of_a_day(world, story):
    """RL1: what is left for a pack is what a form has left, and the refusal says until when."""
    given = {"purpose": "meeting", "recipient": "police"}
    for _ in range(4):
        exports.take(world.nair, story.reference, "htcds.json", given)
    packs.take(world.nair, story.reference, the_share().id, MEETING)

    for more in (
        lambda: packs.take(world.nair, story.reference, the_share().id, MEETING),
        lambda: exports.take(world.nair, story.reference, "htcds.json", given),
    ):
        with pytest.raises(Throttled) as refused:
            more()
        assert refused.value.words.endswith("You can take more from midnight, on Wed 11 March 2026")
    assert len(rows()) == 1


@where_rows_are_waited_for
def test_two_that_one_person_takes_in_one_moment_are_counted_one_after_the_other(app, world, story):
    """Of two cases each is in a lock of its own: the day's count is in the person's (RL1)."""
    share = the_share()

    def take():
        packs.take(world.nair, story.reference, share.id, MEETING)

    counting = f"SELECT id FROM users WHERE id = {world.nair.user_id} FOR NO KEY UPDATE"
    with waiting(app, counting, take):
        assert factories.count(Disclosure, kind="pack") == 0
    assert factories.count(Disclosure, kind="pack") == 1


def test_nobody_else_prints_one_and_none_is_printed_of_a_share_that_ended(world, story):
    share = the_share()
    with pytest.raises(NotFound):
        packs.take(world.osei, story.reference, share.id, MEETING)
    with pytest.raises((NotFound, NotYours)):
        packs.take(world.grant, story.reference, share.id, MEETING)
    other = factories.claimed(world)
    with pytest.raises(NotFound):
        packs.take(world.nair, other.reference, share.id, MEETING)

    sharing.end(world.nair, story.reference, share.id, "work_done", version=share.version)
    with pytest.raises(Conflict):
        packs.take(world.nair, story.reference, share.id, MEETING)
    assert rows() == []


def test_none_is_printed_for_an_organisation_where_nobody_is_named_on_a_restricted_case(
    world, story
):
    """R27: a share reaches only the named people of the partner."""
    share = the_share().id
    named = [world.lowe.user_id, world.nair.user_id]
    restricting.restrict(world.lowe, story.reference, "A threat to her", named)
    with pytest.raises(Conflict):
        packs.take(world.nair, story.reference, share, MEETING)
    assert rows() == []

    restricting.name_reader(world.lowe, story.reference, world.grant.user_id)
    assert "K.M., girl, 14" in printed(packs.take(world.nair, story.reference, share, MEETING))
