"""What follows of itself when a fact changes: team, tracks, clocks, tasks; nothing by hand."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import access
from referrals.clock import now
from referrals.db import db, next_id, reading
from referrals.db import writing as writing_down
from referrals.effects import happened
from referrals.effects.keeping import potential_victim
from referrals.effects.matching import alike
from referrals.errors import Conflict, Unready
from referrals.facts import events_of
from referrals.models import (
    Assignment,
    Case,
    CaseClock,
    Notice,
    NrmReferral,
    PersonKey,
    Task,
    Team,
    TrailChange,
)
from referrals.seed import teller
from referrals.services import claims, intake, nrm, tasks, upkeep, writing
from tests import factories
from tests.factories import TUESDAY, World
from workflows.working_time import due_instant


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def lead_team(story):
    with reading():
        teams = select(Team.code).join(Case, Case.lead_team_id == Team.id)
        return db.session.scalar(teams.where(Case.reference == story.reference))


def open_tasks(story):
    with reading():
        rows = select(Task).join(Case).where(Case.reference == story.reference)
        return {row.code: row.id for row in db.session.scalars(rows.where(Task.state == "asked"))}


def clocks(story, code):
    with reading():
        rows = select(CaseClock).join(Case).where(Case.reference == story.reference)
        rows = rows.where(CaseClock.code == code).order_by(CaseClock.started)
        return list(db.session.scalars(rows))


def by_the_service(story):
    """The moves that nobody pressed a button for."""
    return [
        (e.track, e.move, e.reached) for e in factories.events(story) if e.track and not e.by_id
    ]


def found_adult(world, story, who):
    factories.record(
        who, story, "age_determined",
        at=now().date(), age_band="adult", by="document", age_verified=False,
    )  # fmt: skip


def test_an_adult_found_goes_to_the_team_of_an_adult_and_the_first_team_supports(world):
    """R8: rule 1 leads to Child Abuse; without the sexual sign an adult's is rule 6, FCID."""
    story = factories.claimed(world, what=["work"], sexual_assault="no", sto_asked_for=None)
    assert lead_team(story) == "ppd_child_abuse"

    found_adult(world, story, world.nair)

    assert lead_team(story) == "fcid"
    assert factories.find(story).pathway == "adult_modern_slavery"
    assert factories.find(story).rule == 6
    assert factories.count(TrailChange, act="case.rerouted_by_rule") == 1
    assert factories.states(story)["investigation"] == "claimed"  # nothing that runs is lost
    assert factories.count(Notice, topic="case_rerouted", team_id=world.teams["fcid"]) == 1
    (sent,) = factories.events(story, "rerouted_by_rule")
    assert (sent.heading, sent.words) == (
        "Sent to FCID: the facts have changed", factories.find(story).because
    )  # fmt: skip
    assert "lead_investigator" in open_tasks(story)
    claims.assign(world.larch, story.reference, world.osei.user_id)
    assert "lead_investigator" not in open_tasks(story)


def teams_on(story):
    """Each team that stands on the case, and how."""
    in_force = (Assignment.case_id == factories.find(story).id, Assignment.until.is_(None))
    with reading():
        rows = select(Assignment.standing, Team.code).join(Team).where(*in_force)
        return {tuple(row) for row in db.session.execute(rows)}


def test_whoever_the_rule_calls_in_later_supports_it_and_is_told_once(world):
    """Rule 1: once it is sexual, the CSE team and the co-ordinator support, and nobody besides."""
    story = factories.claimed(world, what=["work"], sexual_assault="no", sto_asked_for=None)
    assert teams_on(story) == {("lead_team", "ppd_child_abuse")}
    both = ["forced_to_work", "child_sexual_exploitation"]
    for _ in range(2):
        factories.record(world.nair, story, "exploitation", exploitation_types=both)

    assert teams_on(story) == {("lead_team", "ppd_child_abuse"), ("supporting_team", "ppd_cse")}
    told = {"topic": "case_supported"}
    assert factories.count(Notice, **told, team_id=world.teams["ppd_cse"]) == 1
    assert factories.count(Notice, **told, user_id=world.reid.user_id) == 1
    assert factories.count(Notice, **told) == 2
    assert factories.count(TrailChange, act="case.supported_by_rule") == 1

    factories.move(world.lowe, story, "case", "reroute", team="fcid", reason="A gang")
    factories.record(world.larch, story, "wishes", wishes="To stay")
    assert teams_on(story) == {
        ("lead_team", "fcid"), ("former_lead_team", "ppd_child_abuse"),
        ("supporting_team", "ppd_cse"),
    }  # fmt: skip


