"""The form section by section: who is asked what, what is required, and at which tier."""

from datetime import UTC, datetime

import pytest

from workflows.definition import Kind
from workflows.facts import BestInterests, CaseFacts, Consent
from workflows.nrm_form import (
    ANONYMOUS,
    BY_CODE,
    NARRATIVE,
    QUESTIONS,
    SECTIONS,
    Recorded,
    asked,
    branch,
    chosen,
    gaps,
    in_words,
    known,
    missing,
    sections,
    starts_again,
)
from workflows.nrm_form.lists import FORCES, NATIONALITIES, REGIONS
from workflows.sharing import Tier

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
CHILD = CaseFacts(now=NOW, age_band="child")
ADULT = CaseFacts(now=NOW, age_band="adult")
AGREED = CaseFacts(now=NOW, age_band="adult", consent=Consent(given=True))
REFUSED = CaseFacts(now=NOW, age_band="adult", consent=Consent(given=False))
UNABLE = CaseFacts(now=NOW, age_band="adult", lacks_capacity_for_nrm=True)
DECIDED_FOR = CaseFacts(
    now=NOW,
    age_band="adult",
    lacks_capacity_for_nrm=True,
    best_interests=BestInterests(approved_by_supervisor=True, seen_by_la_adult=True),
)
HALF_DECIDED = CaseFacts(
    now=NOW,
    age_band="adult",
    lacks_capacity_for_nrm=True,
    best_interests=BestInterests(approved_by_supervisor=True, seen_by_la_adult=False),
)

COMMON = (
    "first_responder age background exploitation insight place exploiters types others_and_police"
)

BRANCHES = [
    # why, answers, facts, branch, sections after the common ones
    ("G3: a child", {}, CHILD, "child", "person responder_contact evidence"),
    ("unknown is a child", {}, CaseFacts(now=NOW), "child", "person responder_contact evidence"),
    (
        "a child, whatever was ticked",
        {"wants_nrm": False},
        CHILD,
        "child",
        "person responder_contact evidence",
    ),
    (
        "not sure on the form is a child",
        {"under_18": "not_sure"},
        AGREED,
        "child",
        "person responder_contact evidence",
    ),
    (
        "an adult who agrees",
        {"wants_nrm": True},
        ADULT,
        "adult",
        "consent support person decision_contact responder_contact evidence",
    ),
    (
        "the record of consent will do",
        {},
        AGREED,
        "adult",
        "consent support person decision_contact responder_contact evidence",
    ),
    ("an adult who does not", {"wants_nrm": False}, ADULT, "dtn", "consent notice"),
    ("the record of refusal will do", {}, REFUSED, "dtn", "consent notice"),
    (
        "only if willing to help: name and contact",
        {"willing_to_help": True},
        REFUSED,
        "dtn",
        "consent notice notice_person",
    ),
    ("not asked yet", {}, ADULT, "undecided", "consent"),
    ("R20: anonymous, consent not asked", {"willing_to_help": True}, UNABLE, "dtn", "notice"),
    ("R20: approved but not seen", {}, HALF_DECIDED, "dtn", "notice"),
    (
        "R20: decided for them",
        {},
        DECIDED_FOR,
        "adult",
        "support person decision_contact responder_contact evidence",
    ),
]


@pytest.mark.parametrize("row", BRANCHES, ids=lambda row: row[0])
def test_the_form_branches(row):
    _, answers, facts, expected, after = row

    assert branch(answers, facts) == expected
    assert [s.code for s in sections(answers, facts)] == f"{COMMON} {after}".split()


