"""What holds only between the parts of the rule book: a book that does not fit is refused."""

from dataclasses import replace
from datetime import date

import pytest

from workflows.book import BOOK, EXAMPLES, ends, sound
from workflows.clocks.table import ROWS
from workflows.clocks.triggers import every
from workflows.definition import Guard, Move, State, Unsound, reachable
from workflows.eras import BEGINNING, Row
from workflows.pathways import CONSEQUENCES, PATHWAYS, Pathway
from workflows.routing import RULES, matched
from workflows.tasks import BY_CODE
from workflows.tracks import TRACKS

OFFICER = frozenset({"response_officer"})


def never(facts, mover):
    return False


def gate(fix="", gate="G11", holds=never):
    return Guard(gate, holds, "Do the impossible", "Nobody can", fix)


def act(**more):
    return Move("close", "Close", frozenset({"open"}), "closed", OFFICER, **more)


def with_move(move):
    """The book with one more way to close a case."""
    track = replace(TRACKS["case"], moves=(*TRACKS["case"].moves[1:], move))
    return replace(BOOK, tracks={**TRACKS, "case": track})


def with_pathway(**changed):
    return replace(BOOK, pathways={**PATHWAYS, "cse": replace(PATHWAYS["cse"], **changed)})


def with_task(code, **changed):
    return replace(BOOK, tasks={**BY_CODE, code: replace(BY_CODE[code], **changed)})


def with_law(rule, on, value):
    return replace(BOOK, laws=(*BOOK.laws, Row(rule, on, value, "an Act")))


UNSOUND = {
    "law typed": (
        with_law("recovery_days", date(2027, 4, 1), "45"),
        "law recovery_days: its values are of more than one kind",
    ),
    "law misspelt": (
        with_law("recovry_days", date(2027, 4, 1), 45),
        "law recovry_days: it does not say one thing on every day",
    ),
    "law unworded": (
        with_law("a_new_rule", BEGINNING, value=True),
        "law a_new_rule: it has no plain words",
    ),
    "law twice": (
        with_law("recovery_days", date(2022, 12, 13), 45),
        "law recovery_days: it does not say one thing on every day",
    ),
    "G11 fix": (with_move(act(gates=(gate("record/magic"),))), "case.close: leads to record/magic"),
    "task": (with_move(act(opens=("magic",))), "case.close: opens task magic"),
    "task anew": (
        with_task("ett_request", again=("magic",)),
        "task ett_request: nothing records magic",
    ),
    "task act": (
        with_task("ett_request", act="record/magic"),
        "task ett_request: nothing is record/magic",
    ),
    "clock start": (
        replace(BOOK, clocks=(replace(ROWS[0], starts=every("magic")),)),
        "clock RG_TARGET: nothing records magic",
    ),
    "clock end": (
        replace(BOOK, clocks=(replace(ROWS[0], met_by=("magic",)),)),
        "clock RG_TARGET: nothing records magic",
    ),
    "of itself, from": (
        replace(BOOK, consequences=(replace(CONSEQUENCES[0], stands=frozenset({"lost"})),)),
        "nrm cannot move of itself to draft",
    ),
    "of itself, to": (
        replace(BOOK, consequences=(replace(CONSEQUENCES[0], to="not_assessed"),)),
        "nrm cannot move of itself to not_assessed",
    ),
    "rule": (
        replace(BOOK, rules=(*RULES, replace(RULES[0], pathway="nowhere"))),
        "a rule leads to no pathway: nowhere",
    ),
    "orphan pathway": (
        replace(BOOK, rules=tuple(rule for rule in RULES if rule.pathway != "cse")),
        "no rule leads to pathway cse",
    ),
    "begins": (
        with_pathway(begins={"nrm": "lost"}),
        "cse: nrm begins at unknown state lost",
    ),
    "closing that nothing meets": (
        with_pathway(closes=(gate(),)),
        "cse: cannot be closed, since nothing meets “Do the impossible”",
    ),
    "closing that is not asked": (
        with_pathway(closes=(gate(holds=lambda facts, mover: True),)),
        "cse: closing does not ask “Do the impossible”",
    ),
}


@pytest.mark.parametrize(("book", "words"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_book_is_refused(book, words):
    with pytest.raises(Unsound) as refused:
        sound(book)
    assert str(refused.value) == words


def test_a_pathway_whose_track_cannot_end_is_refused():
    states = (*TRACKS["support"].states[:-1], State("over", "Over", terminal=True))
    moves = (replace(m, to="over") if m.code == "end" else m for m in TRACKS["support"].moves)
    stuck = replace(TRACKS["support"], states=states, moves=tuple(moves))
    with pytest.raises(Unsound, match="support cannot be settled from not_offered"):
        sound(replace(BOOK, tracks={**TRACKS, "support": stuck}))


def test_a_pathway_nobody_gave_an_example_of_is_not_taken_on_trust():
    walk = Pathway("walk", "A walk", {}, (gate(holds=lambda facts, mover: True),))
    rules = (*RULES, replace(RULES[0], pathway="walk"))
    with pytest.raises(Unsound, match="walk: cannot be closed"):
        sound(replace(BOOK, rules=rules, pathways={**PATHWAYS, "walk": walk}))


def test_the_book_itself_is_sound():
    assert sound(BOOK) is BOOK
    assert {code: matched(facts).pathway for code, facts in EXAMPLES.items()} == {
        code: code for code in PATHWAYS
    }
    assert set(BOOK.tasks) == set(BY_CODE)


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=PATHWAYS)
def test_every_track_of_every_pathway_can_be_settled(pathway):
    """R25, from where the pathway begins."""
    for track, state in pathway.tracks.items():
        assert reachable(TRACKS[track].moves, state) & ends(track), track
