"""How far each hand reaches: after handing over, from outside the police, and once it is closed."""

import pytest
import time_machine
from flask import Flask

from referrals.clock import now
from referrals.errors import Conflict, NotFound, NotYours
from referrals.services import nrm, partners, progress, reading, worklists, writing
from tests import factories
from tests.factories import COUNCIL, TUESDAY, World

SHARED = {"identity": "share", "contact": "share", "support": "share", "safeguarding": "share"}
REROUTING = (
    ("age", {"age_band": "adult"}),
    ("indicator", {"ms_indicator": False}),
    ("vulnerability", {"vulnerable_adult": "yes"}),
    ("exploitation", {"exploitation_types": ["forced_to_work"]}),
)
"""Records from which another lead team may follow (section a)."""


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.mark.parametrize(("code", "answers"), REROUTING)
def test_whoever_handed_a_case_over_no_longer_writes_what_routes_it(world, code, answers):
    story = factories.safe(world)
    before = factories.find(story)
    for act in (
        lambda: factories.record(world.okafor, story, code, **answers),
        lambda: progress.ask_record(world.okafor, story.reference, code),
    ):
        with pytest.raises(NotYours):
            act()
    after = factories.find(story)
    assert (after.rule, after.lead_team_id, after.version) == (
        before.rule, before.lead_team_id, before.version
    )  # fmt: skip


def test_they_keep_them_safe_until_a_claim_and_add_updates_for_ever(world):
    """Section b: referred and secured are response's until a claim."""
    story = factories.safe(world)
    factories.record(world.okafor, story, "immediate_safety", safe=True)
    factories.move(world.okafor, story, "safeguarding", "clear_secured", reason="He came back")
    factories.record(world.okafor, story, "immediate_safety", safe=True)
    factories.move(world.okafor, story, "safeguarding", "set_secured", evidence="Seen")

    factories.move(world.nair, story, "investigation", "claim")
    with pytest.raises(NotYours):
        factories.record(world.okafor, story, "immediate_safety", safe=False)
    with pytest.raises(NotYours):
        factories.move(world.okafor, story, "safeguarding", "clear_secured", reason="Still")
    writing.note(world.okafor, story.reference, "first_account", "One thing more")


def test_they_are_offered_only_what_they_may_do(world):
    story = factories.safe(world)
    view = reading.read(world.okafor, story.reference)
    assert {(move.track, move.code) for move in view.moves} == {("safeguarding", "clear_secured")}
    assert {record.code for record in view.records} == {
        "immediate_safety", "safety_plan", "la_referral", "la_told_in_error", "routing_query"
    }  # fmt: skip

    factories.move(world.nair, story, "investigation", "claim")
    view = reading.read(world.okafor, story.reference)
    assert [record.code for record in view.records] == ["routing_query"]
    assert (view.moves, view.next_step) == ((), None)


def test_the_referral_is_handed_over_too(world):
    story = factories.safe(world)
    factories.move(world.nair, story, "investigation", "claim")
    factories.move(world.nair, story, "nrm", "draft")
    assert nrm.overview(world.okafor, story.reference).editable is False
    with pytest.raises(NotYours):
        nrm.section(world.okafor, story.reference, "person")
    with pytest.raises(NotYours):
        nrm.save(world.okafor, story.reference, "person", {"names": "Somebody Else"})


def test_a_board_hears_outcomes_and_not_how_far_a_draft_has_come(world):
    story = factories.claimed(world)
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    with pytest.raises(NotYours):
        nrm.overview(world.marsh, story.reference)


def test_a_partner_acts_on_what_was_shared_and_on_nothing_else(world):
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    with pytest.raises(NotYours):
        factories.record(world.grant, story, "wishes", wishes="To go home")
    with pytest.raises(NotYours):
        factories.move(world.grant, story, "nrm", "no_grounds",
                       grounds="already_referred", reason="So it was")  # fmt: skip
    factories.move(world.grant, story, "support", "offer", offered="A room")


