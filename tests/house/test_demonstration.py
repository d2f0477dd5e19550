"""The demonstration is there to be used: its people sign in, however much time has passed."""

import datetime as dt
from dataclasses import replace

import time_machine
from sqlalchemy import func, select

from referrals import worker
from referrals.db import db, reading
from referrals.models import Case, TrailRead, User
from referrals.models import CaseClock as Clock
from referrals.seed import people
from referrals.services import (
    conflict_reviews,
    copies,
    covering,
    dormancy,
    emergency_reviews,
    retention,
    sampling,
    unusual,
)


def test_nobody_who_was_seeded_is_sent_away(seeded, run_folder, app_on):
    """The stories began long ago; the accounts in them are not unused for that."""
    app = app_on(seeded.copy(run_folder / f"people-{id(seeded)}.sqlite3"))
    settings = replace(app.config["SETTINGS"], demo=True)
    with app.app_context():
        everybody = active()
        assert dormancy.suspend_dormant() == 0
        with time_machine.travel("2036-01-01T09:00:00Z"):
            worker.close_dormant(settings)
        assert active() == everybody == len(seeded.people)
        db.session.remove()


def test_there_is_one_of_each_thing_that_waits_for_somebody(seeded, run_folder, app_on):
    app = app_on(seeded.copy(run_folder / f"waiting-{id(seeded)}.sqlite3"))
    people.actor.cache_clear()
    with app.app_context():
        auditor = people.someone("auditor")
        assert any(row.may_answer for row in samples_of_supervisors())
        assert {row.rule for row in unusual.report(auditor).findings} == {"at_night"}
        assert len(emergency_reviews.reviews(auditor)) == 1
        assert len(conflict_reviews.waiting(auditor)) == 1
        supervisor = people.someone("ppd_supervisor", team="ppd_cse")
        assert [line.now for line in covering.covers(supervisor, "ppd_cse").lines] == [True]
        partner = people.someone("ngo_support_worker", organisation="harbour_light")
        assert [row.stands for row in copies.ours(partner).rows] == ["late"]
        assert [row.due for row in retention.due(auditor).rows] == [True]
        with reading():
            form = select(func.max(TrailRead.at)).where(TrailRead.act.startswith("nrm."))
            loaded = db.session.scalar(select(func.max(User.last_used_at)))
            assert db.session.scalar(form) < loaded - dt.timedelta(hours=1)
        db.session.remove()
    people.actor.cache_clear()


def test_a_time_limit_was_told_of_when_its_time_came(seeded, run_folder, app_on):
    """And not all of them at the moment at which the data was made."""
    app = app_on(seeded.copy(run_folder / f"told-{id(seeded)}.sqlite3"))
    with app.app_context(), reading():
        over = db.session.scalars(select(Clock).where(Clock.state == "missed")).all()
        told = [
            (row.due, step["at"]) for row in over for step in row.climbed if step["rung"] == "due"
        ]
        assert len(told) > 20
        for due, at in told:
            late = dt.datetime.fromisoformat(at) - due
            assert dt.timedelta(0) <= late <= dt.timedelta(minutes=2), (due, at)
        db.session.remove()


def test_cases_are_there_in_the_order_in_which_they_were_logged(seeded, run_folder, app_on):
    """So that a list of the newest first is one, whatever the story."""
    app = app_on(seeded.copy(run_folder / f"order-{id(seeded)}.sqlite3"))
    with app.app_context(), reading():
        logged = db.session.scalars(select(Case.opened_at).order_by(Case.id)).all()
        assert logged == sorted(logged)
        db.session.remove()


def samples_of_supervisors():
    for team in ("ppd_child_abuse", "ppd_cse"):
        yield from sampling.samples(people.someone("ppd_supervisor", team=team))


def active() -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(User).where(User.active)) or 0
