"""How far each hand reaches: after handing over, from outside the police, and once it is closed."""

import datetime as dt
import io
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from referrals import outbox
from referrals.clock import now
from referrals.db import db
from referrals.db import reading as db_reading
from referrals.db import writing as db_writing
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Notice, Task
from referrals.seed import teller
from referrals.services import (
    disclosures,
    notices,
    notifications,
    nrm,
    partners,
    progress,
    reading,
    upkeep,
    worklists,
    writing,
)
from tests import factories
from tests.factories import COUNCIL, TUESDAY, World
from tests.seats import Seats
from tests.stored import rows
from workflows.sharing import Tier

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
    with pytest.raises(NotYours):
        nrm.overview(world.okafor, story.reference)
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
    """The NRM and the assault were not shared: nothing says they began, nor that they did not."""
    story = factories.submitted(world)
    factories.give(story, "supporting_team", team_id=world.teams["ppd_cse"])
    factories.shared(world, story, SHARED)
    assert factories.find(story).stage == "nrm"

    for who, stage in (("grant", "open"), ("nair", "nrm"), ("adeyemi", "nrm")):
        view = reading.read(world.actors[who], story.reference)
        assert view.stage == stage, who
        now_at = [node.code for node in view.path if node.state == "now"]
        assert now_at == ([] if stage == "open" else [stage]), who
    (row,) = partners.shared_with_us(world.grant).rows
    assert (row.stage, row.stage_label, row.nrm) == ("open", "Open, with the police", "")


@pytest.mark.parametrize("typed", ["Coventry", "  coventry   CITY council "])
def test_an_authority_is_known_by_its_whole_name(world, typed):
    story = factories.log(world)
    factories.move(world.okafor, story, "safeguarding", "refer",
                   **(COUNCIL | {"la.name": typed}), at=now())  # fmt: skip
    assert reading.read(world.adeyemi, story.reference)


@pytest.mark.parametrize("typed", ["Coventrey", "Not Coventry", "Coventry and Sandwell", "cov", ""])
def test_a_council_that_is_not_known_is_not_told(world, typed):
    """R14: nothing counts as told to a council that nobody can find, mistyped or half typed."""
    story = factories.log(world)
    with pytest.raises(Invalid) as refused:
        factories.move(world.okafor, story, "safeguarding", "refer",
                       **(COUNCIL | {"la.name": typed}), at=now())  # fmt: skip
    assert set(refused.value.errors) == {"la.name"}
    assert factories.states(story)["safeguarding"] == "not_started"
    with pytest.raises(NotFound):
        reading.read(world.adeyemi, story.reference)


def test_another_council_is_told_when_it_is_said_to_be_another(world):
    """It counts (R14), by its own name, and nobody of this service comes to hold the case."""
    story = factories.log(world)
    elsewhere = COUNCIL | {"la.name": "other", "la.other": "Northtown Council"}
    factories.move(world.okafor, story, "safeguarding", "refer", **elsewhere, at=now())
    (told,) = factories.events(story, "la_referral_made")
    assert told.detail["la"] == {
        "name": "Northtown Council", "phone": "024 7601 0101", "email": "duty@council.example",
    }  # fmt: skip
    assert factories.states(story)["safeguarding"] == "referred"
    for who in (world.adeyemi, world.tandy):
        with pytest.raises(NotFound):
            reading.read(who, story.reference)
    [row] = disclosures.ledger(world.lowe, story.reference).rows
    assert (row.to, row.how) == ("Northtown Council", "Referred to the local authority")
    assert row.mistaken is None

    wrong = {"la.name": "northtown council", "reason": "She lives in Coventry"}
    factories.record(world.okafor, story, "la_told_in_error", **wrong)
    with pytest.raises(Invalid):
        factories.record(world.okafor, story, "la_told_in_error", **wrong)
    [kept] = disclosures.ledger(world.lowe, story.reference).rows
    assert kept.mistaken is not None
    assert kept == replace(row, mistaken=kept.mistaken)


@pytest.mark.parametrize(
    ("name", "other", "wrong"),
    [
        ("other", "", "la.other"),
        ("other", "Coventry", "la.other"),
        ("Coventry City Council", "Northtown Council", "la.other"),
    ],
)
def test_one_council_is_named_and_no_more(world, name, other, wrong):
    story = factories.log(world)
    with pytest.raises(Invalid) as refused:
        factories.move(world.okafor, story, "safeguarding", "refer",
                       **(COUNCIL | {"la.name": name, "la.other": other}), at=now())  # fmt: skip
    assert set(refused.value.errors) == {wrong}