def test_a_team_that_a_person_chose_stays_when_the_rule_would_choose_another(world):
    story = factories.claimed(world, what=["work"], sexual_assault="no", sto_asked_for=None)
    factories.move(world.lowe, story, "case", "reroute", team="ppd_cse", reason="They know her")

    found_adult(world, story, world.quayle)

    case = factories.find(story)
    assert lead_team(story) == "ppd_cse"
    assert (case.rule, case.rule_lead) == (6, "fcid")


def test_a_new_sign_of_trafficking_opens_the_nrm_and_routes_again(world):
    """Section b: a new ms_indicator reopens nrm to draft; CSE becomes rule 1."""
    story = factories.claimed(world, "cse")
    factories.move(world.marlow, story, "nrm", "no_grounds",
                   grounds="not_modern_slavery", reason="One man")  # fmt: skip

    factories.record(world.marlow, story, "indicator", ms_indicator=True,
                     sexual_exploitation=True, sexual_assault_alleged=False,
                     offence_suspected=True)  # fmt: skip

    assert factories.states(story)["nrm"] == "draft"
    assert by_the_service(story) == [("nrm", "draft", "draft")]
    assert lead_team(story) == "ppd_child_abuse"
    assert factories.count(NrmReferral) == 1
    assert factories.count(TrailChange, act="nrm.draft", actor_id=0) == 1
    assert nrm.overview(world.marlow, story.reference).missing > 0


