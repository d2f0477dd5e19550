"""Every form in the service is read by one reader; these are its rules."""

import datetime as dt
import json
import time
from itertools import cycle, islice

import pytest
from werkzeug.datastructures import MultiDict

from referrals.clock import now, today
from referrals.errors import Invalid
from referrals.schemas.questions import as_typed, json_schema, read_form, read_json, said, typed
from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier

T = Tier.ALLEGATION
NAME = Question(
    "name", "What is their name?", Kind.LINE, T, limit=20, missing="Enter a name, or say not known"
)
BORN = Question(
    "born", "Date of birth", Kind.DATE, T, sets="born_on", missing="Enter a date of birth"
)
SENT = Question("at", "When did you send it?", Kind.INSTANT, T, missing="Enter the date and time")
SEEN = Question(
    "seen",
    "What did you see or hear?",
    Kind.LONG,
    T,
    limit=100,
    missing="Write what you saw or were told",
)
WHAT = Question(
    "what",
    "What do you think is happening?",
    Kind.CHOICES,
    T,
    choices=(
        Choice("moved", "Moved"),
        Choice("work", "Made to work"),
        Choice("unsure", "I'm not sure yet"),
    ),
    missing="Tick what you think is happening, or “I'm not sure yet”",
)
SAFE = Question("safe", "Is it safe to phone?", Kind.YES_NO, T, missing="Say if it is safe")
PHONE = Question(
    "phone",
    "What is the number?",
    Kind.PHONE,
    T,
    when=("safe", frozenset({"yes"})),
    missing="Enter a phone number, like 0121 496 0000",
)
AGE = Question("age", "About how old are they?", Kind.NUMBER, T, required=False)
PLACES = Question("places", "Where was it?", Kind.LIST, T, limit=30, most=3, required=False)
MAIL = Question("la.email", "What is their email address?", Kind.EMAIL, T, required=False)
ONE = Question(
    "one",
    "Which?",
    Kind.SELECT,
    T,
    choices=(Choice("a", "A"), Choice("b", "B")),
    missing="Choose one",
)
OF_EVERY_KIND = (NAME, BORN, SENT, SEEN, WHAT, SAFE, PHONE, AGE, PLACES, MAIL, ONE)
TYPED = {
    "name": "Kayla Marsh",
    "born-day": "4",
    "born-month": "9",
    "born-year": "2010",
    "at-day": "10",
    "at-month": "7",
    "at-year": "2025",
    "at-time": "02:38",
    "seen": "He said I owed him.\r\n\r\nTwo phones.",
    "safe": "yes",
    "phone": "0121 496 0000",
    "age": "15",
    "places": "Walsall\r\n\r\n  Dudley \r\n",
    "la.email": "duty@council.example",
    "one": "b",
    "csrf_token": "x",
}
MEANT = {
    "name": "Kayla Marsh",
    "born": dt.date(2010, 9, 4),
    "at": dt.datetime(2025, 7, 10, 1, 38, tzinfo=dt.UTC),
    "seen": "He said I owed him.\n\nTwo phones.",
    "what": ["moved", "work"],
    "safe": True,
    "phone": "0121 496 0000",
    "age": 15,
    "places": ["Walsall", "Dudley"],
    "la.email": "duty@council.example",
    "one": "b",
}


def form(**changes: str) -> MultiDict[str, str]:
    fields = MultiDict(TYPED | changes)
    fields.setlist("what", ["moved", "work"])
    return fields


def errors_of_form(questions: tuple[Question, ...], **typed_in: str) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_form(questions, MultiDict(typed_in))
    return said(caught.value)


