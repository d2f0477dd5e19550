"""Notices are promised with the act, sent at least once, and say nothing about anybody."""

import datetime as dt
import email
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import policy
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from referrals import outbox, trail, worker
from referrals.actor import Actor
from referrals.db import act, db, writing
from referrals.errors import NotFound
from referrals.models import (
    Area,
    Case,
    Draft,
    IdempotencyKey,
    Notice,
    Organisation,
    Team,
    TrailChange,
    User,
)
from referrals.outbox import Message, drain, promise

AT = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
BASE = "https://referrals.example.test"


def user(number: int, name: str, organisation: int, **more: Any) -> User:
    return User(
        id=number,
        email=f"{name}@example.test",
        name=name,
        role="ppd_investigator",
        organisation_id=organisation,
        created_at=AT,
        **more,
    )


@pytest.fixture(autouse=True)
def people(app: Flask) -> Iterator[None]:
    """Kim and Lee are one team; Noor manages an organisation in which Oli works; Pat has left."""
    with writing():
        db.session.add_all(
            [
                Area(code="north", name="Northside"),
                Organisation(id=1, code="police", name="Police", kind="police"),
                Organisation(id=2, code="harbour", name="Harbour House", kind="ngo"),
            ]
        )
        db.session.flush()
        db.session.add(Team(id=1, code="ppd", name="PPD", organisation_id=1))
        db.session.flush()
        db.session.add_all(
            [
                user(1, "kim", 1, team_id=1),
                user(2, "lee", 1, team_id=1),
                user(3, "pat", 1, team_id=1, active=False),
                user(4, "noor", 2, manages_organisation=True),
                user(5, "oli", 2),
            ]
        )
        db.session.flush()
        db.session.add(
            Case(
                id=12,
                reference="RP-1204-KT",
                rulebook="2026.1",
                stage="initial_response",
                opened_at=AT,
                updated_at=AT,
                logged_by_id=1,
                area="north",
                pathway="support_only",
                rule=1,
                because="x",
                age_band="adult",
            )
        )
    yield
    db.session.rollback()