def test_the_same_sign_said_again_moves_nothing(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    factories.move(world.nair, story, "nrm", "no_grounds",
                   grounds="already_referred", reason="By Kent")  # fmt: skip
    factories.record(world.nair, story, "indicator", ms_indicator=True,
                     sexual_exploitation=True, sexual_assault_alleged=True,
                     offence_suspected=True)  # fmt: skip
    assert factories.states(story)["nrm"] == "no_grounds"
    assert by_the_service(story) == []


def test_an_offence_after_all_puts_the_case_in_a_queue(world):
    story = factories.log(world, "support_only")
    assert factories.states(story)["investigation"] == "not_applicable"

    factories.record(world.okafor, story, "indicator", ms_indicator=True,
                     sexual_exploitation=False, sexual_assault_alleged=False,
                     offence_suspected=True)  # fmt: skip

    assert lead_team(story) == "fcid"
    assert factories.states(story)["investigation"] == "queued"
    assert factories.states(story)["nrm"] == "draft"
    assert {track for track, _, _ in by_the_service(story)} == {"nrm", "investigation"}


def test_an_offence_ruled_out_leaves_it_to_an_owner_who_can_end_it(world):
    """Rule 9: no team leads, and the supervisor of whoever logged it owns it."""
    story = factories.safe(world, "adult")
    none = {"ms_indicator": False, "sexual_exploitation": False, "sexual_assault_alleged": False}
    factories.record(world.larch, story, "indicator", **none, offence_suspected=False)

    case = factories.find(story)
    assert (case.pathway, case.lead_team_id, case.owner_id) == (
        "support_only", None, world.hallam.user_id
    )  # fmt: skip
    assert factories.states(story)["investigation"] == "not_applicable"
    assert factories.count(Notice, topic="case_owned", user_id=world.hallam.user_id) == 1
    factories.move(world.abara, story, "nrm", "no_grounds",
                   grounds="not_modern_slavery", reason="A wage dispute")  # fmt: skip


def test_an_investigation_under_way_keeps_its_team_until_it_ends(world):
    """R8, R10: an offence ruled out ends nothing; rule 9 counts once the team has finished."""
    story = factories.claimed(world, "adult")
    none = {"ms_indicator": False, "sexual_exploitation": False, "sexual_assault_alleged": False}
    factories.record(world.osei, story, "indicator", **none, offence_suspected=False)
    assert (lead_team(story), factories.find(story).pathway) == ("fcid", "support_only")

    factories.move(world.larch, story, "investigation", "finalise",
                   outcome="other_action", reason="No offence")  # fmt: skip
    assert (lead_team(story), factories.find(story).owner_id) == (None, world.hallam.user_id)


def test_going_missing_suspends_what_is_with_the_authority_and_returning_resumes_it(world):
    story = factories.submitted(world)
    target = clocks(story, "RG_TARGET")[0].due
    factories.record(world.adeyemi, story, "went_missing", at=now())

    assert factories.states(story)["nrm"] == "suspended"
    assert ("nrm", "suspend", "suspended") in by_the_service(story)
    assert {"missing_report", "ett_request"} <= open_tasks(story).keys()

    with time_machine.travel(now() + dt.timedelta(hours=5)):
        factories.record(world.nair, story, "returned", at=now())
        assert factories.states(story)["nrm"] == "suspended"  # a person resumes it
        assert "resume_referral" in open_tasks(story)
        factories.move(world.nair, story, "nrm", "resume")
        assert factories.states(story)["nrm"] == "submitted"
        interview = clocks(story, "RHI")[0]
        assert interview.due - interview.started == dt.timedelta(hours=72)
    assert clocks(story, "RG_TARGET")[0].due == target  # clocks kept
    assert not {"missing_report", "resume_referral"} & open_tasks(story).keys()


def test_a_birthday_takes_a_referral_that_waits_to_be_sent_back_to_draft(world):
    """R9 and G4: time alone makes an adult, who must be asked before it is sent."""
    story = factories.claimed(world, born_on=dt.date(2008, 3, 20))
    story.moves(world.nair, "nrm", "draft")
    teller.fill_form(story)
    story.moves(world.nair, "nrm", "make_ready")

    with time_machine.travel("2026-03-21T09:00:00Z"):
        while upkeep.reckon():
            pass

        assert factories.states(story)["nrm"] == "draft"
        assert ("nrm", "draft", "draft") in by_the_service(story)
        with pytest.raises(Unready) as refused:
            factories.move(world.nair, story, "nrm", "make_ready")
    assert {row.gate for row in refused.value.unmet} == {"G4"}


def test_a_birthday_is_not_lost_to_an_act_that_comes_before_the_worker(world):
    """R2, R9: nothing is sent as a child's in that gap, and what was stated follows later too."""
    story, other = (factories.claimed(world, born_on=dt.date(2008, 3, 20)) for _ in range(2))
    story.moves(world.nair, "nrm", "draft")
    teller.fill_form(story)
    story.moves(world.nair, "nrm", "make_ready")

    with time_machine.travel("2026-03-20T00:00:10Z", tick=False) as clock:
        with pytest.raises(Conflict):
            factories.move(world.nair, story, "nrm", "submit", at=now())
        factories.record(world.nair, other, "wishes", wishes="To go home")
        assert factories.find(other).age_band == "adult"
        for hours in (0, 26):
            clock.shift(dt.timedelta(hours=hours))
            writing.note(world.nair, story.reference, "update", "She rang")
            assert factories.find(story).age_band == "child"
        while upkeep.reckon():
            pass

    found = factories.find(story)
    assert (found.age_band, factories.states(story)["nrm"]) == ("adult", "draft")
    assert "child_on_form" in found.nrm_differs
    assert [len(factories.events(each, "turned_18")) for each in (story, other)] == [1, 1]


def told(topic):
    """Whom the notices of a topic are for."""
    with reading():
        rows = db.session.scalars(select(Notice).filter_by(topic=topic))
        return sorted(((row.user_id, row.team_id, row.organisation_id) for row in rows), key=str)


def test_everybody_on_the_case_hears_that_they_are_missing(world):
    """Section b: the first responder, who supports them, and the local authority."""
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "safeguarding": "share"})
    factories.record(world.nair, story, "went_missing", at=now())

    assert told("went_missing") == sorted(
        (
            (world.okafor.user_id, None, None),
            *((None, world.teams[code], None) for code in ("ppd_child_abuse", "ppd_cse")),
            *((None, None, world.agencies[code]) for code in ("la_coventry", "harbour")),
        ),
        key=str,
    )