def errors_of_json(questions: tuple[Question, ...], document: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_json(questions, document)
    return said(caught.value)


def test_a_form_of_every_kind_is_read_into_what_it_means():
    assert read_form(OF_EVERY_KIND, form()) == MEANT


def test_the_same_answers_by_json_mean_the_same():
    document = MEANT | {
        "born": "2010-09-04",
        "at": "2025-07-10T02:38:00+01:00",
        "safe": "yes",
        "seen": "He said I owed him.\r\n\r\nTwo phones.",
    }
    assert read_json(OF_EVERY_KIND, document) == MEANT


def test_what_was_read_can_be_shown_and_read_again():
    shown = as_typed(OF_EVERY_KIND, MEANT)
    assert shown["safe"] == "yes"
    assert shown["at"].strftime("%H:%M") == "02:38"
    assert "not_asked" not in shown


def test_everything_that_is_missing_is_said_at_once():
    assert errors_of_form(OF_EVERY_KIND) == {
        "name": "Enter a name, or say not known",
        "born": "Enter a date of birth",
        "at": "Enter the date and time",
        "seen": "Write what you saw or were told",
        "what": "Tick what you think is happening, or “I'm not sure yet”",
        "safe": "Say if it is safe",
        "one": "Choose one",
    }


def test_optional_questions_left_empty_are_left_out():
    assert read_form((AGE, PLACES, MAIL), MultiDict({"age": " ", "places": "\r\n \r\n"})) == {}
    assert read_json((AGE, PLACES, MAIL), {"age": None, "places": ["", " "], "la.email": ""}) == {}


def test_a_required_list_of_empty_lines_is_not_an_answer():
    places = Question("places", "Where?", Kind.LIST, T, most=3, missing="Enter a place")
    assert errors_of_json((places,), {"places": [" ", ""]}) == {"places": "Enter a place"}


@pytest.mark.parametrize(
    ("boxes", "said_of"),
    [
        (
            {"born-day": "4", "born-month": "9"},
            {"born-year": "Date of birth must include a year"},
        ),
        (
            {"born-year": "2010"},
            {
                "born-day": "Date of birth must include a day",
                "born-month": "Date of birth must include a month",
            },
        ),
        (
            {"born-day": "31", "born-month": "2", "born-year": "2010"},
            {"born": "Date of birth must be a real date"},
        ),
        (
            {"born-day": "a", "born-month": "٣", "born-year": "20100"},
            {"born": "Date of birth must be a real date"},
        ),
        (
            {"born-day": "4", "born-month": "9", "born-year": "10"},
            {"born": "Date of birth must have a year from 1900 to 2100"},
        ),
    ],
)
def test_a_date_names_the_box_at_fault(boxes, said_of):
    assert errors_of_form((BORN,), **boxes) == said_of


def test_what_has_happened_cannot_lie_ahead():
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    soon = (now() + dt.timedelta(hours=1)).isoformat()
    assert errors_of_json((BORN, SENT), {"born": tomorrow, "at": soon}) == {
        "born": "Date of birth must be in the past",
        "at": "The date and time must be in the past",
    }
    review = Question("review_on", "Review date", Kind.DATE, T)
    assert read_json((review,), {"review_on": tomorrow})


@pytest.mark.parametrize("clock", ["25:00", "2", "02:60", "noon", "0\uff12:38"])
def test_a_time_must_be_real(clock):
    moment = {"at-day": "10", "at-month": "7", "at-year": "2025", "at-time": clock}
    assert errors_of_form((SENT,), **moment) == {
        "at-time": "The date and time must have a real time, like 02:38"
    }


def test_the_hour_that_spring_skips_does_not_exist():
    skipped = {"at-day": "30", "at-month": "3", "at-year": "2025", "at-time": "01:30"}
    assert set(errors_of_form((SENT,), **skipped)) == {"at-time"}


def test_the_hour_that_autumn_repeats_is_the_first_of_the_two():
    twice = {"at-day": "26", "at-month": "10", "at-year": "2025", "at-time": "1.30"}
    read = read_form((SENT,), MultiDict(twice))
    assert read["at"] == dt.datetime(2025, 10, 26, 0, 30, tzinfo=dt.UTC)


def test_a_moment_without_an_offset_is_refused():
    wrong = {"at": "The date and time must be a real date and time"}
    assert errors_of_json((SENT,), {"at": "2025-07-10T02:38:00"}) == wrong
    assert errors_of_json((SENT,), {"at": "2025-07-10"}) == wrong


def test_text_says_how_long_it_may_be_and_how_long_it_is():
    assert errors_of_form((SEEN,), seen="a" * 120) == {
        "seen": "What you saw or were told must be 100 characters or fewer. It is 120"
    }
    assert read_form((SEEN,), MultiDict({"seen": "a" * 100})) == {"seen": "a" * 100}


def test_a_line_break_counts_once_however_it_was_sent():
    assert read_form((SEEN,), MultiDict({"seen": "\r\n".join("a" * 50)}))


def test_text_is_kept_in_one_form():
    assert read_form((NAME,), MultiDict({"name": "  Sia\u0302n "})) == {"name": "Siân"}


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x85b", "a\ud800b", "a\x7f"])
def test_characters_that_do_not_print_are_refused(text):
    said_of = {"name": "Take out the characters that cannot be printed"}
    assert errors_of_json((NAME,), {"name": text}) == said_of


def test_a_line_is_one_line():
    said_of = {"name": "Write it as one line of text"}
    assert errors_of_json((NAME,), {"name": "Kayla\nMarsh"}) == said_of


def test_a_long_run_of_combining_marks_costs_no_time():
    marks = "".join(islice(cycle("\u0301\u0323"), 500_000))
    started = time.process_time()
    assert set(errors_of_json((SEEN,), {"seen": "a" + marks})) == {"seen"}
    assert time.process_time() - started < 1


@pytest.mark.parametrize("mark", ["\u0301", "\u0f73"])
def test_no_more_marks_are_taken_than_any_letter_has(mark):
    """Within its length too: a page of ten thousand on each of its letters held up everybody."""
    said_of = {"seen": "Take out the marks that are piled on one letter"}
    assert errors_of_json((SEEN,), {"seen": f"a{31 * mark}"}) == said_of
    assert set(read_json((SEEN,), {"seen": f"a{15 * mark} a{15 * mark}"})) == {"seen"}


@pytest.mark.parametrize("number", ["02476", "496 0000", "999", "+44 2476", "024 7601 0101 0101"])
def test_a_phone_number_can_be_rung_from_anywhere(number):
    said_of = {"phone": "Enter a phone number, like 0121 496 0000"}
    assert errors_of_json((SAFE, PHONE), {"safe": True, "phone": number}) == said_of


def test_a_question_not_asked_is_neither_required_nor_read():
    assert read_json((SAFE, PHONE), {"safe": False, "phone": " "}) == {"safe": False}
    assert read_form((SAFE, PHONE), MultiDict({"safe": "no", "phone": "x"})) == {"safe": False}


def test_a_program_is_told_that_what_it_sent_is_not_asked():
    unasked = {"phone": "Leave this out: the other answers do not lead to this question"}
    assert errors_of_json((SAFE, PHONE), {"safe": False, "phone": "0121 496 0000"}) == unasked
    assert errors_of_json((SAFE, PHONE, NAME), {"safe": False, "phone": "x"}) == unasked | {
        "name": "Enter a name, or say not known"
    }


def test_a_question_that_is_asked_must_be_answered():
    said_of = {"phone": "Enter a phone number, like 0121 496 0000"}
    assert errors_of_json((SAFE, PHONE), {"safe": True}) == said_of
    for wrong in ("12", "ring the ward", "+"):
        assert errors_of_form((SAFE, PHONE), safe="yes", phone=wrong) == said_of


def test_nothing_follows_from_a_question_that_was_not_asked():
    network = Question("network", "Whose number?", Kind.LINE, T, when=("other", frozenset({"yes"})))
    other = Question("other", "Another?", Kind.YES_NO, T, when=("safe", frozenset({"yes"})))
    said_of = errors_of_json((SAFE, other, network), {"safe": "no", "other": "yes", "network": "B"})
    assert said_of.keys() == {"other", "network"}


def test_numbers_kept_for_drama_are_phone_numbers():
    assert read_json((SAFE, PHONE), {"safe": True, "phone": "07700 900123"})


def test_what_stands_apart_is_ticked_alone():
    assert errors_of_json((WHAT,), {"what": ["work", "unsure"]}) == {
        "what": "Tick what you suspect, or only “I'm not sure yet”"
    }
    assert read_json((WHAT,), {"what": ["unsure"]}) == {"what": ["unsure"]}
    assert read_json((WHAT,), {"what": ["work", "work"]}) == {"what": ["work"]}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (AGE, "fifteen"),
        (AGE, -1),
        (AGE, 1.5),
        (AGE, True),
        (AGE, 10**30),
        (AGE, {"a": 1}),
        (ONE, "c"),
        (ONE, ["a"]),
        (WHAT, "moved"),
        (WHAT, ["nobody"]),
        (WHAT, [["moved"]]),
        (SAFE, "maybe"),
        (SAFE, []),
        (SAFE, {}),
        (NAME, 7),
        (NAME, {"first": "K"}),
        (BORN, 20100904),
        (BORN, "0001-01-01"),
        (BORN, "2010-13-01"),
        (SENT, "0001-01-01T00:00:00+14:00"),
        (SENT, "9999-12-31T23:59:59-12:00"),
        (SENT, False),
        (PLACES, "Walsall"),
        (PLACES, ["a", "b", "c", "d"]),
        (PLACES, ["x" * 31]),
        (PLACES, [None]),
        (PLACES, ["a"] * 100_000),
        (WHAT, ["moved"] * 100_000),
        (MAIL, "nobody"),
        (MAIL, "a@b." + "c." * 200),
    ],
)
def test_an_answer_of_the_wrong_kind_is_an_error_of_that_question(question, value):
    assert set(errors_of_json((question,), {question.key: value})) == {question.key}