def test_the_councils_are_offered_with_that_of_the_area_first_in_hand(world):
    story = factories.log(world)
    councils = ["Coventry City Council", "Sandwell Council"]
    for ask in (
        progress.ask(world.okafor, story.reference, "safeguarding", "refer"),
        progress.ask_record(world.okafor, story.reference, "la_referral"),
        progress.ask_record(world.okafor, story.reference, "s42_concern"),
    ):
        assert [choice.code for choice in ask.questions[0].choices] == [*councils, "other"]
        assert ask.values["la.name"] == councils[0]

    factories.move(world.okafor, story, "safeguarding", "refer",
                   **(COUNCIL | {"la.name": "Sandwell"}), at=now())  # fmt: skip
    mistaken = progress.ask_record(world.okafor, story.reference, "la_told_in_error")
    assert [choice.code for choice in mistaken.questions[0].choices] == councils[1:]


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
    factories.move(world.abara, story, "case", "close", reason="All is done",
                   tasks_not_needed="None is")  # fmt: skip
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


def test_the_closing_of_a_case_without_a_team_is_asked_of_the_other_supervisors(world):
    """G11: for support_only, a response supervisor other than the owner decides."""
    story = factories.log(world, "support_only")
    writing.ask_to_close(world.hallam, story.reference, "All is done")
    assert [row.user_id for row in rows(Notice, topic="close_asked")] == [world.abara.user_id]
    (task,) = rows(Task, code="closing")
    assert task.team_id == world.hallam.team_id


def test_investigators_to_assign_are_told_to_those_who_may_assign(world):
    factories.claimed(world)
    assert {name for _, name in worklists.colleagues(world.lowe)} == {"Nair", "Castellan"}
    for who in ("okafor", "nair", "adeyemi", "grant", "admin", "reid"):
        assert worklists.colleagues(world.actors[who]) == ()


def lapsed(world):
    """A child's case of which Coventry was told, and a charity took part; Coventry by mistake."""
    story = factories.claimed(world)
    factories.shared(world, story, SHARED)
    factories.record(world.nair, story, "la_told_in_error",
                     **{"la.name": "Coventry"}, reason="She lives in Sandwell")  # fmt: skip
    return story


def test_who_may_not_read_a_case_may_do_nothing_to_it(world):
    """R12: a row of section e applies only while its condition holds, to every act alike."""
    story = lapsed(world)
    for who in (world.adeyemi, world.grant):
        for act in (
            lambda who=who: reading.read(who, story.reference),
            lambda who=who: factories.record(who, story, "wishes", wishes="To go home"),
            lambda who=who: factories.record(who, story, "threat_to_life", threat=True),
            lambda who=who: factories.move(who, story, "support", "offer", offered="A room"),
            lambda who=who: progress.ask(who, story.reference, "support", "offer"),
            lambda who=who: writing.may_write(who, story.reference, Tier.SUPPORT),
            lambda who=who: writing.note(who, story.reference, "support", "Met twice"),
            lambda who=who: nrm.overview(who, story.reference),
        ):
            with pytest.raises(NotFound):
                act()


def test_who_may_not_read_a_case_hears_no_more_of_it(world):
    """R12: neither its reference among what they were told, nor by the link of a message."""
    story = lapsed(world)
    with db_writing():
        outbox.promise("share_changed", case_id=factories.row(story).id,
                       organisation_id=world.grant.organisation_id)  # fmt: skip
    with db_reading():
        notice = db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert notifications.mine(world.grant).cases == ()
    with pytest.raises(NotFound):
        notices.place(world.grant, notice.reference)


@pytest.mark.parametrize("typed", ["Coventry Council", "Nowhere"])
def test_only_an_authority_that_was_told_can_have_been_told_by_mistake(world, typed):
    story = factories.claimed(world)
    with pytest.raises(Invalid):
        factories.record(world.nair, story, "la_told_in_error",
                         **{"la.name": typed}, reason="It was not")  # fmt: skip


def test_a_mistake_mended_backwards_in_time_is_mended(world):
    """The referral was sent before the mistake was noticed, and is written down after it."""
    story = lapsed(world)
    earlier = now() - dt.timedelta(hours=30)
    factories.record(world.nair, story, "la_referral",
                     **(COUNCIL | {"la.name": "Coventry"}), at=earlier)  # fmt: skip
    assert reading.read(world.adeyemi, story.reference)
    coventry = [row for row in disclosures.ledger(world.lowe, story.reference).rows
                if row.to == "Coventry City Council"]  # fmt: skip
    assert [row.mistaken is None for row in coventry] == [True, False], "the newest first"
    assert coventry[0].since == earlier


