"""Intelligence leaves item by item, in agreed words, by two people, to those it may reach (G13)."""

import datetime as dt

import pytest
import time_machine

from referrals.clock import now
from referrals.db import writing
from referrals.effects.leading import assign
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Disclosure, Event, Notice, Release, Task, TrailChange
from referrals.services import disclosures, released, releasing
from referrals.services import reading as opening
from referrals.services import writing as notes
from tests.services.neighbours import ITEMS, Neighbours, find, shareable, taken_on
from tests.services.station import Station
from tests.stored import rows
from workflows.releases import RECEIVING

SECRET = "A source at the garage says Sam Roe drives her there on Fridays"
WORDS = "Somebody takes her away by car at the end of the week"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    reference = shareable(station)
    notes.note(station.nair, reference, "intelligence", SECRET)
    return reference


def asked(station, case, to="council", by=None, words=WORDS) -> str:
    found = released.releases(station.nair, case)
    answers = {"source": found.sources[0].code, "to": to, "wording": words, "why": "Home visits"}
    return str(releasing.ask(by or station.nair, case, answers)["release"])


def test_only_the_agreed_words_reach_the_authority(station, near, case):
    release = asked(station, case)
    assert opening.read(near.adeyemi, case).released == ()
    releasing.decide(station.lowe, case, release, {"decision": "yes"})

    found = opening.read(near.adeyemi, case)

    assert [row.wording for row in found.released] == [WORDS]
    [notice] = rows(Notice, topic="release_made")
    assert notice.organisation_id == near.agencies["council"]
    assert "garage" not in repr(found)
    assert "Sam Roe" not in repr(found)
    [row] = rows(Disclosure, kind="release")
    assert row.items == ["released"]
    assert (row.decided_by_id, row.organisation_id) == (
        station.lowe.user_id, near.agencies["council"],
    )  # fmt: skip
    opening.read(near.adeyemi, case)
    assert len(rows(Disclosure, kind="release")) == 1


def test_nobody_both_asks_and_approves(station, case):
    own = asked(station, case, by=station.lowe)
    theirs = asked(station, case)

    with pytest.raises(Unready) as refused:
        releasing.decide(station.lowe, case, own, {"decision": "yes"})
    assert [row.gate for row in refused.value.unmet] == ["G13"]
    with pytest.raises(Unready) as refused:
        releasing.decide(station.nair, case, theirs, {"decision": "yes"})
    assert [row.words for row in refused.value.unmet] == [
        "A police supervisor decides a release",
        "You asked for this release yourself",
    ]
    assert {row.state for row in rows(Release)} == {"asked"}


def test_a_supervisor_refuses_the_words_with_a_reason(station, near, case):
    release = asked(station, case)
    with pytest.raises(Invalid):
        releasing.decide(station.lowe, case, release, {"decision": "no"})
    releasing.decide(station.lowe, case, release, {"decision": "no", "reason": "source"})

    [row] = released.releases(station.nair, case).rows
    assert (row.stands, row.reason, row.decided_by) == (
        "Refused", "It would give a source away", "Lowe",
    )  # fmt: skip
    assert opening.read(near.adeyemi, case).released == ()
    assert rows(Disclosure, kind="release") == []
    with pytest.raises(Conflict):
        releasing.decide(station.lowe, case, release, {"decision": "yes"})