def test_a_number_too_long_to_be_one_is_refused():
    assert set(errors_of_form((AGE,), age="9" * 5000)) == {"age"}


def test_an_answer_to_no_question_is_refused_by_json_and_ignored_in_a_form():
    assert errors_of_json((AGE,), {"age": 3, "role": "admin"}) == {
        "role": "There is no such question"
    }
    assert read_form((AGE,), MultiDict({"age": "3", "role": "admin"})) == {"age": 3}


def test_a_key_nobody_can_print_is_told_back_safely():
    (name,) = errors_of_json((AGE,), {"\ud800" * 100: 1})
    assert len(name.encode()) <= 80


@pytest.mark.parametrize("document", [None, [], "answers", 7])
def test_answers_come_as_an_object(document):
    assert errors_of_json((NAME,), document) == {"": "Send the answers as an object"}


def test_what_was_typed_is_shown_exactly():
    wrong = form(**{"born-year": "", "age": "fifteen", "name": "  K "})
    assert typed((NAME, BORN, SENT, WHAT, AGE), wrong) == {
        "name": "  K ",
        "born": {"day": "4", "month": "9", "year": ""},
        "at": {"day": "10", "month": "7", "year": "2025", "time": "02:38"},
        "what": ["moved", "work"],
        "age": "fifteen",
    }


def test_the_schema_describes_itself():
    schema = json_schema((NAME, SAFE, PHONE, MAIL), "Contact")
    fields = {field.data_key: field for field in schema().fields.values()}
    assert schema.__name__ == "Contact"
    assert set(fields) == {"name", "safe", "phone", "la.email"}
    assert fields["name"].required
    assert not fields["phone"].required
    assert fields["la.email"].metadata["description"] == "What is their email address?"
    assert json.dumps(fields["la.email"].metadata)
