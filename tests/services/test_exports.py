"""Copies that leave: what the screen shows, in page order, each with its row in the ledger."""

import datetime as dt
import hashlib
import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import Invalid, NotFound, NotYours, Throttled
from referrals.models import Disclosure, TrailChange
from referrals.seed import teller
from referrals.services import exports, nrm, partners
from referrals.services import reading as case_pages
from tests import factories

NAME, PLACE = "Marguerite", "Canaryville"
SAID = "He locked the door.\n\nShe counted the steps."


def drafting(world, kind="trafficked_child", **told):
    story = factories.claimed(world, kind, **told)
    factories.move(story.leader, story, "nrm", "draft")
    return story


def answered(story, section, **answers):
    nrm.save(story.leader, story.reference, section, answers)


def ledger(story, *, told=False):
    with reading():
        rows = select(Disclosure).where(Disclosure.case_id == factories.row(story).id)
        rows = rows.where(Disclosure.kind == "referral" if told else Disclosure.kind != "referral")
        return list(db.session.scalars(rows.order_by(Disclosure.id)))


HEAD = "OFFICIAL-SENSITIVE\nDestroy by Tue 7 April 2026.\n"
"""What a text pack of 10 March begins with: a copy is to be destroyed within 28 days."""


def take(who, story, what="pack.txt", **answers):
    given = {"purpose": "enter_form", "recipient": "sca", **answers}
    return exports.take(who, story.reference, what, given)


def text(file):
    return file.content.decode()


def test_the_pack_is_the_form_in_the_order_of_its_pages(world):
    story = drafting(world)
    answered(story, "exploitation", how_it_started=SAID, still_in_it=False)
    answered(story, "background", birthplace="Durres, Albania")

    said = text(take(world.nair, story))

    assert said.startswith(f"{HEAD}NRM pack, " + story.reference)
    assert SAID in said, "paragraphs survive"
    assert "Where were they born?\nDurres, Albania" in said
    assert "What did they have to do?\n[Not answered]" in said
    order = ["1. First responder", "2. Age and", "3. Background", "4. What happened", "6. Where it"]
    assert [said.index(part) for part in order] == sorted(said.index(part) for part in order)


def test_each_copy_is_one_row_of_the_ledger_with_the_hash_of_its_bytes(world):
    story = drafting(world)

    file = take(world.nair, story, purpose="meeting", recipient="police")

    (row,) = ledger(story)
    assert file.name == f"{story.reference}-nrm-pack.txt"
    assert row.digest == file.digest == hashlib.sha256(file.content).hexdigest()
    assert (row.kind, row.purpose, row.legal_basis) == ("nrm_pack_txt", "meeting", "child_welfare")
    assert row.organisation_id == world.agencies["police"]
    with reading():
        last = db.session.scalars(
            select(TrailChange).where(TrailChange.act == "export.taken")
        ).one()
        assert (last.operation, last.recipients) == ("disclosure", "police")


def test_whoever_outside_reads_the_form_is_told_it_once(world):
    story = drafting(world)
    answered(story, "background", birthplace="Durres, Albania")
    before = len(ledger(story, told=True))

    for who in (world.nair, world.adeyemi, world.adeyemi):
        exports.preview(who, story.reference)
        nrm.section(who, story.reference, "background")

    whole, section = ledger(story, told=True)[before:]
    for row in (whole, section):
        assert row.organisation_id == world.adeyemi.organisation_id
    assert {"person", "background"} <= set(whole.items)
    assert (section.items, section.tiers) == (["background"], ["identity"])


def test_five_copies_a_day_are_the_most_one_person_takes(world, tuesday):
    """RL1, whatever the kind and the case."""
    stories = (drafting(world), drafting(world))
    for number in range(5):
        take(world.nair, stories[number % 2], ("pack.txt", "htcds.json")[number % 2])
    with pytest.raises(Throttled) as refused:
        take(world.nair, stories[0])
    until_midnight = 15 * 3600  # from nine in the morning, and a moment since
    assert until_midnight - 60 < refused.value.retry_after <= until_midnight
    assert len(ledger(stories[0])) == 3
    assert take(world.lowe, stories[0]).content

    tuesday.shift(dt.timedelta(hours=15))
    assert take(world.nair, stories[0]).content


