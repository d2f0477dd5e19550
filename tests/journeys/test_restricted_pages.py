"""A case is restricted, named on and lifted, page by page and by the API, as a supervisor does."""

import pytest
import time_machine
from flask import Flask

from tests import factories
from tests.factories import TUESDAY, World
from tests.web import form


@pytest.fixture
def world(app: Flask) -> World:
    with time_machine.travel(TUESDAY):
        yield factories.world()


@pytest.fixture
def case(world):
    return factories.claimed(world).reference


def test_by_its_pages(world, seats, case):
    lowe, dray, at = seats.page("lowe"), seats.page("dray"), f"/cases/{case}"
    assert f"{at}/restricted" in lowe.get(f"{at}/steps").text

    empty = lowe.fill(f"{at}/restricted", {"named": []})
    assert empty.status_code == 422
    assert "Say why it must be restricted" in empty.text
    assert "Choose who may see this case" in empty.text

    asked = form(lowe.get(f"{at}/restricted").text, "/restricted")
    numbers = [str(world.actors[name].user_id) for name in ("lowe", "nair", "adeyemi", "hallam")]
    assert set(numbers[:3]) <= set(asked.values["named"])
    assert numbers[3] not in asked.values["named"]

    named = {"reason": "An insider", "named": numbers[:2]}
    check = lowe.fill(f"{at}/restricted", named)
    assert (check.status_code, "Nothing is done yet" in check.text) == (422, True)
    losing = check.text.partition("lose this case")[2].partition("</section>")[0]
    assert "Adeyemi, Coventry City Council" in losing
    assert "Nair" not in losing
    done = lowe.send(f"{at}/restricted", form(check.text, "/restricted"))
    assert (done.status_code, done.location) == (303, f"{at}/restricted")
    page = lowe.get(at).text
    assert "Restricted: named people only" in page
    who = page.partition("Who can see this case")[2]
    assert "only the people named on it can see it" in who
    assert "PPD supervisor, named on this case" in who
    assert "Coventry City Council" not in who
    assert dray.get(at).data == dray.get("/cases/RP-9999-ZZ").data

    more = lowe.fill(f"{at}/restricted", {"user": str(world.dray.user_id)}, to="/names")
    assert more.status_code == 303
    assert dray.get(at).status_code == 200

    gone = lowe.fill(f"{at}/restricted", {"user": str(world.lowe.user_id)}, to="/names/remove")
    assert (gone.status_code, gone.location) == (303, "/my-work")
    assert lowe.get(at).status_code == 404

    lifted = dray.fill(f"{at}/restricted", {"reason": "The insider has gone"}, to="/lift")
    assert (lifted.status_code, lifted.location) == (303, at)
    assert lowe.get(at).status_code == 200


def test_by_the_api(world, seats, case):
    lowe, at = seats.program("lowe"), f"/api/cases/{case}/restricted"
    others = lowe.seen(at)["others"]
    numbers = {row["name"]: row["user_id"] for row in others}

    none = lowe.post(at, {"reason": "An insider", "named": [str(numbers["Nair"])]})
    assert none.status_code == 422
    assert list(none.json["errors"]) == ["named"]
    wrong = lowe.post(at, {"reason": "An insider", "named": ["Nair"]})
    assert wrong.status_code == 422

    named = [str(numbers["Lowe"]), str(numbers["Nair"])]
    lowe.done(at, {"reason": "An insider", "named": named}, key="once")
    lowe.done(at, {"reason": "An insider", "named": named}, key="once")
    assert {row["name"] for row in lowe.seen(at)["named"]} == {"Lowe", "Nair"}
    assert seats.program("dray").get(at).status_code == 404

    lowe.done(f"{at}/names", {"user": numbers["Dray"]})
    assert lowe.post(f"{at}/names/remove", {"user": numbers["Nair"]}).status_code == 422
    assert seats.program("nair").get(f"/api/cases/{case}").status_code == 200
    assert seats.program("quayle").get(at).status_code == 404
    lowe.done(f"{at}/lift", {"reason": "Over"})
    assert seats.program("nair").get(at).status_code == 403
    assert seats.program("quayle").seen(at)["may_decide"] is False
