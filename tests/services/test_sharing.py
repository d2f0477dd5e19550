"""A share is an object with a life (decision 9): who may move it, and what each reader then has."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.ledger import digest_of
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Reused, Unready
from referrals.models import Disclosure, Event, Notice, Organisation, Share, TrailChange, TrailRead
from referrals.picture.told import told
from referrals.services import answering, previews, reading, sharing
from referrals.views import CaseView, OfferView, Withheld
from tests.services.neighbours import (
    ITEMS,
    Neighbours,
    asked,
    claimed,
    find,
    shareable,
)
from tests.services.station import Station
from tests.stored import rows


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    """Kayla Marsh is fourteen on 10 March 2026."""
    with time_machine.travel("2026-03-10T09:00:00Z"):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


def offered(station, case, to="birch_street", items=ITEMS, key=None, **changed):
    """The number of a new offer."""
    done = sharing.offer(station.nair, case, to, items, asked(**changed), key=key)
    return str(done["share"])


def accepted(station, near, case, items=ITEMS, **changed):
    share = offered(station, case, items=items, **changed)
    answering.accept(near.grant, case, share, version=1)
    return share


def shown(view: CaseView) -> dict[str, str]:
    """Each item as a reader has it, withheld ones by their reason."""
    return {
        fact.key: f"withheld: {fact.value.reason}"
        if isinstance(fact.value, Withheld)
        else fact.value
        for fact in view.summary
    }


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def shown_by_share() -> int:
    return len(db.session.scalars(select(Disclosure.id).where(Disclosure.share_id != "")).all())


def the_share() -> Share:
    return db.session.scalars(select(Share)).one()


def trail(act: str) -> TrailChange:
    return db.session.scalars(select(TrailChange).where(TrailChange.act == act)).one()


# ---------------------------------------------------------------- offered


def test_until_they_accept_they_see_the_offer_and_nothing_of_the_case(station, near, case):
    offered(station, case)

    offer = reading.read(near.grant, case)

    assert isinstance(offer, OfferView)
    assert offer.reference == case
    assert offer.sender == "Nair"
    assert offer.share.purpose == "Give them support"
    assert offer.share.legal_basis == "The welfare of a child"
    assert offer.share.action == "Offer a first meeting. Woman worker asked for"
    assert "Kayla" not in repr(offer)
    assert "girl" not in repr(offer)
    seen = select(TrailRead.actor_id).where(TrailRead.act == "case.offer_read")
    assert db.session.scalars(seen).all() == [near.grant.user_id]


def test_an_offer_is_kept_as_it_was_made(station, near, case):
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        offered(station, case, until=dt.date(2026, 6, 11))

    share = the_share()
    assert (share.state, share.version) == ("offered", 1)
    assert set(share.tiers) == {
        "identity", "contact", "allegation", "safeguarding", "support", "tasks",
    }  # fmt: skip
    assert share.withheld == {"medical": "not_agreed", "nrm_decision": "not_needed"}
    assert share.until == dt.datetime(2026, 6, 11, 22, 59, 59, 999999, tzinfo=dt.UTC)
    assert share.review_on == dt.date(2026, 4, 9)


def test_an_offer_is_on_the_timeline_in_the_trail_and_promised_to_its_receiver(station, near, case):
    offered(station, case, consent="not_safe", why_not_told="He reads her phone")

    event = db.session.scalars(select(Event).where(Event.kind == "share_offered")).one()
    assert (event.heading, event.tier) == ("Offered to Birch Street Project", "support")
    row = trail("share.offered")
    assert (row.operation, row.recipients) == ("disclosure", "birch_street")
    assert row.basis == "child_welfare"
    notice = db.session.scalars(select(Notice).where(Notice.topic == "share_offered")).one()
    assert notice.organisation_id == near.agencies["birch_street"]
    assert shown_by_share() == 0


def test_a_short_share_is_looked_at_again_before_it_ends(station, near, case):
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        offered(station, case, until=dt.date(2026, 3, 20))

    assert the_share().review_on == dt.date(2026, 3, 20)


def test_everything_g12_refuses_is_listed_and_nothing_is_stored(station, near):
    case = claimed(station)

    with pytest.raises(Unready) as refused:
        offered(station, case, items={}, legal_basis="consent", consent="not_yet")

    assert {row.gate for row in refused.value.unmet} == {"G12"}
    assert [row.words for row in refused.value.unmet] == [
        "Nothing is shared",
        "A child’s case is not shared on consent",
        "They cannot have agreed to what they do not know of or have refused",
        "Say why it is shared without their agreement",
        "The local authority has not been told about this child",
    ]
    assert count(Share) == 0


def test_what_their_role_may_never_hold_is_not_shared(station, near, case):
    with pytest.raises(Unready) as refused:
        offered(station, case, items=ITEMS | {"intelligence": "share"})

    assert [row.gate for row in refused.value.unmet] == ["G12"]


@pytest.mark.parametrize("to", ["council", "board", "sca", "nobody", "police"])
def test_only_a_charity_or_a_health_body_holds_a_case_by_a_share(station, near, case, to):
    with pytest.raises(Invalid) as wrong:
        offered(station, case, to=to)

    assert list(wrong.value.errors) == ["to"]


def test_an_agency_that_is_closed_is_offered_nothing(station, near, case):
    with writing():
        db.session.get_one(Organisation, near.agencies["open_gate"]).active = False

    with pytest.raises(Invalid):
        offered(station, case, to="open_gate")


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_share_ends_in_the_future_and_within_a_year(station, near, case, days):
    day = dt.date(2026, 3, 10) + dt.timedelta(days=days)
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False), pytest.raises(Invalid) as wrong:
        offered(station, case, until=day)

    assert list(wrong.value.errors) == ["until"]


def test_a_share_may_last_a_year_to_the_day(station, near, case):
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        assert offered(station, case, until=dt.date(2027, 3, 10))


def test_an_agency_has_one_share_in_force(station, near, case):
    share = offered(station, case)
    with pytest.raises(Conflict):
        offered(station, case)
    answering.accept(near.grant, case, share, version=1)
    with pytest.raises(Conflict):
        offered(station, case)

    assert count(Share) == 1


def test_once_it_is_over_it_may_be_offered_again(station, near, case):
    sharing.withdraw(station.nair, case, offered(station, case), version=1)
    assert offered(station, case)

    with time_machine.travel(now() + dt.timedelta(days=100), tick=False):
        assert offered(station, case)


def test_two_agencies_each_have_their_own(station, near, case):
    offered(station, case)
    offered(station, case, to="health_trust", items={"identity": "share", "medical": "share"})

    assert isinstance(reading.read(near.grant, case), OfferView)
    assert isinstance(reading.read(near.penn, case), OfferView)


def test_a_press_twice_is_one_offer(station, near, case):
    until = now().date() + dt.timedelta(days=30)
    first = offered(station, case, key="k", until=until)
    again = offered(station, case, key="k", until=until)

    assert first == again
    assert count(Share) == 1
    with pytest.raises(Reused):
        offered(station, case, key="k", until=until, purpose="plan")


def test_an_offer_from_a_page_that_is_stale_is_not_made(station, near, case):
    version = find(case).version
    db.session.rollback()

    with pytest.raises(Conflict):
        sharing.offer(station.nair, case, "birch_street", ITEMS, asked(), version=version - 1)
    assert sharing.offer(station.nair, case, "birch_street", ITEMS, asked(), version=version)


def test_a_restricted_case_is_not_shared_with_a_whole_organisation(station, near, case):
    with writing():
        find(case).restricted = True
    give_named_reader(station, case)

    with pytest.raises(Unready) as refused:
        offered(station, case)

    assert [row.gate for row in refused.value.unmet] == ["R27"]


def give_named_reader(station, case):
    from referrals.effects.leading import assign

    with writing():
        assign(find(case), "restricted_reader", now(), user_id=station.nair.user_id)


def test_whoever_does_not_hold_the_case_cannot_offer_it(station, near, case):
    with pytest.raises(NotFound):
        sharing.offer(station.bright, case, "birch_street", ITEMS, asked())
    with pytest.raises(NotFound):
        sharing.offer(near.ames, case, "birch_street", ITEMS, asked())


def test_whoever_holds_it_without_that_part_is_told_so(station, near, case):
    with pytest.raises(NotYours):
        sharing.offer(station.okafor, case, "birch_street", ITEMS, asked())
    with pytest.raises(NotYours):
        previews.shares_of(station.okafor, case)
    accepted(station, near, case)
    with pytest.raises(NotYours):
        sharing.offer(near.grant, case, "open_gate", ITEMS, asked())


# ---------------------------------------------------------------- accepted


def test_from_acceptance_they_see_exactly_what_was_shared(station, near, case):
    accepted(station, near, case)

    view = reading.read(near.grant, case)

    assert isinstance(view, CaseView)
    assert view.kind == "partner"
    assert (view.initials, view.who) == ("K.M.", "girl, 14")
    assert shown(view) == {
        "exploitation": "Sexual exploitation of a child",
        "language": "English",
        "whereabouts": "withheld: risk of harm",
        "safe_contact": "Through the ward. Do not ring her phone",
        "phone": "withheld: risk of harm",
        "safe_address": "withheld: risk of harm",
        "area": "Walsall",
        "safe_now": "Yes",
        "assault": "Yes",
        "disposition": "Not recorded",
    }
    assert view.people == ()
    assert view.shares == ()


def test_what_is_left_out_is_withheld_with_the_reason_that_was_chosen(station, near, case):
    items = ITEMS | {"identity": "police_investigation", "allegation": "evidence"}
    accepted(station, near, case, items=items)

    view = reading.read(near.grant, case)

    assert shown(view)["language"] == "withheld: police investigation"
    assert shown(view)["exploitation"] == "withheld: evidence"
    assert shown(view)["safe_contact"] == "Through the ward. Do not ring her phone"
    assert view.initials == ""
    assert "K.M." not in repr(view)
    assert "Kayla" not in repr(reading.read(near.grant, case, named=True))


def test_never_what_their_role_may_not_have(station, near, case):
    accepted(station, near, case)

    page = repr(reading.read(near.grant, case, named=True))

    assert "He said I owed him" not in page
    assert "hotel key card" not in page
    assert "district hospital" not in page


def test_acceptance_is_one_row_of_the_ledger(station, near, case):
    share = accepted(station, near, case)

    row = db.session.scalars(select(Disclosure).where(Disclosure.share_id != "")).one()
    assert (row.share_id, row.organisation_id) == (share, near.agencies["birch_street"])
    assert row.decided_by_id == station.nair.user_id
    assert (row.purpose, row.legal_basis) == ("support", "child_welfare")
    assert row.items == [
        "who", "exploitation", "partners", "language", "safe_contact", "area", "safe_now",
        "assault", "timeline",
    ]  # fmt: skip
    written = trail("share.accepted")
    assert (written.operation, written.recipients) == ("disclosure", "birch_street")
    digest = row.digest
    view = reading.read(near.grant, case)
    assert isinstance(view, CaseView)
    assert digest == digest_of(told(view))
    assert shown_by_share() == 1


def test_a_name_asked_for_is_told_and_so_is_one_more_row(station, near, case):
    accepted(station, near, case)
    reading.read(near.grant, case, named=True)
    reading.read(near.holt, case, named=True)

    by_share = select(Disclosure).where(Disclosure.share_id != "").order_by(Disclosure.id)
    rows = db.session.scalars(by_share).all()
    assert ["name" in row.items for row in rows] == [False, True]
    assert rows[0].digest != rows[1].digest


def test_the_preview_is_what_they_then_see(station, near, case):
    items = ITEMS | {"identity": "another_person"}
    before = previews.as_they_will(station.nair, case, "birch_street", items, asked())
    accepted(station, near, case, items=items)
    after = reading.read(near.grant, case)

    assert isinstance(after, CaseView)
    assert before.unmet == ()
    assert before.case.summary == after.summary
    assert (before.case.initials, before.case.who) == (after.initials, after.who)
    assert before.case.exploitation == after.exploitation
    assert before.case.never_shown == after.never_shown


def test_a_preview_says_what_is_in_the_way_and_stores_nothing(station, near):
    case = claimed(station)

    found = previews.as_they_will(station.nair, case, "birch_street", ITEMS, asked())

    assert [row.words for row in found.unmet] == [
        "The local authority has not been told about this child"
    ]
    assert count(Share) == 0


def test_there_is_no_preview_for_an_agency_that_cannot_hold_it(station, near, case):
    with pytest.raises(Invalid):
        previews.as_they_will(station.nair, case, "council", ITEMS, asked())


def test_the_police_see_with_whom_and_what(station, near, case):
    share = accepted(station, near, case)

    [row] = previews.shares_of(station.nair, case).shares

    assert (row.share.id, row.share.organisation, row.stands) == (
        share, "Birch Street Project", "Accepted",
    )  # fmt: skip
    assert {item.label: item.withheld for item in row.items} == {
        "Who they are": "",
        "Language": "",
        "Safe way to contact": "",
        "What is thought to have happened": "",
        "Sexual assault alleged": "",
        "Health notes": "not agreed by the person",
        "NRM decisions": "not needed for their role",
        "Area": "",
        "Safe now": "",
        "Missing, or a threat to life": "",
        "Tasks": "",
        "Support after this": "",
        "Support notes": "",
        "Who else helps them": "",
        "Where they are": "risk of harm",
        "Phone": "risk of harm",
        "Safe address": "risk of harm",
    }
    theirs = previews.their_view(station.nair, case, share)
    read = reading.read(near.grant, case)
    assert isinstance(read, CaseView)
    assert theirs.case.summary == read.summary


def test_whom_to_choose_leaves_out_nobody_and_says_who_has_it(station, near, case):
    offered(station, case)

    found = {row.name: row.has_it for row in previews.receivers(station.nair, case)}

    assert found == {
        "Birch Street Project": True,
        "Open Gate": False,
        "Walsall Health Trust": False,
    }


def test_a_colleague_of_the_receiver_shares_the_answer(station, near, case):
    share = accepted(station, near, case)

    assert isinstance(reading.read(near.holt, case), CaseView)
    with pytest.raises(Conflict):
        answering.accept(near.holt, case, share, version=1)
    assert shown_by_share() == 1


def test_nobody_else_finds_the_case_or_its_offer(station, near, case):
    share = offered(station, case)

    for stranger in (near.ames, near.penn, near.admin):
        with pytest.raises(NotFound):
            reading.read(stranger, case)
        with pytest.raises(NotFound):
            answering.accept(stranger, case, share, version=1)


def test_those_who_hold_it_otherwise_cannot_answer_for_the_receiver(station, near, case):
    share = offered(station, case)

    for other in (station.nair, station.okafor, near.adeyemi):
        with pytest.raises(NotFound):
            answering.accept(other, case, share, version=1)
        with pytest.raises(NotFound):
            answering.decline(other, case, share, "no_capacity", version=1)


def test_a_share_of_another_case_is_not_found_here(station, near, case):
    other = shareable(station, name="Another Child")
    share = offered(station, case)
    offered(station, other)

    with pytest.raises(NotFound):
        answering.accept(near.grant, other, share, version=1)
    with pytest.raises(NotFound):
        sharing.withdraw(station.nair, other, share, version=1)


def test_acceptance_pressed_twice_is_one_acceptance(station, near, case):
    share = offered(station, case)
    first = answering.accept(near.grant, case, share, version=1, key="k")

    assert answering.accept(near.grant, case, share, version=1, key="k") == first
    assert shown_by_share() == 1


def test_an_agreement_that_is_gone_stops_the_acceptance(station, near, case):
    """An offer of an adult's case is of no use once they no longer agree to support."""
    share = offered(station, case)
    with writing():
        find(case).age_band = "adult"

    with pytest.raises(Conflict):
        answering.accept(near.grant, case, share, version=1)

    db.session.rollback()
    assert the_share().state == "offered"
    assert shown_by_share() == 0


