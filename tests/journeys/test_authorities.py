"""R14: the local authority told is one that can be found, or is said to be another."""

from referrals.clock import now
from referrals.services import reading
from tests import factories
from tests.web import form

CONTACT = {
    "la.phone": "024 7601 0101",
    "la.email": "duty@council.example",
    "at-day": "10",
    "at-month": "3",
    "at-year": "2026",
    "at-time": "08:30",
}
UNKNOWN = "“Coventrey” is not a local authority that uses this service"


def test_the_council_of_the_area_is_proposed_and_told(world, seats):
    okafor, story = seats.page("okafor"), factories.log(world)
    at = f"/cases/{story.reference}/tracks/safeguarding/refer"
    asked = okafor.get(at)
    assert "Nobody there can see this case here" in asked.text
    assert form(asked.text).values["la.name"] == ["Coventry City Council"]

    mistyped = okafor.fill(at, {**CONTACT, "la.name": "Coventrey"})
    assert mistyped.status_code == 422
    assert UNKNOWN in mistyped.text
    cut_short = okafor.fill(at, {**CONTACT, "la.phone": "02476"})
    assert cut_short.status_code == 422
    assert "Enter a phone number" in cut_short.text
    assert factories.states(story)["safeguarding"] == "not_started"

    assert okafor.fill(at, CONTACT).status_code == 303
    assert seats.page("adeyemi").get(f"/cases/{story.reference}").status_code == 200


def test_a_program_is_told_the_councils_and_refused_any_other(world, seats):
    okafor, story = seats.program("okafor"), factories.log(world)
    at = f"/api/cases/{story.reference}/tracks/safeguarding/refer"
    choices = okafor.get(at).json["questions"][0]["choices"]
    assert [row["code"] for row in choices] == [
        "Coventry City Council", "Sandwell Council", "other",
    ]  # fmt: skip
    contact = {**factories.COUNCIL, "at": now().isoformat()}
    wrong = okafor.post(at, {**contact, "la.name": "Coventrey"})
    assert wrong.status_code == 422
    assert UNKNOWN in wrong.json["errors"]["la.name"][0]
    okafor.done(at, {**contact, "la.name": "other", "la.other": "Northtown Council"})


def test_who_was_told_and_how_is_on_the_timeline_and_among_who_can_see_it(world, seats):
    story = factories.claimed(world)
    nair, at = seats.page("nair"), f"/cases/{story.reference}"
    who = nair.get(at).text.partition("Who can see this case")[2]
    assert "Coventry City Council" in who
    assert "Okafor" in who
    assert "Told by referral: Coventry City Council." in nair.get(f"{at}/sharing").text
    told = "Coventry City Council, 024 7601 0101, duty@council.example."
    for reader in ("nair", "okafor", "adeyemi"):
        view = reading.read(world.actors[reader], story.reference)
        assert [row.text for row in view.timeline if "local authority" in row.heading] == [told]
