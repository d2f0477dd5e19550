"""A link by mail, a password, an app and spare codes; and what somebody does who forgot or lost."""

import re
import time

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from referrals import enrolling, links, outbox
from referrals.db import db, reading, writing
from referrals.models import AccountLink, Notice, RecoveryCode, Session, User
from referrals.services import accounts
from tests.people import sign_in, signed_in, somebody

STRONG = "otter lantern quilt river"
AT = "2026-03-10T09:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


def mail() -> list[outbox.Message]:
    sent: list[outbox.Message] = []
    outbox.drain(sent.append, "https://localhost")
    return sent


def path_in(message: outbox.Message) -> str:
    return message.link.removeprefix("https://localhost")


def invited(known) -> str:
    """The address in the message that a new person is sent."""
    with writing():
        enrolling.invite(user(known.user_id))
    return path_in(mail()[-1])


def user(user_id: int) -> User:
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()


def secret_on(page: str) -> str:
    return re.search(r"rp-break\">([A-Z2-7]+)<", page)[1]


def set_up(browser, link: str, password: str = STRONG):
    secret = secret_on(browser.get(link).text)
    return secret, browser.fill(
        link, {"password": password, "code": pyotp.TOTP(secret).at(time.time())}
    )


def test_a_new_person_sets_up_both_things_and_is_not_yet_signed_in(app, browser, clock):
    nair = somebody()
    link = invited(nair)
    secret, answer = set_up(browser, link)
    spares = re.findall(r"<li class=\"rp-ref\">([a-z0-9-]+)</li>", answer.text)
    assert len(set(spares)) == 10
    assert browser.get("/account").location == "/sign-in?next=/account"
    clock.shift(30)
    page = browser.fill("/sign-in", {"email": nair.email, "password": STRONG}).location
    assert browser.fill(page, {"code": pyotp.TOTP(secret).at(time.time())}).location == "/"
    assert browser.get("/account").status_code == 200


def test_a_link_works_once_and_shows_the_secret_no_more(app, browser, clock):
    link = invited(somebody())
    secret, _ = set_up(browser, link)
    again = browser.get(link)
    assert again.status_code == 410
    assert secret not in again.text


@pytest.mark.parametrize("kind", ["first-use", "reset"])
def test_a_link_that_never_was_reads_like_one_that_has_ended(app, browser, clock, kind):
    link = invited(somebody())
    set_up(browser, link)
    gone, never = browser.get(link), browser.get(f"/{kind}/{'x' * 43}")
    assert (never.status_code, never.data) == (410, gone.data)


def test_a_link_ends_after_half_an_hour_and_with_the_account(app, browser, clock):
    known = somebody()
    link = invited(known)
    clock.shift(30 * 60 + 1)
    assert browser.get(link).status_code == 410
    link = invited(known)
    accounts.suspend(known.email)
    assert browser.get(link).status_code == 410


def test_a_newer_link_ends_the_older(app, browser, clock):
    known = somebody()
    first, second = invited(known), invited(known)
    assert [browser.get(link).status_code for link in (first, second)] == [410, 200]


def test_nobody_signs_in_before_the_second_thing_is_set_up(app, browser, clock):
    nair = somebody()
    invited(nair)
    answer = browser.fill("/sign-in", {"email": nair.email, "password": nair.password})
    assert answer.status_code == 422
    with reading():
        assert db.session.scalars(select(Session)).all() == []


@pytest.mark.parametrize(("password", "words"), [
    ("short words", "Use 12 to 128 characters"),
    ("x7" * 65, "Use 12 to 128 characters"),
    ("qwerty123456", "too easy to guess"),
    ("Password2026!", "too easy to guess"),
    ("abababababab", "too easy to guess"),
    ("Invented-Police-12", "your own name or the name"),
    ("referral pathway", "your own name or the name"),
])  # fmt: skip
def test_a_weak_password_is_refused_and_says_why(app, browser, clock, password, words):
    link = invited(somebody())
    _, answer = set_up(browser, link, password)
    assert answer.status_code == 422
    assert words in answer.text
    assert browser.get(link).status_code == 200


def test_a_wrong_first_code_sets_nothing_up(app, browser, clock):
    nair = somebody()
    link = invited(nair)
    answer = browser.fill(link, {"password": STRONG, "code": "000000"})
    assert answer.status_code == 422
    with reading():
        assert user(nair.user_id).password_hash == ""


def asked(browser, email: str):
    return browser.fill("/forgotten", {"email": email})


def test_a_forgotten_password_is_chosen_anew_and_a_code_is_still_asked_for(app, browser, clock):
    nair = somebody()
    other = signed_in(app.test_client(), nair)
    asked(browser, nair.email)
    (message,) = mail()
    assert browser.fill(path_in(message), {"password": STRONG}).location == "/sign-in?done=password"
    assert browser.get("/account").status_code == 303
    assert other.get("/account").status_code == 303
    assert [each.subject for each in mail()] == ["Your password was changed"]
    page = browser.fill("/sign-in", {"email": nair.email, "password": STRONG}).location
    assert page == "/sign-in/code"
    assert browser.fill(page, {"code": nair.code()}).location == "/"
    assert browser.get(path_in(message)).status_code == 410


def test_nobody_is_told_whether_an_address_is_known(app, browser, clock):
    nair = somebody()
    khan = somebody(name="Khan")
    accounts.suspend(khan.email)
    answers = [asked(browser, email) for email in (nair.email, khan.email, "no@one.example")]
    assert len({(each.status_code, each.location, each.data) for each in answers}) == 1
    assert [each.to for each in mail()] == [nair.email]


