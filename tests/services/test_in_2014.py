"""A case of March and April 2014, lived by the law of its day, before the Modern Slavery Act."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.db import db, reading
from referrals.errors import Unready
from referrals.models import Case, CaseClock
from referrals.seed import teller
from referrals.services import reading as pictures
from tests import factories
from tests.factories import World

WEDNESDAY = "2014-04-16T09:00:00Z"  # before Easter: Good Friday is the 18th, Monday the 21st


@pytest.fixture
def april(app: Flask):
    with time_machine.travel(WEDNESDAY, tick=False) as travel:
        yield travel


@pytest.fixture
def world(april) -> World:
    return factories.world()


def clocks(story):
    with reading():
        rows = select(CaseClock).join(Case).where(Case.reference == story.reference)
        return {row.code: (row.due_day, row.state) for row in db.session.scalars(rows)}


def sent(world, nationality="eea"):
    """Sent on Wednesday 16 April 2014, with the person's agreement in writing."""
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "nationality", nationality_group=nationality)
    story.at = dt.datetime(2014, 4, 16, 9, tzinfo=dt.UTC)
    teller.consent(story, given=True)
    teller.submit(story)
    return story


def authority(world, story):
    view = pictures.read(world.osei, story.reference)
    return view.nrm.competent_authority


def test_the_authority_and_the_clocks_are_those_of_2014(world, april):
    """Section 0: 45 days of recovery and a review on day 30; 5 working days over Easter (R1)."""
    story = sent(world)
    assert authority(world, story) == "ukhtc", "an EEA national with no live immigration issue"
    assert clocks(story)["RG_TARGET"] == (dt.date(2014, 4, 25), "running")

    april.move_to(dt.datetime(2014, 4, 24, 10, tzinfo=dt.UTC))
    decided = dt.date(2014, 4, 24)
    factories.move(world.osei, story, "nrm", "record_rg", at=decided, outcome="positive")
    kept = clocks(story)
    assert kept["RG_TARGET"][1] == "met"
    assert kept["RECOVERY"] == (dt.date(2014, 6, 8), "running")
    assert kept["REVIEW_30"] == (dt.date(2014, 5, 24), "running")

    april.move_to(dt.datetime(2014, 6, 7, 10, tzinfo=dt.UTC))
    with pytest.raises(Unready) as early:
        factories.move(
            world.osei, story, "nrm", "record_cg", at=dt.date(2014, 6, 7), outcome="negative"
        )
    assert [row.words for row in early.value.unmet] == [
        "The recovery period ends on 8 June 2014. Give a reason to record a decision earlier"
    ]
    april.move_to(dt.datetime(2014, 6, 9, 10, tzinfo=dt.UTC))
    factories.move(
        world.osei, story, "nrm", "record_cg", at=dt.date(2014, 6, 9), outcome="negative"
    )
    assert factories.states(story)["nrm"] == "cg_negative"
    assert "RECON" not in clocks(story), "no limit to asking again was fixed until February 2024"


def test_the_home_office_decided_of_everybody_else(world):
    assert authority(world, sent(world, "other")) == "home_office_2014"


def test_there_was_no_duty_to_notify_and_no_agreement_by_word_of_mouth(world):
    """MSA 2015 s52 came into force on 1 November 2015; verbal consent on 13 February 2026."""
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    teller.consent(story, given=False)
    factories.record(world.osei, story, "dtn", agrees=False, identifying=False, narrative="none")
    with pytest.raises(Unready) as refused:
        factories.move(world.osei, story, "nrm", "send_dtn", at=story.at)
    assert ("G6", "There was no duty to notify before 1 November 2015") in {
        (row.gate, row.words) for row in refused.value.unmet
    }
    answered = {
        "at": story.at, "explained": ["nrm", "support", "outcomes", "privacy", "sharing"],
        "interpreter": "independent", "given": True, "taken_by": "first_responder",
    }  # fmt: skip
    factories.record(world.osei, story, "consent", method="verbal", **answered)
    with pytest.raises(Unready) as refused:
        factories.move(world.osei, story, "nrm", "make_ready")
    assert [row.gate for row in refused.value.unmet] == ["G4"]
    factories.record(world.osei, story, "consent", method="written", **answered)
    factories.move(world.osei, story, "nrm", "make_ready")
    assert factories.states(story)["nrm"] == "ready"
