"""Of administrators who add one agency at the same moment, one does; no other meets a fault."""

from sqlalchemy import func, select

from referrals.db import db, reading
from referrals.models import Organisation
from tests.people import signed_in
from tests.racing import together

RACERS = 6


def test_one_code_is_given_once_and_the_others_keep_what_they_typed(app, world):
    browsers = [signed_in(app.test_client(), world.admin) for _ in range(RACERS)]
    agency = {"name": "Second Step", "code": "second_step", "kind": "ngo", "first_responder": "no",
              "notifies": "no"}  # fmt: skip

    told = together(
        app, RACERS, lambda number: browsers[number].fill("/admin/agencies/new", agency, to="/new")
    )

    assert sum(answer.status_code == 303 for answer in told) == 1
    refused = [answer for answer in told if answer.status_code != 303]
    assert {answer.status_code for answer in refused} <= {409, 422}
    assert all("Second Step" in answer.text for answer in refused)
    with reading():
        named = select(func.count()).where(Organisation.code == "second_step")
        assert db.session.scalar(named) == 1
