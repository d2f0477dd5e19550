"""Nothing is disposed of early, against a hold, or by one person; and what goes, is gone."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import LargeBinary, select
from sqlalchemy.exc import DBAPIError

from referrals import trail
from referrals.db import Base, db, reading, writing
from referrals.errors import Conflict, NotFound, NotYours
from referrals.models import Case, Disposal, Person, TrailChange, TrailValue
from referrals.models.trail import word_guards
from referrals.services import copies, previews, retention, sharing
from referrals.services import reading as cases
from tests import factories

YEAR = dt.timedelta(days=366)


@pytest.fixture
def clock():
    with time_machine.travel(factories.TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app, clock):
    return factories.world()


def closed(world, pathway="support_only", by="okafor", shared=False):
    """A case of the child abuse team that was closed on this day; its life is another test's.

    A charity that it was `shared` with says why it keeps its copy for longer.
    """
    story = factories.claimed(world, by=by)
    if shared:
        factories.shared(world, story, {"identity": "share", "support": "share"})
        [share] = previews.shares_of(world.nair, story.reference).shares
        sharing.end(world.nair, story.reference, share.share.id, "work_done", version=2)
        until = dt.date(2060, 1, 1)
        copies.answer(
            world.grant, a_copy(world).id, {"copy": "longer", "until": until, "why": "A claim"}
        )
    with writing():
        case = factories.row(story)
        case.closed_at, case.pathway = factories.now(), pathway
        case.sexual_exploitation = case.sexual_assault_alleged = case.threat_to_life = False
    return story


def a_copy(world):
    [row] = copies.ours(world.grant).rows
    return row


def disposes(world, story) -> None:
    retention.propose(world.lowe, story.reference)
    retention.dispose(world.dray, story.reference)


def test_it_takes_two_supervisors_and_never_the_same(world, clock):
    story = closed(world)
    clock.move_to("2032-03-10T09:00:00Z")
    retention.propose(world.lowe, story.reference)
    with pytest.raises(NotYours):
        retention.dispose(world.lowe, story.reference)
    retention.dispose(world.dray, story.reference)
    assert factories.find(story).disposed_at is not None


def test_what_was_proposed_before_it_was_opened_again_is_proposed_no_more(world, clock):
    """Two agree on the case as it is, not one of them on what it was years ago."""
    story = closed(world)
    clock.move_to("2032-03-10T09:00:00Z")
    retention.propose(world.lowe, story.reference)
    with writing():  # opened again, and closed a year later
        factories.row(story).closed_at = factories.now() + YEAR
    clock.move_to("2040-03-10T09:00:00Z")
    with pytest.raises(Conflict):
        retention.dispose(world.dray, story.reference)
    assert factories.find(story).disposed_at is None
    disposes(world, story)
    assert factories.find(story).disposed_at is not None


@pytest.mark.parametrize("name", ["nair", "quayle", "admin", "audit", "okafor"])
def test_nobody_else_disposes_of_it(world, clock, name):
    story = closed(world)
    clock.move_to("2032-03-10T09:00:00Z")
    with pytest.raises((NotFound, NotYours)):
        retention.propose(world.actors[name], story.reference)


def test_no_day_before_the_first_is_late_enough(world, clock):
    story = closed(world)
    clock.move_to("2032-03-09T23:59:59Z")
    with pytest.raises(Conflict, match="time has not come"):
        retention.propose(world.lowe, story.reference)
    clock.move_to("2032-03-10T00:00:01Z")
    retention.propose(world.lowe, story.reference)


def test_what_goes_is_gone_and_a_tombstone_says_when(world, clock):
    story, other = closed(world, shared=True), factories.claimed(world, by="bright")
    assert a_copy(world).why == "A claim"
    clock.move_to("2032-03-10T09:00:00Z")
    with reading():
        said = [row.digest for row in db.session.scalars(
            select(TrailChange).where(
                TrailChange.chain == f"case:{factories.row(story).id}", TrailChange.digest != ""
            )
        )]  # fmt: skip
    assert said
    disposes(world, story)
    with reading():
        case = factories.row(story)
        assert (case.reference, case.closed_at is not None) == (story.reference, True)
        assert (case.area, case.exploitation_types, case.because, case.lpu) == ("", [], "", None)
        assert not db.session.scalars(select(Person).where(Person.case_id == case.id)).all()
        assert not db.session.scalars(select(TrailValue).where(TrailValue.digest.in_(said))).all()
        assert left(case.id) == []
        assert db.session.scalars(
            select(Person).where(Person.case_id == factories.row(other).id)
        ).all()
    for who in (world.lowe, world.nair):
        with pytest.raises(NotFound):
            cases.read(who, story.reference)
    assert (a_copy(world).stands, a_copy(world).why) == ("kept", "")


def left(case_id: int) -> list[str]:
    """The tables in which a row of the case still holds anything sealed."""
    found = []
    for table in Base.metadata.sorted_tables:
        if "case_id" not in table.c or table.name.startswith("trail"):
            continue
        sealed = [column for column in table.c if isinstance(column.type, LargeBinary)]
        if not sealed:
            continue
        for row in db.session.execute(select(*sealed).where(table.c.case_id == case_id)):
            found += [table.name for value in row if value]
    return found


def test_the_trail_is_whole_after_it_and_holds_no_erased_data(world, clock, tmp_path):
    story = closed(world)
    anchor = tmp_path
    trail.seal(anchor)
    clock.move_to("2032-03-10T09:00:00Z")
    disposes(world, story)
    report = trail.verify(anchor)
    assert report.broken is None
    with reading():
        row = db.session.scalars(
            select(TrailChange).where(TrailChange.act == "case.disposed")
        ).one()
    assert (row.operation, row.digest, row.cases) == ("erasure", "", story.reference)


def test_words_of_a_case_that_stands_cannot_be_deleted(world):
    closed(world)
    with pytest.raises(DBAPIError), writing():
        db.session.query(TrailValue).delete()


def test_words_that_are_missing_without_a_disposal_are_found(world, tmp_path):
    story = closed(world)
    anchor = tmp_path
    trail.seal(anchor)
    case_id = factories.find(story).id
    with writing():
        for guard in ("trail_values_no_delete", "trail_values_forgotten"):
            on = " ON trail_values" if db.engine.dialect.name == "postgresql" else ""
            db.session.connection().exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard}{on}")
        digests = select(TrailChange.digest).where(TrailChange.chain == f"case:{case_id}")
        db.session.query(TrailValue).filter(TrailValue.digest.in_(digests)).delete(
            synchronize_session=False
        )
    try:
        assert "missing" in str(trail.verify(anchor).broken)
    finally:
        with writing():
            for statement in word_guards(db.engine.dialect.name):
                if "DELETE ON trail_values" in statement:
                    db.session.connection().exec_driver_sql(statement)


def test_a_hold_wins_over_every_date(world, clock):
    story = closed(world)
    retention.hold(world.lowe, story.reference, "court")
    clock.move_to("2032-03-10T09:00:00Z")
    with pytest.raises(Conflict, match="held"):
        retention.propose(world.lowe, story.reference)
    retention.lift(world.dray, story.reference)
    retention.propose(world.lowe, story.reference)
    retention.hold(world.lowe, story.reference, "claim")
    with pytest.raises(Conflict, match="held"):
        retention.dispose(world.dray, story.reference)


def test_any_case_of_the_team_is_held_on_its_own_page_and_a_closed_one_says_its_review(
    world, as_person
):
    """RT1: long before its review, and while it is open; group 3 is looked at after five years."""
    story, still_open = closed(world), factories.claimed(world)
    lowe, nair = as_person(world.lowe), as_person(world.nair)
    assert "10 March 2031" in nair.get(f"/cases/{story.reference}").text
    for reference in (story.reference, still_open.reference):
        page = f"/cases/{reference}/retention"
        assert f'href="{page}"' in lowe.get(f"/cases/{reference}/steps").text
        assert lowe.fill(page, {"reason": ""}, to="/hold").status_code == 422
        assert lowe.fill(page, {"reason": "court"}, to="/hold").location == page
        assert "A court or a prosecution needs it" in lowe.get(page).text
        assert nair.get(page).status_code == 403
        assert lowe.fill(page, to="/lift").location == page


def test_an_inquiry_holds_every_case_and_is_lifted_by_another(world, clock):
    story = closed(world)
    retention.hold_all(world.admin, "inquiry", "The Hartley inquiry")
    clock.move_to("2032-03-10T09:00:00Z")
    with pytest.raises(Conflict, match="held"):
        retention.propose(world.lowe, story.reference)
    with pytest.raises(NotYours):
        retention.lift_all(world.admin)


def test_a_review_that_keeps_it_moves_the_next_and_ends_a_proposal(world, clock):
    story = closed(world)
    clock.move_to("2032-03-10T09:00:00Z")
    retention.propose(world.lowe, story.reference)
    retention.keep(world.dray, story.reference, "risk")
    with pytest.raises(Conflict):
        retention.dispose(world.dray, story.reference)
    (row,) = retention.due(world.lowe).rows
    assert row.review_on == dt.date(2037, 3, 10)
    with reading():
        assert db.session.query(Disposal).one().outcome == "refused"


def test_forty_years_pass_and_nothing_goes_early_or_against_a_hold(world, clock):
    stories = {
        "support_only": closed(world), "related_offence": closed(world, "related_offence"),
        "cse": closed(world, "cse"), "held": closed(world),
    }  # fmt: skip
    retention.hold(world.lowe, stories["held"].reference, "inquiry")
    gone: dict[str, int] = {}
    for year in range(2026, 2067):
        clock.move_to(dt.datetime(year, 3, 10, 12, tzinfo=dt.UTC))
        for name, story in stories.items():
            try:
                disposes(world, story)
            except (Conflict, NotFound):
                continue
            gone[name] = year
    # closed in 2026: 6 years, 10 years, until the child is 100, and never while it is held
    assert gone == {"support_only": 2032, "related_offence": 2036}
    with reading():
        assert db.session.query(Case).filter(Case.disposed_at.is_(None)).count() == 2


def test_the_auditor_sees_dates_and_references_and_a_supervisor_their_own(world, clock):
    story = closed(world)
    clock.shift(5 * YEAR)
    for who in (world.audit, world.lowe):
        (row,) = retention.due(who).rows
        assert (row.reference, row.group, row.due) == (story.reference, 3, True)
    assert retention.due(world.larch).rows == ()
    assert [row.reference for row in retention.forecast()] == [story.reference]
