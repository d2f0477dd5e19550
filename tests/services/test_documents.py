"""Documents are sealed on disk, known of by those who read their tier, and opened on the record."""

import datetime as dt
import os
import stat
import sys
import time
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import select

from referrals import filing
from referrals.db import db, reading
from referrals.effects.ledger import digest_of
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Disclosure, Document, Share, TrailRead
from referrals.sealed import Unreadable
from referrals.seed import teller
from referrals.services import disclosures, documents, nrm, previews, scanning
from referrals.services.documents import New, Store
from referrals.views import GoesAlong
from tests import factories
from tests.factories import TUESDAY
from tests.files import pdf

LETTER = New("decision_letter", "allegation", "Reasonable grounds", "Kestrel.pdf", pdf(b"/Q (x)"))


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "uploads", scanned=False)


@pytest.fixture
def story(world):
    return factories.claimed(world)


def added(who, story, store, key=None, **changed):
    done = documents.add(who, story.reference, replace(LETTER, **changed), store, key)
    return str(done["document"])


def known(who, story):
    return [view.name for view in documents.documents(who, story.reference).documents]


def scanner(code):
    return (sys.executable, "-c", f"import sys; sys.stdin.buffer.read(); sys.exit({code})")


def test_a_file_is_sealed_on_disk_under_a_name_that_says_nothing(world, story, store):
    number = added(world.nair, story, store)
    [file] = list(store.folder.iterdir())

    assert b"PDF" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert number not in file.name
    opened = documents.open_file(world.nair, story.reference, number, store.folder)
    assert (opened.name, opened.media_type) == ("Kestrel.pdf", "application/pdf")
    assert opened.content == LETTER.content


def test_a_file_moved_to_another_document_is_not_opened(world, story, store):
    first, second = added(world.nair, story, store), added(world.nair, story, store)
    with reading():
        files = dict(db.session.execute(select(Document.id, Document.file)).all())
    os.replace(store.folder / files[first], store.folder / files[second])

    with pytest.raises(Unreadable):
        documents.open_file(world.nair, story.reference, second, store.folder)


def test_those_who_do_not_read_its_tier_know_neither_name_nor_number(world, story, store):
    """A board's mask, a charity without the tier, and the officer who handed the case over."""
    teller.submit(story)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    hidden = added(world.nair, story, store, tier="intelligence")
    plain = added(world.nair, story, store, tier="identity", kind="letter")

    assert len(known(world.nair, story)) == len(known(world.lowe, story)) == 2
    assert known(world.grant, story) == [f"{story.reference}-letter.pdf"]
    assert known(world.marsh, story) == known(world.okafor, story) == []
    for who in (world.grant, world.marsh, world.okafor, world.adeyemi, world.cole):
        with pytest.raises(NotFound):
            documents.document(who, story.reference, hidden)
        with pytest.raises(NotFound):
            documents.open_file(who, story.reference, hidden, store.folder)
    with pytest.raises(NotFound):
        documents.document(world.castellan, story.reference, plain)


def test_what_a_partner_opens_is_in_the_ledger_once_and_in_the_preview(world, story, store):
    """S47: told to somebody outside the police by a share, under the hash of the file itself."""
    items = {"identity": "share", "support": "share"}
    number = added(world.nair, story, Store(store.folder, scanned=True), tier="identity")
    scanning.scan(store.folder, scanner(0))
    factories.shared(world, story, items)
    own = added(world.grant, story, store, tier="support")
    for who in (world.nair, world.grant, world.grant):
        documents.open_file(who, story.reference, number, store.folder)
    documents.open_file(world.grant, story.reference, own, store.folder)

    with reading():
        rows = select(Disclosure).where(Disclosure.digest == digest_of(LETTER.content))
        [row] = db.session.scalars(rows).all()
        [share] = db.session.scalars(select(Share)).all()
    assert (row.kind, row.share_id, row.tiers) == ("shown", share.id, ["identity"])
    told = disclosures.ledger(world.nair, story.reference).rows
    labels = {item.label for row in told if row.share == share.id for item in row.items}
    assert "Document: Decision letter" in labels
    [goes] = previews.their_view(world.nair, story.reference, share.id).documents
    assert goes == GoesAlong(number, "Decision letter", "Reasonable grounds")
    terms = {
        "purpose": "support", "legal_basis": "child_welfare", "consent": "told",
        "until": dt.date(2026, 6, 30),
    }  # fmt: skip
    items = {"identity": "risk_of_harm", "support": "share"}
    others = previews.as_they_will(world.nair, story.reference, "birch", items, terms)
    assert [row.id for row in others.documents] == [own]


def test_who_added_it_is_told_to_whom_the_case_says_that_they_help(world, story, store):
    """S23: of an agency that a partner may not know of, neither its name nor its people's."""
    items = {"identity": "share", "support": "share", "safeguarding": "share"}
    factories.shared(world, story, items)
    teller.share(story, "birch", world.ames, items | {"partners": "not_needed"}, "child_welfare")
    for who in (world.grant, world.ames, world.nair):
        added(who, story, store, tier="support" if who != world.nair else "identity")

    def told(reader):
        rows = documents.documents(reader, story.reference).documents
        return {(row.added_by, row.organisation) for row in rows}

    birch, harbour = ("Ames", "Birch Street Project"), ("Grant", "Harbour Light")
    nobody, police = ("Somebody else", "another agency"), ("Police", "Police")
    assert told(world.nair) == {birch, harbour, ("Nair", "Police")}
    assert told(world.adeyemi) == {nobody, harbour, ("Nair", "Police")}
    assert told(world.grant) == {nobody, harbour, police}
    assert told(world.ames) == {birch, police}