CONDITIONS = [
    # section, answers, facts, question, asked
    ("age", {"under_18": "yes"}, CHILD, "la_name", True),
    ("age", {"under_18": "not_sure"}, CHILD, "la_phone", True),
    ("age", {"under_18": "no"}, ADULT, "la_email", False),
    ("age", {"under_18": "no"}, ADULT, "under_18_then", True),
    ("age", {"under_18": "yes"}, CHILD, "under_18_then", False),
    ("age", {"under_18": "yes", "la_name": "other"}, CHILD, "la_other", True),
    ("age", {"under_18": "yes", "la_name": "walsall"}, CHILD, "la_other", False),
    ("age", {"under_18": "no", "la_name": "other"}, ADULT, "la_other", False),
    ("exploitation", {"several_situations": "no"}, CHILD, "when_it_happened", True),
    ("exploitation", {"several_situations": "not_known"}, CHILD, "when_it_happened", True),
    ("exploitation", {"several_situations": "yes"}, CHILD, "when_it_happened", False),
    ("exploitation", {"several_situations": "yes"}, CHILD, "when_each_happened", True),
    ("exploitation", {"taken_somewhere": True}, CHILD, "journey", True),
    ("exploitation", {"taken_somewhere": "yes"}, CHILD, "journey", True),
    ("exploitation", {"taken_somewhere": False}, CHILD, "journey", False),
    ("exploitation", {"still_in_it": True}, CHILD, "what_keeps_them", True),
    ("exploitation", {"still_in_it": True}, CHILD, "how_they_left", False),
    ("exploitation", {"still_in_it": False}, CHILD, "how_they_left", True),
    ("exploitation", {"reported_before": "no"}, CHILD, "why_now", True),
    ("exploitation", {"reported_before": "not_sure"}, CHILD, "why_now", False),
    ("exploitation", {"reported_before": "not_sure"}, CHILD, "reported_before_details", True),
    ("insight", {"indicators": True}, CHILD, "indicators_details", True),
    ("insight", {"credibility": True}, CHILD, "credibility_evidence", True),
    ("insight", {"credibility": False}, CHILD, "credibility_evidence", False),
    ("insight", {"others_involved": True}, CHILD, "others_involved_details", True),
    ("place", {"where": "uk"}, CHILD, "uk_towns", True),
    ("place", {"where": "uk"}, CHILD, "countries", False),
    ("place", {"where": "overseas"}, CHILD, "uk_towns", False),
    ("place", {"where": "overseas"}, CHILD, "countries", True),
    ("place", {"where": "both"}, CHILD, "uk_towns", True),
    ("place", {"where": "both"}, CHILD, "countries", True),
    ("exploiters", {"exploiters_known_place": True}, CHILD, "exploiters_in_uk", True),
    ("exploiters", {"exploiters_known_place": False}, CHILD, "exploiters_place", False),
    ("types", {"exploitation_types": ["other", "forced_to_work"]}, CHILD, "other_type", True),
    ("types", {"exploitation_types": ["forced_to_work"]}, CHILD, "other_type", False),
    ("others_and_police", {"future_risk": True}, CHILD, "future_risk_reasons", True),
    ("others_and_police", {"crime_recorded": True}, CHILD, "force", True),
    ("others_and_police", {"crime_recorded": False}, CHILD, "crime_reference", False),
    ("support", {"wants_support": True}, AGREED, "support_phone", True),
    ("support", {"wants_support": False, "support_phone": "own"}, AGREED, "own_number", False),
    (
        "support",
        {"wants_support": True, "support_phone": "alternative"},
        AGREED,
        "alternative_relation",
        True,
    ),
    ("support", {"wants_support": True, "support_phone": "none"}, AGREED, "why_no_number", True),
    ("support", {"wants_support": True}, CHILD, "wants_support", False),
    ("person", {"has_children": True}, CHILD, "number_of_children", True),
    ("person", {"needs_interpreter": True}, CHILD, "interpreter_language", True),
    ("decision_contact", {"who_is_told": "someone_else"}, AGREED, "someone_else_permission", True),
    (
        "decision_contact",
        {"who_is_told": "potential_victim", "potential_victim_ways": ["post"]},
        AGREED,
        "potential_victim_post_safe",
        True,
    ),
    (
        "decision_contact",
        {"who_is_told": "potential_victim", "potential_victim_ways": ["post"]},
        AGREED,
        "potential_victim_email_safe",
        False,
    ),
    (
        "decision_contact",
        {"who_is_told": "someone_else", "potential_victim_ways": ["post"]},
        AGREED,
        "potential_victim_street",
        False,
    ),
    ("evidence", {"sends_evidence": True}, CHILD, "evidence_described", True),
]


