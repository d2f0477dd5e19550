"""What a reader holds, cell by cell, without a database: the rules of redaction by hand."""

import datetime as dt

import pytest
import time_machine

from referrals.access.ways import EMERGENCY, LEADS, LOGGED, SHARED
from referrals.actor import Actor
from referrals.errors import NotFound
from referrals.models import Case, Share
from referrals.redaction import Holding, held_by, holding, in_force, lent_to
from referrals.views import Withheld
from tests.rules.facts import LA_TOLD, case, event
from workflows.sharing import Level, Tier

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
NGO, HEALTH, AUTHORITY = "ngo_support_worker", "health_practitioner", "competent_authority"
CHILD = case(age_band="child", ms_indicator=True, events=[LA_TOLD])
SUMMARY_OF = dict.fromkeys(Tier, Level.SUMMARY)


def has(role="ppd_investigator", levels=None, **more):
    held = dict.fromkeys(Tier, Level.WRITE) if levels is None else levels
    return Holding(role, held, {}, **more)


def at(tier, level, role="ppd_investigator", **more):
    return has(role, {tier: level}, **more)


def actor(role):
    return Actor(1, "Nair", role, 7, "police")


def named(levels):
    return {tier.value: level.value for tier, level in levels.items()}


@pytest.mark.parametrize(
    ("level", "codes", "free"),
    [
        (Level.WRITE, True, True),
        (Level.READ, True, True),
        (Level.SUMMARY, True, False),
        (Level.RELEASED, False, False),
        (Level.MASKED, False, False),
        (None, False, False),
    ],
)
def test_a_level_gives_codes_or_words_or_neither(level, codes, free):
    """R26: a summary leaves free text out. What is released is shown as released (G13)."""
    held = has(levels={Tier.MEDICAL: level} if level else {})

    assert held.reads(Tier.MEDICAL, free=False) is codes
    assert held.reads("medical", free=True) is free


def test_a_mask_keeps_free_text_of_every_tier_from_a_board():
    """R23: no name, no initials, and nothing in which one could stand."""
    board = has("lscb_member", {Tier.IDENTITY: Level.MASKED, Tier.SAFEGUARDING: Level.READ})

    assert board.masked
    assert board.reads(Tier.SAFEGUARDING, free=False)
    assert not board.reads(Tier.SAFEGUARDING, free=True)
    assert not has().masked
    assert not has(levels={Tier.CONTACT: Level.MASKED}).masked


def test_an_item_is_had_with_its_tier_unless_it_was_left_out():
    held = at(Tier.CONTACT, Level.READ, left_out={"phone": "evidence"})

    assert held.has("safe_contact")
    assert not held.has("phone")
    assert not held.has("language")
    assert at(Tier.CONTACT, Level.SUMMARY).has("phone")


def test_a_tier_is_whole_only_while_nothing_of_it_was_left_out():
    held = has(left_out={"phone": "evidence"})

    assert not held.whole(Tier.CONTACT)
    assert held.whole("identity")


@pytest.mark.parametrize(
    ("role", "tier", "reads", "why"),
    [
        ("ppd_investigator", "intelligence", True, "W"),
        ("ppd_investigator", "tasks", True, "W"),
        ("response_officer", "intelligence", False, "W (submit only)"),
        ("response_officer", "tasks", True, "an officer's own case"),
        (AUTHORITY, "nrm_decision", True, "what it decides"),
        (AUTHORITY, "allegation", False, "R form: not what the police write to each other"),
        (AUTHORITY, "tasks", False, "own"),
        (NGO, "support", True, "R"),
        (NGO, "tasks", False, "own"),
        (HEALTH, "medical", True, "W"),
        (HEALTH, "tasks", False, "own"),
        ("la_adult_social_worker", "tasks", True, "W"),
    ],
)
def test_what_others_wrote_is_read_by_whom_section_e_says(role, tier, reads, why):
    assert has(role).reads_of_others(tier, free=True) is reads, why


@pytest.mark.parametrize(
    "tier", ["identity", "contact", "allegation", "intelligence", "medical", "interview"]
)
def test_where_the_form_is_read_no_item_of_the_case_stands_beside_it(tier):
    assert not has(AUTHORITY).knows_of(tier), "R form"
    assert has().knows_of(tier)


def test_whoever_handed_it_over_reads_their_own_alone_and_a_summary_no_words_of_others():
    assert not has(own_only=True).reads_of_others(Tier.ALLEGATION, free=False)
    summary = at(Tier.ALLEGATION, Level.SUMMARY)
    assert summary.reads_of_others("allegation", free=False)
    assert not summary.reads_of_others("allegation", free=True)


