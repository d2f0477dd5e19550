"""One life of a case by the API alone: logged, claimed, shared, referred, decided, closed."""

import datetime as dt

import pytest
import time_machine

from tests.programs import OFFER, World, as_json, at, logged, made_safe, told, world
from tests.services.station import adult

BEFORE_EASTER = dt.datetime(2026, 4, 1, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(BEFORE_EASTER, tick=False) as clock:
        yield clock


@pytest.fixture
def people(clock, app) -> World:
    return world(app)


def claimed(people: World) -> str:
    """A case made safe by Okafor, which Nair leads and has started."""
    reference = logged(people)
    made_safe(people.okafor, reference)
    people.okafor.done(at(reference, "/tracks/response/hand_over"), {})
    people.nair.done(at(reference, "/claim"))
    people.nair.done(at(reference, "/tracks/investigation/start"), {})
    return reference


def fits(question):
    """An invented answer of the right kind."""
    if question["choices"]:
        first = question["choices"][0]["code"]
        return [first] if question["kind"] == "choices" else first
    return {
        "line": "Not known",
        "long": "Invented for a test.",
        "yes_no": False,
        "date": "2026-03-02",
        "instant": BEFORE_EASTER.isoformat(),
        "phone": "0121 496 0101",
        "email": "team@police.example",
        "number": 1,
        "list": ["Walsall"],
    }[question["kind"]]


def fill_form(who, reference):
    """Answer what is missing, section by section, until nothing is."""
    while who.seen(at(reference, "/nrm"))["missing"]:
        for section in who.seen(at(reference, "/nrm"))["sections"]:
            path = at(reference, f"/nrm/{section['code']}")
            asked = who.get(path)
            given = {q["key"]: fits(q) for q in asked.json["questions"] if q["required"]}
            version = asked.headers["ETag"].strip('"')
            who.done(path, given | asked.json["values"], version=version)


def submitted(people: World, reference: str) -> None:
    lead = people.nair
    lead.done(at(reference, "/tracks/nrm/draft"), {})
    fill_form(lead, reference)
    lead.done(at(reference, "/tracks/nrm/make_ready"), {})
    lead.done(at(reference, "/tracks/nrm/submit"), {"at": BEFORE_EASTER.isoformat()})


def test_eight_answers_send_a_case_and_say_why(people):
    answer = people.okafor.post("/api/cases", told())

    assert answer.status_code == 201
    assert answer.location == at(answer.json["reference"])
    assert answer.json["team"] == "Child Abuse Team"
    assert answer.json["told"] == ["Child Abuse Team", "CSE Team", "CSE co-ordinator"]
    assert answer.json["because"]
    mine = people.okafor.seen(answer.location)
    assert mine["reference"] == answer.json["reference"]
    [queued] = people.nair.seen("/api/teams/ppd_child_abuse/queue")["items"]
    assert queued["reference"] == answer.json["reference"]
    assert "Kayla" not in str(queued)


def test_a_case_is_logged_page_by_page(people):
    officer, given = people.okafor, told()
    started = officer.post("/api/log", {})
    assert started.status_code == 201
    draft, place = started.json["draft"], started.location
    while draft["next"] != "check":
        page = officer.seen(f"{place}/{draft['next']}")
        wanted = {q["key"] for q in page["questions"]} & given.keys()
        path = f"{place}/{page['draft']['step']}"
        draft = officer.done(path, {key: given[key] for key in wanted}, version=0)["draft"]
    check = officer.seen(f"{place}/check")
    assert check["team"] == "Child Abuse Team"
    assert next(rule["number"] for rule in check["rules"] if rule["matched"]) == 1
    sent = officer.post(f"{place}/check", {"query": True}, key="k")
    assert sent.status_code == 201
    assert sent.json["asked_to_check"] is True
    assert officer.post(f"{place}/check", {"query": True}, key="k").json == sent.json
    assert officer.seen(f"{place}/sent")["reference"] == sent.json["reference"]
    assert officer.get(place).status_code == 410
    assert people.bright.get(f"{place}/sent").status_code == 404


def test_a_check_names_the_page_that_is_still_open(people):
    place = people.okafor.post("/api/log").location
    answer = people.okafor.get(f"{place}/check")
    assert (answer.status_code, answer.json["errors"]) == (
        422,
        {"danger": ["Answer this page first"]},
    )


def test_two_devices_that_answer_one_page_differently_are_told(people):
    officer = people.okafor
    place = officer.post("/api/log").location
    officer.done(f"{place}/danger", {"danger": "no"}, version=0)
    stale = officer.post(f"{place}/danger", {"danger": "yes"}, version=0)
    assert stale.status_code == 409
    assert stale.json["theirs"] == {"Is anyone in danger right now?": "No, safe for now"}
    assert officer.done(f"{place}/danger", {"danger": "yes"}, version=1)


def test_a_draft_is_deleted_once(people):
    officer = people.okafor
    place = officer.post("/api/log").location
    assert [row["token"] for row in officer.seen("/api/log")["items"]] == [
        place[len("/api/log/") :]
    ]
    assert officer.post(f"{place}/delete").status_code == 204
    assert officer.seen("/api/log")["items"] == []
    assert officer.get(place).status_code == 410


def test_a_claim_waits_for_safety_and_is_made_by_one(people):
    reference = logged(people)
    refused = people.nair.post(at(reference, "/claim"))
    assert refused.status_code == 422
    assert "G2" in {row["gate"] for row in refused.json["unmet"]}
    assert all(row["words"] and row["satisfied_by"] for row in refused.json["unmet"])

    made_safe(people.okafor, reference)
    first, second = (who.post(at(reference, "/claim")) for who in (people.nair, people.castellan))

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json["detail"] == "Nair claimed this case 0 seconds ago"
    assert people.nair.seen("/api/my-work")["items"][0]["reference"] == reference
    assert people.nair.get(at(reference)).headers["ETag"] == first.headers["ETag"]


def test_the_longest_waiting_safe_case_is_taken(people):
    unsafe, safe = logged(people), logged(people)
    made_safe(people.okafor, safe)
    assert people.nair.done("/api/teams/ppd_child_abuse/queue/next")["reference"] == safe
    assert people.castellan.post("/api/teams/ppd_child_abuse/queue/next").status_code == 409
    assert people.castellan.post("/api/teams/fcid/queue/next").status_code == 404
    assert unsafe != safe


def test_a_share_begins_with_the_offer_and_ends_with_a_404(people):
    reference = claimed(people)
    absent = at("RP-9999-XX")
    worker = people.grant
    nothing = worker.get(at(reference))
    assert (nothing.status_code, nothing.data) == (404, worker.get(absent).data)

    terms = OFFER | {"until": "2026-06-30"}
    offered = people.nair.post(at(reference, "/sharing"), terms, key="offer")
    assert offered.status_code == 201
    assert people.nair.post(at(reference, "/sharing"), terms, key="offer").json == offered.json
    offer = worker.get(at(reference))
    assert set(offer.json) == {"reference", "share", "sender"}
    assert "Kayla" not in offer.text
    [waiting] = worker.seen("/api/partner")["offers"]
    assert waiting["reference"] == reference

    share = at(reference, f"/sharing/{offered.json['share']}")
    assert worker.post(f"{share}/accept").status_code == 428
    assert worker.post(f"{share}/accept", version=9).status_code == 409
    worker.done(f"{share}/accept", version=offer.headers["ETag"].strip('"'))
    case = worker.seen(at(reference))
    items = {fact["key"]: fact["value"] for fact in case["summary"]}
    assert items["whereabouts"] == {"withheld": "risk of harm", "may_ask": False}
    assert items["area"] == "Walsall"
    withheld = ["Health notes", "NRM decisions", "Where they are", "Phone", "Safe address"]
    assert case["own_share"]["withheld"] == withheld
    assert worker.seen("/api/partner")["items"][0]["reference"] == reference
    assert people.ames.get(at(reference)).data == nothing.data

    done = worker.done(f"{share}/outcome", {"outcome": "Met her."}, version=2)
    ended = {"reason": "work_done"}
    people.nair.done(f"{share}/end", ended, version=done["version"])
    gone = worker.get(at(reference))
    assert (gone.status_code, gone.data) == (404, nothing.data)


def test_an_offer_is_withdrawn_or_declined(people):
    reference = claimed(people)
    lead, worker, terms = people.nair, people.grant, OFFER | {"until": "2026-06-30"}
    assert "birch_street" in {
        row["code"] for row in lead.seen(at(reference, "/sharing/new"))["items"]
    }
    asked = lead.seen(at(reference, "/sharing/new"), to="birch_street")
    assert asked["values"]["item_medical"] == "not_needed"
    seen_so = lead.done(at(reference, "/sharing/preview"), terms)
    assert seen_so["organisation"] == "Birch Street Project"

    first = lead.done(at(reference, "/sharing/new"), terms)["share"]
    lead.done(at(reference, f"/sharing/{first}/withdraw"), version=1)
    assert worker.get(at(reference)).status_code == 404
    second = lead.done(at(reference, "/sharing"), terms)["share"]
    reason = {"reason": "no_capacity"}
    answer = worker.post(at(reference, f"/sharing/{second}/decline"), reason, key="d", version=1)
    assert answer.status_code == 200
    again = worker.post(at(reference, f"/sharing/{second}/decline"), reason, key="d", version=1)
    assert (again.status_code, again.json) == (200, answer.json)
    assert worker.get(at(reference)).status_code == 404
    shares = lead.seen(at(reference, "/sharing"))["items"]
    assert {row["share"]["state"] for row in shares} == {"withdrawn", "declined"}
    assert lead.get(at(reference, f"/sharing/{second}")).headers["ETag"] == '"2"'


def test_an_offer_to_nobody_is_refused(people):
    reference = claimed(people)
    for to in (None, "nobody", 3, ["birch_street"]):
        answer = people.nair.post(at(reference, "/sharing"), OFFER | {"to": to})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["to"])


