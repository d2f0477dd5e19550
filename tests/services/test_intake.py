"""A case is logged once, goes to one team for a reason, and begins with everything it needs."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from referrals.db import db
from referrals.errors import Conflict, Gone, Invalid, NotFound, NotYours, Reused
from referrals.models import (
    Assignment,
    Case,
    CaseClock,
    CaseTrack,
    Draft,
    Event,
    Note,
    Notice,
    Person,
    PersonKey,
    Task,
    TrailChange,
)
from referrals.schemas.intake import new_case, read_case, read_page
from referrals.services import intake
from tests.services.station import PAGES, Station, adult, answers, page
from workflows.intake import BY_CODE


def the_case() -> Case:
    return db.session.scalars(select(Case)).one()


def states() -> dict[str, str]:
    return {row.kind: row.state for row in db.session.scalars(select(CaseTrack))}


def standings() -> set[str]:
    return {row.standing for row in db.session.scalars(select(Assignment))}


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def draft_of(station: Station, told: dict[str, object]) -> str:
    """A draft answered page by page, as far as its answers lead."""
    token = intake.start_draft(station.okafor)
    step = "danger"
    while step != "check":
        step = intake.answer(station.okafor, token, step, page(step, told))
    return token


def test_a_trafficked_child_goes_to_the_child_abuse_team(station):
    told = intake.log_case(station.okafor, answers(), "k")

    case = the_case()
    assert told["reference"] == case.reference
    assert (case.rule, case.pathway, case.rule_lead) == (1, "child_trafficking", "ppd_child_abuse")
    assert case.lead_team_id == station.teams["ppd_child_abuse"]
    assert case.logged_team_id == station.teams["response_walsall"]
    assert (case.area, case.lpu, case.age_band) == ("walsall", "walsall", "child")
    assert case.exploitation_types == ["child_sexual_exploitation"]
    assert case.rulebook == "2026.1"
    assert case.stage == "initial_response"
    assert told["team"] == "Child Abuse Team"
    assert told["told"] == ["Child Abuse Team", "CSE Team", "CSE co-ordinator"]


def test_every_track_is_there_and_the_investigation_waits_to_be_claimed(station):
    intake.log_case(station.okafor, answers(), None)
    assert states() == {
        "response": "logged",
        "safeguarding": "not_started",
        "investigation": "queued",
        "nrm": "not_assessed",
        "support": "not_offered",
    }
    track = db.session.scalars(select(CaseTrack).where(CaseTrack.kind == "investigation")).one()
    assert track.team_id == station.teams["ppd_child_abuse"]


def test_who_they_are_is_sealed_and_can_be_found_again(station):
    intake.log_case(station.okafor, answers(), None)
    person = db.session.scalars(select(Person)).one()
    assert (person.name, person.born_on, person.sex) == ("Kayla Marsh", "2011-09-04", "female")
    assert person.whereabouts == "Children's ward, district hospital"
    assert person.safe_contact == "Through the ward. Do not ring her phone"
    assert b"Kayla" not in person.name_sealed
    kinds = set(db.session.scalars(select(PersonKey.kind)))
    assert {"surname", "forename", "born_on"} <= kinds


def test_the_first_account_is_the_first_entry(station):
    intake.log_case(station.okafor, answers(), None)
    first = db.session.scalars(select(Event).where(Event.kind == "logged")).one()
    assert first.heading == "Logged and sent to Child Abuse Team"
    assert first.words.startswith("“He said I owed him")
    assert first.tier == "allegation"
    assert first.detail["signs"] == ["gifts", "missing_before"]
    assert first.detail["rule"] == 1
    assert first.by_id == station.okafor.user_id


def test_who_is_with_them_is_for_the_police_alone(station):
    intake.log_case(station.okafor, answers(), None)
    note = db.session.scalars(select(Note)).one()
    assert note.tier == "intelligence"
    assert "says he is her uncle" in note.text


def test_the_clocks_of_a_new_case_start(station):
    intake.log_case(station.okafor, answers(), None)
    clocks = {row.code: row for row in db.session.scalars(select(CaseClock))}
    assert {"CLAIM_4H", "SAFEGUARD_24H"} <= clocks.keys()
    claim = clocks["CLAIM_4H"]
    assert claim.due - claim.started == dt.timedelta(hours=4)


def test_a_specially_trained_officer_already_asked_for_is_no_task(station):
    told = intake.log_case(station.okafor, answers(), None)
    assert told["to_do"] == [
        "Stay with them until they are safe, and say so on the case",
        "Tell children’s services in Walsall, and record it",
        "Hand over to the team when they ask for it",
    ]
    codes = set(db.session.scalars(select(Task.code)))
    assert "sto_request" not in codes
    assert "ictg_referral" in codes


def test_a_specially_trained_officer_not_yet_asked_for_is_one(station):
    told = intake.log_case(station.okafor, answers(sto_asked_for="no"), None)
    assert "sto_request" in set(db.session.scalars(select(Task.code)))
    assert "Ask for a Specially Trained Officer" in told["to_do"]


def test_teams_are_told_once_it_is_stored(station):
    intake.log_case(station.okafor, answers(), None)
    told = {(row.topic, row.team_id) for row in db.session.scalars(select(Notice))}
    assert ("case_queued", station.teams["ppd_child_abuse"]) in told
    assert ("case_logged", station.teams["ppd_cse"]) in told


def test_the_trail_has_who_logged_it_and_what_was_told(station):
    intake.log_case(station.okafor, answers(), None)
    case = the_case()
    query = select(TrailChange).where(TrailChange.chain == f"case:{case.id}")
    rows = db.session.scalars(query.order_by(TrailChange.seq)).all()
    assert [row.act for row in rows] == ["case.logged", "investigation.queue"]
    assert rows[0].operation == "collection"
    assert (rows[0].actor_id, rows[0].cases) == (station.okafor.user_id, case.reference)
    assert "identity" in rows[0].tiers
    assert rows[0].digest


@pytest.mark.parametrize(
    ("told", "rule", "lead"),
    [
        (answers(what=["sexual"]), 2, "ppd_cse"),
        (answers(what=["border"], sexual_assault="no", sto_asked_for=None), 3, "ppd_child_abuse"),
        (adult(), 6, "fcid"),
        (adult(what=["border"]), 8, "fcid"),
        (adult(began_before_18="yes"), 1, "ppd_child_abuse"),
        (answers(under_18="unsure", born_on=None), 1, "ppd_child_abuse"),
    ],
)
def test_the_first_rule_that_matches_decides(station, told, rule, lead):
    intake.log_case(station.okafor, told, None)
    case = the_case()
    assert (case.rule, case.rule_lead) == (rule, lead)
    assert states()["investigation"] == "queued"


def test_another_offence_is_no_ground_for_a_referral(station):
    intake.log_case(station.okafor, adult(what=["border"]), None)
    assert states()["nrm"] == "no_grounds"
    move = db.session.scalars(select(Event).where(Event.move == "no_grounds")).one()
    assert move.detail["grounds"] == "not_modern_slavery"
    assert (move.words[:1].isupper(), move.words[-1]) == (True, ".")


def test_support_alone_is_owned_by_the_supervisor_until_it_is_agreed(station):
    intake.log_case(station.okafor, adult(what=["support"]), None)
    case = the_case()
    assert (case.rule, case.pathway, case.lead_team_id) == (9, "support_only", None)
    assert case.owner_id == station.hallam.user_id
    assert states()["investigation"] == "not_applicable"
    assert states()["nrm"] == "no_grounds"
    told = set(db.session.execute(select(Notice.topic, Notice.user_id)))
    assert ("case_owned", station.hallam.user_id) in told


def test_a_supervisor_owns_what_they_log_themselves(station):
    intake.log_case(station.hallam, adult(what=["support"]), None)
    assert the_case().owner_id == station.hallam.user_id


def test_support_logged_by_a_specialist_stays_with_their_team(station):
    intake.log_case(station.nair, adult(what=["support"]), None)
    assert the_case().owner_id == station.lowe.user_id
    assert "supporting_team" in standings()


def test_a_specialist_may_log_a_case_that_goes_to_another_team(station):
    intake.log_case(station.nair, adult(), None)
    assert the_case().lead_team_id == station.teams["fcid"]


def test_only_the_police_log_cases(station):
    with pytest.raises(NotYours):
        intake.start_draft(station.reid)
    with pytest.raises(NotYours):
        intake.log_case(station.reid, answers(), None)
    assert count(Case) == 0


def test_nothing_is_sent_with_a_question_open(station):
    with pytest.raises(Invalid) as caught:
        intake.log_case(station.okafor, answers(area=None, whereabouts=None, seen=None), None)
    assert caught.value.errors == {
        "area": ["Choose the area they are in"],
        "whereabouts": ["Enter where they are now, or choose “not known”"],
        "seen": ["Write what you saw or were told"],
    }
    assert count(Case) == count(Person) == count(Event) == 0


def test_a_repeat_of_one_request_is_one_case(station):
    first = intake.log_case(station.okafor, answers(), "same")
    assert intake.log_case(station.okafor, answers(), "same") == first
    with pytest.raises(Reused):
        intake.log_case(station.okafor, answers(name="Somebody Else"), "same")
    assert count(Case) == 1


def test_somebody_known_before_makes_no_difference_that_their_logger_sees(station):
    """Who may open both cases is told by a notice; see test_linking."""
    intake.log_case(station.okafor, answers(), None)
    again = answers(name="Kaila Marsh", whereabouts="A flat")
    other = answers(name="Robin Vale", whereabouts="A flat", born_on=dt.date(2011, 9, 5))
    told = [intake.log_case(station.okafor, each, None) for each in (again, other)]
    assert all(each.pop("reference") for each in told)
    assert told[0] == told[1]
    assert "already known" not in str([task.title for task in db.session.scalars(select(Task))])


def test_disagreeing_with_the_team_never_holds_a_case_up(station):
    token = draft_of(station, answers())
    intake.send(station.okafor, token, "k", query=True)
    case = the_case()
    assert case.routing_query
    assert states()["investigation"] == "queued"
    titles = {task.title for task in db.session.scalars(select(Task))}
    assert "Check that this is the right team" in titles
    assert "routing_query" in set(db.session.scalars(select(Notice.topic)))


def test_a_draft_is_sent_once(station):
    token = draft_of(station, answers())
    first = intake.send(station.okafor, token, "once")
    assert intake.send(station.okafor, token, "once") == first
    with pytest.raises(Gone):
        intake.send(station.okafor, token, "twice")
    assert count(Case) == 1
    told = intake.sent(station.okafor, token)
    assert told.reference == first["reference"]
    assert told.team == "Child Abuse Team"
    with pytest.raises(Gone):
        intake.draft(station.okafor, token)


def test_a_sent_draft_keeps_no_name(station):
    token = draft_of(station, answers())
    intake.send(station.okafor, token, "k")
    row = db.session.scalars(select(Draft)).one()
    assert "Kayla" not in row.answers
    assert row.sent_case_id == the_case().id


def test_a_draft_is_its_writers_alone(station):
    token = intake.start_draft(station.okafor)
    for act in (
        lambda: intake.draft(station.bright, token),
        lambda: intake.answer(station.bright, token, "danger", {"danger": "no"}),
        lambda: intake.keep_typed(station.bright, token, "danger", {}),
        lambda: intake.delete(station.bright, token),
        lambda: intake.check(station.bright, token),
        lambda: intake.send(station.bright, token, "k"),
        lambda: intake.sent(station.bright, token),
    ):
        with pytest.raises(NotFound):
            act()
    assert intake.drafts(station.bright) == ()
    assert [line.token for line in intake.drafts(station.okafor)] == [token]


def test_a_draft_is_sealed(station):
    draft_of(station, answers())
    assert b"Kayla" not in db.session.scalars(select(Draft)).one().answers_sealed


def test_a_draft_lasts_fourteen_days_from_its_last_save(station):
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), tick=False) as clock:
        token = intake.start_draft(station.okafor)
        clock.shift(dt.timedelta(days=13))
        intake.answer(station.okafor, token, "danger", {"danger": "no"})
        clock.shift(dt.timedelta(days=13))
        (line,) = intake.drafts(station.okafor)
        assert line.expires_soon
        clock.shift(dt.timedelta(days=1))
        with pytest.raises(Gone):
            intake.draft(station.okafor, token)
        assert intake.drafts(station.okafor) == ()


def test_a_deleted_draft_is_empty_at_once(station):
    token = draft_of(station, answers())
    intake.delete(station.okafor, token)
    assert db.session.scalars(select(Draft)).one().answers is None
    with pytest.raises(Gone):
        intake.draft(station.okafor, token)


def test_each_page_leads_to_the_next_one_open(station):
    token = intake.start_draft(station.okafor)
    assert intake.answer(station.okafor, token, "danger", {"danger": "yes"}) == "age"
    assert intake.answer(station.okafor, token, "age", {"under_18": "yes"}) == "what"
    assert intake.answer(station.okafor, token, "what", {"what": ["unsure"]}) == "assault"
    assert intake.answer(station.okafor, token, "assault", {"sexual_assault": "yes"}) == "sto"
    assert intake.answer(station.okafor, token, "sto", {"sto_asked_for": "no"}) == "where"
    assert intake.answer(station.okafor, token, "age", {"under_18": "no"}) == "deciding"


def test_changing_an_answer_returns_to_the_check(station):
    token = draft_of(station, answers())
    assert intake.answer(station.okafor, token, "danger", {"danger": "yes"}) == "check"


def test_an_answer_that_no_longer_fits_is_asked_again(station):
    token = draft_of(station, answers())
    assert intake.answer(station.okafor, token, "age", {"under_18": "no"}) == "deciding"
    told = {"difficulty_deciding": "no"}
    assert intake.answer(station.okafor, token, "deciding", told) == "who"


def test_a_birth_date_that_contradicts_a_changed_answer_is_asked_again(station):
    token = draft_of(station, adult())
    assert intake.answer(station.okafor, token, "age", {"under_18": "yes"}) == "who"


def test_a_page_the_answers_do_not_lead_to_is_not_there(station):
    token = draft_of(station, answers())
    for step in ("deciding", "nowhere"):
        with pytest.raises(NotFound):
            intake.draft(station.okafor, token, step)


def test_two_devices_do_not_overwrite_each_other_unseen(station):
    token = draft_of(station, answers())
    mine = intake.draft(station.okafor, token, "danger").version
    intake.answer(station.okafor, token, "danger", {"danger": "yes"}, mine)
    with pytest.raises(Conflict) as caught:
        intake.answer(station.okafor, token, "danger", {"danger": "unsure"}, mine)
    assert caught.value.theirs == {"Is anyone in danger right now?": "Yes, now"}
    intake.answer(station.okafor, token, "danger", {"danger": "yes"}, mine)
    intake.answer(station.okafor, token, "danger", {"danger": "unsure"}, mine + 2)


def test_what_is_being_typed_is_kept_until_it_is_answered(station):
    token = draft_of(station, answers())
    intake.keep_typed(station.okafor, token, "seen", {"seen": "Half a sent"})
    view = intake.draft(station.okafor, token, "seen")
    assert view.typed == {"seen": "Half a sent"}
    assert view.answers["seen"].startswith("“He said")
    intake.answer(station.okafor, token, "seen", {"seen": "A whole sentence."}, view.version)
    assert intake.draft(station.okafor, token, "seen").typed == {}


def test_a_save_that_arrives_after_the_answer_changes_nothing(station):
    token = draft_of(station, answers())
    stale = intake.draft(station.okafor, token, "seen").version
    intake.answer(station.okafor, token, "seen", {"seen": "A whole sentence."}, stale)
    intake.keep_typed(station.okafor, token, "seen", {"seen": "A whole sent"}, stale)
    assert intake.draft(station.okafor, token, "seen").typed == {}


def test_what_was_sent_is_no_longer_told_once_the_draft_has_expired(station):
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), tick=False) as clock:
        token = draft_of(station, answers())
        intake.send(station.okafor, token, "k")
        clock.shift(dt.timedelta(days=15))
        with pytest.raises(Gone):
            intake.sent(station.okafor, token)


def test_a_vulnerable_adult_is_a_concern_for_adult_social_care(station):
    told = intake.log_case(station.okafor, adult(difficulty_deciding="yes"), None)
    assert told["to_do"][1] == "Raise a concern with adult social care, and record it"


def test_dates_come_back_from_a_draft_as_dates(station):
    token = draft_of(station, answers())
    assert intake.draft(station.okafor, token, "who").answers["born_on"] == dt.date(2011, 9, 4)


def test_so_far_names_nobody(station):
    token = draft_of(station, answers())
    view = intake.draft(station.okafor, token)
    assert view.so_far == (
        "Not in immediate danger.",
        "Under 18.",
        "A sexual assault is alleged.",
    )
    assert view.likely == "Child Abuse Team"


@time_machine.travel(dt.datetime(2026, 3, 10, 2, 38, tzinfo=dt.UTC), tick=False)
def test_the_check_says_where_it_goes_and_why(station):
    view = intake.check(station.okafor, draft_of(station, answers()))
    assert view.team == "Child Abuse Team"
    assert view.button == "Send to Child Abuse Team"
    assert view.reasons == (
        ("They are under 18", "Question 2"),
        ("Trafficking or modern slavery is suspected", "Question 3"),
        ("Sexual exploitation is suspected", "Question 3"),
    )
    assert view.change == (
        "If they were 18 or over, rule 4 would match and the case would go to Adult Abuse Team."
    )
    assert [line.number for line in view.rules if line.matched] == [1]
    assert view.on_sending == (
        "Child Abuse Team is told at once",
        "CSE Team is told too",
        "CSE co-ordinator is told too",
        "Within 4 hours: an investigator claims the case",
        "Within 24 hours: they are confirmed safe for now",
        "You keep a copy to read, and can add what you remember later",
    )
    person = {row.label: row.lines for row in view.person}
    assert person["Date of birth"] == ("4 September 2011 (14)",)
    assert [row.step for row in view.happening] == ["what", "seen", "seen"]


def test_the_check_sends_back_to_what_is_open(station):
    token = intake.start_draft(station.okafor)
    assert intake.check(station.okafor, token) == "danger"


def test_not_knowing_whether_an_adult_is_vulnerable_is_said(station):
    token = draft_of(station, adult(difficulty_deciding="unsure"))
    assert intake.check(station.okafor, token).vulnerable_unsure


def test_nobody_holds_more_drafts_than_they_can_finish(station):
    for _ in range(20):
        intake.start_draft(station.okafor)
    with pytest.raises(NotYours):
        intake.start_draft(station.okafor)


def document(**changes: object) -> dict[str, object]:
    told = answers(**changes)
    return told | ({"born_on": "2011-09-04"} if "born_on" in told else {})


def test_a_whole_case_is_read_from_one_document():
    assert read_case(document()) == answers()


def test_a_document_that_answers_questions_it_does_not_lead_to_is_told_so():
    with pytest.raises(Invalid) as caught:
        read_case(document(difficulty_deciding="yes", began_before_18="no"))
    assert set(caught.value.errors) == {"difficulty_deciding", "began_before_18"}


def test_a_document_is_told_everything_that_is_wrong_with_it():
    with pytest.raises(Invalid) as caught:
        read_case(document(what=["support", "work"], area="atlantis", name=None, more=1))
    assert set(caught.value.errors) == {"what", "area", "name", "more"}


def test_a_page_is_told_everything_that_is_wrong_with_it():
    typed = MultiDict({"born_on-day": "4", "born_on-month": "9", "born_on-year": "1990"})
    with pytest.raises(Invalid) as caught:
        read_page(BY_CODE["who"], {"under_18": "yes"}, typed)
    assert set(caught.value.errors) == {"name", "sex"}
    typed["sex"], typed["name"] = "female", "K"
    with pytest.raises(Invalid) as caught:
        read_page(BY_CODE["who"], {"under_18": "yes"}, typed)
    (said,) = caught.value.errors["born_on"]
    assert said.startswith("The date of birth makes them")
    assert said.endswith("Change it, or change your answer to “under 18”")


def test_every_question_of_a_page_is_in_the_schema_of_a_whole_case():
    keys = {field.data_key for field in new_case()().fields.values()}
    assert keys == {key for names in PAGES.values() for key in names}