# ---------------------------------------------------------------- over


def test_a_declined_case_does_not_exist_for_them(station, near, case):
    share = offered(station, case)
    answering.decline(near.grant, case, share, "no_capacity", version=1)

    with pytest.raises(NotFound):
        reading.read(near.grant, case)
    assert (the_share().state, the_share().reason_code) == ("declined", "no_capacity")
    assert shown_by_share() == 0
    [row] = previews.shares_of(station.nair, case).shares
    assert (row.stands, row.share.reason, row.live) == ("Declined", "We have no capacity", False)


def test_a_decline_has_one_of_the_reasons(station, near, case):
    share = offered(station, case)

    with pytest.raises(Invalid):
        answering.decline(near.grant, case, share, "we would rather not", version=1)


def test_a_withdrawn_offer_is_gone_at_once(station, near, case):
    share = offered(station, case)
    sharing.withdraw(station.nair, case, share, version=1)

    with pytest.raises(NotFound):
        reading.read(near.grant, case)
    with pytest.raises(NotFound):
        answering.accept(near.grant, case, share, version=1)
    assert shown_by_share() == 0


def test_an_ended_share_is_gone_at_once(station, near, case):
    share = accepted(station, near, case)
    assert isinstance(reading.read(near.grant, case), CaseView)

    sharing.end(station.nair, case, share, "work_done", version=2)

    with pytest.raises(NotFound):
        reading.read(near.grant, case)
    with pytest.raises(NotFound):
        answering.record_outcome(near.grant, case, share, "Met twice", version=3)
    [row] = previews.shares_of(station.nair, case).shares
    assert (row.stands, row.share.reason) == ("Ended", "The work is done")
    notice = db.session.scalars(select(Notice).where(Notice.topic == "share_ended")).one()
    assert notice.organisation_id == near.agencies["birch_street"]