def test_a_child_is_referred_without_being_asked_and_decided_after_easter(people, clock):
    reference = claimed(people)
    sections = people.nair.seen(at(reference, "/nrm"))["sections"]
    assert "consent" in {row["code"] for row in sections}
    submitted(people, reference)
    consent = people.nair.post(at(reference, "/record/consent"), {})
    assert consent.status_code == 422
    clocks = {row["code"]: row for row in people.nair.seen(at(reference))["clocks"]}
    # 5 working days after Wednesday 1 April 2026, over Good Friday and Easter Monday (R1, S10).
    assert clocks["RG_TARGET"]["due_day"] == "2026-04-10"

    clock.move_to(dt.datetime(2026, 4, 8, 10, 0, tzinfo=dt.UTC))
    authority = people.cole
    assert authority.seen("/api/authority")["items"][0]["reference"] == reference
    decision = {"at": "2026-04-08", "outcome": "positive"}
    authority.done(at(reference, "/tracks/nrm/record_rg"), decision)
    assert people.nair.seen(at(reference, "/nrm"))["state"] == "rg_positive"


def test_an_adult_is_asked_first(people):
    answer = people.okafor.done("/api/cases", as_json(adult()))
    reference = answer["reference"]
    assert answer["team"] == "FCID"
    made_safe(people.okafor, reference, child=False)
    lead = people.osei
    lead.done(at(reference, "/claim"))
    lead.done(at(reference, "/tracks/nrm/draft"), {})
    blocked = lead.post(at(reference, "/tracks/nrm/make_ready"), {})
    assert blocked.status_code == 422
    assert "G4" in {row["gate"] for row in blocked.json["unmet"]}
    asked = lead.seen(at(reference, "/tracks/nrm/make_ready"))
    assert "G4" in {row["gate"] for row in asked["unmet"]}
    consent = {
        "at": BEFORE_EASTER.isoformat(),
        "explained": ["nrm", "support", "outcomes", "privacy", "sharing"],
        "interpreter": "independent",
        "given": True,
        "method": "written",
        "taken_by": "first_responder",
    }
    lead.done(at(reference, "/record/consent"), consent)
    lead.done(at(reference, "/tracks/nrm/make_ready"), {})
    sent = {"at": BEFORE_EASTER.isoformat()}
    unfinished = lead.post(at(reference, "/tracks/nrm/submit"), sent)
    assert "G5" in {row["gate"] for row in unfinished.json["unmet"]}