def test_a_reset_link_dies_when_its_person_signs_in(app, browser, clock):
    nair = somebody()
    asked(browser, nair.email)
    (message,) = mail()
    sign_in(browser, nair)
    assert browser.get(path_in(message)).status_code == 410


def test_the_host_a_stranger_names_is_not_in_the_link(app, browser, clock):
    nair = somebody()
    asked(browser, nair.email)
    evil = browser.post("/forgotten", data={"email": nair.email}, base_url="https://evil.example")
    assert evil.status_code == 400
    assert [each.link.split("/")[2] for each in mail()] == ["localhost"]


def test_asking_again_and_again_must_wait(app, browser, clock):
    answers = [asked(browser, "no@one.example").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_what_the_database_keeps_of_a_link_opens_nothing(app, browser, clock):
    nair = somebody()
    asked(browser, nair.email)
    (message,) = mail()
    token = path_in(message).rsplit("/", 1)[1]
    with reading():
        link = db.session.scalars(select(AccountLink)).one()
        assert token not in {link.digest, link.id}
        assert token.encode() not in link.token_sealed
    browser.fill(path_in(message), {"password": STRONG})
    with reading():
        assert db.session.scalars(select(AccountLink.token_sealed)).all() == [None]


def test_a_recovery_code_stands_in_for_the_phone_once(app, browser, clock):
    nair = somebody()
    with writing():
        spare = enrolling.draw_spares(nair.user_id)[0]
    for status in (303, 422):
        page = browser.fill("/sign-in", {"email": nair.email, "password": nair.password}).location
        assert browser.fill(page, {"code": spare.upper()}).status_code == status
        browser.delete_cookie("__Host-rp_session", domain="localhost")
    assert "A recovery code of yours was used" in [each.subject for each in mail()]


def test_new_recovery_codes_are_for_whoever_can_show_again_who_they_are(app, browser, clock):
    """A screen left open gives nobody a way in of their own."""
    nair = somebody()
    signed_in(browser, nair)
    for typed in ({}, {"password": "a guess"}):
        refused = browser.fill("/account/recovery-codes", typed, to="/recovery-codes")
        assert refused.status_code == 422
        assert "Enter your password, or the code your app shows now" in refused.text
    with reading():
        assert db.session.scalars(select(RecoveryCode)).all() == []
    given = {"password": nair.password}
    assert "rp-codes" in browser.fill("/account/recovery-codes", given, to="/recovery-codes").text

    clock.shift(300)
    assert "rp-codes" in browser.fill("/account/recovery-codes", to="/recovery-codes").text
    clock.shift(1)
    late = browser.fill("/account/recovery-codes", to="/recovery-codes")
    assert late.status_code == 422


def test_recovery_codes_are_kept_as_keyed_codes(app, clock):
    nair = somebody()
    with writing():
        spares = enrolling.draw_spares(nair.user_id)
    with reading():
        kept = db.session.scalars(select(RecoveryCode.code)).all()
    assert len(kept) == 10
    assert not {spare.replace("-", "").encode() for spare in spares} & set(kept)


def test_a_password_is_changed_by_whoever_knows_it(app, browser, clock):
    nair = somebody()
    sign_in(browser, nair)
    other = signed_in(app.test_client(), nair)
    wrong = browser.fill("/account/password", {"old": "no", "password": STRONG})
    assert "Enter the password you use now" in wrong.text
    right = browser.fill("/account/password", {"old": nair.password, "password": STRONG})
    assert right.location == "/account?done=password"
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_a_device_that_is_new_is_told_of_and_a_known_one_is_not(app, browser, clock):
    nair = somebody()
    sign_in(browser, nair)
    assert [each.subject for each in mail()] == [
        "Your account was used on a device that is new to us"
    ]
    browser.fill("/account", to="/sign-out")
    clock.shift(60)
    sign_in(browser, nair)
    assert mail() == []


def test_a_person_ends_one_of_their_own_sessions_and_nobody_elses(app, browser, clock):
    nair, khan = somebody(), somebody(name="Khan")
    mine, other, theirs = (signed_in(app.test_client(), known) for known in (nair, nair, khan))
    clock.shift(1)
    mine.fill("/account", to="/end")
    assert [each.get("/account").status_code for each in (mine, other, theirs)] == [200, 303, 200]
    with reading():
        names = [digest[:16] for digest in db.session.scalars(select(Session.digest))]
    token = mine.get("/account")
    assert token.status_code == 200
    for name in names:
        if theirs.get("/account").status_code == 200:
            mine.post(f"/account/sessions/{name}/end")
    assert theirs.get("/account").status_code == 200


def test_the_link_of_a_message_about_an_account_leads_to_it(app, browser, clock):
    nair = somebody()
    sign_in(browser, nair)
    with reading():
        reference = db.session.scalars(select(Notice.reference)).one()
    assert browser.get(f"/n/{reference}").location == "/account"
    khan = signed_in(app.test_client(), somebody(name="Khan"))
    assert khan.get(f"/n/{reference}").status_code == 404


def test_a_link_spent_by_two_is_spent_by_one(app, clock):
    nair = somebody()
    token = invited(nair).rsplit("/", 1)[1]
    with writing():
        assert [links.use(token), links.use(token)] == [True, False]