def test_a_document_of_another_case_is_not_there(world, story, store):
    number = added(world.nair, story, store)
    other = factories.claimed(world)
    with pytest.raises(NotFound):
        documents.document(world.nair, other.reference, number)


def test_what_nobody_checked_goes_no_further_than_its_organisation(world, story, store):
    factories.shared(world, story, {"identity": "share", "support": "share"})
    number = added(world.nair, story, store, tier="identity")

    assert documents.document(world.lowe, story.reference, number).may_open
    assert not documents.document(world.grant, story.reference, number).may_open
    with pytest.raises(NotYours, match="Not checked for viruses"):
        documents.open_file(world.grant, story.reference, number, store.folder)


def test_what_waits_for_the_scanner_is_opened_by_nobody_until_it_is_clean(world, story, store):
    watched = replace(store, scanned=True)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    number = added(world.nair, story, watched, tier="identity")
    for code, looked in ((2, 0), (99, 0)):  # it could not look: fail closed
        assert scanning.scan(store.folder, scanner(code)) == looked
        with pytest.raises(NotYours, match="Being checked"):
            documents.open_file(world.nair, story.reference, number, store.folder)

    assert scanning.scan(store.folder, scanner(0)) == 1
    assert documents.open_file(world.grant, story.reference, number, store.folder).content
    with reading():
        read = db.session.scalars(select(TrailRead).where(TrailRead.act == "document.opened")).one()
    assert (read.operation, read.recipients, read.tiers) == ("disclosure", "harbour", "identity")
    assert read.cases == story.reference


def test_what_has_a_virus_is_destroyed_and_says_so(world, story, store):
    number = added(world.nair, story, replace(store, scanned=True))
    assert scanning.scan(store.folder, scanner(1)) == 1

    assert list(store.folder.iterdir()) == []
    view = documents.document(world.nair, story.reference, number)
    assert (view.state, view.may_open) == ("infected", False)
    with pytest.raises(NotYours):
        documents.open_file(world.nair, story.reference, number, store.folder)


def test_a_consultation_by_the_police_is_on_the_trail_of_the_case(world, story, store):
    number = added(world.nair, story, store)
    documents.open_file(world.lowe, story.reference, number, store.folder)
    with reading():
        read = db.session.scalars(select(TrailRead).where(TrailRead.act == "document.opened")).one()
    assert (read.operation, read.actor_id) == ("consultation", world.lowe.user_id)


def test_a_redacted_copy_is_another_document_that_does_not_betray_its_original(world, story, store):
    factories.shared(world, story, {"identity": "share", "support": "share"})
    original = added(world.nair, story, store, tier="intelligence")
    copy = added(world.nair, story, store, tier="identity", redacted_of=original)

    assert documents.document(world.nair, story.reference, copy).redacted_of == original
    assert documents.document(world.grant, story.reference, copy).redacted_of == ""


def test_a_repeat_adds_one_document_and_leaves_one_file(world, story, store):
    assert added(world.nair, story, store, "k") == added(world.nair, story, store, "k")
    assert factories.count(Document) == 1
    assert len(list(store.folder.iterdir())) == 1


def test_only_a_tier_they_write_and_a_case_they_hold(world, story, store):
    for who, tier, refusal in (
        (world.adeyemi, "intelligence", NotYours), (world.nair, "medical", NotYours),
        (world.nair, "no_such", NotYours), (world.castellan, "allegation", NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            added(who, story, store, tier=tier)
    assert not store.folder.exists()


def test_no_more_than_a_hundred(world, story, store, monkeypatch):
    monkeypatch.setattr("referrals.services.documents.adding.MOST", 1)
    added(world.nair, story, store)
    with pytest.raises(Invalid, match="file"):
        added(world.nair, story, store)


def test_the_sweeper_takes_what_a_kill_left_and_nothing_else(world, story, store):
    added(world.nair, story, store)
    stray = filing.put(store.folder, "of nothing", b"orphan")
    (store.folder / "half.tmp").write_bytes(b"x")
    kept = {file.name for file in store.folder.iterdir()} - {stray, "half.tmp"}
    scanning.sweep(store.folder)
    assert len(list(store.folder.iterdir())) == 3  # they may still be waiting for their rows

    for file in store.folder.iterdir():
        os.utime(file, (time.time() - 7200, time.time() - 7200))
    assert scanning.sweep(store.folder) == 2
    assert {file.name for file in store.folder.iterdir()} == kept
    assert scanning.sweep(store.folder) == 0


def test_a_receipt_is_kept_with_the_record_of_what_was_sent(world, story, store):
    """The NRM's submission record: the Home Office's receipt beside when, by whom and to whom."""
    receipt = {"kind": "nrm_receipt", "tier": "nrm_decision"}
    with pytest.raises(Invalid, match="kind"):
        added(world.nair, story, store, **receipt)
    sent = factories.submitted(world)
    with pytest.raises(Invalid, match="tier"):
        added(world.nair, sent, store, kind="nrm_receipt")
    assert nrm.overview(world.nair, sent.reference).sent.receipts == ()

    number = added(world.nair, sent, store, **receipt)
    for reader in (world.nair, world.lowe, world.adeyemi, world.cole):
        kept = nrm.overview(reader, sent.reference).sent
        assert [row.document for row in kept.receipts] == [number]
    assert nrm.overview(world.hallam, sent.reference).sent.receipts == ()


def test_the_timeline_says_that_it_was_added_to_those_who_read_its_tier(world, story, store):
    added(world.nair, story, store, tier="intelligence")
    said = [event.heading for event in factories.events(story, "document")]
    assert said == ["Document added: Decision letter"]
    assert factories.events(story, "document")[0].tier == "intelligence"
