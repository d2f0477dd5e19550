"""The rule book told in rows says no more and no less than the rule book."""

import re
from datetime import date

import pytest

from workflows import atlas, eras, targets
from workflows.clocks.ladder import LADDER
from workflows.clocks.table import ROWS
from workflows.records import RECORDS
from workflows.tasks import TASKS
from workflows.tracks import TRACKS

PAGES = {page.track.code: page for page in atlas.tracks()}


CODE = re.compile(r"\b[GRS][0-9]{1,2}\b")
"""What this project calls a gate, a ruling or a paragraph of a source; its readers do not."""


def test_nothing_that_people_read_speaks_in_codes():
    acts = [*RECORDS.values(), *(move for track in TRACKS.values() for move in track.moves)]
    said = [(row.what, row.rule) for row in ROWS]
    said += [(rung.words, rung.source) for rung in LADDER]
    said += [(task.label, task.why) for task in TASKS]
    said += [(target.what, target.source) for target in targets.TARGETS]
    said += [(act.label, act.words, act.done) for act in acts]
    said += [(gate.words, gate.satisfied_by) for act in acts for gate in act.gates]
    said += [(asked.label, asked.hint) for act in acts for asked in act.questions]
    assert [words for words in said if CODE.search(" ".join(words))] == []


def move(track, label, to):
    (found,) = [row for row in PAGES[track].moves if (row.label, row.to) == (label, to)]
    return found


def test_a_move_says_who_may_make_it_and_what_must_be_true():
    claim = move("investigation", "Claim this case", "Claimed")

    assert claim.sources == ("Waiting to be claimed",)
    assert claim.by == ("fcid_investigator", "ppd_investigator")
    assert [guard.gate for guard in claim.needs] == ["G2", "G2", "G2", "G2"]
    assert claim.needs[0].words == (
        "Confirm they are safe: a safe place, and for a child the local authority told and a plan"
    )
    assert claim.clocks == ()


def test_a_move_that_stays_leads_nowhere():
    assert move("case", "Send to another team", "").sources == ("Open",)


def test_a_decision_starts_the_clocks_of_its_own_outcome():
    positive = move("nrm", "Record the reasonable grounds decision", "Reasonable grounds: yes")
    negative = move("nrm", "Record the reasonable grounds decision", "Reasonable grounds: no")

    assert positive.clocks[0] == "Recovery period: the earliest ordinary conclusive decision"
    assert "Last day to ask for the decision to be looked at again" in negative.clocks
    assert not set(positive.clocks) & set(negative.clocks)


def test_sending_starts_the_clock_to_the_first_decision():
    sent = move("nrm", "Record that the referral was sent", "Sent")
    assert sent.clocks[0] == "Reasonable grounds decision, where possible"


def test_a_state_says_what_can_be_done_there():
    (queued,) = [row for row in PAGES["investigation"].states if row.code == "queued"]
    assert queued.moves == ("Claim this case", "Transfer to another force")
    assert not queued.begins
    assert not queued.ends


def test_where_a_track_begins_and_ends():
    states = PAGES["response"].states
    assert [row.label for row in states if row.begins] == ["Logged"]
    assert [row.label for row in states if row.ends] == ["Closed, no concern"]


def test_what_moves_of_itself_is_told():
    told = {(row.words, row.to) for row in PAGES["nrm"].follows}
    assert told == {
        ("A new sign of trafficking or slavery", "Being drafted"),
        ("An adult is found to be a child: the notice is void as an outcome", "Being drafted"),
        ("They go missing", "Suspended"),
        ("Their age group changed, and what must be asked with it", "Being drafted"),
        (
            "Their agreement, the decision made for them or the authority told no longer stands",
            "Being drafted",
        ),
    }
    cleared = {row.to for row in PAGES["safeguarding"].follows}
    assert cleared == {
        "No longer safe: new risk",
        "No longer confirmed safe: what it rested on has changed",
    }


def test_the_five_pathways():
    found = {row.label: row for row in atlas.pathways()}

    assert len(found) == 5
    assert found["Support only"].begins["Specialist investigation"] == "Not applicable"
    assert found["Sexual exploitation of a child"].begins["Specialist investigation"] == (
        "Waiting to be claimed"
    )
    assert [guard.gate for guard in found["Child trafficking or slavery"].closes] == ["G11"]


def test_the_routing_table():
    rows = atlas.routes()

    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert (rows[1].words, rows[1].goes_to) == ("Child, and sexual exploitation", "CSE Team")
    assert rows[1].with_it == ("CSE co-ordinator",)
    assert rows[5].goes_to == "FCID"


def test_turning_18_is_among_the_clocks():
    """R9: the alerts run from nothing anybody records, and yet they are clocks of every child."""
    *_, last = atlas.clocks()
    assert (last.what[:12], last.starts) == ("They turn 18", ("Log a case",))
    assert len(atlas.clocks()) == len(ROWS) + 1


@pytest.mark.parametrize("line", atlas.clocks(), ids=[*(row.id for row in ROWS), "AGE18"])
def test_every_clock_can_be_started_by_something_people_do(line):
    assert line.starts


LAW = {(line.law, str(line.since)): line.says for line in atlas.laws()}


@pytest.mark.parametrize(
    ("law", "since", "says"),
    [
        ("The recovery period, at the least", "None", "45 days"),
        ("The recovery period, at the least", "2022-12-13", "30 days"),
        ("Time to ask for a negative decision to be looked at again", "None", "No limit"),
        ("Time to ask for a negative decision to be looked at again", "2024-02-01", "30 days"),
        ("Duty to notify of an adult who does not agree to the NRM", "None", "Not in force"),
        ("Duty to notify of an adult who does not agree to the NRM", "2015-11-01", "In force"),
        ("Where a local panel decides for children", "None", "Nowhere"),
        ("Where a local panel decides for children", "2021-06-01", "Solihull"),
        (
            "The test of reasonable grounds",
            "2023-07-10",
            "reasonable grounds to believe the person is a victim",
        ),
        (
            "Who sees that agencies safeguard children",
            "2019-09-29",
            "Local authority, health and police as safeguarding partners",
        ),
        ("Who sees that agencies safeguard adults", "None", "None by statute"),
        ("Who sees that agencies safeguard adults", "2015-04-01", "Safeguarding Adults Board"),
        ("The labour inspectorate", "2017-04-30", "Gangmasters and Labour Abuse Authority"),
        ("The labour inspectorate", "2026-04-07", "Fair Work Agency"),
    ],
)
def test_the_law_is_told_by_date(law, since, says):
    """Domain section 0, in plain words."""
    assert LAW[law, since] == says


def test_several_areas_are_told_in_order():
    both = eras.Row("pilot_areas", date(2027, 4, 1), frozenset({"walsall", "coventry"}), "a pilot")
    assert eras.said(both) == "Coventry, Walsall"


def test_no_law_is_left_out_or_told_in_code():
    assert len(LAW) == len(eras.ROWS)
    assert {says for says in LAW.values() if " " not in says} == {"Nowhere", "Solihull"}


def test_no_state_or_move_is_left_out():
    for code, track in TRACKS.items():
        assert [row.code for row in PAGES[code].states] == [row.code for row in track.states]
        assert len(PAGES[code].moves) == len(track.moves)