def test_a_stage_is_told_only_as_far_as_it_is_heard(world):
    """The NRM was not shared, so no list and no page may say that it has begun."""
    story = factories.submitted(world)
    factories.give(story, "supporting_team", team_id=world.teams["ppd_cse"])
    factories.shared(world, story, SHARED)
    assert factories.find(story).stage == "nrm"

    for who, stage in (("grant", "safeguarding"), ("nair", "nrm"), ("adeyemi", "nrm")):
        view = reading.read(world.actors[who], story.reference)
        assert view.stage == stage, who
        assert [node.code for node in view.path if node.state == "now"] == [stage], who
    (row,) = partners.shared_with_us(world.grant).rows
    assert (row.stage, row.nrm) == ("safeguarding", "")


@pytest.mark.parametrize("typed", ["Coventry", "  coventry   CITY council "])
def test_an_authority_is_known_by_its_whole_name(world, typed):
    story = factories.log(world)
    factories.move(world.okafor, story, "safeguarding", "refer",
                   **(COUNCIL | {"la.name": typed}), at=now())  # fmt: skip
    assert reading.read(world.adeyemi, story.reference)


@pytest.mark.parametrize("typed", ["Not Coventry", "Coventry and Sandwell", "cov", ""])
def test_a_name_that_only_holds_an_authoritys_tells_nobody(world, typed):
    story = factories.log(world)
    factories.move(world.okafor, story, "safeguarding", "refer",
                   **(COUNCIL | {"la.name": typed}), at=now())  # fmt: skip
    with pytest.raises(NotFound):
        reading.read(world.adeyemi, story.reference)


def test_an_authority_told_by_mistake_no_longer_holds_it_and_no_longer_counts(world):
    """R14 and G3: another must be told before a child's referral is ready."""
    story = factories.claimed(world)
    wrong = {"la.name": "coventry city council", "reason": "She lives in Sandwell"}
    factories.record(world.nair, story, "la_told_in_error", **wrong)
    with pytest.raises(NotFound):
        reading.read(world.adeyemi, story.reference)
    factories.move(world.nair, story, "nrm", "draft")
    unmet = progress.ask(world.nair, story.reference, "nrm", "make_ready").unmet
    assert [row.gate for row in unmet] == ["G3"]

    factories.record(world.nair, story, "la_referral",
                     **(COUNCIL | {"la.name": "Sandwell"}), at=now())  # fmt: skip
    assert reading.read(world.tandy, story.reference)
    assert progress.ask(world.nair, story.reference, "nrm", "make_ready").unmet == ()


def test_nothing_is_added_to_a_closed_case(world):
    story = factories.log(world, "support_only")
    factories.move(world.hallam, story, "support", "offer", offered="A room")
    factories.move(world.hallam, story, "support", "end", disposition="housing")
    factories.move(world.okafor, story, "response", "close_no_concern", reason="None found")
    factories.move(world.okafor, story, "safeguarding", "not_required", reason="None")
    factories.move(world.abara, story, "case", "close", reason="All is done")
    with pytest.raises(Conflict):
        factories.record(world.hallam, story, "immediate_safety", safe=True)
    with pytest.raises(Conflict):
        progress.ask_record(world.hallam, story.reference, "immediate_safety")
    with pytest.raises(Conflict):
        writing.ask_to_close(world.hallam, story.reference, "Again")


def test_a_closing_is_asked_for_once(world):
    story = factories.claimed(world)
    writing.ask_to_close(world.nair, story.reference, "All is done")
    with pytest.raises(Conflict):
        writing.ask_to_close(world.nair, story.reference, "All is done, I say")


def test_investigators_to_assign_are_told_to_those_who_may_assign(world):
    factories.claimed(world)
    assert {name for _, name in worklists.colleagues(world.lowe)} == {"Nair", "Castellan"}
    for who in ("okafor", "nair", "adeyemi", "grant", "admin", "reid"):
        assert worklists.colleagues(world.actors[who]) == ()