def test_the_pdf_says_who_printed_it_and_which_copy_it_is(world):
    story = drafting(world)
    answered(story, "background", birthplace="Durres, Albania")
    take(world.nair, story, "pack.pdf")

    file = take(world.nair, story, "pack.pdf")

    said = " ".join(PdfReader(io.BytesIO(file.content)).pages[0].extract_text().split())
    assert file.name == f"{story.reference}-nrm-pack.pdf"
    assert "Printed by Nair, Tue 10 March 2026, 09:00, copy 2." in said
    assert "Durres, Albania" in said


def test_a_copy_says_for_whom_and_the_rest_may_not_have_one(world):
    story = drafting(world)

    with pytest.raises(Invalid):
        take(world.nair, story, recipient="harbour")
    with pytest.raises(NotYours):
        take(world.okafor, story)
    with pytest.raises(NotFound):
        take(world.osei, story)
    with pytest.raises(NotFound):
        take(world.nair, story, "pack.docx")
    assert ledger(story) == []


def test_a_copy_holds_no_more_than_the_screen(world):
    """A children's social worker does not read intelligence (section e)."""
    story = drafting(world)
    answered(story, "exploiters", exploiters="A man called Canary", exploiters_known_place=False)

    said = text(take(world.adeyemi, story))

    assert "Canary" not in said
    assert "Who exploited them?\n[" in said
    assert "intelligence" not in ledger(story)[-1].tiers


def notice(world, *, narrative="none", agrees=False, **answers):
    """An adult who does not agree; the form holds a name all the same."""
    story = drafting(world, "adult")
    teller.consent(story, given=False)
    answered(
        story,
        "place",
        where="uk",
        uk_towns=["Coventry", "12 Sample Row", "Derby, Lane", "Rose Cottage"],
    )
    answered(story, "background", birthplace=PLACE)
    answered(story, "insight", indicators=True, indicators_details=NAME)
    answered(story, "others_and_police", willing_to_help=agrees)
    answered(story, "notice", gender="female", nationality="al")
    if agrees:
        answered(story, "notice_person", first_name=NAME, last_name="Vale")
    factories.record(
        world.osei, story, "dtn", agrees=agrees, identifying=False, narrative=narrative
    )
    return story


def test_a_notice_without_agreement_names_nobody(world):
    """R18: gender, nationality, kinds, towns, dates, signs; no word that nobody has checked."""
    story = notice(world, narrative="unchecked")

    said = text(take(world.osei, story))

    assert said.startswith(f"{HEAD}Duty to notify")
    assert "Gender\nFemale" in said
    assert "Nationality\nAlbanian" in said
    assert "Towns or cities in the UK\nCoventry\n\n" in said, "no street, and no lane"
    assert NAME not in said
    assert PLACE not in said
    assert ledger(story)[-1].legal_basis == "duty_to_notify"


def test_words_go_in_once_a_second_person_has_read_them_and_not_after_they_change(world):
    story = notice(world, narrative="unchecked")
    factories.give(story, "named", user_id=world.larch.user_id)
    factories.record(world.larch, story, "dtn_check")
    assert NAME in text(take(world.osei, story))

    answered(story, "insight", indicators=True, indicators_details=f"{NAME}, again")

    assert NAME not in text(take(world.osei, story))
    assert factories.find(story).dtn["narrative"] == "unchecked"


def test_an_adult_who_agrees_is_named(world):
    story = notice(world, agrees=True)

    said = text(take(world.osei, story))
    record = json.loads(take(world.osei, story, "htcds.json", purpose="other_system").content)

    assert f"First name\n{NAME}" in said
    told = {"cas_Status", "cas_ReferringOrganisation", "cas_IncomingReferralDate"}
    assert told <= set(record["record"]), "R26: a summary tells dates and outcomes"