@pytest.mark.parametrize(("section", "answers", "facts", "key", "is_asked"), CONDITIONS)
def test_a_question_waits_for_its_answer(section, answers, facts, key, is_asked):
    keys = {question.key for question in asked(BY_CODE[section], answers, facts)}

    assert (key in keys) is is_asked


def test_a_child_is_asked_neither_to_agree_nor_about_support():
    keys = {q.key for section in SECTIONS for q in asked(section, {}, CHILD)}

    assert not keys & {"wants_nrm", "wants_support", "who_is_told"}, "G3"


WHOLE_CHILD = {
    "reference": "CA-114",
    "organisation": "West Midlands Police",
    "reporting_from": "england",
    "under_18": "yes",
    "la_name": "sandwell",
    "la_phone": "0121 496 0000",
    "la_email": "duty@sandwell.example",
    "birthplace": "Not known, not asked",
    "family": "A mother in Walsall",
    "education": "Year 10",
    "work_before": "None",
    "several_situations": "no",
    "when_it_happened": "Since March",
    "how_it_started": "Through a friend",
    "taken_somewhere": False,
    "had_to_do": "Carry parcels",
    "living_conditions": "A shared flat",
    "treatment": "Threatened",
    "still_in_it": False,
    "how_they_left": "Found by police",
    "last_contact": "week",
    "reported_before": "no",
    "why_now": "Nobody had asked",
    "indicators": True,
    "indicators_details": "Two phones",
    "interviews": "On the ward",
    "insight": "Frightened",
    "credibility": False,
    "others_involved": False,
    "where": "uk",
    "uk_towns": ["Walsall"],
    "staying_town": "Sandwell",
    "staying_region": "west_midlands",
    "exploiters": "Two men",
    "exploiters_known_place": False,
    "exploitation_types": ["forced_crime"],
    "other_victims": "not_sure",
    "future_risk": False,
    "crime_recorded": False,
    "willing_to_help": False,
    "first_name": "Kayla",
    "last_name": "Marsh",
    "gender": "female",
    "has_children": False,
    "nationality": "gb",
    "needs_interpreter": False,
    "needs_aid": False,
    "has_home_office_reference": False,
    "fr_first_name": "Dele",
    "fr_last_name": "Okafor",
    "fr_role": "Response officer",
    "fr_phone": "0121 496 0001",
    "fr_other_email": "duty@police.example",
    "sends_evidence": False,
}
WHOLE_ADULT = {
    **{key: told for key, told in WHOLE_CHILD.items() if not key.startswith("la_")},
    "under_18": "no",
    "under_18_then": "no",
    "wants_nrm": True,
    "wants_support": True,
    "support_phone": "own",
    "own_number": "0121 496 0002",
    "who_is_told": "potential_victim",
    "potential_victim_ways": ["email"],
    "potential_victim_email": "a@b.example",
    "potential_victim_email_safe": ["confirmed"],
}
NOTICE_SECTIONS = {"responder_contact", "person", "evidence", "support", "decision_contact"}
WHOLE_NOTICE = {
    **{
        key: told
        for key, told in WHOLE_ADULT.items()
        if not any(key == q.key for code in NOTICE_SECTIONS for q in BY_CODE[code].questions)
    },
    "wants_nrm": False,
    "gender": "male",
    "nationality": "vn",
}


@pytest.mark.parametrize(
    ("answers", "facts"),
    [(WHOLE_CHILD, CHILD), (WHOLE_ADULT, AGREED), (WHOLE_NOTICE, REFUSED)],
    ids=["child", "adult", "duty to notify"],
)
def test_a_whole_form_lacks_nothing_and_every_answer_counts(answers, facts):
    assert missing(answers, facts) == ()
    for key in answers:
        without = {other: told for other, told in answers.items() if other != key}
        assert (key in {question.key for question in missing(without, facts)}) is not _decides(key)