def test_a_case_without_a_lead_team_has_somebody_who_hears_what_is_urgent(world):
    """Rule 9: its owner; and once the authority has taken it on, the supervisors of the unit."""
    story = factories.log(world, "support_only")
    factories.record(world.okafor, story, "threat_to_life", threat=True)
    assert told("threat_to_life") == [(world.hallam.user_id, None, None)]

    story.records(world.hallam, "la_accepts", at=story.at, accepted_by="Holt")
    factories.record(world.okafor, story, "threat_to_life", threat=True)
    both = [(world.hallam.user_id, None, None), (world.abara.user_id, None, None)]
    assert told("threat_to_life") == sorted([both[0], *both], key=str)


def test_an_adult_found_to_be_a_child_needs_a_referral_after_the_notice(world):
    story = factories.claimed(world, "adult")
    story.moves(world.osei, "nrm", "draft")
    factories.teller.consent(story, given=False)
    story.records(world.osei, "dtn", agrees=False, identifying=False, narrative="none")
    story.moves(world.osei, "nrm", "send_dtn", at=story.at)

    factories.record(world.osei, story, "age_determined",
                     at=now().date(), age_band="child", by="court", age_verified=False)  # fmt: skip

    assert factories.states(story)["nrm"] == "draft"
    assert lead_team(story) == "ppd_child_abuse"
    assert [e.kind for e in factories.events(story) if e.kind == "dtn_sent"] == ["dtn_sent"]


def test_a_claim_target_is_met_or_missed_for_ever(world):
    """R24: 4 hours from the queue; R22: what was missed stays missed."""
    story = factories.safe(world)  # it was logged two days ago
    late = clocks(story, "CLAIM_4H")[0]
    assert late.due - late.started == dt.timedelta(hours=4)

    factories.record(world.lowe, story, "threat_to_life", threat=False)
    assert clocks(story, "CLAIM_4H")[0].state == "missed"
    factories.teller.claims.claim(world.nair, story.reference)
    assert clocks(story, "CLAIM_4H")[0].state == "missed"


def test_what_the_rules_ask_for_opens_and_ends_by_the_facts(world):
    story = factories.log(world, under_18="unsure", born_on=None)
    with reading():
        asked = db.session.get_one(Task, open_tasks(story)["age_assessment"])
    assert asked.due == due_instant(dt.date(2026, 3, 13))  # logged on a Sunday, which is day 0

    factories.record(world.okafor, story, "age", age_band="child")
    assert "age_assessment" not in open_tasks(story)


def test_a_task_that_somebody_did_is_not_asked_for_again(world):
    story = factories.claimed(world)
    task = open_tasks(story)["ictg_referral"]
    tasks.finish_task(world.nair, story.reference, task, "Sent on Monday")
    factories.record(world.nair, story, "wishes", wishes="To stay at her school")

    assert "ictg_referral" not in open_tasks(story)
    done = factories.events(story, "task_done")[-1]
    assert (done.detail, done.words) == ({"code": "ictg_referral"}, "Sent on Monday")


def test_whoever_ticks_a_sexual_type_has_said_that_it_is_sexual(world):
    """R4: then the co-ordinator of the area holds the case as well."""
    story = factories.log(world, what=["work"], sexual_assault="no", sto_asked_for=None)
    factories.record(world.okafor, story, "exploitation",
                     exploitation_types=["child_sexual_exploitation"], not_known=False)  # fmt: skip
    assert factories.find(story).sexual_exploitation is True
    with reading():
        assert db.session.scalar(select(Case.id).where(
            access.visible_to(world.reid)
        )) is not None  # fmt: skip


def test_a_birth_date_learned_later_finds_them_again(world):
    story = factories.log(world, born_on=None, rough_age=14)
    before = factories.count(PersonKey)
    factories.record(world.okafor, story, "age", age_band="child", born_on=dt.date(2011, 9, 4))

    assert factories.count(PersonKey) == before + 2  # the day and the year
    told = intake.log_case(world.bright, factories.station.answers(**factories.HERE), None)
    again = factories.find(factories.Telling(str(told["reference"]), now(), world.bright))
    with reading():
        found = [each.case.reference for each in alike(potential_victim(again.id))]
    assert found == [story.reference]


