"""A repeated request answers as the first did, whoever wins the race."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from referrals import access, once
from referrals.db import db, writing
from referrals.errors import Invalid, NotFound, Reused
from referrals.models import Area, IdempotencyKey, Organisation, User
from referrals.services import conflicts, linking, progress
from tests import factories

ROWS = select(func.count()).select_from(Area)


@pytest.fixture
def people(app: Flask) -> Iterator[tuple[int, int]]:
    with writing():
        police = Organisation(code="p", name="Police", kind="police")
        db.session.add(police)
        db.session.flush()
        made = [
            User(
                email=f"{name}@example.test",
                name=name,
                role="response_officer",
                organisation_id=police.id,
                created_at=dt.datetime.now(dt.UTC),
            )
            for name in ("Ade", "Bea")
        ]
        db.session.add_all(made)
    yield made[0].id, made[1].id
    db.session.rollback()


def add(code: str) -> Callable[[], dict[str, Any]]:
    def do() -> dict[str, Any]:
        db.session.add(Area(code=code, name="Northside"))
        db.session.flush()
        return {"reference": code}

    return do


def ask(user_id: int, key: str | None, code: str, body: object = "same") -> dict[str, Any]:
    with writing():
        return once.only(user_id, key, "areas.add", body, add(code))


def test_same_key_and_answers_give_the_first_result_and_do_nothing(people):
    assert ask(people[0], "k1", "first") == {"reference": "first"}
    assert ask(people[0], "k1", "second") == {"reference": "first"}
    assert db.session.scalar(ROWS) == 1


def test_same_key_with_other_answers_is_refused(people):
    ask(people[0], "k1", "first")

    with pytest.raises(Reused):
        ask(people[0], "k1", "second", body="other")


def test_same_key_for_another_act_is_refused(people):
    ask(people[0], "k1", "first")

    with pytest.raises(Reused), writing():
        once.only(people[0], "k1", "areas.remove", "same", dict)


def test_a_key_belongs_to_its_user(people):
    ask(people[0], "k1", "first")

    assert ask(people[1], "k1", "second") == {"reference": "second"}


def test_without_a_key_everything_is_done(people):
    assert [ask(people[0], None, code) for code in ("a", "b")] == [
        {"reference": "a"},
        {"reference": "b"},
    ]


def test_a_key_whose_act_failed_can_be_used_again(people):
    def fails() -> dict[str, Any]:
        raise RuntimeError

    with pytest.raises(RuntimeError), writing():
        once.only(people[0], "k1", "areas.add", "same", fails)

    assert ask(people[0], "k1", "second") == {"reference": "second"}


def test_any_key_will_do(people):
    key = "\0 ключ " * 500

    assert ask(people[0], key, "first") == ask(people[0], key, "second")


def test_neither_key_answers_nor_result_are_kept_in_clear(people):
    ask(people[0], "my-key", "RP-1204-KT", body={"name": "Okafor"})

    kept = str(db.session.execute(text("SELECT * FROM idempotency_keys")).one())
    assert not any(word in kept for word in ("my-key", "RP-1204-KT", "Okafor"))


def test_keys_are_forgotten_after_a_week(people):
    ask(people[0], "k1", "first")
    for days, left in ((6, 1), (8, 0)):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days)), writing():
            once.forget()
        assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == left


def test_of_many_at_once_one_does_it_and_all_answer_alike(app, people):
    def one(number: int) -> dict[str, Any]:
        with app.app_context():
            return ask(people[0], "k1", f"area-{number}")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(one, range(16)))

    assert all(answer == answers[0] for answer in answers)
    assert db.session.scalar(ROWS) == 1


def test_a_repeat_about_a_case_is_answered_while_it_is_there_and_an_hour_after_giving_it_up(app):
    """RE3 and R12: a conflict hides it at once, and who declared it hears that it was declared."""
    with time_machine.travel(factories.TUESDAY, tick=False) as clock:
        world = factories.world()
        story = factories.claimed(world)
        factories.give(story, "named", user_id=world.castellan.user_id)
        case = story.reference

        def wishes(wished="Home"):
            return progress.record(world.castellan, case, "wishes", {"wishes": wished}, key="w")

        def conflict():
            return conflicts.declare(world.castellan, case, key="c")

        assert wishes() == wishes()
        declared = conflict()
        for wished in ("Home", "Her aunt"):  # the same key with other answers is no other answer
            with pytest.raises(NotFound):
                wishes(wished)
        clock.shift(dt.timedelta(minutes=59))
        assert conflict() == declared
        clock.shift(dt.timedelta(minutes=1))
        with pytest.raises(NotFound):
            conflict()


def test_a_repeat_does_not_name_a_linked_case_that_is_gone_for_whoever_linked_it(world):
    """Section e, rule 7: each is scoped alone."""
    here, there = factories.claimed(world), factories.claimed(world)

    def link(key="k"):
        kind = {"other": there.reference, "kind": "sibling", "sure": "likely"}
        return linking.add(world.nair, here.reference, kind, key=key)

    assert link() == link() == {"reference": here.reference, "other": there.reference}
    factories.conflict(there, world.nair)
    for key in ("k", "a new one"):  # told alike: there is no such case
        with pytest.raises(Invalid):
            link(key)


def test_a_key_is_of_one_case_and_a_case_that_an_act_made_must_still_be_there(world):
    here, there = factories.claimed(world), factories.claimed(world)

    def asked(case=None, key="k", answer=here):
        with writing():
            told = {"reference": answer.reference}
            return access.only_once(world.nair, key, "act", ["same"], lambda: told, case=case)

    asked(here.reference)
    with pytest.raises(Reused):
        asked(there.reference)
    assert asked(key="made") == asked(key="made") == {"reference": here.reference}
    factories.conflict(here, world.nair)
    with pytest.raises(NotFound):
        asked(key="made")