DONE = {"reason_code": "done", "reason": "Everything is done."}


def test_closing_waits_for_everything_and_for_another_person(people):
    reference = claimed(people)
    refused = people.lowe.post(at(reference, "/tracks/case/close"), DONE)
    assert refused.status_code == 422
    words = [row["words"] for row in refused.json["unmet"]]
    assert "Record what support they have after this" in words
    assert len(words) > 3

    finish(people, reference)
    own = people.nair.post(at(reference, "/tracks/case/close"), DONE)
    assert own.status_code == 403
    people.lowe.done(at(reference, "/tracks/case/close"), DONE)
    assert people.lowe.seen(at(reference))["stage"] == "closed"
    assert people.lowe.seen("/api/teams/ppd_child_abuse/cases")["items"] == []
    closed = people.lowe.seen("/api/teams/ppd_child_abuse/cases", closed="true")["items"]
    assert [row["reference"] for row in closed] == [reference]


def finish(people: World, reference: str) -> None:
    """Bring every track to its end."""
    lead, boss, worker = people.nair, people.lowe, people.adeyemi
    submitted(people, reference)
    decision = {"at": "2026-04-01", "outcome": "positive"}
    people.cole.done(at(reference, "/tracks/nrm/record_rg"), decision)
    people.cole.done(
        at(reference, "/tracks/nrm/record_cg"), decision | {"early_reason": "same_meeting"}
    )
    worker.done(at(reference, "/record/la_referral_received"), {"at": BEFORE_EASTER.isoformat()})
    worker.done(
        at(reference, "/tracks/safeguarding/step_down"),
        {"reason_code": "plan_worked", "reason": "It worked."},
    )
    lead.done(at(reference, "/tracks/support/offer"), {"offered": "Counselling"})
    lead.done(at(reference, "/tracks/support/decline"), {})
    given = {"disposition": "children_social_care"}
    lead.done(at(reference, "/tracks/support/end"), given)
    outcome = {"outcome": "convicted", "reason": "Sentenced."}
    boss.done(at(reference, "/tracks/investigation/finalise"), outcome)
    for task in boss.seen(at(reference))["tasks"]:
        if task["state"] == "asked":
            boss.done(at(reference, f"/tasks/{task['id']}"), {"outcome": "Done, and checked."})
    lead.done(at(reference, "/ask-to-close"), {"reason": "Everything is done."})
