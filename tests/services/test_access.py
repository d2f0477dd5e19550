"""Who sees a case, and who is told that there is none: the filter and the lock are one (R12)."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import access
from referrals.access import Verb
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import NotFound
from referrals.models import Case
from referrals.services import claims
from tests import factories
from tests.factories import TUESDAY, World

SHARED = {"identity": "share", "contact": "share", "support": "share"}
VERBS = (Verb.READ, Verb.QUEUE, Verb.MOVE, Verb.WRITE, Verb.ANSWER_SHARE)


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def seers(world, story, verb=Verb.READ):
    """Everybody for whom the case exists, by surname."""
    return {name for name, actor in world.actors.items() if opens(actor, story, verb)}


def opens(actor, story, verb=Verb.READ):
    with reading():
        try:
            access.fetch_quietly(actor, story.reference, verb)
        except NotFound:
            return False
        return True


def listed(actor, verb=Verb.READ):
    with reading():
        return set(db.session.scalars(select(Case.reference).where(access.visible_to(actor, verb))))


def soon(**span):
    return now() + dt.timedelta(**span)


HELD_BY_RIGHT = {"okafor", "hallam", "abara", "nair", "lowe", "dray", "quayle", "reid", "adeyemi"}
"""Section e of a trafficked child, sexually exploited, in Coventry, claimed by Nair: who logged
it, supervisors of that unit, its lead, supervisors of the lead and the supporting team, the
co-ordinator of the area, and the children's authority that was told."""


def test_a_claimed_child_is_held_by_whom_section_e_names_and_by_nobody_else(world):
    assert seers(world, factories.claimed(world)) == HELD_BY_RIGHT


def test_before_a_claim_the_rest_of_the_team_has_the_queue_row_only(world):
    story = factories.safe(world)

    assert seers(world, story) == HELD_BY_RIGHT - {"nair"}
    team = {"nair", "castellan", "probation"}
    assert seers(world, story, Verb.QUEUE) == HELD_BY_RIGHT | team


def test_an_adult_made_to_work_is_held_by_fcid(world):
    story = factories.claimed(world, "adult")

    assert seers(world, story) == {"okafor", "hallam", "abara", "osei", "larch", "sorley"}


def test_nobody_of_a_specialist_team_holds_a_case_with_no_offence(world):
    """Rule 9: it stays with the supervisor of whoever logged it."""
    story = factories.log(world, "support_only")

    assert seers(world, story) == {"okafor", "hallam", "abara"}


def test_each_agency_holds_it_by_its_own_ground_and_for_its_own_time(world):
    story = factories.submitted(world)
    factories.shared(world, story, SHARED)
    assert seers(world, story) == HELD_BY_RIGHT | {"grant", "cole"}

    factories.give(story, "board", soon(days=28), organisation_id=world.agencies["lscb"])
    factories.give(story, "grant", soon(days=7), user_id=world.audit.user_id)
    assert seers(world, story) == HELD_BY_RIGHT | {"grant", "cole", "marsh", "audit"}

    with time_machine.travel(soon(days=91)):  # the share ran for 90 days, the review for 28
        assert seers(world, story) == HELD_BY_RIGHT | {"cole"}


def test_an_adult_is_held_by_adult_social_care_once_a_concern_is_raised(world):
    story = factories.claimed(world, "adult")
    police = seers(world, story)

    factories.record(world.osei, story, "s42_concern", **factories.COUNCIL, at=now())

    assert seers(world, story) == police | {"holt"}


def test_a_child_found_to_be_an_adult_is_no_longer_with_the_childrens_authority(world):
    story = factories.claimed(world)

    factories.record(
        world.nair, story, "age_determined",
        at=now().date(), age_band="adult", by="document", age_verified=False,
    )  # fmt: skip

    assert not {"adeyemi", "reid"} & seers(world, story)


def test_an_offer_may_be_answered_but_the_case_is_not_there_to_read(world):
    story = factories.claimed(world)
    factories.teller.sharing.offer(
        world.nair, story.reference, "birch", SHARED,
        {"purpose": "support", "legal_basis": "child_welfare", "consent": "told",
         "action": "Meet her", "until": soon(days=90).date()},
    )  # fmt: skip

    assert not opens(world.ames, story)
    assert opens(world.ames, story, Verb.ANSWER_SHARE)
    assert not opens(world.grant, story, Verb.ANSWER_SHARE)


def test_an_investigator_named_by_a_supporting_team_holds_it_until_unnamed(world):
    story = factories.claimed(world)
    claims.name(world.quayle, story.reference, world.marlow.user_id)
    assert opens(world.marlow, story)

    factories.give(story, "named", now(), user_id=world.marlow.user_id)
    assert not opens(world.marlow, story)


def test_a_former_lead_team_holds_it_until_it_is_released(world):
    story = factories.claimed(world)
    factories.move(world.lowe, story, "case", "reroute", team="fcid", reason="A gang")
    assert {"lowe", "dray", "larch", "nair"} <= seers(world, story)

    claims.release_team(world.lowe, story.reference)
    assert not {"lowe", "dray", "nair"} & seers(world, story)


def test_a_conflict_hides_it_from_that_person_whatever_else_they_are(world):
    story = factories.claimed(world)
    for person in (world.nair, world.lowe, world.adeyemi, world.okafor):
        factories.conflict(story, person)

    assert seers(world, story) == HELD_BY_RIGHT - {"nair", "lowe", "adeyemi", "okafor"}


def test_a_restricted_case_is_there_for_the_named_alone_and_naming_gives_no_role(world):
    story = factories.claimed(world)
    factories.restrict(story, world.nair, world.lowe, world.bright, world.osei)

    assert seers(world, story) == {"nair", "lowe"}
    assert seers(world, story, Verb.QUEUE) == {"nair", "lowe"}


def test_what_a_list_finds_is_what_opens_for_everybody_and_every_verb(world):
    stories = [
        factories.claimed(world),
        factories.log(world, "cse", area="sandwell"),
        factories.log(world, "adult", by="bright"),
        factories.log(world, "support_only"),
    ]
    factories.shared(world, stories[0], SHARED)
    factories.restrict(stories[1], world.quayle)
    factories.conflict(stories[2], world.larch)

    for actor in world.actors.values():
        for verb in VERBS:
            found = {story.reference for story in stories if opens(actor, story, verb)}
            assert listed(actor, verb) == found, (actor.name, verb)


def test_a_case_that_is_locked_for_an_act_is_the_case_that_may_be_read(world):
    story = factories.claimed(world)

    for actor in world.actors.values():
        with writing():
            if opens(actor, story, Verb.MOVE):
                assert access.fetch(actor, story.reference, Verb.MOVE).reference == story.reference
            else:
                with pytest.raises(NotFound):
                    access.fetch(actor, story.reference, Verb.MOVE)


def test_why_says_the_ground_on_which_they_hold_it(world):
    story = factories.claimed(world)
    grounds = {"okafor": "logged", "hallam": "unit", "nair": "lead", "quayle": "team",
               "reid": "area", "adeyemi": "la_children"}  # fmt: skip

    with reading():
        case = factories.row(story)
        for name, code in grounds.items():
            rule = access.why(world.actors[name], case)
            assert rule is not None
            assert rule.code == code
        assert access.why(world.castellan, case) is None
