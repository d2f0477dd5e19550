"""Each clock of domain section b by hand: when it starts, when it is due, where it stands."""

from datetime import UTC, date, datetime

import pytest

from workflows.clocks import MET_BY_HAND, clocks
from workflows.clocks.owed import OWED, owed_by
from workflows.clocks.table import ROWS
from workflows.clocks.triggers import every
from workflows.facts import CaseFacts, Event
from workflows.working_time import LONDON

ADULT = {"age_band": "adult", "ms_indicator": True}
CHILD = {"age_band": "child", "ms_indicator": True}
OTHER_ADULT = {"age_band": "adult", "ms_indicator": False}
PILOT = {"devolved_pilot_area": True, "born_on": date(2012, 1, 1)}
POSITIVE = {"outcome": "positive"}
NEGATIVE = {"outcome": "negative"}


def at(text):
    """An instant on the wall in London, or a bare date."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def event(kind, when, **detail):
    return Event(kind, at(when).astimezone(UTC), day_only="T" not in when, detail=detail)


def case(now, *events, **known):
    return CaseFacts(now=at(now).astimezone(UTC), events=events, **known)


def found(facts, code):
    return [clock for clock in clocks(facts) if clock.id == code]


def only(facts, code):
    (clock,) = found(facts, code)
    return clock


def submitted(when="2026-07-01T09:00"):
    return event("nrm_submitted", when)


def rg(when, outcome):
    return event("rg_decision", when, **outcome)


def cg(when, outcome):
    return event("cg_decision", when, **outcome)


DUE = [
    # id, trigger, facts, due, kind, why
    ("RG_TARGET", submitted(), ADULT, "2026-07-08", "target", "5 working days"),
    ("RG_TARGET", submitted("2026-07-01T23:30"), ADULT, "2026-07-08", "target", "R1: any time"),
    ("RG_TARGET", submitted("2026-07-04"), ADULT, "2026-07-10", "target", "R1: a Saturday is 0"),
    ("RG_TARGET", submitted("2026-12-23"), ADULT, "2027-01-04", "target", "R1: bank holidays"),
    ("RG_PILOT", submitted(), CHILD | PILOT, "2026-08-15", "target", "45 days, a Saturday stays"),
    ("RECOVERY", rg("2026-07-01", POSITIVE), ADULT, "2026-07-31", "minimum", "30 days"),
    ("RECOVERY", rg("2022-12-12", POSITIVE), ADULT, "2023-01-26", "minimum", "45 days before"),
    ("RECOVERY", rg("2022-12-13", POSITIVE), ADULT, "2023-01-12", "minimum", "30 days from"),
    ("RECOVERY", rg("2014-03-10", POSITIVE), ADULT, "2014-04-24", "minimum", "2014: 45 days"),
    ("REVIEW_30", rg("2014-03-10", POSITIVE), ADULT, "2014-04-09", "internal", "2014 profile"),
    ("RECON", rg("2026-07-01", NEGATIVE), ADULT, "2026-07-31", "limit", "30 calendar days"),
    ("RECON", cg("2026-07-02", NEGATIVE), ADULT, "2026-08-01", "limit", "R1: not moved"),
    ("MOVE_ON", cg("2026-07-01", POSITIVE), ADULT, "2026-08-15", "minimum", "45 days"),
    (
        "NEG_EXIT",
        rg("2026-07-01", NEGATIVE),
        ADULT | {"tracks": {"support": "active"}},
        "2026-07-14",
        "confirm before use",
        "9 working days",
    ),
    (
        "VCOP",
        event("victim_update_trigger", "2026-07-01T10:00", what="arrest"),
        ADULT,
        "2026-07-02",
        "statutory code",
        "R11: potential victim of slavery",
    ),
    (
        "VCOP",
        event("victim_update_trigger", "2026-07-01T10:00", what="release"),
        OTHER_ADULT | {"offence_suspected": True},
        "2026-07-08",
        "statutory code",
        "R11: others, 5",
    ),
    (
        "VCOP",
        event("victim_update_trigger", "2026-07-01", what="bail_change"),
        CHILD | {"ms_indicator": False},
        "2026-07-02",
        "statutory code",
        "R11: every child",
    ),
    (
        "VCOP",
        event("victim_update_trigger", "2026-07-01", what="arrest"),
        {"ms_indicator": False},
        "2026-07-02",
        "statutory code",
        "R11: age unknown is a child",
    ),
    (
        "VCOP",
        event("victim_update_trigger", "2026-07-03", what="no_investigation"),
        OTHER_ADULT | {"sexual_assault_alleged": True},
        "2026-07-06",
        "statutory code",
        "R11: a sexual offence",
    ),
    (
        "VSS_REFERRAL",
        event("crime_reported", "2026-07-02T16:00"),
        ADULT,
        "2026-07-06",
        "statutory code",
        "2 working days",
    ),
    (
        "LA_DECISION",
        event("la_referral_received", "2026-07-01T08:45"),
        CHILD,
        "2026-07-02",
        "statutory guidance",
        "1 working day",
    ),
    (
        "LA_DECISION",
        event("la_referral_received", "2026-04-02"),
        {},
        "2026-04-07",
        "statutory guidance",
        "R1: Easter; age unknown is a child",
    ),
    (
        "CHILD_ASSESS",
        event("la_referral_received", "2026-07-01"),
        CHILD,
        "2026-09-03",
        "statutory guidance",
        "45 working days, one bank holiday",
    ),
    (
        "ICPC",
        event("strategy_discussion_started_s47", "2026-07-01"),
        CHILD,
        "2026-07-22",
        "statutory guidance",
        "15 working days",
    ),
    (
        "DRAFT_EXPIRY",
        event("draft_updated", "2026-07-01T10:00"),
        ADULT | {"tracks": {"nrm": "draft"}},
        "2026-07-29",
        "mirror of the Home Office form",
        "28 days",
    ),
    (
        "REVIEW_7D",
        event("logged", "2026-07-01T08:00"),
        CHILD,
        "2026-07-08",
        "local target",
        "R24: 7 days",
    ),
    (
        "NRM_WHY_5D",
        event("logged", "2026-07-01T08:00"),
        CHILD,
        "2026-07-08",
        "local target",
        "R15: 5 working days",
    ),
    (
        "STRATEGY_1D",
        event("la_referral_made", "2026-07-03T08:00"),
        CHILD | {"threat_to_life": True},
        "2026-07-06",
        "local target",
        "R16: 1 working day",
    ),
]


@pytest.mark.parametrize("row", DUE, ids=lambda row: f"{row[0]} {row[-1]}")
def test_a_clock_is_due_when_the_table_says(row):
    code, trigger, known, due, kind, _ = row
    clock = only(CaseFacts(now=trigger.at, events=(trigger,), **known), code)

    assert clock.started == trigger.day
    assert clock.due == date.fromisoformat(due)
    assert (clock.kind, clock.state) == (kind, "running")
    assert clock.what
    assert clock.rule


HOURS = [
    ("RHI", event("returned", "2026-07-01T22:00"), "2026-07-04T22:00", "72 hours"),
    ("RHI", event("returned", "2026-03-28T12:00"), "2026-03-31T13:00", "R1: elapsed, in spring"),
    ("RHI", event("returned", "2026-10-24T12:00"), "2026-10-27T11:00", "R1: elapsed, in autumn"),
    ("CLAIM_4H", event("logged", "2026-07-01T23:00"), "2026-07-02T03:00", "R24: 4 hours"),
    ("SAFEGUARD_24H", event("logged", "2026-07-01T08:00"), "2026-07-02T08:00", "R24: 24 hours"),
]


@pytest.mark.parametrize(("code", "trigger", "due", "why"), HOURS)
def test_a_limit_in_hours_is_due_at_an_instant(code, trigger, due, why):
    clock = only(CaseFacts(now=trigger.at, events=(trigger,), **CHILD), code)

    assert clock.started == trigger.at
    assert clock.due == at(due).astimezone(UTC), why


def test_a_limit_in_hours_from_a_bare_date_has_the_whole_day():
    back = case("2026-07-04T23:59", event("returned", "2026-07-01"), **CHILD)

    assert only(back, "RHI").due == date(2026, 7, 4)
    assert only(back, "RHI").state == "running"


ABSENT = [
    ("RG_PILOT", ADULT, submitted(), "not a pilot"),
    ("RG_TARGET", CHILD | PILOT, submitted(), "RG_PILOT stands in its place"),
    ("RG_TARGET", CHILD | {"authority": "devolved_panel"}, submitted(), "kept as the panel's"),
    ("RG_PILOT", CHILD | PILOT | {"authority": "sca"}, submitted(), "kept as the SCA's"),
    ("RECOVERY", ADULT, rg("2026-07-01", NEGATIVE), "no recovery after a negative"),
    ("REVIEW_30", ADULT, rg("2026-07-01", POSITIVE), "2014 profile only"),
    ("REVIEW_30", ADULT, rg("2014-03-10", NEGATIVE), "positive only"),
    ("RECON", ADULT, rg("2026-07-01", POSITIVE), "negative only"),
    ("RECON", ADULT, rg("2014-03-10", NEGATIVE), "section 0: no fixed limit"),
    ("MOVE_ON", ADULT, cg("2026-07-01", NEGATIVE), "positive only"),
    ("NEG_EXIT", ADULT, rg("2026-07-01", NEGATIVE), "not in funded support"),
    (
        "NEG_EXIT",
        ADULT | {"tracks": {"support": "active"}},
        rg("2026-07-01", POSITIVE),
        "negative only",
    ),
    ("LA_DECISION", CHILD, event("la_referral_made", "2026-07-01"), "made is not received"),
    ("LA_DECISION", ADULT, event("la_referral_received", "2026-07-01"), "a child referral"),
    ("CHILD_ASSESS", ADULT, event("la_referral_received", "2026-07-01"), "a child referral"),
    ("RHI", ADULT, event("returned", "2026-07-01"), "a missing child"),
    (
        "ICPC",
        ADULT,
        event("strategy_discussion_started_s47", "2026-07-01"),
        "a child protection conference: an adult's enquiry is under section 42",
    ),
    (
        "CLAIM_4H",
        {"age_band": "adult", "ms_indicator": False, "offence_suspected": False},
        event("logged", "2026-07-01"),
        "#9: no team to claim it",
    ),
    ("NRM_WHY_5D", OTHER_ADULT, event("logged", "2026-07-01"), "no sign of slavery"),
    (
        "STRATEGY_1D",
        CHILD | {"immediate_safety_confirmed": True},
        event("la_referral_made", "2026-07-01"),
        "R16: not at risk",
    ),
    (
        "STRATEGY_1D",
        ADULT | {"threat_to_life": True},
        event("la_referral_made", "2026-07-01"),
        "R16: a child",
    ),
]


@pytest.mark.parametrize(("code", "known", "trigger", "why"), ABSENT)
def test_a_clock_that_does_not_apply_is_not_there(code, known, trigger, why):
    assert found(CaseFacts(now=trigger.at, events=(trigger,), **known), code) == [], why


WITHDRAWN = {"tracks": {"nrm": "withdrawn"}}
OPEN_NRM = {"tracks": {"nrm": "submitted"}}
LA = event("la_referral_received", "2026-07-01T08:45")
LOGGED = event("logged", "2026-07-01T08:00")
DRAFT = event("draft_updated", "2026-06-01")

STATES = [
    # id, state, facts, why
    ("RG_TARGET", "running", case("2026-07-08T23:59", submitted(), **ADULT), "until its end"),
    ("RG_TARGET", "missed", case("2026-07-09T00:00", submitted(), **ADULT), "past its end"),
    (
        "RG_TARGET",
        "met",
        case("2026-07-20", submitted(), rg("2026-07-08T23:00", POSITIVE), **ADULT),
        "on the due day",
    ),
    (
        "RG_TARGET",
        "met",
        case("2026-07-20", submitted(), rg("2026-07-08", NEGATIVE), **ADULT),
        "a date is the whole day; either answer",
    ),
    (
        "RG_TARGET",
        "met",
        case("2026-07-20", submitted(), rg("2026-07-01", POSITIVE), **ADULT),
        "decided the same day",
    ),
    (
        "RG_TARGET",
        "missed",
        case("2026-07-20", submitted(), rg("2026-07-09", POSITIVE), **ADULT),
        "R22: late stays missed",
    ),
    (
        "RG_TARGET",
        "stopped",
        case(
            "2026-07-20",
            submitted(),
            event("consent_withdrawn", "2026-07-06", method="written", to="first_responder"),
            **ADULT | WITHDRAWN,
        ),
        "withdrawn in time",
    ),
    (
        "RG_TARGET",
        "missed",
        case(
            "2026-07-20", submitted(), event("consent_withdrawn", "2026-07-10"), **ADULT | WITHDRAWN
        ),
        "R22: withdrawn after it was missed",
    ),
    (
        "RG_TARGET",
        "stopped",
        case("2026-07-06", submitted(), **ADULT | WITHDRAWN),
        "the track shows it withdrawn",
    ),
    (
        "RG_TARGET",
        "running",
        case(
            "2026-07-06", submitted(), event("consent_withdrawn", "2026-07-03"), **CHILD | OPEN_NRM
        ),
        "G9: said, but not withdrawn",
    ),
    (
        "RG_PILOT",
        "met",
        case("2026-09-01", submitted(), rg("2026-08-15", POSITIVE), **CHILD | PILOT),
        "on the 45th day",
    ),
    (
        "RG_PILOT",
        "missed",
        case("2026-08-16", submitted(), **CHILD | PILOT),
        "no decision in 45 days",
    ),
    (
        "RECOVERY",
        "running",
        case("2026-07-31T12:00", rg("2026-07-01", POSITIVE), **ADULT),
        "until its end",
    ),
    (
        "RECOVERY",
        "met",
        case("2026-12-01", rg("2026-07-01", POSITIVE), **ADULT),
        "a minimum is never missed",
    ),
    (
        "RECOVERY",
        "stopped",
        case("2026-07-10", rg("2026-07-01", POSITIVE), **ADULT | WITHDRAWN),
        "withdrawn",
    ),
    (
        "RECOVERY",
        "stopped",
        case("2026-07-10", rg("2026-07-01", POSITIVE), **ADULT, disqualified=True),
        "NABA s63",
    ),
    (
        "MOVE_ON",
        "met",
        case("2026-12-01", cg("2026-07-01", POSITIVE), **ADULT),
        "a minimum is never missed",
    ),
    (
        "RECON",
        "met",
        case(
            "2026-09-01",
            rg("2026-07-01", NEGATIVE),
            event("reconsideration_requested", "2026-07-31", ground="new_evidence"),
            **ADULT,
        ),
        "asked on the last day",
    ),
    (
        "RECON",
        "missed",
        case(
            "2026-09-01",
            rg("2026-07-01", NEGATIVE),
            event("reconsideration_requested", "2026-08-01", extension_reason="in hospital"),
            **ADULT,
        ),
        "R22: an extension never moves it",
    ),
    (
        "RECON",
        "running",
        case(
            "2026-07-10",
            event("reconsideration_requested", "2026-06-30"),
            rg("2026-07-01", NEGATIVE),
            **ADULT,
        ),
        "an answer before the question answers nothing",
    ),
    (
        "REVIEW_30",
        "missed",
        case("2014-04-10", rg("2014-03-10", POSITIVE), **ADULT),
        "R22: a review nobody held",
    ),
    (
        "DRAFT_EXPIRY",
        "stopped",
        case(
            "2026-08-01",
            event("draft_updated", "2026-07-01"),
            event("consent_withdrawn", "2026-07-09", method="written", to="other"),
            **ADULT | WITHDRAWN,
        ),
        "withdrawn before it was sent",
    ),
    (
        "DRAFT_EXPIRY",
        "stopped",
        case("2026-07-09", event("draft_updated", "2026-07-01"), **ADULT | WITHDRAWN),
        "the track shows it withdrawn",
    ),
    (
        "DRAFT_EXPIRY",
        "running",
        case(
            "2026-07-12",
            event("draft_updated", "2026-07-01"),
            event("consent_withdrawn", "2026-07-09", method="verbal", to="other"),
            **CHILD | {"tracks": {"nrm": "ready"}},
        ),
        "G9: said, but not withdrawn",
    ),
    (
        "DRAFT_EXPIRY",
        "running",
        case(
            "2026-07-12",
            event("draft_updated", "2026-06-01"),
            event("consent_withdrawn", "2026-06-09", method="written", to="other"),
            event("draft_updated", "2026-07-10"),
            **ADULT | {"tracks": {"nrm": "draft"}},
        ),
        "drafted again",
    ),
    (
        "RECON",
        "stopped",
        case(
            "2026-09-01",
            rg("2026-07-01", NEGATIVE),
            event("reconsideration_declined", "2026-07-09"),
            **ADULT,
        ),
        "R25: they decided not to ask",
    ),
    (
        "NEG_EXIT",
        "stopped",
        case(
            "2026-09-01",
            rg("2026-07-01", NEGATIVE),
            rg("2026-07-08", POSITIVE),
            **ADULT | {"tracks": {"support": "active"}},
        ),
        "a positive replaced it",
    ),
    (
        "VCOP",
        "missed",
        case("2026-07-03", event("victim_update_trigger", "2026-07-01", what="arrest"), **ADULT),
        "nothing in the facts meets it",
    ),
    (
        "VSS_REFERRAL",
        "missed",
        case("2026-07-07", event("crime_reported", "2026-07-02"), **ADULT),
        "nothing in the facts meets it",
    ),
    ("LA_DECISION", "missed", case("2026-07-03", LA, **CHILD), "no decision"),
    (
        "LA_DECISION",
        "met",
        case("2026-07-09", LA, event("strategy_discussion_started_s47", "2026-07-02"), **CHILD),
        "a strategy discussion is one",
    ),
    (
        "LA_DECISION",
        "met",
        case("2026-07-02", LA, **CHILD, tracks={"safeguarding": "enquiry"}),
        "the track shows one in time",
    ),
    (
        "LA_DECISION",
        "missed",
        case("2026-07-03", LA, **CHILD, tracks={"safeguarding": "enquiry"}),
        "the track does not say when",
    ),
    (
        "LA_DECISION",
        "running",
        case("2026-07-02", LA, **CHILD, tracks={"safeguarding": "referred"}),
        "referred is not decided",
    ),
    (
        "CHILD_ASSESS",
        "met",
        case("2026-08-01", LA, **CHILD, tracks={"safeguarding": "plan_in_place"}),
        "a plan follows the assessment",
    ),
    (
        "CHILD_ASSESS",
        "stopped",
        case(
            "2026-12-01",
            LA,
            event("age_determined", "2026-07-20", age_band="adult", by="court"),
            age_band="unknown",
        ),
        "found to be an adult",
    ),
    (
        "CHILD_ASSESS",
        "missed",
        case("2026-12-01", LA, event("turned_18", "2026-07-20"), age_band="adult"),
        "R9: turning 18 ends nothing",
    ),
    (
        "ICPC",
        "met",
        case(
            "2026-07-20",
            event("strategy_discussion_started_s47", "2026-07-01"),
            **CHILD,
            tracks={"safeguarding": "plan_in_place"},
        ),
        "a plan follows the conference",
    ),
    (
        "RHI",
        "running",
        case("2026-07-04T22:00", event("returned", "2026-07-01T22:00"), **CHILD),
        "at the instant",
    ),
    (
        "RHI",
        "missed",
        case("2026-07-04T22:01", event("returned", "2026-07-01T22:00"), **CHILD),
        "past the instant",
    ),
    (
        "RHI",
        "met",
        case(
            "2026-07-09",
            event("returned", "2026-07-01T22:00"),
            event(MET_BY_HAND, "2026-07-03T10:00", clock="RHI@2026-07-01T21:00:00+00:00"),
            **CHILD,
        ),
        "a person said it was done",
    ),
    (
        "DRAFT_EXPIRY",
        "running",
        case("2026-06-29T23:00", DRAFT, **ADULT, tracks={"nrm": "draft"}),
        "day 28",
    ),
    (
        "DRAFT_EXPIRY",
        "missed",
        case("2026-06-30", DRAFT, **ADULT, tracks={"nrm": "draft"}),
        "deleted after day 28",
    ),
    (
        "DRAFT_EXPIRY",
        "met",
        case("2026-09-01", DRAFT, submitted("2026-06-20"), **ADULT, tracks={"nrm": "submitted"}),
        "sent",
    ),
    (
        "DRAFT_EXPIRY",
        "met",
        case("2026-06-10", DRAFT, **ADULT, tracks={"nrm": "no_grounds"}),
        "answered otherwise",
    ),
    ("CLAIM_4H", "missed", case("2026-07-01T12:01", LOGGED, **CHILD), "not claimed"),
    (
        "CLAIM_4H",
        "met",
        case("2026-07-01T11:00", LOGGED, **CHILD, tracks={"investigation": "claimed"}),
        "claimed in time",
    ),
    ("SAFEGUARD_24H", "met", case("2026-07-01T20:00", LOGGED, **CHILD, secured=True), "secured"),
    (
        "SAFEGUARD_24H",
        "stopped",
        case("2026-07-09", LOGGED, event("case_closed", "2026-07-01T20:00"), **CHILD),
        "closed first",
    ),
    (
        "NRM_WHY_5D",
        "met",
        case("2026-07-09", LOGGED, submitted("2026-07-08"), **CHILD),
        "sent in time",
    ),
    (
        "NRM_WHY_5D",
        "met",
        case("2026-07-09", LOGGED, event("nrm_why_not_yet", "2026-07-03"), **CHILD),
        "R15: the reason recorded",
    ),
    (
        "STRATEGY_1D",
        "met",
        case(
            "2026-07-09",
            event("la_referral_made", "2026-07-01"),
            event("strategy_discussion_started_s47", "2026-07-02"),
            **CHILD,
        ),
        "held in time",
    ),
]


@pytest.mark.parametrize(("code", "state", "facts", "why"), STATES)
def test_a_clock_stands_where_the_facts_put_it(code, state, facts, why):
    assert only(facts, code).state == state, why


def test_the_last_day_to_ask_is_their_right_and_once_past_asks_nothing_of_anybody():
    asked_in_time = case("2026-07-10", rg("2026-07-01", NEGATIVE), **ADULT)
    over = case("2026-09-01", rg("2026-07-01", NEGATIVE), **ADULT)

    assert only(asked_in_time, "RECON").outstanding
    assert (only(over, "RECON").state, only(over, "RECON").outstanding) == ("missed", False)


def test_what_they_decided_of_one_decision_says_nothing_of_the_next():
    facts = case(
        "2026-07-12",
        rg("2026-06-01", NEGATIVE),
        event("reconsideration_declined", "2026-06-03"),
        event("reconsideration_requested", "2026-06-10", ground="new_evidence"),
        rg("2026-07-10", NEGATIVE),
        **ADULT,
    )
    assert [clock.state for clock in found(facts, "RECON")] == ["stopped", "running"]


def test_one_trigger_one_clock():
    arrests = [event("victim_update_trigger", "2026-07-01", what="arrest")] * 2
    facts = case("2026-07-01", *arrests, **ADULT)

    assert len(found(facts, "VCOP")) == 2
    assert len({clock.key for clock in found(facts, "VCOP")}) == 2


def test_a_later_trigger_adds_a_clock_and_moves_none():
    facts = case("2026-08-01", submitted("2026-07-01"), submitted("2026-07-20"), **ADULT | OPEN_NRM)

    assert [(c.due.isoformat(), c.state) for c in found(facts, "RG_TARGET")] == [
        ("2026-07-08", "missed"),
        ("2026-07-27", "missed"),
    ], "R22"


def test_a_withdrawal_before_a_new_referral_stopped_the_first():
    facts = case(
        "2026-07-21",
        submitted("2026-07-01"),
        event("consent_withdrawn", "2026-07-03", method="verbal", to="first_responder"),
        submitted("2026-07-20"),
        **ADULT | OPEN_NRM,
    )

    assert [clock.state for clock in found(facts, "RG_TARGET")] == ["stopped", "running"]


def test_the_answer_to_a_second_referral_does_not_meet_the_clock_of_the_first():
    """Withdrawn on the 2nd, sent again on the 3rd, decided on the 6th: within both five days."""
    facts = case(
        "2026-07-21",
        submitted("2026-07-01T09:00"),
        event("consent_withdrawn", "2026-07-02T10:00", method="written", to="other"),
        submitted("2026-07-03T09:00"),
        rg("2026-07-06T12:00", POSITIVE),
        **ADULT,
        tracks={"nrm": "rg_positive"},
    )
    assert [clock.state for clock in found(facts, "RG_TARGET")] == ["stopped", "met"]


@pytest.mark.parametrize("when", ["2026-07-01T15:00", "2026-07-01"])
def test_an_age_determined_later_the_same_day_stops_a_clock_and_does_not_unmake_it(when):
    facts = case(
        "2026-07-01T18:00",
        event("la_referral_received", "2026-07-01T08:45"),
        event("age_determined", when, age_band="adult", by="document"),
        age_band="unknown",
    )
    assert only(facts, "LA_DECISION").state == "stopped"
    told_before = case(
        "2026-07-02T18:00",
        event("age_determined", "2026-07-01T08:00", age_band="adult", by="document"),
        event("la_referral_received", "2026-07-01T08:45"),
        age_band="unknown",
    )
    assert found(told_before, "LA_DECISION") == []


def test_a_positive_reconsideration_starts_recovery_from_its_own_date():
    facts = case(
        "2026-08-01",
        rg("2026-06-01", NEGATIVE),
        event("reconsideration_requested", "2026-06-10", ground="new_evidence"),
        rg("2026-07-20", POSITIVE),
        **ADULT,
    )

    assert only(facts, "RECOVERY").due == date(2026, 8, 19)
    assert only(facts, "RECON").state == "met"


def test_each_update_of_a_draft_puts_its_deletion_off():
    facts = case("2026-07-01", DRAFT, event("draft_updated", "2026-06-20"), tracks={"nrm": "draft"})

    assert only(facts, "DRAFT_EXPIRY").due == date(2026, 7, 18)


def test_a_review_meets_the_last_and_starts_the_next():
    facts = case(
        "2026-07-06",
        LOGGED,
        event("supervisor_review", "2026-07-05T09:00"),
        **CHILD,
    )

    assert [(c.due.isoformat(), c.state) for c in found(facts, "REVIEW_7D")] == [
        ("2026-07-08", "met"),
        ("2026-07-12", "running"),
    ]


def test_a_case_that_is_opened_again_is_reviewed_again():
    """R24: every 7 days; what ran before ended with the closing."""
    facts = case(
        "2026-07-10",
        event("logged", "2026-06-01"),
        event("case_closed", "2026-06-05"),
        event("case_reopened", "2026-07-06"),
    )
    found = [(c.started, c.due, c.state) for c in clocks(facts) if c.id == "REVIEW_7D"]
    assert found == [
        (date(2026, 6, 1), date(2026, 6, 8), "stopped"),
        (date(2026, 7, 6), date(2026, 7, 13), "running"),
    ]


def test_a_submission_to_the_panel_is_judged_on_its_own_day():
    early = submitted("2026-01-01")
    late = submitted("2029-12-01")
    facts = case("2029-12-02", early, late, **CHILD | PILOT)

    assert [clock.started for clock in found(facts, "RG_PILOT")] == [early.day], "R21"
    assert [clock.started for clock in found(facts, "RG_TARGET")] == [late.day], "R21"


BORN = date(2010, 3, 15)


@pytest.mark.parametrize(
    ("born_on", "dues"),
    [
        (BORN, ["2027-12-06", "2028-02-14", "2028-03-15"]),
        (date(2012, 2, 29), ["2029-11-21", "2030-01-30", "2030-03-01"]),
    ],
    ids=["R9", "R2: 29 February, 1 March in a common year"],
)
def test_turning_18_gives_one_clock_an_alert(born_on, dues):
    facts = case("2026-07-01", LOGGED, **CHILD, born_on=born_on)

    assert [clock.due.isoformat() for clock in found(facts, "AGE18")] == dues
    assert {clock.state for clock in found(facts, "AGE18")} == {"running"}
    assert {clock.kind for clock in found(facts, "AGE18")} == {"internal"}


def test_the_day_of_an_alert_meets_it():
    facts = case("2028-02-14", LOGGED, **CHILD, born_on=BORN)

    assert [clock.state for clock in found(facts, "AGE18")] == ["met", "met", "running"]


@pytest.mark.parametrize(
    ("events", "known", "state"),
    [
        ([], {}, "running"),
        ([event("turned_18", "2028-03-15")], {}, "met"),
        ([event("age_doubted", "2028-03-01")], {}, "met"),
        ([event("age_determined", "2028-03-14", age_band="child")], {}, "running"),
        ([event("age_determined", "2028-03-15", age_band="child")], {}, "met"),
        ([], {"closed": True}, "met"),
    ],
    ids=["not told yet", "told", "R2: in doubt", "determined before", "R2: since", "closed"],
)
def test_the_last_alert_waits_until_it_is_written_down_that_they_are_18(events, known, state):
    facts = case("2028-03-16", LOGGED, *events, **CHILD, **known, born_on=BORN)

    assert [clock.state for clock in found(facts, "AGE18")] == ["met", "met", state]


def test_a_closed_case_waits_for_no_alert():
    facts = case("2028-01-01", LOGGED, **CHILD, born_on=BORN, closed=True)

    assert [clock.state for clock in found(facts, "AGE18")] == ["met", "stopped", "stopped"]


@pytest.mark.parametrize(
    ("facts", "alerts"),
    [
        (case("2026-07-01", LOGGED, **CHILD), 0),
        (case("2026-07-01", LOGGED, **ADULT, born_on=BORN), 0),
        (case("2026-07-01", LOGGED, born_on=date(2000, 1, 1), age_verified=True), 0),
        (case("2028-07-01", LOGGED, **ADULT, born_on=BORN, age_verified=True), 3),
        (case("2028-07-01", LOGGED, event("turned_18", "2028-03-15"), **ADULT, born_on=BORN), 3),
        (case("2026-07-01", **CHILD, born_on=BORN), 3),
    ],
    ids=["no birth date", "said to be adult", "adult all along", "since 18", "told 18", "no event"],
)
def test_only_a_case_that_began_as_a_childs_has_alerts(facts, alerts):
    assert len(found(facts, "AGE18")) == alerts


def test_past_the_tables_end_every_weekday_counts_and_the_rule_says_so():
    clock = only(case("2030-12-30", submitted("2030-12-30"), **ADULT), "RG_TARGET")

    assert clock.due == date(2031, 1, 6)
    assert "Bank holidays are known from 2013 to 2030" in clock.rule


def test_a_bank_holiday_proclaimed_later_is_passed_in():
    facts = case("2026-07-01", submitted(), **ADULT)
    (clock,) = [c for c in clocks(facts, frozenset({date(2026, 7, 2)})) if c.id == "RG_TARGET"]

    assert clock.due == date(2026, 7, 9)


def test_keys_stay_the_same_while_the_case_goes_on():
    early = case("2026-07-01", LOGGED, LA, **CHILD, born_on=BORN)
    later = case("2026-07-20", LOGGED, LA, submitted(), **CHILD, born_on=BORN)
    keys = {clock.key for clock in clocks(early)}

    assert keys < {clock.key for clock in clocks(later)}
    assert len(keys) == len(clocks(early))
    assert max(len(key) for key in keys) <= 80


@pytest.mark.parametrize(
    ("done", "state"),
    [("2026-07-04T10:00", "met"), ("2026-07-04T10:01", "missed")],
    ids=["on the due instant is in time", "a minute later on that day is late"],
)
def test_a_limit_in_hours_is_kept_to_the_instant(done, state):
    """72 hours from the return at ten on 1 July are up at ten on 4 July."""
    returned = event("returned", "2026-07-01T10:00")
    key = only(case("2026-07-02", returned, **CHILD), "RHI").key

    answered = case("2026-07-05", returned, event(MET_BY_HAND, done, clock=key), **CHILD)
    assert only(answered, "RHI").state == state


RECEIVED = event("la_referral_received", "2026-07-01T09:00")
REFERRED = event("la_referral_made", "2026-07-01T09:00")
DISCUSSION = event("strategy_discussion_started_s47", "2026-07-01T09:00")
REFUSAL = rg("2026-07-01", NEGATIVE)


@pytest.mark.parametrize(
    ("code", "starts", "track", "answered", "open_states"),
    [
        (
            "LA_DECISION", RECEIVED, "safeguarding",
            "strategy_discussion enquiry plan_in_place stepped_down", "referred",
        ),
        (
            "STRATEGY_1D", REFERRED, "safeguarding",
            "strategy_discussion enquiry plan_in_place stepped_down", "referred",
        ),
        (
            "CHILD_ASSESS", RECEIVED, "safeguarding",
            "plan_in_place stepped_down", "referred strategy_discussion enquiry",
        ),
        ("ICPC", DISCUSSION, "safeguarding", "plan_in_place stepped_down", "enquiry"),
        (
            "CLAIM_4H", event("logged", "2026-07-01T09:00"), "investigation",
            "claimed active with_cps charged finalised transferred", "queued not_routed",
        ),
        (
            "NRM_WHY_5D", LOGGED, "nrm",
            "submitted rg_positive rg_negative cg_positive cg_negative reconsideration suspended "
            "no_grounds dtn_sent",
            "not_assessed draft ready",
        ),
    ],
)  # fmt: skip
def test_where_a_track_stands_answers_a_clock(code, starts, track, answered, open_states):
    """Section b: an hour later, each state by which the thing was done, and each before it."""

    def states(words):
        facts = (
            case("2026-07-01T10:00", starts, tracks={track: w}, **CHILD) for w in words.split()
        )
        return {only(each, code).state for each in facts}

    assert states(answered) == {"met"}
    assert states(open_states) == {"running"}


@pytest.mark.parametrize(
    ("state", "runs"),
    [
        ("accepted", True), ("active", True), ("move_on", True),
        ("offered", False), ("declined", False), ("ended", False),
    ],
)  # fmt: skip
def test_only_funded_support_is_left_after_a_negative_decision(state, runs):
    facts = case("2026-07-02", REFUSAL, tracks={"support": state}, **ADULT)
    assert bool(found(facts, "NEG_EXIT")) is runs


@pytest.mark.parametrize("kind", ["rg_decision", "cg_decision"])
def test_a_later_positive_decision_stops_the_leaving_of_support(kind):
    positive = event(kind, "2026-07-03", **POSITIVE)
    facts = case("2026-07-20", REFUSAL, positive, tracks={"support": "active"}, **ADULT)
    assert only(facts, "NEG_EXIT").state == "stopped"


def test_why_not_yet_is_asked_wherever_slavery_is_suspected():
    """R15: of a child and of an adult; of an adult with none suspected it is not."""
    assert only(case("2026-07-02", LOGGED, **CHILD), "NRM_WHY_5D").state == "running"
    assert only(case("2026-07-02", LOGGED, **ADULT), "NRM_WHY_5D").state == "running"
    assert found(case("2026-07-02", LOGGED, **OTHER_ADULT), "NRM_WHY_5D") == []


NO_SLAVERY = event("logged", "2026-07-01T08:00", what=["support"])
SUSPECTED = event("indicator", "2026-07-15T10:00", ms_indicator=True)
RULED_OUT = event("indicator", "2026-07-03T10:00", ms_indicator=False)
AT_FIRST = (date(2026, 7, 1), date(2026, 7, 8))
LATER_ON = (date(2026, 7, 15), date(2026, 7, 22))


@pytest.mark.parametrize(
    ("told", "days", "why"),
    [
        ((NO_SLAVERY, SUSPECTED), LATER_ON, "suspected on 15 July: 16, 17, 20, 21, 22"),
        ((NO_SLAVERY, RULED_OUT, SUSPECTED), LATER_ON, "asked before, and not suspected"),
        (
            (NO_SLAVERY, SUSPECTED, event("indicator", "2026-07-15T11:00", ms_indicator=True)),
            LATER_ON,
            "R22: told again, it moves nothing",
        ),
        ((LOGGED, RULED_OUT, SUSPECTED), LATER_ON, "ruled out, and suspected anew"),
        ((LOGGED, SUSPECTED), AT_FIRST, "suspected from the beginning: 2, 3, 6, 7, 8"),
        ((event("logged", "2026-07-01T08:00", what=["work"]), SUSPECTED), AT_FIRST, "ticked"),
        ((event("logged", "2026-07-01T08:00", what=["unsure"]), SUSPECTED), AT_FIRST, "not sure"),
        ((LOGGED, event("indicator", "2026-07-15T10:00")), AT_FIRST, "kept before it was said"),
    ],
)
def test_why_not_yet_is_asked_from_when_slavery_was_first_suspected(told, days, why):
    """R15: nobody is late with what nobody had a reason to send."""
    clock = only(case("2026-07-15T12:00", *told, **ADULT), "NRM_WHY_5D")
    assert (clock.started, clock.due) == days, why
    assert clock.state == ("running" if days is LATER_ON else "missed"), why


@pytest.mark.parametrize(("band", "state"), [("adult", "stopped"), ("child", "missed")])
def test_only_being_found_an_adult_ends_the_duties_to_a_child(band, state):
    determined = event("age_determined", "2026-07-02", age_band=band, by="court")
    facts = case("2026-07-20", RECEIVED, determined, **CHILD)
    assert only(facts, "LA_DECISION").state == state


def test_a_trigger_of_no_named_outcome_is_any():
    facts = case("2026-07-20", rg("2026-07-01", POSITIVE), rg("2026-07-02", NEGATIVE))
    assert len(every("rg_decision")(facts)) == 2
    assert len(every("rg_decision", outcome="negative")(facts)) == 1


def test_a_negative_conclusive_decision_is_also_the_end_of_funded_support():
    refused = cg("2026-07-01", NEGATIVE)
    facts = case("2026-07-02", refused, tracks={"support": "active"}, **ADULT)
    assert only(facts, "NEG_EXIT").due == date(2026, 7, 14)


@pytest.mark.parametrize(("code", "started"), [("DRAFT_EXPIRY", DRAFT), ("NRM_WHY_5D", LOGGED)])
@pytest.mark.parametrize("kind", ["nrm_submitted", "dtn_sent"])
def test_a_referral_and_a_notice_sent_in_time_both_answer(code, started, kind):
    """Looked at long after they were due (29 June and 8 July)."""
    sent = event(kind, "2026-06-29" if started is DRAFT else "2026-07-08")
    assert only(case("2026-09-01", started, sent, **ADULT), code).state == "met"


def test_each_limit_that_a_role_owes_is_one_of_the_table():
    codes = {row.id for row in ROWS}
    assert {code for role in OWED for code in owed_by(role)} <= codes
    assert owed_by("ngo_support_worker") == ()