def _decides(key):
    """Consent is in the record as well; its absence from the form asks for nothing new."""
    return key == "wants_nrm"


@pytest.mark.parametrize("empty", ["", "  ", [], [""], None])
def test_an_empty_answer_is_missing(empty):
    answers = WHOLE_CHILD | {"uk_towns": empty}

    assert [question.key for question in missing(answers, CHILD)] == ["uk_towns"]


def test_no_and_nought_are_answers():
    answers = WHOLE_CHILD | {"has_children": True, "number_of_children": 0}

    assert missing(answers, CHILD) == ()


def test_willing_to_help_asks_for_a_name():
    left = {question.key for question in missing(WHOLE_NOTICE | {"willing_to_help": True}, REFUSED)}

    assert left == {"first_name", "last_name", "contact_ways"}, "domain c 10"


def test_the_safe_tick_is_never_left_out():
    answers = WHOLE_ADULT | {"potential_victim_email_safe": []}

    assert [q.missing for q in missing(answers, AGREED)] == [
        "Confirm that it is safe to write to them here"
    ], "G10"


def test_a_day_is_read_as_people_say_it():
    assert in_words(QUESTIONS["person/born_on"], "2010-12-04") == "4 December 2010"


TIERS = {
    # domain e, "Tiers.": the groups of the form table
    Tier.NRM_DECISION: "reference organisation reporting_from fr_first_name fr_phone wants_nrm "
    "why_not crime_recorded force crime_reference willing_to_help",
    Tier.IDENTITY: "under_18 under_18_then birthplace family education work_before first_name "
    "nickname born_on gender nationality home_office_reference",
    Tier.SAFEGUARDING: "la_name la_phone still_in_it what_keeps_them last_contact future_risk "
    "future_risk_reasons has_children",
    Tier.ALLEGATION: "several_situations how_it_started journey had_to_do indicators "
    "exploitation_types other_type evidence_described how_they_left why_now",
    Tier.INTERVIEW: "interviews insight credibility credibility_evidence",
    Tier.INTELLIGENCE: "exploiters exploiters_place other_victims other_victims_details",
    Tier.CONTACT: "where uk_towns countries staying_town staying_region own_number "
    "alternative_relation who_is_told potential_victim_email potential_victim_street",
    Tier.SUPPORT: "others_involved wants_support needs_interpreter interpreter_language aid",
}


def test_each_group_of_the_form_has_its_tier():
    tiers = {q.key: q.tier for section in SECTIONS for q in section.questions}

    for tier, keys in TIERS.items():
        assert {key: tiers[key] for key in keys.split()} == dict.fromkeys(keys.split(), tier)


def test_an_anonymous_notice_holds_nothing_that_names_or_finds_them():
    """R18: birthplace, family, contact and exact addresses are left out."""
    questions = {q.key: q for section in SECTIONS for q in section.questions}

    assert questions.keys() >= ANONYMOUS | NARRATIVE
    assert not ANONYMOUS & {"birthplace", "family", "first_name", "staying_town", "uk_other"}
    assert {questions[key].kind for key in NARRATIVE} == {Kind.LONG}
    assert Kind.LONG not in {questions[key].kind for key in ANONYMOUS}


def test_long_answers_take_fifteen_thousand_characters():
    long = [q for s in SECTIONS for q in s.questions if q.kind is Kind.LONG]

    assert {q.limit for q in long} == {15000}
    assert len(long) > 30


def test_every_required_question_says_what_is_missing():
    required = [q for s in SECTIONS for q in s.questions if q.required]

    assert all(question.missing for question in required)


def test_ten_towns_and_ten_countries():
    most = {q.key: q.most for q in BY_CODE["place"].questions if q.kind is Kind.LIST}

    assert most == {"uk_towns": 10, "countries": 10}


