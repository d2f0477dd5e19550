"""A list, its filters and its counts tell a reader no more than the page of the case does."""

import datetime as dt

import pytest
from sqlalchemy import select

from referrals import outbox
from referrals.clock import now
from referrals.db import db, writing
from referrals.errors import NotFound
from referrals.models import CaseClock, CaseTrack, Event
from referrals.services import clocks, exports, notifications, nrm, partners, reading, worklists
from referrals.services.worklists import Filters
from referrals.views import Withheld
from tests import factories
from tests.stored import rows

KEPT = Withheld("not needed for your role")


def mine(actor, **narrowed):
    return worklists.my_work(actor, Filters(**narrowed)).rows


def found_by(actor, story, **narrowed):
    return story.reference in {row.reference for row in mine(actor, **narrowed)}


def test_a_pathway_that_changed_since_is_no_filter_for_whoever_handed_the_case_over(world):
    """What was learned since is not theirs: else each pathway asked for in turn would tell it."""
    story = factories.claimed(world)
    assert found_by(world.okafor, story, pathway="child_trafficking")

    signs = {"sexual_exploitation": True, "sexual_assault_alleged": True, "offence_suspected": True}
    factories.record(world.nair, story, "indicator", ms_indicator=False, **signs)

    assert found_by(world.lowe, story, pathway="cse")
    assert not found_by(world.okafor, story, pathway="cse")
    assert not found_by(world.okafor, story, pathway="child_trafficking")
    assert found_by(world.okafor, story, area="coventry", stage="specialist_investigation")
    page = reading.read(world.okafor, story.reference)
    assert (page.stage, page.pathway) == ("specialist_investigation", KEPT)


def test_an_age_that_was_learned_since_is_not_told_to_whoever_handed_the_case_over(world):
    """Nor by the noun, nor that anything was done; what they said themselves they still read."""
    story = factories.claimed(world)
    assert told_of(world.okafor, story) == ("K.M., girl, 14", "K.M.", "girl, 14")

    factories.record(world.nair, story, "age", age_band="child", born_on=dt.date(2009, 1, 1))

    assert told_of(world.okafor, story) == (
        "K.M., female, age withheld", "K.M.", "female, age withheld"
    )  # fmt: skip
    assert told_of(world.nair, story) == ("K.M., girl, 17", "K.M.", "girl, 17")
    assert [row.updated_at for row in mine(world.okafor)] == [None]
    assert None not in [row.updated_at for row in mine(world.nair)]


def told_of(actor, story):
    """Whom a case is about, in the list and at the head of its page."""
    [row], page = mine(actor), reading.read(actor, story.reference)
    return row.who, page.initials, page.who


BIRTHDAY = dt.date(2026, 3, 12)
FOR_CHILDREN = ("reid", "adeyemi", "marsh", "grant")
"""Whoever holds a child's case and no adult's, unless the adult has agreed."""


def nearly_18(world):
    """A girl whose birth date is certain, held by all of them, each with something to read."""
    born_on = BIRTHDAY.replace(year=2008)
    story = factories.claimed(world, "cse", born_on=born_on)
    found = {"age_band": "child", "by": "document", "born_on": born_on, "age_verified": True}
    factories.record(world.marlow, story, "age_determined", at=now().date(), **found)
    factories.shared(world, story, {"identity": "share", "safeguarding": "share"})
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    with writing():
        told = [world.actors[who].user_id for who in FOR_CHILDREN]
        outbox.promise("task_asked", case_id=factories.row(story).id, user_ids=told)
    return story


def listed(actor):
    """How many cases and unread notices are listed to somebody, and how many are counted."""
    if actor.police:
        here, counted = mine(actor), worklists.counts(actor)["mine"]
        assert counted == len(here)
    else:
        here = partners.shared_with_us(actor).rows
    unread = notifications.mine(actor).unread
    assert notifications.unread(actor) == unread
    return len(here), bool(unread)