def test_a_refusal_before_it_is_sent_takes_a_ready_referral_back(world):
    """G4 and R20 hold until it is sent; a notice, the only other way, is sent from a draft."""
    story = factories.claimed(world, "adult")
    story.at = now()
    teller.consent(story, given=True)
    factories.move(world.osei, story, "nrm", "draft")
    teller.fill_form(story)
    factories.move(world.osei, story, "nrm", "make_ready")
    unable = {"at": now().date(), "lacks_capacity_for_nrm": True, "assessor": "Dr Hale"}
    factories.record(world.osei, story, "capacity", **unable)
    assert factories.states(story)["nrm"] == "draft"

    factories.record(world.osei, story, "capacity", **unable | {"lacks_capacity_for_nrm": False})
    factories.move(world.osei, story, "nrm", "make_ready")
    teller.consent(story, given=False)
    assert factories.states(story)["nrm"] == "draft"
    with pytest.raises(Unready) as refused:
        factories.move(world.osei, story, "nrm", "make_ready")
    assert [row.words for row in refused.value.unmet] == ["They said no to an NRM referral"]


def test_nobody_claims_a_case_of_which_new_risk_is_known(world):
    """R17: new risk clears `secured` and tells the lead, and G2 then blocks the claim."""
    story = factories.log(world, "adult")
    teller.make_safe(story, factories.COUNCIL["la.name"], child=False)
    for code, answers in (
        ("immediate_safety", {"safe": False}),
        ("threat_to_life", {"threat": True}),
        ("went_missing", {"at": now()}),
        ("age_determined", {"at": now().date(), "age_band": "child", "by": "document",
                            "age_verified": False}),
    ):  # fmt: skip
        factories.record(world.okafor, story, code, **answers)
        assert factories.find(story).secured is False, code
        if code == "age_determined":
            break
        factories.record(world.okafor, story, "immediate_safety", safe=True)
        factories.move(world.okafor, story, "safeguarding", "set_secured", evidence="Seen")
    assert lead_team(story) == "ppd_child_abuse"
    with pytest.raises(Unready) as refused:
        claims.claim(world.nair, story.reference)
    assert [row.gate for row in refused.value.unmet] == ["G2"]
    assert factories.find(story).immediate_safety_confirmed is True, "nobody said otherwise"

    told = {"at": now(), **factories.COUNCIL}
    factories.move(world.okafor, story, "safeguarding", "refer", **told)
    factories.move(world.okafor, story, "safeguarding", "set_secured", evidence="Seen")
    wrong = {"la.name": factories.COUNCIL["la.name"], "reason": "Another city"}
    factories.record(world.okafor, story, "la_told_in_error", **wrong)
    assert factories.find(story).secured is False
    assert factories.count(Notice, topic="new_risk") == 5


def test_what_was_done_in_one_instant_is_read_in_the_order_it_was_done(world):
    """S11: what came last says whether ETT has answered, in whatever order the rows are kept."""
    story, at = factories.claimed(world), now()
    kinds = [f"asked_{number}" for number in range(6)]
    with writing_down():
        case = factories.row(story)
        done = [happened(world.nair, case, kind, "", at=at) for kind in kinds]
        done[0].words = "Sealed before it is stored"
        db.session.add_all(done[:3])
        db.session.flush()
        for row in done[3:]:
            row.id = next_id()
        for row in reversed(done[3:]):
            db.session.add(row)
            db.session.flush()
        assert [row.kind for row in events_of(case.id) if row.at == at] == kinds


def test_why_not_yet_runs_from_the_day_slavery_was_first_suspected(world):
    """R15: of a case logged for support alone, 25, 26, 27, 30 and 31 March; not from its logging.

    Ruled out and suspected again, the time begins anew, and what it left is kept (R22).
    """
    story = factories.log(world, "support_only")
    assert clocks(story, "NRM_WHY_5D") == []

    def told(day, *, suspected):
        with time_machine.travel(f"{day}T09:00:00Z"):
            factories.record(
                world.okafor, story, "indicator", ms_indicator=suspected,
                sexual_exploitation=False, sexual_assault_alleged=False, offence_suspected=True,
            )  # fmt: skip
        return [(row.due_day, row.state) for row in clocks(story, "NRM_WHY_5D")]

    first, again = dt.date(2026, 3, 31), dt.date(2026, 4, 2)
    assert told("2026-03-24", suspected=True) == [(first, "running")]
    assert told("2026-03-25", suspected=False) == [(first, "stopped")]
    assert told("2026-03-26", suspected=True) == [(first, "stopped"), (again, "running")]