def test_the_seven_last_contact_bands_and_ten_types():
    def choices(section, key):
        return next(q.choices for q in BY_CODE[section].questions if q.key == key)

    assert len(choices("exploitation", "last_contact")) == 7
    assert len(choices("types", "exploitation_types")) == 10


def test_nationalities_are_listed_by_what_is_read():
    _, *named, stateless = NATIONALITIES.values()
    assert named == sorted(named)
    assert (named[0], named[-1], stateless) == ("Afghan", "Zimbabwean", "Stateless")
    assert NATIONALITIES["us"] == "American"


@pytest.mark.parametrize(
    ("codes", "some", "least"),
    [
        (NATIONALITIES, {"unknown", "gb", "vn", "al", "sd"}, 190),
        (FORCES, {"west_midlands_police", "dyfed_powys_police", "british_transport_police"}, 46),
        (REGIONS, {"unknown", "west_midlands", "greater_london"}, 90),
    ],
    ids=["nationalities", "forces", "regions"],
)
def test_the_code_lists_are_there(codes, some, least):
    assert some <= set(codes)
    assert len(codes) >= least
    assert len(set(codes.values())) == len(codes)
    assert all(label == label.strip() for label in codes.values())


STARTED_AGAIN = [
    # why, under 18 before, after, whether what follows consent is asked again
    ("no longer a child", "yes", "no", True),
    ("no longer an adult", "no", "yes", True),
    ("not sure is a child", "no", "not_sure", True),
    ("still a child", "yes", "not_sure", False),
    ("the same", "no", "no", False),
    ("answered for the first time", None, "no", False),
    ("taken away", "no", None, False),
]


@pytest.mark.parametrize("row", STARTED_AGAIN, ids=lambda row: row[0])
def test_a_change_of_age_asks_again_what_follows_consent(row):
    _, before, now, again = row

    found = starts_again({"under_18": before}, {"under_18": now})

    after_consent = (
        "notice notice_person support person decision_contact responder_contact evidence"
    )
    assert found == (tuple(after_consent.split()) if again else ())


def test_each_missing_answer_is_named_with_its_section():
    assert gaps({"under_18": "no"}, ADULT)[:3] == (
        "first_responder/reference",
        "first_responder/organisation",
        "first_responder/reporting_from",
    )
    assert "age/under_18_then" in gaps({"under_18": "no"}, ADULT)
    assert "age/under_18" not in gaps({"under_18": "no"}, ADULT)


@pytest.mark.parametrize(("writer", "first", "last"), [
    ("DC C. Holloway", "C.", "Holloway"),
    ("Sgt Ann Lee", "Ann", "Lee"),
    ("Mary Ann Lee", "Mary Ann", "Lee"),
    ("Holloway", "", "Holloway"),
    ("DC Holloway", "", "Holloway"),
])  # fmt: skip
def test_a_rank_is_no_part_of_the_first_name_of_who_writes(writer, first, last):
    told = known(CHILD, Recorded(writer=writer))
    given = {key: told[key].value for key in ("fr_first_name", "fr_last_name") if key in told}
    assert given == ({"fr_first_name": first} if first else {}) | {"fr_last_name": last}


@pytest.mark.parametrize(("language", "needed"), [
    ("Vietnamese", "yes"), ("english", "no"), ("", None), ("Polish, some English", None),
])  # fmt: skip
def test_an_interpreter_is_proposed_from_the_language_they_speak_best(language, needed):
    told = known(CHILD, Recorded(language=language))
    assert (told["needs_interpreter"].value if "needs_interpreter" in told else None) == needed


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("age/under_18", "Not sure", "not_sure"),
        ("person/gender", "Neither, or not known", "unknown"),
        ("person/gender", "", ""),
        ("age/under_18", None, ""),
    ],
)
def test_what_was_kept_in_words_is_read_by_what_it_chose(name, words, code):
    assert chosen(name, words) == code