@pytest.mark.parametrize("closed", [False, True])
def test_from_the_birthday_on_lists_and_counts_are_without_her_though_nobody_wrote_it(
    world, tuesday, closed
):
    """R2, R12: before the round of the worker, and of a closed case it makes none."""
    story = nearly_18(world)
    if closed:
        with writing():
            factories.row(story).closed_at = now()
    tuesday.move_to("2026-03-11T23:59:00Z")
    before = {who: listed(world.actors[who]) for who in FOR_CHILDREN}
    assert before == dict.fromkeys(FOR_CHILDREN, (0 if closed else 1, True))

    tuesday.move_to("2026-03-12T00:00:00Z")
    assert {who: listed(world.actors[who]) for who in FOR_CHILDREN} == dict.fromkeys(
        FOR_CHILDREN, (0, False)
    )
    for who in FOR_CHILDREN:
        with pytest.raises(NotFound):
            reading.read(world.actors[who], story.reference)
    assert factories.find(story).age_band == "child"


def test_a_certain_age_without_a_birth_date_is_no_birthday(world):
    """Said to be confirmed of a day that nobody knows: she is a child, and nobody loses her."""
    story = factories.claimed(world, "cse", born_on=None, rough_age=15)
    with writing():
        factories.row(story).age_verified = True

    assert listed(world.adeyemi)[0] == listed(world.reid)[0] == 1


def test_a_charity_counts_a_grown_woman_once_she_has_agreed(world, tuesday):
    story = nearly_18(world)
    tuesday.move_to("2026-03-12T00:00:00Z")
    stands(story, "support", "accepted")

    assert listed(world.grant) == (1, True)


def stands(story, track, state):
    with writing():
        tracks = select(CaseTrack).filter_by(case_id=factories.row(story).id, kind=track)
        db.session.scalars(tracks).one().state = state


def test_an_authority_is_told_neither_who_leads_nor_how_the_investigation_stands(world):
    """Section e: of all that, it reads the form as it was sent; in its list and on its page."""
    story = factories.submitted(world, "adult")
    factories.move(world.osei, story, "investigation", "start")
    [row], page = partners.submitted(world.cole).rows, reading.read(world.cole, story.reference)

    assert (row.stage, page.stage) == ("nrm", "nrm")
    assert (page.team, page.lead) == ("Police", "")
    assert "specialist_investigation" not in [node.code for node in page.path]
    assert "Osei" not in repr(page)
    assert "fcid" not in repr((row, page))
    stands(story, "nrm", "ready")
    [row], page = partners.submitted(world.cole).rows, reading.read(world.cole, story.reference)
    assert (row.stage, page.stage) == ("open", "open")


def test_who_sent_a_form_is_the_police_to_whom_no_name_is_told(world):
    """As its timeline tells them; to the police by name."""
    story = factories.submitted(world, "adult")

    assert exports.preview(world.osei, story.reference).sent.by == "Osei"
    assert exports.preview(world.cole, story.reference).sent.by == "Police"
    assert nrm.overview(world.cole, story.reference).sent.by == "Police"


def test_what_becomes_of_a_clock_is_told_to_an_authority_that_it_runs_against(world):
    """Its page and its list of clocks know no other; nor does what has happened."""
    story = factories.claimed(world)
    [clock] = rows(CaseClock, case_id=factories.find(story).id, code="NRM_WHY_5D")
    clocks.pause(world.lowe, story.reference, clock.id, "interpreter", "They come on Monday")
    assert paused_for(world, story) == ["nair"]

    with writing():
        happened = select(Event).filter_by(case_id=clock.case_id, kind="clock_paused")
        db.session.scalars(happened).one().detail = {"clock": "LA_DECISION@2026-03-10"}
    assert paused_for(world, story) == ["nair", "adeyemi"]


def paused_for(world, story):
    """Who reads in what has happened that a clock was paused."""
    told = {who: repr(reading.read(world.actors[who], story.reference).timeline)
            for who in ("nair", "adeyemi")}  # fmt: skip
    return [who for who, timeline in told.items() if "Clock paused" in timeline]


def test_no_version_tells_a_partner_that_something_happened(world, seats):
    """The police on the case have it; to a partner each page is as it was, its header too."""
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    at = f"/api/cases/{story.reference}"
    people = ("adeyemi", "grant", "okafor", "nair")
    programs = {who: seats.program(who) for who in people}
    before = {who: program.get(at) for who, program in programs.items()}
    factories.record(world.nair, story, "vulnerability", vulnerable_adult="no")
    after = {who: program.get(at) for who, program in programs.items()}

    tagged = [who for who in people if "ETag" in after[who].headers]
    changed = [who for who in people if after[who].json["version"] != before[who].json["version"]]
    assert tagged == changed == ["nair"]