def test_a_share_ends_by_itself_on_its_day(station, near, case):
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        accepted(station, near, case, until=dt.date(2026, 6, 11))
    with time_machine.travel("2026-06-11T22:59:00Z", tick=False):
        assert isinstance(reading.read(near.grant, case), CaseView)
    with time_machine.travel("2026-06-11T23:00:00Z", tick=False):
        with pytest.raises(NotFound):
            reading.read(near.grant, case)
        [row] = previews.shares_of(station.nair, case).shares
        assert (row.stands, row.live) == ("Ended on 11 June 2026", False)


def test_an_offer_ends_by_itself_too(station, near, case):
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        share = offered(station, case, until=dt.date(2026, 3, 12))
    with time_machine.travel("2026-03-13T00:00:00Z", tick=False), pytest.raises(NotFound):
        answering.accept(near.grant, case, share, version=1)


@pytest.mark.parametrize("version", [1, 3])
def test_a_share_that_was_changed_is_not_ended_from_a_stale_page(station, near, case, version):
    share = accepted(station, near, case)

    with pytest.raises(Conflict):
        sharing.end(station.nair, case, share, "work_done", version=version)
    assert isinstance(reading.read(near.grant, case), CaseView)


def test_steps_that_do_not_follow_are_refused(station, near, case):
    share = offered(station, case)
    with pytest.raises(Conflict):
        sharing.end(station.nair, case, share, "work_done", version=1)
    answering.accept(near.grant, case, share, version=1)
    with pytest.raises(Conflict):
        sharing.withdraw(station.nair, case, share, version=2)
    with pytest.raises(Conflict):
        answering.decline(near.grant, case, share, "no_capacity", version=2)


