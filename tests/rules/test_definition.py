"""A definition that could strand a case is refused when it is imported."""

import pytest

from workflows.definition import (
    STAY,
    Choice,
    Guard,
    Kind,
    Move,
    Question,
    Record,
    State,
    Track,
    Unsound,
    sound_questions,
)
from workflows.records import RECORDS
from workflows.sharing import Tier
from workflows.tasks import BY_CODE
from workflows.tracks import TRACKS

OFFICER = frozenset({"response_officer"})
OPEN, SHUT = State("open", "Open"), State("shut", "Shut", terminal=True)
ASKED = Question("why", "Why?", Kind.LONG, Tier.TASKS)
PICK = Question("pick", "Which?", Kind.CHOICE, Tier.TASKS, choices=(Choice("a", "A"),))


def close(to="shut", sources=("open",), **more):
    return Move("close", "Close", frozenset(sources), to, more.pop("by", OFFICER), **more)


def gate(code, words="Not yet"):
    return Guard(code, lambda facts, mover: True, words, "Somebody")


CLOSE = close()


def track(states=(OPEN, SHUT), start="open", moves=(CLOSE,)):
    return Track("door", "Door", tuple(states), start, tuple(moves))


def test_a_sound_track_is_taken():
    assert track().moves[0].code == "close"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"start": "ajar"}, "start ajar is not a state"),
        ({"states": (OPEN, SHUT, OPEN)}, "open is there twice"),
        ({"states": (OPEN, SHUT, State("lost", "Lost", True))}, "nothing reaches lost"),
        ({"states": (OPEN, State("shut", "Shut"))}, "open is a dead end"),
        ({"moves": (close(), close(to="gone"))}, "unknown state gone"),
        ({"moves": (close(sources=("open", "gone")),)}, "unknown state gone"),
        ({"moves": (close(sources=("shut",)), close(to=STAY))}, "open is a dead end"),
        ({"moves": (close(), close(to=STAY, sources=()))}, "starts nowhere"),
        ({"moves": (close(), close())}, "close to shut is there twice"),
        ({"moves": (close(by=frozenset()),)}, "nobody may do it"),
        ({"moves": (close(by=frozenset({"king"})),)}, "unknown role king"),
        ({"moves": (close(sets={"luck": True}),)}, "sets unknown fact luck"),
        ({"moves": (close(sets={"consent.luck": True}),)}, "sets unknown fact consent.luck"),
        ({"moves": (close(questions=(ASKED, ASKED)),)}, "why is there twice"),
        (
            {
                "states": (OPEN, SHUT, State("a", "A"), State("b", "B")),
                "moves": (CLOSE, close("a", sources=("open", "b")), close("b", sources=("a",))),
            },
            "a is a dead end",
        ),
        (
            {
                "states": (OPEN, SHUT, State("a", "A"), State("b", "B")),
                "moves": (CLOSE, close("a", sources=("b",)), close("b", sources=("a",))),
            },
            "nothing reaches a",
        ),
        ({"moves": (close(gates=(gate("G14"),)),)}, "unknown gate G14"),
        ({"moves": (close(gates=(gate("R28"),)),)}, "unknown gate R28"),
        ({"moves": (close(gates=(gate("G1", words=""),)),)}, "G1 has no words"),
    ],
)
def test_an_unsound_track_is_refused(broken, words):
    with pytest.raises(Unsound, match=words):
        track(**broken)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((Question("a", "A?", Kind.LONG, "secret"),), "a has no tier"),
        ((Question("a", "A?", Kind.CHOICE, Tier.TASKS),), "a and its choices differ"),
        ((Question("a", "A?", Kind.LONG, Tier.TASKS, sets="luck"),), "unknown fact luck"),
        (
            (Question("a", "A?", Kind.LONG, Tier.TASKS, when=("b", frozenset({"yes"}))),),
            "unknown question b",
        ),
        (
            (PICK, Question("a", "A?", Kind.LONG, Tier.TASKS, when=("pick", frozenset({"b"})))),
            "an answer nobody can give",
        ),
        (
            (PICK, Question("a", "A?", Kind.LONG, Tier.TASKS, when=("pick", frozenset()))),
            "an answer nobody can give",
        ),
    ],
)
def test_an_unsound_question_is_refused(asked, words):
    with pytest.raises(Unsound, match=words):
        sound_questions("form", asked)


@pytest.mark.parametrize(
    ("by", "questions", "tier", "words"),
    [
        ((), (ASKED,), None, "nobody may do it"),
        (("ppd_supervisor",), (), None, "asks nothing and has no tier"),
        (("ppd_supervisor",), (ASKED,), Tier.NRM_DECISION, "as guarded as what it asks"),
    ],
)
def test_an_unsound_record_is_refused(by, questions, tier, words):
    with pytest.raises(Unsound, match=words):
        Record("note", "Note", frozenset(by), questions, "note", tier=tier)


def every_act():
    return [*(m for t in TRACKS.values() for m in t.moves), *RECORDS.values()]


def test_every_unmet_gate_names_something_that_exists():
    """Every `fix` is a move, a record, the form or the task list."""
    known = {f"move/{t.code}/{m.code}" for t in TRACKS.values() for m in t.moves}
    known |= {f"record/{code}" for code in RECORDS} | {"nrm", "tasks", ""}
    fixes = {guard.fix for act in every_act() for guard in act.gates}
    assert fixes <= known


def test_only_what_no_person_can_change_has_no_fix():
    unfixable = {g.words for a in every_act() for g in a.gates if not g.fix and g.gate != "role"}
    assert unfixable == {
        "Only an investigator of the lead team can claim this case",
        "Only an investigator with PIP2 training can claim this case",
        "You have said you know someone in this case. Ask the supervisor to assign it",
        "Your organisation cannot send NRM referrals. Ask one that can",
        "Your organisation cannot send a duty to notify. Ask one that can",
        "There was no duty to notify before 1 November 2015",
        "There was no Immigration Enforcement Competent Authority before November 2021",
        "Removal is planned to a country in both conventions, so this is not open",
        "Only a supervisor who is not the lead can close this",
        "You asked for this case to be closed, so another supervisor must close it",
        "A response supervisor who does not own this case must close it",
        "A child, or someone whose age is not known, is not asked to agree",
        "They are not asked before the day they are 18",
        "Nobody could be disqualified before 30 January 2023",
        "A specialist team leads this case, so it is not the authority’s to take over",
        "It was sent, or it was decided that there is nothing to send",
        "The date cannot be earlier than the step before this one",
        "ETT supports this case already",
    }


def test_every_task_opened_is_a_task():
    assert {code for act in every_act() for code in act.opens} <= set(BY_CODE)


def test_every_required_question_says_what_is_missing():
    """ux.md B.2: an error says what to do."""
    asked = [q for act in every_act() for q in act.questions]
    assert [q.key for q in asked if q.required and not q.missing] == []
