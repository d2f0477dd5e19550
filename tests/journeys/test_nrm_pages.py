"""The NRM form on its pages and through the API: previewed, taken away, sent, asked about."""

import base64
import hashlib
import io
import json
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from referrals import sessions
from referrals.clock import today
from referrals.db import db, writing
from referrals.models import NrmSection
from referrals.seed import teller
from referrals.services import nrm
from tests import factories
from tests.people import COOKIE
from tests.web import form


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def as_(app):
    """A browser signed in as somebody of the small world."""

    def browser(actor):
        client = app.test_client()
        with writing():
            sid = sessions.open_session(actor.user_id, actor.role, sessions.WEB)
        client.set_cookie(COOKIE, sid, domain="localhost", secure=True)
        return client

    return browser


def drafting(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    answers = {"still_in_it": True, "last_contact": "over_a_year", "how_it_started": "A friend"}
    nrm.save(world.nair, story.reference, "exploitation", answers)
    return story


def test_the_lead_previews_the_form_and_takes_it_away(world, as_):
    story = drafting(world)
    at = f"/cases/{story.reference}/nrm"
    page = as_(world.nair)

    preview = page.get(f"{at}/preview").text
    assert "As it would be sent".lower() in preview.lower()
    assert "8 of 15,000 characters" in preview
    assert "more than 6 months ago" in preview
    assert "1. First responder" in preview

    wrong = page.fill(f"{at}/pack.pdf", {"purpose": "court"})
    assert wrong.status_code == 422
    assert "Say who it is for" in wrong.text

    file = page.fill(f"{at}/pack.pdf", {"purpose": "court", "recipient": "police"})
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    name = f'attachment; filename="{story.reference}-nrm-pack.pdf"'
    assert file.headers["Content-Disposition"] == name
    assert "A friend" in PdfReader(io.BytesIO(file.data)).pages[0].extract_text()


def test_the_same_by_the_api(world, as_):
    story = drafting(world)
    at = f"/api/cases/{story.reference}"
    page = as_(world.nair)
    token = page.get(f"/cases/{story.reference}/nrm/pack.txt").text
    token = token.partition('name="csrf_token" value="')[2].partition('"')[0]

    seen = page.get(f"{at}/nrm/preview").json
    assert [row["code"] for row in seen["differs"]] == ["still_and_contact", "still_and_safe"]
    assert seen["missing"] == seen["required"] - 3

    for path in ("nrm/pack.txt", "htcds.json"):
        given = page.post(
            f"{at}/{path}",
            json={"purpose": "other_system", "recipient": "police"},
            headers={"X-CSRFToken": token},
        ).json
        content = base64.b64decode(given["content"])
        assert hashlib.sha256(content).hexdigest() == given["digest"]
        assert given["name"].startswith(story.reference)


def test_what_hangs_on_an_answer_one_may_not_read_is_answered_all_the_same(world, as_):
    """Section e: FCID holds safeguarding as a summary, and writes how and why they left."""
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    at = f"/cases/{story.reference}/nrm/exploitation"
    nrm.save(world.osei, story.reference, "exploitation", {"still_in_it": False})
    teller.fill_form(story)
    asked = {row.key for row in nrm.section(world.osei, story.reference, "exploitation").questions}
    assert "how_they_left" in asked
    assert "still_in_it" not in asked
    with writing():
        row = db.session.scalars(select(NrmSection).filter_by(section="exploitation")).one()
        kept = json.loads(row.answers)
        del kept["how_they_left"]
        row.answers = json.dumps(kept)
    page = as_(world.osei)

    assert page.fill(at, {"how_they_left": "Ran to a neighbour"}).status_code == 303
    assert "Ran to a neighbour" in page.get(at).text
    assert page.fill(at, {"treatment": "Shouted at"}).status_code == 303
    seen = page.get(f"/api{at}").json["values"]
    assert (seen["how_they_left"], seen["treatment"]) == ("Ran to a neighbour", "Shouted at")

    token = form(page.get(at).text).values["csrf_token"][0]
    given = seen | {"how_they_left": "Ran away"}
    done = page.post(f"/api{at}", json=given, headers={"X-CSRFToken": token})
    assert done.status_code == 200
    assert page.get(f"/api{at}").json["values"]["how_they_left"] == "Ran away"
    assert factories.find(story).nrm_missing == 0


def test_whoever_shares_the_form_sees_its_answers_as_the_receiver_does(world, as_):
    story = drafting(world)
    nrm.save(world.nair, story.reference, "person", {"first_name": "Kayla"})
    nrm.save(world.nair, story.reference, "background", {"birthplace": "Durres"})
    factories.shared(world, story, {"language": "share", "nrm_decision": "share"})
    at = f"/cases/{story.reference}"
    lead = as_(world.nair)
    (share,) = lead.get(f"/api{at}/sharing").json["items"]

    theirs = as_(world.grant).get(f"{at}/nrm/preview").text
    preview = lead.get(f"{at}/sharing/{share['share']['id']}").text

    assert withheld(theirs) == withheld(preview) > 0
    assert not {word for word in ("Kayla", "Durres") if word in theirs + preview}


def withheld(page):
    """How many answers of the form are withheld on a page."""
    return "".join(re.findall('labelledby="p-.*?</section>', page, re.S)).count("Withheld: ")


def test_each_missing_answer_links_to_the_page_that_asks_it(world, as_):
    story = drafting(world)
    factories.move(world.nair, story, "nrm", "make_ready")

    page = as_(world.nair).get(f"/cases/{story.reference}/tracks/nrm/submit").text

    assert "Enter at least one town or city" not in page, "not asked until they say where"
    assert "Say where it happened" in page
    assert f'href="/cases/{story.reference}/nrm/place"' in page


def test_the_authority_reads_what_was_sent_and_asks_about_it(world, as_):
    story = factories.submitted(world)
    at = f"/cases/{story.reference}"
    authority, lead = as_(world.cole), as_(world.nair)

    sent = authority.get(f"{at}/nrm/preview").text
    assert "as it was sent" in sent
    assert "Take it as text" not in sent
    assert 'href="' + at + '/information"' in authority.get(at).text

    asked = authority.fill(
        f"{at}/information",
        {"question": "Which bar?", "due-day": "1", "due-month": "1", "due-year": "2020"},
    )
    assert asked.status_code == 422
    due = (factories.now() + factories.dt.timedelta(days=9)).date()
    boxes = {"due-day": str(due.day), "due-month": str(due.month), "due-year": str(due.year)}
    assert (
        authority.fill(f"{at}/information", {"question": "Which bar?", **boxes}).status_code == 303
    )

    tasks = lead.get(f"{at}/tasks").text
    where = at + "/information/" + tasks.partition("/information/")[2].partition('"')[0]
    assert "Which bar?" in lead.get(where).text
    assert lead.fill(where, {"answer": "The one on Sample Row."}).status_code == 303
    assert "The one on Sample Row." in authority.get(at).text


def test_nobody_else_takes_a_copy(world, as_):
    story = drafting(world)
    at = f"/cases/{story.reference}"

    for who, status in ((world.okafor, 403), (world.osei, 404), (world.cole, 404)):
        assert as_(who).get(f"{at}/nrm/pack.pdf").status_code == status
    assert as_(world.adeyemi).get(f"{at}/htcds.json").status_code == 403


def test_an_authority_that_gives_the_referral_to_another_is_led_away_from_it(world, as_):
    story = factories.submitted(world)
    page, case = as_(world.cole), f"/cases/{story.reference}"
    at = f"{case}/record/allocate_ieca"
    assert at in page.get(case).text
    day = {"at-day": f"{today():%d}", "at-month": f"{today():%m}", "at-year": f"{today():%Y}"}

    done = page.post(at, data=form(page.get(at).text).filled(day))

    assert (done.status_code, done.location) == (303, "/")
    assert page.get("/", follow_redirects=True).status_code == 200
    assert page.get(case).status_code == 404
    assert "Immigration Enforcement" in as_(world.nair).get(f"{case}/nrm").text