def test_an_end_has_one_of_the_reasons(station, near, case):
    share = accepted(station, near, case)

    with pytest.raises(Invalid):
        sharing.end(station.nair, case, share, "because", version=2)


def test_they_say_what_was_done_and_the_police_read_it(station, near, case):
    share = accepted(station, near, case)
    answering.record_outcome(near.grant, case, share, "Met her twice at school", version=2)

    [row] = previews.shares_of(station.nair, case).shares
    assert row.share.outcome == "Met her twice at school"
    assert row.stands == "Accepted"
    with pytest.raises(Invalid):
        answering.record_outcome(near.grant, case, share, "  ", version=3)


def test_every_step_tells_whoever_waits_for_it(station, near, case):
    share = accepted(station, near, case)
    answering.record_outcome(near.grant, case, share, "Met her twice", version=2)
    sharing.end(station.nair, case, share, "work_done", version=3)

    told = db.session.execute(
        select(Notice.topic, Notice.user_id, Notice.organisation_id)
        .where(Notice.topic.like("share_%"))
        .order_by(Notice.id)
    ).all()
    sender, receiver = station.nair.user_id, near.agencies["birch_street"]
    assert [tuple(row) for row in told] == [
        ("share_offered", None, receiver),
        ("share_accepted", sender, None),
        ("share_outcome", sender, None),
        ("share_ended", None, receiver),
    ]


def test_what_was_asked_and_what_was_done_are_sealed(station, near, case):
    share = accepted(station, near, case)
    answering.record_outcome(near.grant, case, share, "Met her twice", version=2)

    row = the_share()
    assert b"first meeting" not in (row.action_sealed or b"")
    assert b"Met her" not in (row.outcome_sealed or b"")


def test_a_newer_offer_brings_none_back_whose_time_has_passed(station, near, case):
    """What the old one was to tell is told to nobody, nor written in the ledger."""
    old = offered(station, case, until=now().date() + dt.timedelta(days=1))
    with time_machine.travel(now() + dt.timedelta(days=2)):
        answering.accept(near.grant, case, offered(station, case), version=1)
        told = len(rows(Disclosure))
        with pytest.raises(NotFound):
            answering.accept(near.grant, case, old, version=1)
        with pytest.raises(NotFound):
            answering.decline(near.grant, case, old, "no_capacity", version=1)
    assert len(rows(Disclosure)) == told