class Post:
    """Takes messages, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.taken: list[Message] = []

    def __call__(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError(message.to)
        self.taken.append(message)

    @property
    def receivers(self) -> list[str]:
        return [message.to.removesuffix("@example.test") for message in self.taken]


def promised(topic: str = "case_queued", **whom: Any) -> None:
    with writing():
        promise(topic, case_id=12, **(whom or {"user_ids": [1]}))


@act
def refused_act() -> None:
    promise("case_queued", case_id=12, team_id=1)
    raise NotFound


def notices() -> list[Notice]:
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


class TestPromising:
    def test_is_undone_with_its_act(self):
        with pytest.raises(NotFound):
            refused_act()

        assert notices() == []

    def test_to_nobody_is_nothing(self):
        promised(team_id=None)

        assert notices() == []

    def test_gives_each_notice_a_reference_of_its_own(self):
        promised(user_ids=[1, 2], team_id=1, organisation_id=2)

        found = [notice.reference for notice in notices()]
        assert len(set(found)) == 4
        assert all(one.startswith("N-") and len(one) == 8 for one in found)
        assert {notice.case_id for notice in notices()} == {12}

    def test_draws_another_reference_when_one_is_taken(self, monkeypatch):
        letters = iter("aaaaaaaaaaaabbbbbb")
        monkeypatch.setattr("secrets.choice", lambda _letters: next(letters))
        promised(user_ids=[1, 2])

        assert [notice.reference for notice in notices()] == ["N-aaaaaa", "N-bbbbbb"]

    def test_may_be_for_later(self):
        post = Post()
        promised(user_ids=[1], at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))

        assert drain(post, BASE) == 0
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)):
            assert drain(post, BASE) == 1


class TestReceivers:
    @pytest.mark.parametrize(
        ("whom", "receivers"),
        [
            ({"user_ids": [1]}, ["kim"]),
            ({"user_ids": [3]}, []),
            ({"team_id": 1}, ["kim", "lee"]),
            ({"organisation_id": 2}, ["noor"]),
            ({"organisation_id": 1}, ["kim", "lee"]),
        ],
    )
    def test_are_those_who_still_work_there_when_it_is_sent(self, whom, receivers):
        post = Post()
        promised(**whom)
        drain(post, BASE)

        assert post.receivers == receivers

    def test_who_left_since_the_promise_is_not_told(self):
        post = Post()
        promised(user_ids=[2])
        with writing():
            db.session.execute(update(User).where(User.id == 2).values(active=False))

        assert drain(post, BASE) == 1
        assert post.taken == []


class TestWords:
    @pytest.mark.parametrize("topic", [*outbox.SUBJECTS, "age_determined", "no_such_topic"])
    def test_hold_a_topic_s_constant_line_the_notice_s_own_reference_and_a_link(self, topic):
        post = Post()
        promised(topic)
        drain(post, BASE)

        [message] = post.taken
        [notice] = notices()
        assert message.subject == outbox.SUBJECTS.get(topic, outbox.CHANGED)
        assert message.link == f"{BASE}/n/{notice.reference}"
        assert message.body == (
            f"{message.subject}. {notice.reference}\n\nSign in to read it:\n{message.link}\n"
        )

    def test_say_no_fact_whatever_happened(self):
        facts = ("missing", "life", "nrm", "child", "traffick", "sexual", "police", "RP-")

        for line in (*outbox.SUBJECTS.values(), outbox.CHANGED):
            assert not any(fact.lower() in line.lower() for fact in facts)


class TestDraining:
    def test_sends_each_notice_once(self):
        post = Post()
        promised(user_ids=[1, 2])

        assert drain(post, BASE) == 2
        assert drain(post, BASE) == 0
        assert post.receivers == ["kim", "lee"]
        assert all(notice.sent_at for notice in notices())

    def test_takes_no_more_than_it_is_told(self):
        promised(user_ids=[1, 2])

        assert [drain(Post(), BASE, limit=1) for _ in range(3)] == [1, 1, 0]

    def test_one_that_fails_does_not_hold_back_the_others(self):
        post = Post(failures=1)
        promised(user_ids=[1, 2])

        assert drain(post, BASE) == 1
        assert post.receivers == ["lee"]

    def test_tries_what_failed_again_later_each_time(self):
        post = Post(failures=2)
        now = dt.datetime.now(dt.UTC)
        with time_machine.travel(now, tick=False) as clock:
            promised()
            for wait, sent in ((0, 0), (29, 0), (1, 0), (59, 0), (1, 1), (3600, 0)):
                clock.shift(wait)
                assert drain(post, BASE) == sent, wait

        assert post.receivers == ["kim"]

    def test_waits_an_hour_at_most(self):
        assert [outbox.again_after(n).total_seconds() for n in (1, 2, 7, 8, 1000)] == [
            30,
            60,
            1920,
            3600,
            3600,
        ]

    def test_what_a_dead_worker_took_comes_back(self):
        class Killed(BaseException):
            """The process ends here: nothing after it runs."""

        def dies(_message: Message) -> None:
            raise Killed

        promised()
        with pytest.raises(Killed):
            drain(dies, BASE)
        post = Post()
        assert drain(post, BASE) == 0
        with time_machine.travel(dt.datetime.now(dt.UTC) + outbox.TAKEN_FOR):
            assert drain(post, BASE) == 1

    def test_holds_no_transaction_while_it_sends(self):
        promised()

        def sends(_message: Message) -> None:
            assert not db.session().in_transaction()

        assert drain(sends, BASE) == 1

    def test_of_two_workers_sends_nothing_twice(self, app):
        for _ in range(12):
            promised(user_ids=[1, 2])
        post = Post()
        together = threading.Barrier(4)

        def work(_number: int) -> None:
            with app.app_context():
                together.wait()
                while drain(post, BASE, limit=3):
                    pass

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        drain(post, BASE, limit=100)

        sent = Counter(message.reference for message in post.taken)
        assert len(sent) == 24
        assert set(sent.values()) == {1}


class TestSenders:
    def test_a_folder_gets_one_readable_file_for_each_receiver(self, tmp_path):
        promised(team_id=1)
        drain(outbox.to_folder(tmp_path / "mail"), BASE)

        files = sorted((tmp_path / "mail").iterdir())
        messages = [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        assert {message["To"] for message in messages} == {"kim@example.test", "lee@example.test"}
        assert {message["Subject"] for message in messages} == {outbox.QUEUE}
        assert f"{BASE}/n/{notices()[0].reference}" in messages[0].get_content()

    def test_a_message_sent_again_is_the_same_file(self, tmp_path):
        message = Message("kim@example.test", "N-aaaaaa", "A line", f"{BASE}/n/N-aaaaaa")
        for _ in range(2):
            outbox.to_folder(tmp_path)(message)

        assert len(list(tmp_path.iterdir())) == 1

    def test_the_console_names_nobody(self, capsys, caplog):
        outbox.to_console(Message("kim@example.test", "N-aaaaaa", "A line", BASE))

        said = capsys.readouterr().out + capsys.readouterr().err + caplog.text
        assert "kim" not in said

    def test_a_failure_is_logged_without_its_words(self, capsys, caplog):
        promised()
        drain(Post(failures=1), BASE)

        printed = capsys.readouterr()
        assert "kim" not in printed.out + printed.err + caplog.text


class TestWorker:
    @pytest.fixture
    def settings(self, app: Flask, tmp_path: Path) -> Any:
        return replace(app.config["SETTINGS"], mail_dir=tmp_path / "mail", anchor_dir=tmp_path)

    def test_sends_all_that_is_due(self, settings, tmp_path):
        for _ in range(15):
            promised(user_ids=[1, 2])

        assert worker.send_notices(settings) == 30
        assert len(list((tmp_path / "mail").iterdir())) == 30

    def test_sends_to_the_console_without_a_folder(self, settings):
        promised()

        assert worker.send_notices(replace(settings, mail_dir=None)) == 1

    def test_seals_the_trail(self, settings, tmp_path):
        with writing():
            trail.changed(Actor(1, "Kim", "ppd_investigator", 1, "police"), "x", None)

        assert worker.seal_trail(settings) == 1
        assert trail.verify(tmp_path).seals == 1

    def test_deletes_drafts_past_their_time_and_records_how_many(self, settings):
        now = dt.datetime.now(dt.UTC)
        with writing():
            for token, days in (("old", -1), ("older", -9), ("new", 1)):
                draft = Draft(token=token, user_id=1, started_at=now, saved_at=now)
                draft.expires_at, draft.answers = now + dt.timedelta(days=days), "{}"
                db.session.add(draft)

        assert [worker.expire_drafts(settings) for _ in range(2)] == [2, 0]
        assert list(db.session.scalars(select(Draft.token))) == ["new"]
        [row] = db.session.scalars(select(TrailChange))
        assert (row.operation, row.role) == ("erasure", "nobody")
        assert trail.words(row.digest) == {"after": {"drafts": 2}}

    def test_forgets_old_keys(self, settings):
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
        with writing():
            db.session.add(IdempotencyKey(user_id=1, code=b"c", asked=b"a", at=long_ago))
        worker.forget_keys(settings)

        assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0

    def test_goes_on_after_a_job_that_failed_until_it_is_told_to_stop(self, app, settings, capsys):
        stop = threading.Event()
        done: list[str] = []

        def fails(_settings: Any) -> None:
            done.append("fails")
            raise RuntimeError("kim@example.test")

        def works(_settings: Any) -> None:
            done.append("works")
            if len(done) > 6:
                stop.set()

        jobs = (worker.Job("fails", 0.001, fails), worker.Job("works", 0.001, works))
        worker.run(app, settings, stop, jobs)

        assert done[:4] == ["fails", "works", "fails", "works"]
        assert "kim" not in capsys.readouterr().out

    def test_has_every_job_in_its_list(self):
        assert {"notices", "seal", "drafts", "keys"} <= {job.name for job in worker.JOBS}