@pytest.mark.parametrize(
    ("held", "tier", "safety", "acts", "why"),
    [
        (has(), "medical", False, True, "what they hold"),
        (has(levels={Tier.TASKS: Level.READ}), "medical", False, True, "gates say the rest"),
        (has(levels={}), "medical", True, False, "nothing held, nothing done"),
        (has(read_only=True), "safeguarding", True, False, "opened to be read"),
        (has(own_only=True), "safeguarding", True, True, "keeps them safe until a claim"),
        (has(own_only=True), "safeguarding", False, False, "and nothing else"),
        (has(own_only=True, keeps_safe=False), "safeguarding", True, False, "after the claim"),
        (at(Tier.SUPPORT, Level.WRITE, NGO, share=Share()), "support", False, True, "shared"),
        (at(Tier.SUPPORT, Level.WRITE, NGO, share=Share()), "contact", False, False, "not shared"),
    ],
)
def test_who_acts(held, tier, safety, acts, why):
    assert held.acts_on(tier, safety=safety) is acts, why


@pytest.mark.parametrize("tier", ["identity", "contact", "allegation", "intelligence", "interview"])
def test_a_cell_that_is_not_w_gives_no_right_to_edit_who_or_what(tier):
    reader = has(levels=dict.fromkeys(Tier, Level.READ))

    assert not reader.edits(tier, safety=False)
    assert reader.edits(tier, safety=True)
    assert has().edits(tier, safety=False)
    assert not has(read_only=True).edits(tier, safety=False)


@pytest.mark.parametrize("tier", ["medical", "nrm_decision", "safeguarding", "support", "tasks"])
def test_what_is_learned_of_the_rest_is_for_whom_the_record_names(tier):
    assert has(levels=dict.fromkeys(Tier, Level.READ)).edits(tier, safety=False)


def test_to_write_is_w_alone():
    assert has().writes("medical")
    assert not at(Tier.MEDICAL, Level.READ).writes("medical")


def test_other_peoples_tasks_are_done_by_whom_the_case_is_run():
    assert has().runs_the_case
    assert not has(own_only=True).runs_the_case
    assert not at(Tier.TASKS, Level.READ).runs_the_case


def test_a_role_hears_of_what_its_row_or_this_case_gives_it():
    """ux 0.6: of a tier that the role never holds, not even that there is something."""
    ngo = has(NGO, {})

    assert ngo.knows_of("contact")
    assert not ngo.knows_of("interview")
    assert has(NGO, {Tier.INTERVIEW: Level.READ}).knows_of("interview")
    assert not has("nobody", {}).knows_of("identity")


def test_a_value_is_shown_or_the_reason_stands_in_its_place():
    held = Holding(
        NGO,
        {Tier.CONTACT: Level.READ, Tier.ALLEGATION: Level.SUMMARY},
        {Tier.MEDICAL: "sealed"},
        left_out={"safe_contact": "evidence"},
    )

    assert held.show("contact", "by text") == "by text"
    assert held.show("allegation", "code", free=False) == "code"
    assert held.show("allegation", "words") == Withheld("not needed for your role", may_ask=False)
    assert held.show("contact", "by text", item="safe_contact") == Withheld("evidence")
    assert held.show("contact", "0121", item="phone") == Withheld("risk of harm")
    assert held.show("medical", "x") == Withheld("sealed by a supervisor", may_ask=True)


def test_the_standing_of_a_track_is_heard_with_its_tier_and_only_if_all_of_it_is():
    """Where a track stands is as guarded as what it is about."""
    held = has(
        levels={Tier.SAFEGUARDING: Level.SUMMARY, Tier.SUPPORT: Level.READ},
        left_out={"support": "not_agreed"},
    )

    assert set(held.unheard) == {"investigation", "nrm", "support"}
    assert has().unheard == ()
    assert has(AUTHORITY).unheard == ("investigation",), (
        "it reads what was sent, not what is made of it"
    )


def test_the_trail_is_told_the_tiers_in_order_and_the_page_what_is_never_shown():
    assert has(NGO, {Tier.TASKS: Level.READ, Tier.CONTACT: Level.READ}).tiers == (
        "contact",
        "tasks",
    )
    assert has("system_admin").never_shown == (
        "Never shown to your role, on any case: anything inside a case."
    )
    assert has(AUTHORITY).reads_form_only
    assert not has(NGO).reads_form_only


@pytest.mark.parametrize(
    ("investigation", "waiting"),
    [("queued", True), ("not_routed", True), ("claimed", False), ("active", False)],
)
def test_after_the_hand_over_they_read_what_they_wrote_and_how_it_stands(investigation, waiting):
    """Section e: after handover, read what they wrote, status."""
    facts = case(tracks={"response": "handed_over", "investigation": investigation})
    found = holding(actor("response_officer"), Case(), facts, LOGGED)

    assert named(found.levels) == {
        "identity": "read",
        "contact": "read",
        "allegation": "write",
        "intelligence": "write",
        "nrm_decision": "summary",
        "safeguarding": "summary",
        "tasks": "write",
    }
    assert (found.own_only, found.keeps_safe, found.reasons) == (True, waiting, {})
    assert not found.read_only


