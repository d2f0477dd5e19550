"""What each role reads of one case, word by word: the table of section e, written out by hand."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from referrals.clock import now
from referrals.errors import NotYours
from referrals.seed import teller
from referrals.seed.plant import plant
from referrals.services import (
    claims,
    exports,
    nrm,
    partners,
    previews,
    reading,
    tasks,
    worklists,
    writing,
)
from referrals.views import Withheld
from tests import factories
from tests.factories import TUESDAY, World

SAFETY = "spoken to alone"  # how the officer knew that she was safe
CONTACT = {"AT-WARD", "BY-TEXT"}
WORDS = {
    "SPEAKS",
    *CONTACT, "PHONE", "REFUGE",
    "ACCOUNT", "UPDATE",
    "WITH-THEM", "INTEL", "SUSPECT",
    "INJURY",
    "NO-GROUNDS",
    SAFETY, "PLAN",
    "OFFERED", "VISIT",
    "ASKED-OF-US",
}  # fmt: skip
"""One word for each thing that is kept of her, by tier: identity, contact, allegation,
intelligence, medical, NRM, safeguarding, support, tasks. Her name is on no page unasked."""

POLICE = WORDS - {"INJURY", "NO-GROUNDS"}
SHOWN = {
    "okafor": {"SPEAKS", *CONTACT, "ACCOUNT", "WITH-THEM", SAFETY},
    "hallam": POLICE,
    "nair": WORDS,
    "lowe": WORDS,
    "marlow": WORDS,
    "quayle": WORDS,
    "reid": POLICE,
    "adeyemi": WORDS - {"WITH-THEM", "INTEL", "SUSPECT", "ASKED-OF-US"},
    "marsh": set(),
    "grant": {"SPEAKS", "BY-TEXT", "OFFERED", "VISIT"},
    "penn": {"SPEAKS", *CONTACT, "PHONE", "INJURY"},
    "cole": {"NO-GROUNDS"},
    "audit": set(),
}
"""The response officer has handed over: what they wrote, and how it stands. A summary is codes
and dates (R26). A board's mask leaves free text out. The authority reads the form, on a page of its
own. The charity has what was shared, and never where she is; of tasks, everybody outside has
their own."""

NGO_ITEMS = {
    "identity": "share", "contact": "share", "allegation": "police_investigation",
    "safeguarding": "share", "support": "share",
}  # fmt: skip
HEALTH_ITEMS = {
    "identity": "share", "contact": "share", "allegation": "share", "medical": "share",
    "safeguarding": "share", "support": "share",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def full_case(world):
    """A trafficked girl whose case has something in every tier, written by whom it would be."""
    story = factories.claimed(world, seen="ACCOUNT", with_them="WITH-THEM")
    nair = world.nair
    plant(factories.find(story).id, {
        "persons.language": "SPEAKS", "persons.whereabouts": "AT-WARD",
        "persons.safe_contact": "BY-TEXT", "persons.phone": "PHONE",
        "persons.safe_address": "REFUGE",
    })  # fmt: skip
    teller.note(story, "update", "UPDATE")
    teller.note(story, "intelligence", "INTEL")
    story.does(lambda: writing.add_person(nair, story.reference, "suspect", "SUSPECT", about=""))
    story.does(lambda: tasks.add_task(nair, story.reference, "ASKED-OF-US", None))
    story.moves(nair, "nrm", "draft")
    story.moves(nair, "nrm", "no_grounds", grounds="already_referred", reason="NO-GROUNDS")
    story.moves(nair, "support", "offer", offered="OFFERED")
    teller.submit(story)
    story.moves(world.adeyemi, "safeguarding", "hold_strategy_discussion",
                at=story.at, agreed="PLAN")  # fmt: skip
    factories.shared(world, story, NGO_ITEMS)
    teller.share(story, "nhs", world.penn, HEALTH_ITEMS, "child_welfare")
    story.does(lambda: writing.note(world.grant, story.reference, "support", "VISIT"))
    story.does(lambda: writing.note(world.penn, story.reference, "medical", "INJURY"))
    claims.name(world.quayle, story.reference, world.marlow.user_id)
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    factories.give(story, "grant", user_id=world.audit.user_id)
    return story


def words_for(world, story, who):
    view = repr(reading.read(world.actors[who], story.reference))
    assert "Kayla" not in view
    return {word for word in WORDS if word in view}


def test_every_role_reads_what_section_e_gives_it_and_not_a_word_more(world):
    story = full_case(world)

    assert {who: words_for(world, story, who) for who in SHOWN} == SHOWN


def test_a_way_to_reach_her_that_was_found_later_is_not_the_officers_who_handed_over(world):
    story = factories.claimed(world, safe_contact="BY-TEXT")
    assert words_for(world, story, "okafor") & CONTACT == {"BY-TEXT"}

    checked = {"contact_safe": True, "contact_at_place_of_exploitation": False, "at": now()}
    factories.record(world.nair, story, "safe_contact", way="AT-WARD", **checked)

    assert words_for(world, story, "okafor") & CONTACT == set()
    assert "AT-WARD" in words_for(world, story, "nair")


def test_what_is_thought_later_and_when_others_owe_what_are_not_the_officers_who_handed_over(world):
    """Section e: after the hand-over, what they wrote and how it stands."""
    story = factories.claimed(world)
    theirs, [row] = reading.read(world.okafor, story.reference), mine(world.okafor)
    assert (theirs.exploitation, theirs.pathway) == (row.exploitation, row.pathway)
    assert isinstance(theirs.because, str)
    assert (row.due, row.due_what, row.due_left) == (None, "", "")
    assert mine(world.nair)[0].due is not None

    kinds = {"exploitation_types": ["organs_removed"], "not_known": False}
    factories.record(world.nair, story, "exploitation", **kinds)

    theirs, [row] = reading.read(world.okafor, story.reference), mine(world.okafor)
    kept = Withheld("not needed for your role")
    assert (theirs.exploitation, theirs.pathway, theirs.because) == (kept, kept, kept)
    assert (row.exploitation, row.pathway) == (kept, kept)
    assert "rgans" not in repr((theirs, row))
    assert mine(world.nair)[0].exploitation == "Organs removed"


def mine(actor):
    return worklists.my_work(actor, worklists.Filters()).rows


FORM = {
    "first_responder": {"reference": "OUR-REF"},
    "background": {"birthplace": "BORN-AT", "family": "AUNT"},
    "place": {"staying_town": "TOWN"},
    "exploiters": {"exploiters": "A-MAN"},
    "insight": {"others_involved": True, "others_involved_details": "MIDWIFE"},
    "person": {"first_name": "Kayla", "needs_interpreter": True, "interpreter_language": "TWI"},
}  # fmt: skip
ANSWERED = {"OUR-REF", "BORN-AT", "AUNT", "TOWN", "A-MAN", "MIDWIFE", "Kayla", "TWI"}
GIVEN = {
    "who": "share", "language": "share", "safe_contact": "share", "exploitation": "share",
    "nrm_decision": "share", "partners": "share", "support": "share", "disposition": "share",
}  # fmt: skip


def drafted(world, writer="nair"):
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    for section, answers in FORM.items():
        nrm.save(world.actors[writer], story.reference, section, answers)
    return story


def of_form(world, story, who):
    """What somebody reads of the form, on its page and where its sections are answered."""
    actor, at = world.actors[who], story.reference
    read = repr(exports.preview(actor, at))
    asked = repr([nrm.section(actor, at, section).values for section in FORM])
    return {word for word in ANSWERED if word in read}, {word for word in ANSWERED if word in asked}


@pytest.mark.parametrize(
    ("left", "reads"),
    [
        ({}, {"BORN-AT", "AUNT", "MIDWIFE", "Kayla", "TWI"}),
        ({"who": "not_agreed", "partners": "evidence"}, {"TWI"}),
        ({"language": "not_needed"}, {"BORN-AT", "AUNT", "MIDWIFE", "Kayla"}),
    ],
)
def test_the_form_gives_a_receiver_the_items_that_were_shared_and_the_preview_says_so(
    world, left, reads
):
    """Section e: a charity has a safe contact only, and a summary of the NRM."""
    story, terms = drafted(world), GIVEN | left
    meant = {"purpose": "support", "legal_basis": "child_welfare", "consent": "told"}
    meant |= {"until": now().date() + dt.timedelta(days=90)}
    before = previews.as_they_will(world.nair, story.reference, "harbour", terms, meant)
    factories.shared(world, story, terms)

    assert of_form(world, story, "grant") == (reads, reads)
    received = exports.preview(world.grant, story.reference)
    assert before.form.parts == tuple(_unsigned(part) for part in received.parts)


def test_a_question_that_hangs_on_an_answer_is_no_sign_of_it_to_whom_it_is_withheld(world):
    """Neither by its line nor by how many questions or gaps there are; whoever reads it knows."""
    story = drafted(world)
    factories.shared(world, story, GIVEN | {"partners": "evidence"})
    seen = {"grant": [], "nair": []}
    for involved in (True, False):
        nrm.save(world.nair, story.reference, "insight", {"others_involved": involved})
        for who, told in seen.items():
            told.append(asked_of_form(world.actors[who], story.reference))

    assert seen["grant"][0] == seen["grant"][1]
    assert seen["nair"][0] != seen["nair"][1]


def asked_of_form(actor, at):
    """What somebody learns is asked, and how much of it there is."""
    page, section, read = (
        nrm.overview(actor, at), nrm.section(actor, at, "insight"), exports.preview(actor, at)
    )  # fmt: skip
    lines = [line.key for part in read.parts for line in part.lines]
    asked = [question.key for question in section.questions], section.others
    counted = page.missing, read.missing, read.required, reading.read(actor, at).nrm.missing
    return page.sections, asked, lines, counted


def test_an_officer_reads_of_a_form_the_intelligence_they_gave_and_nothing_once_handed_over(world):
    """Section e: intelligence is theirs to submit only; after the hand-over, what they wrote."""
    story = factories.log(world)
    teller.make_safe(story, factories.COUNCIL["la.name"], child=True)
    factories.move(world.okafor, story, "nrm", "draft")
    for section, answers in FORM.items():
        nrm.save(world.okafor, story.reference, section, answers)
    assert of_form(world, story, "okafor")[1] == ANSWERED

    nrm.save(world.hallam, story.reference, "background", {"birthplace": "BORN-AT"})
    assert not {"A-MAN", "MIDWIFE"} & set.union(*of_form(world, story, "okafor"))
    assert "nrm" in reading.read(world.okafor, story.reference).may

    teller.hand_over(story)
    with pytest.raises(NotYours):
        exports.preview(world.okafor, story.reference)
    with pytest.raises(NotYours):
        nrm.overview(world.okafor, story.reference)
    assert "nrm" not in reading.read(world.okafor, story.reference).may


def _unsigned(part):
    """Nobody in particular reads a preview, so that it offers no name of a writer."""
    signed = {"fr_first_name", "fr_last_name"}
    return replace(part, lines=tuple(
        replace(row, offered="", source="") if row.key in signed else row for row in part.lines
    ))  # fmt: skip


def test_a_receiver_who_writes_the_form_alone_reads_what_they_wrote(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    factories.shared(world, story, GIVEN)
    ours, theirs = {"reference": "OUR-REF"}, {"crime_reference": "20-X"}
    nrm.save(world.grant, story.reference, "first_responder", ours)
    asked = nrm.section(world.grant, story.reference, "first_responder")
    assert asked.values["reference"] == "OUR-REF"

    nrm.save(world.nair, story.reference, "others_and_police", theirs | {"crime_recorded": True})

    assert "20-X" not in repr(exports.preview(world.grant, story.reference))
    assert "20-X" not in repr(nrm.section(world.grant, story.reference, "others_and_police"))


def test_the_authority_reads_who_and_what_as_it_was_sent_and_never_what_was_learned_since(world):
    """Section e: R form of identity, contact and allegation."""
    story = factories.submitted(world)
    before = reading.read(world.cole, story.reference, named=True)
    checked = {"contact_safe": True, "contact_at_place_of_exploitation": False, "at": now()}
    factories.record(world.nair, story, "safe_contact", way="BY-TEXT", **checked)
    plant(factories.find(story).id, {"persons.name": "Zoe Penn", "persons.language": "TWI"})
    kinds = {"exploitation_types": ["organs_removed"], "not_known": False}
    factories.record(world.nair, story, "exploitation", **kinds)

    after = reading.read(world.cole, story.reference, named=True)
    [listed] = partners.submitted(world.cole).rows
    police = reading.read(world.nair, story.reference)

    assert police.exploitation != after.exploitation == before.exploitation == listed.exploitation
    assert (after.name, after.initials, after.who) == (before.name, before.initials, before.who)
    assert listed.who == f"{after.initials}, {after.who}"
    assert not isinstance(after.because, str)
    assert not isinstance(after.pathway, str)
    assert [fact.key for fact in after.summary] == ["area", "safe_now"]
    assert not {word for word in ("BY-TEXT", "TWI", "Zoe", "rgans") if word in repr(after)}