def test_what_is_taken_back_is_read_no_more(station, near, case):
    release = asked(station, case)
    releasing.decide(station.lowe, case, release, {"decision": "yes"})
    with pytest.raises(NotYours):
        releasing.revoke(station.nair, case, release, "wrong")
    with pytest.raises(Invalid):
        releasing.revoke(station.lowe, case, release, "because")
    releasing.revoke(station.lowe, case, release, "risk")

    assert opening.read(near.adeyemi, case).released == ()
    assert [row.act for row in rows(TrailChange) if row.act.startswith("release.")] == [
        "release.asked", "release.approved", "release.revoked",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        releasing.revoke(station.lowe, case, release, "risk")


@pytest.mark.parametrize("to", ["birch_street", "health_trust", "board", "sca", "police", "nobody"])
def test_it_goes_to_the_authority_or_the_form_and_to_nobody_else(station, near, case, to):
    """Section e, rule 4: never a charity, a health body or a board."""
    with pytest.raises(Invalid) as wrong:
        asked(station, case, to=to)

    assert list(wrong.value.errors) == ["to"]
    assert {"la_children_social_worker", "la_adult_social_worker"} == RECEIVING


def test_an_authority_told_of_a_child_is_none_for_the_adult(station, near, case):
    """Section e: their social workers hold a child's case, and nobody else there holds it by it."""
    release = asked(station, case)
    with writing():
        find(case).age_band = "adult"

    assert [choice.code for choice in released.releases(station.nair, case).receivers] == ["nrm"]
    releasing.decide(station.lowe, case, release, {"decision": "yes"})
    assert (rows(Disclosure, kind="release"), rows(Notice, topic="release_made")) == ([], [])
    with pytest.raises(NotFound):
        opening.read(near.adeyemi, case)


def test_a_charity_that_holds_the_case_learns_nothing_of_it(station, near, case):
    taken_on(station, near, case, ITEMS)
    before = opening.read(near.grant, case)
    releasing.decide(station.lowe, case, asked(station, case), {"decision": "yes"})

    after = opening.read(near.grant, case)
    assert after.released == ()
    assert [row.heading for row in after.timeline] == [row.heading for row in before.timeline]
    assert after.tasks == before.tasks
    for person in (near.grant, near.adeyemi):
        with pytest.raises(NotYours):
            released.releases(person, case)
    with pytest.raises(NotFound):
        released.releases(near.ames, case)


def test_the_authority_is_not_told_that_it_was_asked_for_or_refused(station, near, case):
    before = opening.read(near.adeyemi, case)
    release = asked(station, case)
    releasing.decide(station.lowe, case, release, {"decision": "no", "reason": "source"})

    after = opening.read(near.adeyemi, case)
    assert [row.heading for row in after.timeline] == [row.heading for row in before.timeline]
    assert after.tasks == before.tasks


def test_with_the_form_it_reaches_whoever_decides_it_once_it_is_sent(station, near, case):
    releasing.decide(station.lowe, case, asked(station, case, to="nrm"), {"decision": "yes"})
    assert rows(Disclosure, kind="release") == []
    assert opening.read(near.adeyemi, case).released == ()
    with writing():
        assign(find(case), "authority", now(), organisation_id=near.agencies["sca"])

    another = asked(station, case, to="nrm", words="Cars at weekends")
    releasing.decide(station.lowe, case, another, {"decision": "yes"})

    [row] = rows(Disclosure, kind="release")
    assert row.organisation_id == near.agencies["sca"]


def test_what_is_asked_is_a_task_done_where_it_is_decided_and_only_there(station, case):
    release = asked(station, case)
    [task] = rows(Task, about=f"releases/{release}")
    assert task.team_id == station.nair.team_id
    releasing.decide(station.lowe, case, release, {"decision": "yes"})

    assert [row.state for row in rows(Task, about=task.about)] == ["done"]
    assert {row.tier for row in rows(Event) if row.kind.startswith("release_")} == {"intelligence"}


def test_the_words_are_sealed_and_the_trail_holds_none_in_clear(station, case):
    asked(station, case)

    [row] = rows(Release)
    assert b"by car" not in (row.wording_sealed or b"")
    assert WORDS not in repr([vars(row) for row in rows(TrailChange)])


def test_there_is_one_place_that_says_who_was_told_what(station, near, case):
    with time_machine.travel("2026-03-11T09:00:00Z", tick=False):
        opening.read(near.adeyemi, case)
        taken_on(station, near, case, ITEMS | {"language": "not_needed"})
        opening.read(near.grant, case)
        releasing.decide(station.lowe, case, asked(station, case), {"decision": "yes"})
    with time_machine.travel("2026-03-12T09:00:00Z", tick=False):
        opening.read(near.grant, case, named=True)
        found = disclosures.ledger(station.nair, case)

    council, *others = sorted(found.rows, key=lambda row: row.since)
    assert (council.to, council.how, council.legal_basis) == (
        "Walsall Council", "Referred to the local authority", "The welfare of a child",
    )  # fmt: skip
    assert (council.decided_by, council.since.day) == ("Okafor", 10), "from when they were told"
    told = {item.label for item in council.items}
    assert {"Who they are", "Where they are", "What is thought to have happened"} <= told
    unrecorded = {"Phone", "Safe address", "NRM decisions", "Support after this"}
    assert not told & unrecorded, "what nobody recorded was told to nobody"
    birch = next(row for row in others if row.to == "Birch Street Project")
    assert (birch.purpose, birch.decided_by, birch.times) == ("Give them support", "Nair", 2)
    since = {item.label: item.since.day for item in birch.items}
    assert since["Who they are"] == 11
    assert since["Full name"] == 12
    assert "Language" not in since
    assert birch.until == dt.datetime(2026, 6, 9, 22, 59, 59, 999999, tzinfo=dt.UTC)
    release = next(row for row in others if row.how.startswith("Intelligence released"))
    assert (release.to, release.decided_by) == ("Walsall Council", "Lowe")
    with pytest.raises(NotYours):
        disclosures.ledger(near.adeyemi, case)
    with pytest.raises(NotFound):
        disclosures.ledger(near.ames, case)