def test_before_the_hand_over_they_hold_their_row():
    found = holding(actor("response_officer"), Case(), CHILD, LOGGED)

    assert found.levels[Tier.IDENTITY] is Level.WRITE
    assert not found.own_only
    assert found.keeps_safe


def test_an_investigator_holds_their_row_whatever_the_response_does():
    facts = case(age_band="child", ms_indicator=True, tracks={"response": "handed_over"})
    found = holding(actor("ppd_investigator"), Case(), facts, LEADS)

    assert found.levels[Tier.INTERVIEW] is Level.WRITE
    assert (found.own_only, found.read_only, found.share) == (False, False, None)


def test_an_emergency_opens_all_that_the_role_reads_and_not_who_looked():
    """AC10: to read, and nothing more."""
    found = holding(actor("ppd_supervisor"), Case(), CHILD, EMERGENCY)

    reads = {
        "identity", "contact", "allegation", "intelligence", "medical", "interview",
        "nrm_decision", "safeguarding", "tasks", "support",
    }  # fmt: skip
    assert named(found.levels) == dict.fromkeys(reads, "read")
    assert found.read_only
    response = holding(actor("response_supervisor"), Case(), CHILD, EMERGENCY)
    assert response.levels[Tier.MEDICAL] is Level.SUMMARY


NOTICE = {"age_band": "adult", "events": [event("dtn_sent", "2026-06-30")]}


@pytest.mark.parametrize(
    ("facts", "levels"),
    [
        (case(**NOTICE), {"nrm_decision": "summary", "tasks": "write"}),
        (
            case(**NOTICE, dtn={"agrees_to_be_named": True}),
            {"identity": "read", "contact": "read", "nrm_decision": "summary", "tasks": "write"},
        ),
        (case(age_band="adult"), {}),
    ],
    ids=["R18: nobody is named", "R18: agreed to be named", "nothing was sent"],
)
def test_of_a_notice_the_authority_holds_no_more_than_the_notice(facts, levels):
    assert named(holding(actor(AUTHORITY), Case(), facts, LEADS).levels) == levels


def test_of_a_referral_the_authority_holds_its_row():
    facts = case(age_band="child", events=[event("nrm_submitted", "2026-06-30")])

    assert holding(actor(AUTHORITY), Case(), facts, LEADS).levels[Tier.NRM_DECISION] is Level.WRITE


def test_nothing_held_is_no_case_at_all():
    with pytest.raises(NotFound):
        held_by(actor(AUTHORITY), Case(), case(age_band="adult"), None)
    assert held_by(actor("ppd_investigator"), Case(), CHILD, LEADS).levels


def share(organisation=7, state="accepted", hours=1, **more):
    return Share(
        organisation_id=organisation,
        state=state,
        until=NOW + dt.timedelta(hours=hours),
        **{"tiers": ["identity", "contact"], "withheld": {"phone": "evidence"}} | more,
    )


@time_machine.travel(NOW, tick=False)
def test_a_share_in_force_is_the_newest_accepted_one_of_that_organisation():
    ours, older = share(), share()

    assert in_force([ours, older], 7) is ours
    assert in_force([share(8), ours], 7) is ours
    assert in_force([share(state="ended"), ours], 7) is ours
    assert in_force([share(hours=-1), share(hours=0)], 7) is None
    assert in_force([ours], 8) is None
    offer = share(state="offered")
    assert in_force([ours, offer], 7, "offered") is offer


@time_machine.travel(NOW, tick=False)
def test_a_charity_holds_what_was_shared_with_it_and_without_a_share_nothing():
    ours = share()
    found = holding(actor(NGO), Case(), CHILD, SHARED, [ours])

    assert named(found.levels) == {"identity": "read", "contact": "read"}
    assert found.share is ours
    assert found.left_out == {"phone": "evidence"}
    assert found.reasons[Tier.SUPPORT] == "not_needed"
    assert not found.read_only
    assert holding(actor(NGO), Case(), CHILD, SHARED, []).levels == {}


def test_what_would_be_lent_is_what_a_share_lends():
    found = lent_to(NGO, {Tier.MEDICAL: Level.SUMMARY}, ["medical"], {"medical": "sealed"})

    assert named(found.levels) == {"medical": "summary"}
    assert (found.role, found.share, found.left_out) == (NGO, None, {"medical": "sealed"})
