"""Lists of work: whole, in order, paged without loss, and of nobody else's cases."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select

from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.leading import assign
from referrals.errors import NotFound, Unready
from referrals.models import Assignment, Case, CaseTrack, Person, TrailIndex, User
from referrals.pages import present
from referrals.services import claims, notifications, progress, reading, worklists
from referrals.services.worklists import Filters
from tests import factories
from tests.factories import TUESDAY, World
from workflows.sharing import Tier

ALL = Filters()


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


SEARCH = {"why": "missing", "reason": "Find her: she was last seen at the station."}


def tasking(who):
    return [(row.reference, row.why, row.wanted, row.asked_by)
            for row in worklists.queue(who, "ett").tasking]  # fmt: skip


def heard(who):
    return [line.words for case in notifications.mine(who).cases for line in case.lines]


def test_ett_is_asked_for_tasking_and_reads_the_request_alone_until_it_takes_it_on(world):
    """S11: never given a case; it accepts, or declines with a coded reason, which goes back."""
    ett, story = world.sparrow, factories.claimed(world)
    at = (ett, story.reference)
    with pytest.raises(NotFound):
        progress.ask_record(*at, "ett_accept")
    factories.record(world.nair, story, "ett_request", **SEARCH)
    why = "Somebody vulnerable is missing, and must be found"
    assert tasking(ett) == [(story.reference, why, SEARCH["reason"], "Nair")]
    assert heard(ett) == ["A request for tasking is waiting for your answer"]
    urgent = factories.claimed(world, "cse")
    factories.record(world.marlow, urgent, "threat_to_life", threat=True)
    factories.record(world.marlow, urgent, "ett_request", **SEARCH)
    assert [row[0] for row in tasking(ett)] == [urgent.reference, story.reference]
    factories.record(ett, urgent, "ett_accept")
    for other in ("routing_query", "immediate_safety"):
        with pytest.raises(NotFound):
            progress.ask_record(*at, other)
    with pytest.raises(NotFound):
        reading.read(*at)
    with pytest.raises(NotFound):  # another department's supervisor was not asked
        progress.ask_record(world.larch, story.reference, "ett_accept")
    with pytest.raises(Unready):
        factories.record(world.lowe, story, "ett_request", **SEARCH)

    factories.record(ett, story, "ett_decline", reason_code="priorities", reason="A firearms job")
    assert tasking(ett) == []
    assert heard(world.nair)[0] == "ETT has declined what you asked"
    (told,) = factories.events(story, "ett_declined")
    assert (told.heading, told.detail, told.words) == (
        "Declined by ETT", {"reason_code": "priorities"}, "A firearms job")  # fmt: skip
    with pytest.raises(NotFound):
        progress.ask_record(*at, "ett_accept")

    factories.record(world.nair, story, "ett_request", **SEARCH)
    assert factories.record(ett, story, "ett_accept")["held"] is True
    assert reading.read(*at)
    (taken,) = factories.events(story, "ett_accepted")
    assert taken.tier == Tier.TASKS  # as the request is, and no word of the NRM
    assert "ETT has taken on what you asked" in heard(world.nair)


def test_ett_is_not_asked_where_nobody_there_could_answer(world):
    """R27: it would not find a restricted case. Told before the form is filled."""
    story = factories.claimed(world)
    with writing():
        factories.row(story).restricted = True
        assign(factories.row(story), "restricted_reader", now(), user_id=world.nair.user_id)
        db.session.get_one(User, world.sparrow.user_id).active = False
    asked = progress.ask_record(world.nair, story.reference, "ett_request")
    assert [(row.gate, row.why) for row in asked.unmet] == [
        ("R27", "Ask its supervisor in person"), ("S11", "Ask ETT in person")]  # fmt: skip
    with pytest.raises(Unready, match="restricted"):
        factories.record(world.nair, story, "ett_request", **SEARCH)


def alike(story, count):
    """The case again and again under other references: every third without a deadline."""
    with writing():
        case = factories.row(story)
        for number in range(count):
            due = now() + dt.timedelta(hours=number // 2) if number % 3 else None
            row = _copy(case, reference=f"RP-{number:05}-AA", next_due=due)
            _copy_under(case.id, row)


def _copy(row, **changed):
    table = type(row).__table__
    values = {c.name: getattr(row, c.name) for c in table.columns if c.name != "id"}
    return db.session.execute(insert(table).values(values | changed)).inserted_primary_key[0]


def _copy_under(case_id, copied):
    for model in (CaseTrack, Assignment):
        rows = db.session.scalars(select(model).where(model.case_id == case_id)).all()
        for row in rows:
            _copy(row, case_id=copied)
    victim = Person(case_id=copied, role="potential_victim", sex="female", rough_age=15)
    victim.name = "Kayla Marsh"
    db.session.add(victim)


def pages(read):
    """The references of every page of a list, followed from the first cursor to the last."""
    found, after = [], None
    while not found or after:
        page = read(after)
        found.append([row.reference for row in page.rows])
        after = page.next
    return found


def references(page):
    return {row.reference for row in page.rows}


def test_everybody_has_their_own_work_and_nobody_elses(world):
    child, adult = factories.claimed(world), factories.claimed(world, "adult")
    waiting = factories.safe(world)
    mine = {
        "nair": [child], "castellan": [], "lowe": [child, waiting], "marlow": [],
        "quayle": [child, waiting], "osei": [adult], "larch": [adult], "fenwick": [],
        "hallam": [child, waiting, adult], "okafor": [child, waiting, adult],
        "reid": [child, waiting], "kerr": [],
    }  # fmt: skip
    for who, stories in mine.items():
        found = references(worklists.my_work(world.actors[who], ALL))
        assert found == {story.reference for story in stories}, who


def test_lists_of_the_police_are_not_there_for_anybody_else(world):
    factories.submitted(world)
    for who in ("adeyemi", "holt", "marsh", "grant", "penn", "cole", "admin", "audit"):
        for read in (worklists.my_work, lambda actor, _: worklists.counts(actor)):
            with pytest.raises(NotFound):
                read(world.actors[who], ALL)


def test_a_row_names_nobody(world):
    story = factories.claimed(world)
    (row,) = worklists.my_work(world.nair, ALL).rows
    assert (row.reference, row.who, row.stage) == (
        story.reference, "K.M., girl, 14", "specialist_investigation"
    )  # fmt: skip
    assert "Marsh" not in repr(row)


def test_the_queue_is_reference_reason_age_and_place_and_what_is_left_to_do(world):
    safe, unsafe = factories.safe(world), factories.log(world)
    factories.log(world, "adult")
    rows = {row.reference: row for row in worklists.queue(world.castellan, "ppd_child_abuse").rows}

    assert rows.keys() == {safe.reference, unsafe.reference}
    row = rows[safe.reference]
    assert (row.age_band, row.lpu, row.can_claim) == ("Child", "Coventry", True)
    assert row.unmet == ()
    assert rows[unsafe.reference].can_claim is False
    assert [left.gate for left in rows[unsafe.reference].unmet] == ["G2"]
    assert "K.M." not in repr(rows)
    for who in (world.probation, world.lowe):
        told = {
            row.reference: row.can_claim for row in worklists.queue(who, "ppd_child_abuse").rows
        }
        assert told == {safe.reference: False, unsafe.reference: False}


def test_the_queue_of_another_team_is_not_there(world):
    factories.safe(world)
    for who, team in (
        ("osei", "ppd_child_abuse"), ("nair", "fcid"), ("okafor", "ppd_child_abuse"),
        ("okafor", "response_coventry"), ("adeyemi", "ppd_child_abuse"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            worklists.queue(world.actors[who], team)
    with pytest.raises(NotFound):
        worklists.team_cases(world.nair, "fcid", ALL)
    assert worklists.queue(world.osei, "fcid").rows == ()


def test_what_is_hidden_is_in_no_list_and_in_no_count(world):
    """R27 and section e, rule 5: counts too."""
    seen, hidden, known = (factories.safe(world) for _ in range(3))
    factories.restrict(hidden, world.lowe)
    factories.conflict(known, world.castellan)

    rows = worklists.queue(world.castellan, "ppd_child_abuse").rows
    assert [row.reference for row in rows] == [seen.reference]
    assert worklists.counts(world.castellan)["queue"] == 1
    assert worklists.counts(world.lowe)["queue"] == 3
    assert worklists.counts(world.hallam)["mine"] == 2
    assert hidden.reference not in references(worklists.my_work(world.okafor, ALL))


def test_a_queue_goes_on_page_by_page_threats_to_life_first_and_then_the_longest_wait(world):
    """FIFO, as `take_next` claims them; nothing that waits is out of sight, twice or left out."""
    oldest = factories.safe(world)
    alike(oldest, 60)
    with writing():
        for number in range(1, 61, 2):
            case = select(Case).where(Case.reference == f"RP-{number:05}-AA")
            db.session.scalars(case).one().threat_to_life = True
    threats, calm = ([f"RP-{n:05}-AA" for n in range(first, 60, 2)] for first in (1, 0))

    found = pages(lambda after: worklists.queue(world.castellan, "ppd_child_abuse", after))
    assert [len(page) for page in found] == [25, 25, 11]
    assert [each for page in found for each in page] == [*threats, oldest.reference, *calm]
    for cursor in ("x", "2.1.1", "1.-.1", "1.1", "0.1.0"):
        with pytest.raises(NotFound):
            worklists.queue(world.castellan, "ppd_child_abuse", cursor)


def test_a_threat_to_life_comes_before_every_other_wait(world):
    """Article 2 (S18): it stands first however long the queue, and is the next to be claimed."""
    alike(factories.safe(world), 30)
    newest = factories.safe(world)
    assert newest.reference not in [row.reference for row in queued(world)]
    factories.record(world.lowe, newest, "threat_to_life", threat=True)

    found = queued(world)
    assert (found[0].reference, len(found)) == (newest.reference, 25)
    factories.record(world.lowe, newest, "immediate_safety", safe=True)
    factories.move(world.lowe, newest, "safeguarding", "set_secured", evidence="Seen, and alone")
    assert claims.take_next(world.nair, "ppd_child_abuse")["reference"] == newest.reference


def queued(world):
    return worklists.queue(world.castellan, "ppd_child_abuse").rows


def test_queue_and_case_say_the_same_of_safety_and_green_is_for_what_is_secured(world):
    said = []
    for story in (
        factories.log(world, danger="unsure"),
        factories.log(world),
        factories.safe(world),
    ):
        rows = worklists.queue(world.castellan, "ppd_child_abuse").rows
        (row,) = [row for row in rows if row.reference == story.reference]
        case = reading.read(world.okafor, story.reference)
        assert present.safe_flag(row) == present.safe_flag(case)
        said.append((present.safe_flag(row).striptags(), "--done" in present.safe_flag(row)))
    assert said == [
        ("Not sure", False), ("Yes, not confirmed yet", False), ("Yes, confirmed", True),
    ]  # fmt: skip


def test_a_claimed_case_leaves_the_queue_and_enters_the_work(world):
    """Its claim came late, and is kept as missed; what waits now is the review after 7 days."""
    story = factories.safe(world)
    claims.claim(world.nair, story.reference)
    assert worklists.queue(world.castellan, "ppd_child_abuse").rows == ()
    assert worklists.counts(world.nair) == {"mine": 1, "late": 0, "today": 0, "queue": 0}


def test_lists_are_narrowed_by_what_names_nobody(world):
    child, adult = factories.claimed(world), factories.log(world, "adult")
    there = factories.log(world, area="sandwell", lpu="sandwell")
    for filters, stories in (
        (Filters(stage="specialist_investigation"), [child]),
        (Filters(pathway="adult_modern_slavery"), [adult]),
        (Filters(area="sandwell"), [there]),
        (Filters(area="sandwell", pathway="cse"), []),
        (Filters(closed=True), []),
    ):
        found = references(worklists.my_work(world.hallam, filters))
        assert found == {story.reference for story in stories}, filters


def test_pages_follow_on_without_loss_or_repeat_and_the_soonest_comes_first(world):
    story = factories.claimed(world)
    alike(story, 60)
    found = pages(lambda after: worklists.my_work(world.nair, ALL, after))

    assert [len(page) for page in found] == [25, 25, 11]
    everything = [reference for page in found for reference in page]
    assert len(set(everything)) == 61
    with_deadline = [f"RP-{n:05}-AA" for n in range(60) if n % 3]
    without = [f"RP-{n:05}-AA" for n in range(60) if not n % 3]
    assert everything[-20:] == without[::-1]
    assert set(everything[:41]) == {story.reference, *with_deadline}


def test_a_page_read_while_the_work_changes_repeats_nothing(world):
    story = factories.claimed(world)
    alike(story, 40)
    first = worklists.my_work(world.nair, ALL)
    with writing():
        factories.row(story)
        gone = db.session.scalars(select(Case).where(Case.reference == first.rows[3].reference))
        gone.one().next_due = now() + dt.timedelta(days=9)
    second = worklists.my_work(world.nair, ALL, first.next)

    again = references(first) & references(second)
    assert again == {first.rows[3].reference}  # its deadline moved, and so did it
    assert len(references(first) | references(second)) == 41


def test_a_cursor_that_nobody_was_given_finds_nothing(world):
    for cursor in ("x", "1.", "-.0", "-.99999999999999999999", "9" * 40 + ".1"):
        with pytest.raises(NotFound):
            worklists.my_work(world.nair, ALL, cursor)


def test_thirty_rows_take_as_many_queries_as_three(world, query_count):
    """LD3: for somebody scoped, not for an administrator."""
    story = factories.claimed(world)
    sent = {}
    for count in (2, 22):
        alike_from(story, count, 100 * count)
        with query_count() as queries:
            assert worklists.my_work(world.nair, ALL).rows
        sent[count] = [text for text in queries if "trail" not in text.lower()]
    assert len(sent[2]) == len(sent[22]) <= 6


def alike_from(story, count, first):
    with writing():
        case = factories.row(story)
        for number in range(first, first + count):
            _copy_under(case.id, _copy(case, reference=f"RP-{number:05}-BB"))


def test_a_list_is_one_line_of_the_record_with_every_case_it_showed(world):
    stories = [factories.claimed(world), factories.safe(world)]
    worklists.my_work(world.lowe, ALL)
    for story in stories:
        assert factories.count(TrailIndex, reference=story.reference) == 1
    worklists.queue(world.castellan, "ppd_child_abuse")
    assert factories.count(TrailIndex, reference=stories[0].reference) == 1
    assert factories.count(TrailIndex, reference=stories[1].reference) == 2


def test_only_accredited_colleagues_are_offered_to_a_supervisor(world):
    assert {name for _, name in worklists.colleagues(world.lowe)} == {"Nair", "Castellan"}
    assert worklists.colleagues(world.hallam) == worklists.colleagues(world.nair) == ()
