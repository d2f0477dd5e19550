"""One row of the routing table at a time, by hand from domain section a."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from workflows.facts import CaseFacts, Event
from workflows.routing import (
    RULES,
    explained,
    may_release,
    route,
    team_label,
    teams,
    what_would_change,
)

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)

CHILD = {"age_band": "child"}
ADULT = {"age_band": "adult", "vulnerable_adult": "no"}
MS = {"ms_indicator": True}
NO_MS = {"ms_indicator": False}
SEXUAL = {"sexual_exploitation": True}
ASSAULT = {"sexual_assault_alleged": True}
VULNERABLE = {"vulnerable_adult": "yes"}
NO_OFFENCE = {"ms_indicator": False, "offence_suspected": False}
CSE_TEAMS = {"ppd_cse", "cse_coordinator"}
OUTSIDE = {"la_social_care", "ngo"}


def case(*known, **more):
    merged = {}
    for part in known:
        merged |= part
    return CaseFacts(now=NOW, **merged | more)


def types(*codes):
    return {"exploitation_types": frozenset(codes)}


ROWS = [
    # rule, lead, pathway, supporting, facts, ruling
    (1, "ppd_child_abuse", "child_trafficking", set(), case(CHILD, MS), "#1"),
    (1, "ppd_child_abuse", "child_trafficking", CSE_TEAMS, case(CHILD, MS, SEXUAL), "#1 sexual"),
    (1, "ppd_child_abuse", "child_trafficking", set(), case(), "section 0: unknown is a child"),
    (1, "ppd_child_abuse", "child_trafficking", set(), case(CHILD), "ms unknown is suspected"),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(MS, age_band="unknown"),
        "#1 unknown age",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(CHILD, MS, VULNERABLE),
        "child and vulnerable adult: child wins",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(CHILD, MS, types("forced_crime")),
        "child found offending: victim first",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        CSE_TEAMS,
        case(CHILD, MS, types("forced_to_work", "child_sexual_exploitation")),
        "any sexual type counts",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        CSE_TEAMS,
        case(CHILD, MS, types("held_and_sexually_assaulted")),
        "R4: held and assaulted counts",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        CSE_TEAMS,
        case(CHILD, MS, types("forced_prostitution")),
        "form: sexual heading",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(CHILD, MS, types("organs_removed", "domestic_work", "wages_taken")),
        "form: none of these is sexual",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(CHILD, MS, ASSAULT),
        "an assault alone is not sexual exploitation",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(ADULT, MS, age_at_exploitation="child"),
        "R7: exploited as a child",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        set(),
        case(ADULT, MS, age_at_exploitation="both"),
        "R7: both, child wins",
    ),
    (
        1,
        "ppd_child_abuse",
        "child_trafficking",
        CSE_TEAMS,
        case(ADULT, MS, SEXUAL, VULNERABLE, age_at_exploitation="child"),
        "R7 before R5",
    ),
    (2, "ppd_cse", "cse", {"cse_coordinator"}, case(CHILD, NO_MS, SEXUAL), "#2"),
    (
        2,
        "ppd_cse",
        "cse",
        {"cse_coordinator"},
        case(NO_MS, SEXUAL, age_band="unknown"),
        "#2 age unknown",
    ),
    (
        2,
        "ppd_cse",
        "cse",
        {"cse_coordinator"},
        case(CHILD, NO_MS, types("child_sexual_exploitation")),
        "#2 derived",
    ),
    (
        2,
        "ppd_cse",
        "cse",
        {"cse_coordinator"},
        case(ADULT, NO_MS, SEXUAL, age_at_exploitation="child"),
        "R7: non-recent CSE",
    ),
    (
        2,
        "ppd_cse",
        "cse",
        {"cse_coordinator"},
        case(CHILD, NO_OFFENCE, SEXUAL),
        "#2 before #9: no other offence",
    ),
    (
        3,
        "ppd_child_abuse",
        "related_offence",
        set(),
        case(CHILD, NO_MS, offence_suspected=True),
        "#3",
    ),
    (
        3,
        "ppd_child_abuse",
        "related_offence",
        set(),
        case(CHILD, NO_MS, smuggling_only=True),
        "#3 smuggled child",
    ),
    (
        3,
        "ppd_child_abuse",
        "related_offence",
        set(),
        case(CHILD, NO_MS),
        "absent is unknown: an offence is not ruled out",
    ),
    (
        3,
        "ppd_child_abuse",
        "related_offence",
        set(),
        case(CHILD, NO_OFFENCE, ASSAULT),
        "a sexual assault is an offence",
    ),
    (4, "ppd_adult_abuse", "adult_modern_slavery", set(), case(ADULT, MS, SEXUAL), "#4"),
    (
        4,
        "ppd_adult_abuse",
        "adult_modern_slavery",
        {"ppd_vulnerable_adult"},
        case(ADULT, MS, SEXUAL, VULNERABLE),
        "R5",
    ),
    (
        4,
        "ppd_adult_abuse",
        "adult_modern_slavery",
        set(),
        case(ADULT, MS, SEXUAL, vulnerable_adult="unknown"),
        "R6 within #4",
    ),
    (
        4,
        "ppd_adult_abuse",
        "adult_modern_slavery",
        set(),
        case(ADULT, MS, types("held_and_sexually_assaulted")),
        "R4: the type moves the lead",
    ),
    (
        4,
        "ppd_adult_abuse",
        "adult_modern_slavery",
        set(),
        case(ADULT, types("forced_prostitution")),
        "#4 ms unknown",
    ),
    (5, "ppd_vulnerable_adult", "adult_modern_slavery", set(), case(ADULT, MS, VULNERABLE), "#5"),
    (
        5,
        "ppd_vulnerable_adult",
        "adult_modern_slavery",
        set(),
        case(ADULT, MS, VULNERABLE, ASSAULT),
        "#5: an assault moves nothing",
    ),
    (6, "fcid", "adult_modern_slavery", set(), case(ADULT, MS), "#6 [S52]"),
    (
        6,
        "fcid",
        "adult_modern_slavery",
        {"ppd_adult_abuse"},
        case(ADULT, MS, ASSAULT),
        "R4: control, not purpose",
    ),
    (
        6,
        "fcid",
        "adult_modern_slavery",
        set(),
        case(MS, age_band="adult", vulnerable_adult="unknown"),
        "R6",
    ),
    (6, "fcid", "adult_modern_slavery", set(), case(ADULT), "#6 ms unknown"),
    (
        6,
        "fcid",
        "adult_modern_slavery",
        set(),
        case(ADULT, MS, age_at_exploitation="unknown"),
        "R7: nothing says a child",
    ),
    (6, "fcid", "adult_modern_slavery", set(), case(ADULT, MS, smuggling_only=True), "first match"),
    (7, "ppd_adult_abuse", "related_offence", set(), case(ADULT, NO_MS, SEXUAL), "#7 [S50]"),
    (7, "ppd_adult_abuse", "related_offence", set(), case(ADULT, NO_MS, ASSAULT), "#7 offence"),
    (
        7,
        "ppd_adult_abuse",
        "related_offence",
        set(),
        case(ADULT, NO_MS, ASSAULT, VULNERABLE),
        "#7 vulnerable moves nothing",
    ),
    (8, "fcid", "related_offence", set(), case(ADULT, NO_MS, smuggling_only=True), "#8"),
    (8, "fcid", "related_offence", set(), case(ADULT, NO_MS, offence_suspected=True), "row 8 also"),
    (
        8,
        "fcid",
        "related_offence",
        set(),
        case(ADULT, NO_OFFENCE, smuggling_only=True),
        "#8: smuggling is an offence",
    ),
    (9, None, "support_only", OUTSIDE, case(ADULT, NO_OFFENCE), "#9 [S57]"),
    (9, None, "support_only", OUTSIDE, case(CHILD, NO_OFFENCE), "#9 child"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-1])
def test_the_first_rule_that_matches_decides(row):
    number, lead, pathway, supporting, facts, why = row
    found = route(facts)

    assert (found.rule, found.lead, found.pathway) == (number, lead, pathway), why
    assert found.supporting == supporting, why


def test_every_rule_has_an_example():
    assert {row[0] for row in ROWS} == {rule.number for rule in RULES}


@pytest.mark.parametrize(
    ("born_on", "lead"),
    [
        ("2008-07-01", "fcid"),
        ("2008-07-02", "ppd_child_abuse"),
    ],
    ids=["R2: 18 today", "R2: 18 tomorrow"],
)
def test_a_verified_birth_date_decides_the_row(born_on, lead):
    facts = case(ADULT, MS, born_on=date.fromisoformat(born_on), age_verified=True)

    assert route(facts).lead == lead


def test_an_age_doubt_that_ends_as_adult_runs_again_from_rule_4():
    determined = Event("age_determined", NOW, detail={"age_band": "adult", "by": "court"})

    assert route(case(MS, SEXUAL, age_band="unknown")).rule == 1
    assert route(case(MS, SEXUAL, age_band="unknown", events=(determined,))).rule == 4


@pytest.mark.parametrize(
    ("facts", "sto", "interview", "why"),
    [
        (case(ADULT, MS), False, False, "neither"),
        (case(CHILD, MS), False, True, "S35: child"),
        (case(MS, age_band="unknown"), False, True, "unknown is a child"),
        (case(ADULT, MS, SEXUAL), False, True, "sexual"),
        (case(ADULT, MS, VULNERABLE), False, True, "vulnerable"),
        (case(ADULT, MS, ASSAULT), True, True, "S36: STO, any lead"),
        (case(CHILD, NO_MS, ASSAULT), True, True, "S36: STO, any age"),
        (case(ADULT, NO_OFFENCE, ASSAULT), True, True, "S36: STO"),
        (case(ADULT, MS, types("held_and_sexually_assaulted")), True, True, "the type says it"),
        (
            case(ADULT, MS, types("held_and_sexually_assaulted"), sexual_assault_alleged=False),
            True,
            True,
            "S36: ticked, it is alleged, whatever was answered beside it",
        ),
        (case(ADULT, MS, age_at_exploitation="child"), False, False, "R7: treatment by age today"),
    ],
)
def test_who_speaks_to_the_person(facts, sto, interview, why):
    found = route(facts)

    assert (found.sto, found.specialist_interview) == (sto, interview), why


def test_a_former_lead_supports_until_released():
    facts = case(ADULT, MS, former_leads=frozenset({"ppd_child_abuse", "fcid"}))

    assert route(facts).supporting == {"ppd_child_abuse"}, "R8; the lead never supports itself"


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (
            case(CHILD, MS, SEXUAL),
            "they are under 18; trafficking or modern slavery is suspected; "
            "sexual exploitation is suspected",
        ),
        (
            case(age_band="unknown"),
            "their age is not known, so they are treated as a child for now; "
            "trafficking or modern slavery has not been ruled out",
        ),
        (
            case(ADULT, NO_MS, SEXUAL, age_at_exploitation="child"),
            "they were under 18 when it happened; sexual exploitation is suspected",
        ),
        (
            case(MS, age_band="adult", vulnerable_adult="unknown"),
            "they are 18 or over; trafficking or modern slavery is suspected; "
            "whether they are vulnerable is not known, so a capacity check is asked for",
        ),
        (
            case(ADULT, MS, ASSAULT),
            "they are 18 or over; trafficking or modern slavery is suspected; "
            "they are not known to be vulnerable; a sexual assault is alleged",
        ),
        (
            case(ADULT, MS, VULNERABLE),
            "they are 18 or over; trafficking or modern slavery is suspected; "
            "they are a vulnerable adult",
        ),
        (
            case(ADULT, MS, SEXUAL),
            "they are 18 or over; trafficking or modern slavery is suspected; "
            "sexual exploitation is suspected; they are not known to be vulnerable",
        ),
        (
            case(ADULT, NO_MS, ASSAULT),
            "they are 18 or over; a sexual assault is alleged",
        ),
        (
            case(ADULT, NO_MS, smuggling_only=True),
            "they are 18 or over; smuggling or immigration fraud is suspected, and nothing else",
        ),
        (
            case(ADULT, NO_MS, offence_suspected=True),
            "they are 18 or over; another offence is suspected",
        ),
        (
            case(CHILD, NO_MS),
            "they are under 18; an offence has not been ruled out",
        ),
        (case(ADULT, NO_OFFENCE), "no offence is suspected"),
    ],
)
def test_the_reason_is_the_answers_in_plain_words(facts, because):
    assert route(facts).because == because


def test_the_rules_are_shown_in_order_with_the_deciding_one_marked():
    lines = explained(case(ADULT, MS, VULNERABLE))

    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [line.number for line in lines if line.matched] == [5]
    assert lines[4].goes_to == "Vulnerable Adult Team"
    assert lines[8].goes_to == team_label(None)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            case(CHILD, MS, SEXUAL),
            "If they were 18 or over, rule 4 would match and the case would go to Adult Abuse "
            "Team.",
        ),
        (
            case(ADULT, MS),
            "If they were under 18, rule 1 would match and the case would go to Child Abuse Team.",
        ),
        (
            case(ADULT, NO_OFFENCE),
            "If trafficking or modern slavery were suspected, rule 6 would match and the case "
            "would go to FCID.",
        ),
        (
            case(ADULT, MS, age_at_exploitation="child"),
            "If it had begun after they were 18, rule 6 would match and the case would go to FCID.",
        ),
    ],
)
def test_what_would_change_it(facts, words):
    assert what_would_change(facts) == words


def test_there_is_always_an_answer_that_would_change_it():
    bands = ("child", "adult", "unknown")
    for band, ms, sexual, assault, offence in product(bands, *[(True, False, None)] * 4):
        facts = case(
            age_band=band,
            ms_indicator=ms,
            sexual_exploitation=sexual,
            sexual_assault_alleged=assault,
            offence_suspected=offence,
        )
        assert what_would_change(facts).startswith("If ")


def test_the_teams_on_the_case_are_those_the_service_knows():
    by_rule = case(CHILD, MS, SEXUAL)
    rerouted = case(CHILD, MS, lead="fcid", supporting=frozenset({"ppd_child_abuse"}))

    assert teams(by_rule) == {"ppd_child_abuse", "ppd_cse", "cse_coordinator"}
    assert teams(rerouted) == {"fcid", "ppd_child_abuse"}
    assert teams(case(ADULT, NO_OFFENCE)) == {"la_social_care", "ngo"}


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        ({"lead": "fcid"}, {"fcid"}),
        ({"supporting": frozenset({"ppd_cse"})}, {"ppd_cse"}),
        (
            {"lead": "fcid", "former_leads": frozenset({"ppd_child_abuse"})},
            {"fcid", "ppd_child_abuse"},
        ),
    ],
    ids=["the lead alone", "no lead, and one that supports", "R8: led and is not yet released"],
)
def test_as_the_teams_stand_beats_the_rule(standing, found):
    assert teams(case(CHILD, MS, SEXUAL, **standing)) == found


@pytest.mark.parametrize(
    ("standing", "team", "may", "rule"),
    [
        ({"former_leads": {"fcid"}}, "fcid", True, "R8: led, and not yet released"),
        ({"supporting": {"ett"}}, "ett", True, "S11: it took a request on"),
        ({"supporting": {"ppd_vulnerable_adult"}}, "ppd_vulnerable_adult", True, "once called in"),
        ({"supporting": {"ppd_cse"}}, "ppd_cse", False, "rule 1 calls it in"),
        ({"former_leads": {"ppd_cse"}}, "ppd_cse", False, "led, and rule 1 calls it in"),
        ({"lead": "fcid", "supporting": {"ett"}}, "fcid", False, "R3: it leads"),
        ({"supporting": {"ett"}}, "fcid", False, "it has no part in the case"),
        ({"supporting": {"ett"}}, None, False, "no team"),
    ],
)
def test_who_may_release_their_own_team(standing, team, may, rule):
    """R8: its own supervisor does; the rule would call back whom it calls in."""
    held = {key: frozenset(codes) if key != "lead" else codes for key, codes in standing.items()}
    assert may_release(case(CHILD, MS, SEXUAL, **held), team) is may, rule


@pytest.mark.parametrize(
    ("team", "label"),
    [
        ("ppd_child_abuse", "Child Abuse Team"),
        ("cse_coordinator", "CSE co-ordinator"),
        ("la_social_care", "Local authority social care"),
        ("ngo", "Support organisation"),
        (None, "the supervisor of whoever logged it, until support is agreed"),
    ],
)
def test_whoever_leads_or_supports_has_a_name(team, label):
    assert team_label(team) == label
