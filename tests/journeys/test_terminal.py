"""What is done at the terminal, and what it says."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from referrals.db import db, writing
from referrals.sealed import Ring
from referrals.services import signing_in
from tests.people import somebody


@pytest.fixture
def flask(app):
    return app.test_cli_runner()


def test_keys_are_made_once(flask, tmp_path):
    file = tmp_path / "keys.json"
    assert flask.invoke(args=["keys", "create", str(file)]).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    first = Ring.load(file)
    again = flask.invoke(args=["keys", "create", str(file)])
    assert again.exit_code == 1
    assert "never overwritten" in again.output
    assert Ring.load(file) == first


def test_the_policy_can_be_read_by_people_and_programs(flask):
    rows = json.loads(flask.invoke(args=["policy", "--json"]).output)
    assert {"rule", "method", "verb", "public", "endpoint"} == set(rows[0])
    assert {"/sign-in", "/account"} <= {row["rule"] for row in rows}
    assert "signed_in" in flask.invoke(args=["policy"]).output


def test_a_person_is_added_with_what_they_need_and_suspended(flask):
    khan = somebody(name="Khan")
    flask.invoke(args=["agency", "add", "new_ngo", "Birch Street Project", "--kind", "ngo"])
    words = ["user", "add", "sam@birch.example", "Sam Birch", "--role", "ngo_support_worker"]
    added = flask.invoke(args=[*words, "--organisation", "new_ngo"])
    assert added.exit_code == 0
    password = added.output.split()[1]
    assert "otpauth://totp/" in added.output
    caller = signing_in.Caller("", "")
    assert signing_in.check_password("Sam@Birch.example", password, caller)

    assert flask.invoke(args=["user", "suspend", "sam@birch.example"]).exit_code == 0
    with pytest.raises(signing_in.Invalid):
        signing_in.check_password("sam@birch.example", password, caller)
    assert signing_in.check_password(khan.email, khan.password, caller)


@pytest.mark.parametrize(("words", "said"), [
    (["user", "suspend", "nobody@x.example"], "There is nobody with nobody@x.example"),
    (["user", "add", "a@x.example", "A", "--role", "auditor", "--organisation", "none"],
     "There is no organisation none"),
    (["user", "add", "a@x.example", "A", "--role", "chief", "--organisation", "none"], "'chief'"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_line(flask, words, said):
    answer = flask.invoke(args=words)
    assert answer.exit_code != 0
    assert said in answer.output


def test_nobody_is_added_twice(flask):
    khan = somebody(name="Khan")
    words = ["user", "add", khan.email.upper(), "K", "--role", "auditor", "--organisation"]
    assert "already somebody" in flask.invoke(args=[*words, "invented_police"]).output
    words = ["agency", "add", "invented_police", "Police", "--kind", "police"]
    assert "already an agency" in flask.invoke(args=words).output


def test_everybody_is_signed_out_after_a_restore(flask):
    nair = somebody()
    caller = signing_in.Caller("", "")
    token = signing_in.token(nair.email, nair.password, nair.code(), caller)
    assert flask.invoke(args=["sessions", "end"]).exit_code == 0
    assert signing_in.signed_in(token, "api", "") is None


def test_the_trail_is_checked_and_sealed(app, flask, tmp_path, monkeypatch):
    settings = replace(app.config["SETTINGS"], anchor_dir=tmp_path)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    somebody()
    assert flask.invoke(args=["trail", "seal"]).exit_code == 0
    whole = flask.invoke(args=["trail", "verify"])
    assert (whole.exit_code, whole.output.split(":")[0]) == (0, "Whole")
    missing = flask.invoke(args=["trail", "verify", "--anchor", str(tmp_path / "none")])
    assert missing.exit_code == 2
    with writing():
        db.session.execute(text("UPDATE trail_heads SET mac = 'x' WHERE chain = 'nobody'"))
    broken = flask.invoke(args=["trail", "verify"])
    assert (broken.exit_code, broken.output.split(":")[0]) == (1, "Broken")


def test_a_bank_holiday_is_added_once_and_past_the_table_it_says_so(flask):
    added = flask.invoke(args=["holidays", "add", "2026-07-06", "A day of mourning"])
    assert (added.exit_code, added.output) == (0, "Added 2026-07-06. Clocks that moved: 0.\n")
    again = flask.invoke(args=["holidays", "add", "2026-07-06", "Again"])
    assert again.exit_code == 1
    assert "a bank holiday already" in again.output
    later = flask.invoke(args=["holidays", "add", "2031-05-01", "May Day"])
    assert "not for 2031: add that year’s" in later.output
    assert flask.invoke(args=["holidays", "list"]).output == (
        "2026-07-06 A day of mourning\n2031-05-01 May Day\n"
    )