def test_a_record_of_the_standard_is_for_the_lead_and_their_supervisor(world):
    story = factories.submitted(world)

    record = json.loads(take(world.nair, story, "htcds.json", purpose="other_system").content)

    assert record["record"]["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert record["record"]["cas_ReferredOrganisation"] == "Single Competent Authority"
    assert record["withheld"] == []
    (row,) = [row for row in ledger(story) if row.kind == "htcds_json"]
    assert "vic_TraffickingStatus" in row.items
    with pytest.raises(NotYours):
        take(world.adeyemi, story, "htcds.json")
    with pytest.raises(NotYours):
        take(world.cole, story, "htcds.json")


def notified(world, **told):
    story = notice(world, **told)
    factories.move(world.osei, story, "nrm", "send_dtn", at=now())
    return story


def test_the_authority_holds_what_the_notice_says_and_nothing_else(world):
    """Section e and R18: no identity unless released; no word of the case beside the notice."""
    story = notified(world)

    form = exports.preview(world.cole, story.reference)
    case = case_pages.read(world.cole, story.reference)

    said = str(form)
    assert form.kind == "dtn"
    assert "Coventry" in said
    assert NAME not in said
    assert PLACE not in said
    assert case.initials == ""
    assert not isinstance(case.exploitation, str)
    assert [entry.text for entry in case.timeline if entry.text] == []
    assert {entry.by for entry in case.timeline} == {case.team} == {"Police"}
    [listed] = partners.submitted(world.cole).rows
    assert (listed.exploitation, listed.team) == (case.exploitation, case.team)
    rows = {(row.kind, row.legal_basis) for row in ledger(story)}
    assert rows == {("dtn", "duty_to_notify")}, "sent, and then read"
    assert {row.organisation_id for row in ledger(story)} == {world.agencies["sca"]}


def test_what_was_notified_stays_as_it_was_when_they_agree_later(world):
    """An adult may choose a referral after a notice: its draft is nobody else's, and its answers
    are not asked twice."""
    story = notified(world)
    before = exports.preview(world.cole, story.reference)
    teller.consent(story, given=True)
    factories.move(world.osei, story, "nrm", "draft")
    answered(story, "background", birthplace="Tirana")

    assert exports.preview(world.cole, story.reference) == before
    mine = exports.preview(world.osei, story.reference)
    assert mine.kind == "nrm"
    values = {line.key: line.value for part in mine.parts for line in part.lines}
    assert values["birthplace"] == "Tirana"
    assert values["indicators_details"] == NAME
    assert values["wants_nrm"] == "Yes", "as the record of consent says"


def test_the_authority_sees_the_form_as_it_was_sent_and_that_the_police_sent_it(world):
    story = drafting(world)
    answered(story, "background", birthplace="Durres")
    teller.fill_form(story)
    factories.move(world.nair, story, "nrm", "make_ready")
    factories.move(world.nair, story, "nrm", "submit", at=now(), home_office_reference="NRM-2026-1")

    form = exports.preview(world.cole, story.reference)

    assert "Durres" in str(form.parts)
    assert (form.sent.by, form.sent.to) == ("Police", "Single Competent Authority")
    assert (form.sent.at, form.sent.home_office_reference) == (now(), "NRM-2026-1")
    assert not form.may_export
    summary = nrm.overview(world.hallam, story.reference).sent
    assert (summary.by, summary.home_office_reference) == ("Nair", ""), "R26"
    (row,) = ledger(story)
    assert row.kind == "nrm"
    pack = text(take(world.nair, story))
    body = f"OFFICIAL-SENSITIVE\n{story.reference}" + pack.partition(story.reference)[2]
    assert hashlib.sha256(body.encode()).hexdigest() == row.digest
