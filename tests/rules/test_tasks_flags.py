"""What the rules ask for beside the moves, the marks on a case, and what follows of itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.rules.facts import AGREED, LA_TOLD, POLICE, REFUSED, case, event, nrm
from workflows.facts import CaseFacts, Event, with_answers
from workflows.flags import flags
from workflows.four_ps import FOUR_PS, SERVES
from workflows.pathways import PATHWAYS, follows
from workflows.tasks import BY_CODE, statutory, wanted

ADULT = {"age_band": "adult", "vulnerable_adult": "no"}
OWED = ADULT | {
    "consent": REFUSED,
    "ms_indicator": True,
    "submitting_organisation": POLICE,
}
CHARITY = {"kind": "ngo", "designated_first_responder": True, "owes_duty_to_notify": False}
SENT = event("nrm_submitted", "2026-06-01")
FOUND_THAT_DAY = event("age_determined", "2026-06-01", age_band="adult", by="document")
BIRTHDAY = event("turned_18", "2026-06-20")
SAID_NO = event("consent_to_remain", "2026-06-20", answer="no")
AWAY, BACK = event("went_missing", "2026-06-05"), event("returned", "2026-06-08")
UNABLE = {"lacks_capacity_for_nrm": True}
CSE = case(age_band="child", ms_indicator=False, sexual_exploitation=True)
DECIDED_FOR = {"approved_by_supervisor": True, "seen_by_la_adult": True, "on": "2026-06-21"}


def decided(said, document="", before=0):
    """A referral decided, and what was filed with it or so many days before."""
    facts = nrm("rg_positive")
    filed = facts.now - timedelta(days=before)
    events = [Event("rg_decision", facts.now, detail=said)]
    events += [Event("document", filed, detail={"kind": document})] if document else []
    return replace(facts, events=tuple(events))


def scheduled(*answers):
    """A case of which it was said, day after day, whether a disclosure schedule is kept."""
    days = [case().now - timedelta(days=len(answers) - n) for n in range(len(answers))]
    told = [Event("disclosure_schedule", day, detail={"kept": kept})
            for day, kept in zip(days, answers, strict=True)]  # fmt: skip
    return replace(case(), events=tuple(told))


def told(facts, kind):
    return replace(facts, events=(*facts.events, Event(kind, facts.now)))


@pytest.mark.parametrize(
    ("facts", "task", "asked", "rule"),
    [
        (case(), "age_assessment", True, "age not known"),
        (case(age_band="unknown"), "age_assessment", True, "age not known"),
        (case(age_band="child"), "age_assessment", False, "age known"),
        (
            case(
                age_band="unknown",
                events=[event("age_determined", "2026-06-01", age_band="child", by="document")],
            ),
            "age_assessment",
            False,
            "R2: a determination ends the doubt",
        ),
        (case(age_band="adult"), "capacity_assessment", True, "R6"),
        (
            case(age_band="adult", vulnerable_adult="unknown"),
            "capacity_assessment",
            True,
            "R6",
        ),
        (case(**ADULT), "capacity_assessment", False, "R6 answered"),
        (
            case(age_band="adult", lacks_capacity_for_nrm=True),
            "capacity_assessment",
            False,
            "R6, R20: assessed, and they lack it",
        ),
        (
            case(age_band="adult", vulnerable_adult="unknown", lacks_capacity_for_nrm=False),
            "capacity_assessment",
            False,
            "R6, R20: assessed, and they have it",
        ),
        (case(age_band="child"), "capacity_assessment", False, "R6 is of adults"),
        (case(age_band="adult", vulnerable_adult="yes"), "s42_concern", True, "vulnerable adult"),
        (case(**ADULT), "s42_concern", False, "not vulnerable"),
        (
            case(age_band="adult", vulnerable_adult="yes", tracks={"safeguarding": "enquiry"}),
            "s42_concern",
            False,
            "the enquiry shows it was raised",
        ),
        (
            case(age_band="adult", vulnerable_adult="yes", now="2015-03-31T12:00:00+01:00"),
            "s42_concern",
            False,
            "the Care Act 2014 was not in force",
        ),
        (
            case(age_band="adult", vulnerable_adult="yes", now="2015-04-01T12:00:00+01:00"),
            "s42_concern",
            True,
            "in force from 1 April 2015",
        ),
        (
            case(age_band="child", ms_indicator=True, now="2014-03-10T12:00:00+00:00"),
            "ictg_referral",
            False,
            "no guardian before MSA 2015 s48",
        ),
        (case(age_band="child", ms_indicator=True), "ictg_referral", True, "child trafficking"),
        (case(age_band="child", ms_indicator=False), "ictg_referral", False, "no sign"),
        (case(**ADULT, ms_indicator=True), "ictg_referral", False, "adult"),
        (nrm("draft", **OWED), "duty_to_notify", True, "G6: the duty"),
        (
            nrm("draft", **OWED | {"submitting_organisation": CHARITY}),
            "duty_to_notify",
            False,
            "s52: public authorities",
        ),
        (nrm("draft", **OWED | {"age_band": "child"}), "duty_to_notify", False, "never a child"),
        (nrm("draft", **OWED | {"consent": None}), "duty_to_notify", False, "not asked"),
        (
            nrm("draft", **OWED | {"consent": None, "lacks_capacity_for_nrm": True}),
            "duty_to_notify",
            True,
            "R20: only the anonymous notice is open",
        ),
        (
            nrm("draft", **OWED | {"now": "2015-10-01T12:00:00+01:00"}),
            "duty_to_notify",
            False,
            "before 1 Nov 2015",
        ),
        (nrm("dtn_sent", **OWED), "duty_to_notify", False, "sent"),
        (
            nrm("draft", event("dtn_sent", "2026-06-01"), **OWED),
            "duty_to_notify",
            False,
            "sent once",
        ),
        (nrm("no_grounds", **OWED), "duty_to_notify", False, "no grounds to believe"),
        (
            nrm("submitted", SENT, event("turned_18", "2026-06-20")),
            "consent_to_remain",
            True,
            "referred as a child",
        ),
        (
            nrm("submitted", SENT, born_on="2008-06-20", age_verified=True),
            "consent_to_remain",
            True,
            "referred as a child",
        ),
        (
            nrm("submitted", SENT, born_on="2008-06-01", age_verified=True),
            "consent_to_remain",
            False,
            "18 on the day of the referral",
        ),
        (
            nrm(
                "rg_positive",
                SENT,
                event("age_determined", "2026-06-20", age_band="adult", by="la_assessment"),
            ),
            "consent_to_remain",
            True,
            "referred with an age not known",
        ),
        (
            nrm(
                "submitted",
                SENT,
                event("turned_18", "2026-06-20"),
                event("consent_to_remain", "2026-06-21", answer="yes"),
            ),
            "consent_to_remain",
            False,
            "answered",
        ),
        (
            nrm(
                "submitted",
                SENT,
                event("consent_to_remain", "2026-06-19", answer="yes"),
                born_on="2008-06-20",
                age_verified=True,
            ),
            "consent_to_remain",
            True,
            "not before the birthday, so that was no answer",
        ),
        (
            nrm(
                "submitted",
                SENT,
                event("consent_to_remain", "2026-06-20", answer="no"),
                born_on="2008-06-20",
                age_verified=True,
            ),
            "withdrawal",
            True,
            "G9: they said no on the birthday, and nobody has recorded that they withdraw",
        ),
        (
            nrm(
                "submitted",
                SENT,
                event("consent_to_remain", "2026-06-20", answer="yes"),
                born_on="2008-06-20",
                age_verified=True,
            ),
            "withdrawal",
            False,
            "they stay",
        ),
        (
            nrm(
                "withdrawn",
                SENT,
                event("consent_to_remain", "2026-06-20", answer="no"),
                age_band="adult",
            ),
            "withdrawal",
            False,
            "recorded",
        ),
        (
            case(
                age_band="child",
                events=[
                    {**LA_TOLD, "at": "2026-06-01"},
                    event("age_determined", "2026-06-20", age_band="adult", by="court"),
                ],
            ),
            "adult_services",
            True,
            "child found to be adult: children's services hand over",
        ),
        (
            case(
                age_band="child",
                events=[
                    event("age_determined", "2026-06-20", age_band="adult", by="court"),
                    LA_TOLD,
                ],
            ),
            "adult_services",
            False,
            "told of an adult",
        ),
        (
            nrm("submitted", SENT, FOUND_THAT_DAY),
            "consent_to_remain",
            True,
            "found an adult on the day it was sent, and nobody knows which came first",
        ),
        (
            nrm("submitted", SENT, FOUND_THAT_DAY, consent=AGREED | {"at": "2026-06-01T08:00:00Z"}),
            "consent_to_remain",
            False,
            "sent that day as an adult who had agreed",
        ),
        (
            case(events=[{**LA_TOLD, "at": "2026-06-01T08:40:00+01:00"}, FOUND_THAT_DAY]),
            "adult_services",
            True,
            "told of a child, as far as is known, on the day of the determination",
        ),
        (
            nrm("submitted", SENT, BIRTHDAY, **UNABLE),
            "consent_to_remain",
            False,
            "R20: their consent is never recorded",
        ),
        (nrm("submitted", SENT, BIRTHDAY, **UNABLE), "best_interests", True, "R20: others decide"),
        (
            nrm("submitted", SENT, BIRTHDAY, **UNABLE, best_interests=DECIDED_FOR),
            "best_interests",
            False,
            "R20: decided, approved and seen",
        ),
        (nrm("submitted", SENT, BIRTHDAY), "best_interests", False, "they can decide"),
        (
            nrm("submitted", SENT, **UNABLE, age_band="adult"),
            "best_interests",
            False,
            "referred as an adult, on a decision made before",
        ),
        (
            nrm("submitted", SENT, BIRTHDAY, SAID_NO, **UNABLE),
            "withdrawal",
            False,
            "R20: nobody withdraws who lacks capacity for it",
        ),
        (CSE, "cse_screening", True, "S40: CSE pathway, screening tool"),
        (told(CSE, "cse_screened"), "cse_screening", False, "screened"),
        (case(age_band="child", ms_indicator=True), "cse_screening", False, "not on that pathway"),
        (
            replace(CSE, age_band="adult", age_at_exploitation="child"),
            "cse_screening",
            False,
            "R7: an adult today",
        ),
        (case(age_band="child", ms_indicator=True), "missing_plan", True, "missing-risk plan"),
        (case(age_band="unknown"), "information_pack", True, "unknown counts as child"),
        (CSE, "missing_plan", False, "child trafficking alone"),
        (
            case(age_band="adult", age_at_exploitation="child", ms_indicator=True),
            "information_pack",
            False,
            "R7: an adult today",
        ),
        (decided({"keyed": True}), "attach_letter", True, "keyed, document attached"),
        (decided({}), "attach_letter", False, "the authority recorded it itself"),
        (decided({"keyed": True}, "decision_letter"), "attach_letter", False, "attached"),
        (decided({"keyed": True}, "statement"), "attach_letter", True, "another document"),
        (
            decided({"keyed": True}, "decision_letter", before=1),
            "attach_letter",
            True,
            "a letter of another decision: it was there before this one was dated",
        ),
        (nrm("suspended", SENT, AWAY, BACK), "resume_referral", True, "resume on return"),
        (nrm("suspended", SENT, AWAY), "resume_referral", False, "missing still"),
        (nrm("submitted", SENT, AWAY, BACK), "resume_referral", False, "resumed"),
        (nrm("suspended", SENT), "resume_referral", False, "suspended for another reason"),
        (
            nrm("suspended", SENT, AWAY, BACK, missing=True),
            "resume_referral",
            False,
            "said to be missing",
        ),
        (
            nrm("rg_negative", SENT, event("rg_decision", "2026-06-20", outcome="negative")),
            "tell_decision",
            True,
            "RG-: G10, somebody tells them",
        ),
        (nrm("submitted", SENT), "tell_decision", False, "nothing decided"),
        (nrm("submitted", SENT), "record_crime", True, "an NRM referral is recorded by the police"),
        (nrm("draft"), "record_crime", False, "nothing sent"),
        (
            nrm("submitted", SENT, event("crime_reported", "2026-06-02")),
            "record_crime",
            False,
            "recorded",
        ),
        (
            nrm("cg_positive", SENT, event("turned_18", "2026-06-20")),
            "consent_to_remain",
            False,
            "decided",
        ),
        (nrm("submitted", age_band="adult"), "consent_to_remain", False, "no day of referral"),
        (case(lpus_of_exploitation=["coventry", "dudley"]), "ett_request", True, "S10 cross-LPU"),
        (case(lpus_of_exploitation=["coventry"]), "ett_request", False, "one LPU"),
        (case(missing=True), "ett_request", True, "S10 missing"),
        (case(missing=True), "missing_report", True, "goes missing"),
        (case(events=[LA_TOLD]), "la_acknowledgement", True, "R14: a task"),
        (
            case(events=[LA_TOLD, event("la_referral_received", "2026-07-01T08:45:00+01:00")]),
            "la_acknowledgement",
            False,
            "acknowledged",
        ),
        (case(sexual_assault_alleged=True), "sto_request", True, "S36"),
        (
            case(exploitation_types=["held_and_sexually_assaulted"]),
            "sto_request",
            True,
            "R4: ticked, and nothing said of an assault, as the route has it",
        ),
        (
            case(exploitation_types=["held_and_sexually_assaulted"], sexual_assault_alleged=False),
            "sto_request",
            True,
            "S36: ticked, it is alleged, whatever was answered beside it",
        ),
        (case(tracks={"response": "handed_over"}), "confirm_hand_over", True, "a task, no gate"),
        (nrm("rg_positive"), "support_offer", True, "RG+: support offer"),
        (
            case(tracks={"nrm": "rg_positive", "support": "declined"}),
            "support_offer",
            False,
            "offered, and not wanted",
        ),
        (nrm("submitted"), "support_offer", False, "no decision"),
        (nrm("rg_negative"), "support_disposition", True, "RG-: support disposition needed"),
        (
            nrm("rg_negative", support_disposition="housing"),
            "support_disposition",
            False,
            "R13 answered",
        ),
        (nrm("cg_positive"), "rna_offer", True, "CG+"),
        (
            replace(case(tracks={"investigation": "claimed"}), lead_gone=True),
            "lead_investigator",
            True,
            "R10: it came with another team's lead",
        ),
        (
            replace(case(tracks={"investigation": "queued"}), lead_gone=True),
            "lead_investigator",
            False,
            "it waits to be claimed",
        ),
    ],
)
def test_tasks(facts, task, asked, rule):
    assert (task in wanted(facts)) is asked, rule


MISSING = case(age_band="child", missing=True)
TICK, GONE = ("task_done", {"code": "missing_report"}), ("went_missing", {})
DECIDED = case(age_band="adult")
LETTER, TOLD = ("rg_decision", {"outcome": "negative"}), ("task_done", {"code": "tell_decision"})
FINAL = ("cg_decision", {"outcome": "negative"})


@pytest.mark.parametrize(
    ("facts", "told", "task", "asked", "rule"),
    [
        (MISSING, (GONE,), "missing_report", True, "section b: missing report"),
        (MISSING, (GONE, TICK), "missing_report", False, "reported"),
        (MISSING, (GONE, TICK, GONE), "missing_report", True, "missing again: reported again"),
        (DECIDED, (LETTER, TOLD), "tell_decision", False, "G10: told"),
        (DECIDED, (LETTER, TOLD, FINAL), "tell_decision", True, "G10: another letter"),
        (
            case(age_band="child", ms_indicator=True),
            (("task_done", {"code": "ictg_referral"}), GONE, LETTER),
            "ictg_referral",
            False,
            "asked once",
        ),
        (MISSING, (GONE, TOLD), "missing_report", True, "another task was done"),
    ],
)
def test_a_task_done_is_asked_again_when_what_it_is_about_happens_again(
    facts, told, task, asked, rule
):
    """By when each was written down: a letter may be dated before what was done of the last."""
    events = tuple(
        Event(kind, facts.now - timedelta(days=at), detail=detail, recorded=recorded)
        for at, (kind, detail) in enumerate(told)
        for recorded in [facts.now + timedelta(minutes=at)]
    )
    assert (task in wanted(replace(facts, events=events))) is asked, rule


def test_what_is_ticked_in_the_instant_in_which_it_was_asked_is_done():
    events = tuple(Event(kind, MISSING.now, detail=detail) for kind, detail in (GONE, TICK))
    assert "missing_report" not in wanted(replace(MISSING, events=events))


def test_what_the_law_sets_no_days_for_has_a_local_target():
    """Section b, the last row of the clock table; S54: a challenge has a response due."""
    days = {code: task.target.working_days for code, task in BY_CODE.items() if task.target}
    assert days == {
        "s42_concern": 1, "duty_to_notify": 5, "ictg_referral": 1, "age_assessment": 5,
        "answer_challenge": 1,
    }  # fmt: skip


def test_only_what_the_law_asks_is_statutory():
    assert {code for code, task in BY_CODE.items() if task.statutory} == {
        "s42_concern",
        "duty_to_notify",
    }
    assert statutory(case(age_band="adult", vulnerable_adult="yes")) == ("s42_concern",)


@pytest.mark.parametrize(
    ("facts", "expected", "rule"),
    [
        (case(), (), "none"),
        (case(exploitation_types=["forced_crime"]), ("s45",), "forced crime"),
        (
            case(exploitation_types=["forced_crime"], now="2014-03-10T12:00:00+00:00"),
            (),
            "MSA 2015 s45 was not in force",
        ),
        (
            case(exploitation_types=["forced_crime"], ended_on="2015-07-30"),
            ("non_recent",),
            "s45 does not reach back to what was done before it",
        ),
        (
            case(exploitation_types=["forced_crime"], ended_on="2015-07-31"),
            ("s45", "non_recent"),
            "in force from that day",
        ),
        (case(lpus_of_exploitation=["coventry", "dudley"]), ("cross_lpu",), "two LPUs"),
        (case(missing=True), ("missing",), "missing"),
        (case(events=[event("went_missing", "2026-06-30")]), ("missing",), "gone"),
        (
            case(events=[event("went_missing", "2026-06-29"), event("returned", "2026-06-30")]),
            (),
            "returned",
        ),
        (case(threat_to_life=True, missing=True), ("threat_to_life", "missing"), "S18 first"),
        (case(ended_on="2025-06-30"), ("non_recent",), "over a year ago"),
        (case(ended_on="2025-07-01"), (), "a year ago to the day is not over a year"),
        (case(**ADULT, age_at_exploitation="child"), ("non_recent",), "childhood of an adult"),
        (case(**ADULT, age_at_exploitation="both"), (), "it went on into adult life"),
        (case(age_band="child", age_at_exploitation="child"), (), "still a child"),
        (
            case(born_on="2008-06-20", age_verified=True, ended_on="2026-06-19"),
            ("non_recent",),
            "ended the day before 18",
        ),
        (
            case(born_on="2008-06-20", age_verified=True, ended_on="2026-06-20"),
            (),
            "ended at 18",
        ),
        (replace(case(), disqualified=True), ("disqualified",), "NABA 2022 s63"),
        (scheduled(True), ("disclosure_schedule",), "S46: it may come to court"),
        (scheduled(False), (), "S46: none is kept"),
        (scheduled(True, False), (), "S46: said last that none is kept"),
        (scheduled(False, True), ("disclosure_schedule",), "S46: begun since"),
    ],
)
def test_flags(facts, expected, rule):
    assert flags(facts) == expected, rule


@pytest.mark.parametrize(
    ("four_p", "codes"),
    [
        ("pursue", {"lead_investigator", "other_force", "ett_request", "record_crime"}),
        ("prevent", {"cse_screening", "missing_plan"}),
        (
            "protect",
            {"age_assessment", "capacity_assessment", "s42_concern", "adult_services",
             "la_acknowledgement", "confirm_hand_over", "missing_report"},
        ),
        (None, {"answer_challenge", "routing_answer"}),
    ],
)  # fmt: skip
def test_each_task_serves_one_of_the_four_ps_but_those_that_only_run_the_case(four_p, codes):
    """S7, S18; all the others prepare: they find victims and help them."""
    assert {code for code in BY_CODE if SERVES.get(code) == four_p} == codes
    assert set(SERVES) < set(BY_CODE)
    assert set(SERVES.values()) == set(FOUR_PS)


def test_pathways_begin_where_the_text_says():
    begins = {code: (p.tracks["nrm"], p.tracks["investigation"]) for code, p in PATHWAYS.items()}
    assert begins == {
        "cse": ("not_assessed", "queued"),
        "child_trafficking": ("not_assessed", "queued"),
        "adult_modern_slavery": ("not_assessed", "queued"),
        "related_offence": ("no_grounds", "queued"),
        "support_only": ("no_grounds", "not_applicable"),
    }
    assert set(PATHWAYS["cse"].tracks) == {
        "response", "safeguarding", "investigation", "nrm", "support",
    }  # fmt: skip


SIGN = {"ms_indicator": True}
NOT_YET = ADULT | {"ms_indicator": False, "offence_suspected": False}
SUPPORT = {"nrm": "no_grounds", "investigation": "not_applicable"}


AGREED_AND_READY = nrm("ready", **ADULT, consent=AGREED)
UNABLE = ADULT | {"lacks_capacity_for_nrm": True}
BEST = {"approved_by_supervisor": True, "seen_by_la_adult": True, "on": "2026-06-30"}
SAFE = case(**ADULT, secured=True, immediate_safety_confirmed=True, safety_plan=True)
CLEARED = (("safeguarding", "="),)


@pytest.mark.parametrize(
    ("before", "change", "expected", "rule"),
    [
        (
            case(**NOT_YET, tracks={"nrm": "no_grounds", "investigation": "active"}),
            SIGN,
            (("nrm", "draft"),),
            "a new ms_indicator reopens nrm to draft",
        ),
        (
            case(**NOT_YET, tracks=SUPPORT),
            SIGN,
            (("nrm", "draft"), ("investigation", "queued")),
            "a support-only case with a new sign has a lead team",
        ),
        (
            case(**ADULT, **SIGN, tracks={"investigation": "queued"}),
            {"ms_indicator": False, "offence_suspected": False},
            (("investigation", "not_applicable"),),
            "an offence that is ruled out leaves nothing to wait for",
        ),
        (
            case(**ADULT, **SIGN, tracks={"investigation": "claimed"}),
            {"ms_indicator": False, "offence_suspected": False},
            (),
            "R8: what has begun goes on",
        ),
        (
            replace(case(**ADULT, **SIGN, tracks={"investigation": "queued"}), lead="ppd_cse"),
            {"ms_indicator": False, "offence_suspected": False},
            (),
            "R8: a team that a person chose keeps it",
        ),
        (case(**ADULT, **SIGN, tracks={"nrm": "no_grounds"}), SIGN, (), "nothing new"),
        (
            nrm("dtn_sent", **ADULT, **SIGN),
            {"age_band": "child"},
            (("nrm", "draft"),),
            "an adult found to be a child: the notice is void as an outcome",
        ),
        (
            nrm("rg_positive", **ADULT, **SIGN),
            {"missing": True},
            (("nrm", "suspended"),),
            "goes missing",
        ),
        (nrm("draft", **ADULT, **SIGN), {"missing": True}, (), "nothing sent, nothing suspended"),
        (
            nrm("ready", **SIGN, age_band="child"),
            {"age_band": "adult"},
            (("nrm", "draft"),),
            "G4: an adult has not been asked, though the child's referral was ready",
        ),
        (
            nrm("ready", **ADULT, **SIGN),
            {"age_band": "child"},
            (("nrm", "draft"),),
            "G3: the local authority may not have been told",
        ),
        (
            nrm("ready", **SIGN, age_band="unknown"),
            {"age_band": "child"},
            (),
            "a child either way: nothing else is asked",
        ),
        (nrm("submitted", **ADULT, **SIGN), {"age_band": "child"}, (), "what was sent stays sent"),
        (AGREED_AND_READY, {"consent.given": False}, (("nrm", "draft"),), "G4 holds until sent"),
        (
            AGREED_AND_READY,
            {"consent.interpreter": "accompanying_person"},
            (("nrm", "draft"),),
            "G4: an interpreter who is not with them",
        ),
        (AGREED_AND_READY, {"lacks_capacity_for_nrm": True}, (("nrm", "draft"),), "R20"),
        (
            nrm("ready", **UNABLE, best_interests=BEST),
            {"best_interests.approved_by_supervisor": False},
            (("nrm", "draft"),),
            "R20: decided anew, and not yet approved",
        ),
        (AGREED_AND_READY, {"consent.method": "written"}, (), "they still agree"),
        (
            nrm("submitted", **ADULT, consent=AGREED),
            {"consent.given": False},
            (),
            "what was sent stays sent: they withdraw (G9)",
        ),
        (SAFE, {"immediate_safety_confirmed": False}, CLEARED, "R17: new risk clears it"),
        (SAFE, {"threat_to_life": True}, CLEARED, "R17: new risk"),
        (SAFE, {"missing": True}, CLEARED, "R17: new risk"),
        (SAFE, {"threat_to_life": False}, (), "no risk"),
        (SAFE, {"age_band": "child"}, CLEARED, "R17: for a child, the authority is told"),
        (SAFE, {"safety_plan": False}, CLEARED, "R17: a plan"),
        (replace(SAFE, secured=False), {"missing": True}, (), "nothing to clear"),
        (
            replace(SAFE, threat_to_life=True),
            {"threat_to_life": True},
            (),
            "secured since: the same threat is not new",
        ),
    ],
)
def test_what_follows_of_itself(before, change, expected, rule):
    moved = follows(before, with_answers(before, change))
    assert tuple((row.track, row.to) for row in moved) == expected, rule


def test_the_wrong_authority_was_told_so_what_rested_on_it_falls():
    """G3 and R17 rest on a referral (R14): without it nothing is sent, and nobody is secured."""
    told = {"age_band": "child", "secured": True, "safety_plan": True}
    before = nrm("ready", LA_TOLD, **told, immediate_safety_confirmed=True)
    mistake = Event("la_told_in_error", before.now, detail={"la": LA_TOLD["la"]})
    after = replace(before, events=(*before.events, mistake))
    assert {(row.track, row.to) for row in follows(before, after)} == {
        ("nrm", "draft"), ("safeguarding", "="),
    }  # fmt: skip


def test_a_threat_told_again_is_new_risk():
    told = Event("threat_to_life", SAFE.now)
    before = replace(SAFE, threat_to_life=True, events=(told,))
    again = replace(before, events=(told, replace(told)))
    assert [(row.track, row.to) for row in follows(before, again)] == list(CLEARED)
    assert not follows(before, replace(again, threat_to_life=False))


def test_answers_reach_inside():
    facts = with_answers(case(), {"consent.given": True, "consent.method": "written"})
    assert facts.consent is not None
    assert (facts.consent.given, facts.consent.method, facts.consent.at) == (True, "written", None)
    assert isinstance(facts, CaseFacts)


@pytest.mark.parametrize(
    ("missing", "owed", "rule"),
    [
        (None, False, "R20: decided for them, so a referral is open"),
        ("on", True, "R20: no date"),
        ("approved_by_supervisor", True, "R20: no supervisor approved it"),
        ("seen_by_la_adult", True, "R20: adult social care has not seen it"),
    ],
)
def test_the_duty_to_notify_of_an_adult_without_capacity(missing, owed, rule):
    made = {"approved_by_supervisor": True, "seen_by_la_adult": True, "on": "2026-07-01"}
    made = {key: value for key, value in made.items() if key != missing}
    known = OWED | {"consent": None, "lacks_capacity_for_nrm": True, "best_interests": made}
    assert ("duty_to_notify" in wanted(nrm("draft", **known))) is owed, rule
