"""What sign-in promises whatever the pages do: once, counted, and no faster for a guess."""

import threading
import time

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy.exc import OperationalError

from referrals import credentials, sessions, throttle
from referrals.db import db, reading, writing
from referrals.errors import Invalid, Throttled
from referrals.models import Session, SignInAttempt, TrailChange, User
from referrals.services import accounts, demonstration, signing_in
from referrals.services.signing_in import Caller, Device
from tests.people import somebody

AT = "2026-03-10T02:38:00Z"
HERE = Caller("192.0.2.1", "request")


def at_once(app, times, do):
    """The same thing in so many threads, and what came of each; a busy machine may refuse one."""
    came, start = [], threading.Barrier(times)

    def run(number):
        with app.app_context():
            start.wait()
            try:
                came.append(do(number))
            except (Invalid, Throttled, OperationalError) as error:
                came.append(type(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_one_code_at_sixteen_doors_opens_one(app):
    nair = somebody()
    doors = [
        signing_in.check_password(nair.email, nair.password, Caller("x", "r", Device(1, str(n))))
        for n in range(16)
    ]
    known = [Caller("x", "r", Device(nair.user_id, str(n))) for n in range(16)]
    code = nair.code()
    came = at_once(app, 16, lambda n: signing_in.check_code(doors[n], code, known[n]))
    assert sum(isinstance(each, signing_in.Opened) for each in came) == 1


def test_guesses_at_the_same_moment_are_all_counted(app):
    nair = somebody()
    wrong = at_once(app, 8, lambda n: signing_in.check_password(nair.email, "wrong-password", HERE))
    assert len(wrong) == 8
    assert wrong.count(Invalid) <= 5


@pytest.mark.parametrize(("bucket", "limit"), [("address", 20), ("everyone", 100)])
def test_guesses_at_many_accounts_are_counted_together(app, bucket, limit):
    with time_machine.travel(AT, tick=False):
        for number in range(limit):
            address = "192.0.2.1" if bucket == "address" else f"192.0.2.{number}"
            throttle.Tries(account=str(number), address=address, everyone="").admit()
        with pytest.raises(Throttled) as refused:
            throttle.Tries(account="new", address="192.0.2.1", everyone="").admit()
        assert refused.value.retry_after == 60


def test_the_minute_slides(app):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(5):
            throttle.Tries(account="a").admit()
            clock.shift(10)
        with pytest.raises(Throttled) as refused:
            throttle.Tries(account="a").admit()
        assert refused.value.retry_after == 10
        clock.shift(10)
        throttle.Tries(account="a").admit()
        with pytest.raises(Throttled):
            throttle.Tries(account="a").admit()


def test_a_right_try_is_not_counted(app):
    nair = somebody()
    for _ in range(7):
        assert signing_in.check_password(nair.email, nair.password, HERE)


def test_no_address_that_was_typed_is_kept(app):
    with pytest.raises(Invalid):
        signing_in.check_password("somebody@private.example", "wrong-password", HERE)
    with reading():
        kept = db.session.query(SignInAttempt.bucket).all()
    assert len(kept) == 3
    assert all(len(bucket) == 32 and int(bucket, 16) for (bucket,) in kept)


def test_old_tries_and_sessions_are_forgotten(app):
    nair = somebody()
    with time_machine.travel(AT, tick=False) as clock:
        throttle.Tries(account="a").admit()
        with writing():
            sessions.open_session(nair.user_id, nair.role, sessions.WEB)
        clock.shift(31 * 24 * 3600 + 10 * 3600)
        with writing():
            throttle.forget()
            sessions.forget()
        with reading():
            assert (db.session.query(SignInAttempt).count(), db.session.query(Session).count()) == (
                0,
                0,
            )


def test_a_token_needs_both_things_and_ends_with_its_person(app):
    nair = somebody()
    with pytest.raises(Invalid):
        signing_in.token(nair.email, nair.password, "000000", HERE)
    token = signing_in.token(nair.email, nair.password, nair.code(), HERE)
    assert signing_in.signed_in(token, sessions.API, "r").actor.user_id == nair.user_id
    assert signing_in.signed_in(token, sessions.WEB, "r") is None
    with pytest.raises(Invalid):
        signing_in.token(nair.email, nair.password, nair.code(), HERE)
    accounts.suspend(nair.email)
    assert signing_in.signed_in(token, sessions.API, "r") is None


def test_coming_and_going_is_on_the_trail(app):
    nair = somebody()
    token = signing_in.token(nair.email, nair.password, nair.code(), HERE)
    signing_in.sign_out(signing_in.signed_in(token, sessions.API, "r"))
    with reading():
        acts = [
            act
            for (act,) in db.session.query(TrailChange.act).filter_by(chain=f"user:{nair.user_id}")
        ]
    assert acts == ["signed_in", "signed_out"]


def test_a_password_kept_at_another_cost_is_kept_anew(app):
    nair = somebody()
    with writing():
        old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(nair.password)
        db.session.query(User).update({"password_hash": old})
    signing_in.check_password(nair.email, nair.password, HERE)
    with reading():
        kept = db.session.query(User.password_hash).scalar()
    assert "m=8,t=1,p=1" in kept


def test_a_guess_takes_as_long_for_nobody_as_for_somebody(app):
    """With OWASP's cost: what is measured is the hash, by the processor's time (AT4)."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
    kept = hasher.hash("only-for-this-test")
    credentials.use(hasher)
    try:
        credentials.matches("", "warm up")
        took = {"": [], kept: []}
        for _ in range(5):
            for hashed, times in took.items():
                began = time.process_time()
                assert not credentials.matches(hashed, "wrong-password")
                times.append(time.process_time() - began)
    finally:
        credentials.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    nobody, some = (min(times) for times in took.values())
    assert 0.5 < nobody / some < 2


def test_more_hashes_than_cores_wait_a_moment_and_are_sent_away(app):
    slots = [credentials._slots.acquire(blocking=False) for _ in range(64)]
    try:
        with pytest.raises(Throttled):
            credentials.matches("", "anything")
    finally:
        for _ in range(sum(slots)):
            credentials._slots.release()


def test_sent_away_unjudged_is_not_counted(app, monkeypatch):
    nair = somebody()

    def busy(*_):
        raise Throttled(1)

    with monkeypatch.context() as patched:
        patched.setattr(credentials, "matches", busy)
        for _ in range(6):
            with pytest.raises(Throttled) as refused:
                signing_in.check_password(nair.email, nair.password, HERE)
            assert refused.value.retry_after == 1


def test_the_demonstration_shows_the_next_unused_code(app):
    with time_machine.travel(AT, tick=False):
        nair = somebody()
        codes = []
        for _ in range(2):
            (person,) = demonstration.people()
            codes.append(person.code)
            signing_in.token(nair.email, nair.password, person.code, HERE)
        assert codes == [nair.code(), nair.code(1)]
        assert demonstration.people()[0].code == ""


def test_after_a_restore_nobody_is_signed_in(app):
    nair = somebody()
    token = signing_in.token(nair.email, nair.password, nair.code(), HERE)
    accounts.end_all_sessions()
    assert signing_in.signed_in(token, sessions.API, "r") is None