def test_what_was_told_by_mistake_is_marked_on_the_page_and_on_paper(app, world):
    story = lapsed(world)
    at, nair = f"/cases/{story.reference}/disclosures", Seats(app, world).page("nair")
    paper = PdfReader(io.BytesIO(nair.get(f"{at}/paper").data)).pages
    for told in (nair.get(at).text, " ".join(page.extract_text() for page in paper)):
        assert "Coventry City Council" in told
        assert "Told by mistake" in told


def test_who_only_reads_a_tier_does_not_change_it(world):
    """Section e: W and R; a co-ordinator and a council read the allegation, and write elsewhere."""
    story = factories.claimed(world)
    for who, code, answers in (
        (world.adeyemi, "exploitation", {"exploitation_types": ["forced_to_work"]}),
        (world.adeyemi, "indicator", {"ms_indicator": False}),
        (world.reid, "indicator", {"ms_indicator": False}),
    ):
        with pytest.raises(NotYours):
            factories.record(who, story, code, **answers)
        assert code not in {row.code for row in reading.read(who, story.reference).records}
    assert factories.find(story).lead_id == world.nair.user_id
    factories.record(world.adeyemi, story, "wishes", wishes="To go home")


def test_what_is_only_stated_does_not_undo_a_determination(world):
    """R2: only a determination ends the doubt, and only a doubt of its own opens it again."""
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "age_determined", at=now().date(), age_band="adult",
                     by="court", born_on=dt.date(1990, 1, 1), age_verified=True)  # fmt: skip
    with pytest.raises(Unready) as refused:
        factories.record(world.osei, story, "age", age_band="child")
    assert [row.gate for row in refused.value.unmet] == ["R2"]
    assert factories.find(story).age_band == "adult"

    factories.record(world.osei, story, "age_doubted", reason="A school has other papers")
    found = factories.find(story)
    assert (found.age_band, found.pathway) == ("unknown", "child_trafficking")


def test_a_child_whose_age_was_determined_turns_18_for_every_reader(world):
    """R9, and one age for the rules and the door: the adult's authority can come in."""
    story = factories.claimed(world)
    factories.record(world.nair, story, "age_determined", at=now().date(), age_band="child",
                     by="document", born_on=dt.date(2008, 3, 12), age_verified=True)  # fmt: skip
    with time_machine.travel("2026-03-12T09:00:00Z"):
        while upkeep.reckon():
            pass
        assert factories.find(story).age_band == "adult"
        assert factories.events(story, "turned_18")
        factories.record(world.nair, story, "s42_concern", **COUNCIL, at=now())
        assert reading.read(world.holt, story.reference)
        with pytest.raises(NotFound):
            reading.read(world.adeyemi, story.reference)


def test_a_stale_page_tells_the_latest_only_to_whom_it_may(world):
    story = factories.claimed(world)
    factories.shared(world, story, SHARED)
    factories.record(world.nair, story, "exploitation", exploitation_types=["forced_crime"])
    for who, told in ((world.nair, 1), (world.grant, 0)):
        with pytest.raises(Conflict) as refused:
            progress.record(who, story.reference, "wishes", {"wishes": "To go home"}, version=1)
        assert len(refused.value.theirs) == told


def test_a_stale_page_tells_no_more_than_the_timeline_does(world):
    """Who else holds it, and who of the police: not to whom the case itself does not say it."""
    story = factories.claimed(world)
    kept_apart = SHARED | {"disposition": "risk_of_harm", "partners": "risk_of_harm"}
    factories.shared(world, story, kept_apart)

    def stale(who):
        with pytest.raises(Conflict) as refused:
            progress.record(who, story.reference, "wishes", {"wishes": "To go home"}, version=1)
        return refused.value.theirs

    teller.share(story, "birch", world.ames, SHARED, "child_welfare")
    assert stale(world.grant) == {}
    factories.record(world.lowe, story, "support_disposition", disposition="housing")
    assert stale(world.grant) == {}, "a tier of which something is left out is told as a whole"
    factories.record(world.nair, story, "risk_to_others", others=False)
    assert stale(world.grant) == {"Police, 09:00": "Risk to other people answered"}


def test_a_partner_hears_of_their_own_tasks_and_of_no_allegation(world):
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "tasks": "share"})
    factories.record(world.lowe, story, "supervisor_review", reason="Intelligence says uncle")
    view = reading.read(world.grant, story.reference)
    told = repr(view)
    assert (view.team, view.lead) == ("Police", "")
    for secret in ("uncle", "Specially trained", "ppd_", "CSE"):
        assert secret not in told, secret
