"""Nothing that is told now happened before the step that it follows (R1: an event has its day)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.rules.facts import AGREED, LA_TOLD, POLICE, REFUSED, case, event
from workflows.engine import Refused, judged, take
from workflows.facts import NOTHING, Event, Mover
from workflows.records import RECORDS
from workflows.tracks import TRACKS
from workflows.tracks.response import RESPONSE

NOTICE = {"identifying": False, "agrees_to_be_named": False, "narrative": "none"}
WHOLE = {"age_band": "adult", "form_complete": True, "submitting_organisation": POLICE}
AS_LOGGED = event("logged", "2026-06-10T08:45:00+01:00")
BEGUN = event("draft_updated", "2026-06-10T09:00:00+01:00")
SENT = event("nrm_submitted", "2026-06-15T10:30:00+01:00")
YES = event("rg_decision", "2026-06-18", outcome="positive")
NO = event("rg_decision", "2026-06-18", outcome="negative")
FINAL_NO = event("cg_decision", "2026-06-25", outcome="negative")
AGAIN = event("reconsideration_requested", "2026-06-22", ground="new_evidence")
LAST = event("reconsideration_requested", "2026-06-27", ground="new_evidence")
ON_THE_8TH = {**AGREED, "at": "2026-06-08T14:00:00+01:00"}
ON_THE_10TH = {**AGREED, "at": "2026-06-10T14:00:00+01:00"}
REFUSED_ON_THE_10TH = {**REFUSED, "at": "2026-06-10T14:00:00+01:00"}
BEST = {"approved_by_supervisor": True, "seen_by_la_adult": True, "on": "2026-06-12"}


def telling(facts, kind, at, **detail):
    """The case with what somebody is about to write down, a bare day or a time to the minute."""
    day_only = len(at) == 10
    when = datetime.fromisoformat(at if not day_only else f"{at}T12:00").replace(tzinfo=UTC)
    told = Event(kind, when, day_only, detail)
    return replace(facts, events=(*facts.events, told), telling=told)


def nrm(state, *events, **told):
    return case(tracks={"nrm": state}, events=list(events), **WHOLE | told)


def moved(facts, move, at, detail=NOTHING):
    """Where a move leads that is told with this date, or what stands in its way."""
    track = next(code for code, row in TRACKS.items() if move in {m.code for m in row.moves})
    records = next(row.records for row in TRACKS[track].moves if row.code == move)
    try:
        return take(track, move, telling(facts, records, at, **detail)).to
    except Refused as refused:
        return [row.gate for row in refused.unmet]


NEGATIVE, POSITIVE = {"outcome": "negative"}, {"outcome": "positive"}
WRITTEN = {"method": "written", "to": "other"}
REFERRED = case(tracks={"safeguarding": "referred"}, events=[LA_TOLD])
TOLD_AGAIN = case(
    tracks={"safeguarding": "referred"},
    events=[LA_TOLD, {**LA_TOLD, "at": "2026-07-01T09:00:00+01:00"}],
)
ROWS = (
    (nrm("ready", BEGUN, consent=ON_THE_10TH), "submit", {},
     ("2026-06-10T12:59", "2026-06-10T13:00", "submitted"), "G4: agreed at 13:00 UTC"),
    (nrm("ready", BEGUN, consent=ON_THE_8TH), "submit", {},
     ("2026-06-09T10:00", "2026-06-10T07:00", "submitted"), "agreed before the draft was begun"),
    (nrm("ready", consent=ON_THE_10TH), "submit", {},
     ("2026-06-10T12:59", "2026-06-10T13:00", "submitted"), "G4, where no draft was told of"),
    (nrm("ready", BEGUN, LA_TOLD, age_band="child"), "submit", {},
     ("2026-06-09T10:00", "2026-06-10T07:00", "submitted"), "a draft counts by its day"),
    (nrm("ready", BEGUN, lacks_capacity_for_nrm=True, best_interests=BEST), "submit", {},
     ("2026-06-11T10:00", "2026-06-12T00:05", "submitted"), "R20: once it was decided"),
    (nrm("draft", BEGUN, consent=REFUSED_ON_THE_10TH, dtn=NOTICE), "send_dtn", {},
     ("2026-06-10T12:59", "2026-06-10T13:00", "dtn_sent"), "G6: they are asked first"),
    (nrm("ready", AS_LOGGED, BEGUN, LA_TOLD, age_band="child"), "submit", {},
     ("2026-06-10T07:44", "2026-06-10T07:45", "submitted"), "G5: logged at 07:45 UTC, then sent"),
    (nrm("ready", AS_LOGGED, BEGUN, consent=ON_THE_10TH), "submit", {},
     ("2026-06-10T12:59", "2026-06-10T13:00", "submitted"), "logged before they agreed"),
    (nrm("ready", AS_LOGGED, consent=ON_THE_8TH), "submit", {},
     ("2026-06-09T10:00", "2026-06-10T07:45", "submitted"), "agreed before it was logged"),
    (nrm("draft", AS_LOGGED, consent={**REFUSED, "at": "2026-06-08T14:00:00+01:00"}, dtn=NOTICE),
     "send_dtn", {},
     ("2026-06-10T07:44", "2026-06-10T07:45", "dtn_sent"), "G6: nor a notice before the case"),
    (nrm("submitted", SENT), "record_rg", NEGATIVE,
     ("2026-06-14", "2026-06-15", "rg_negative"), "a decision is of the referral it follows"),
    (nrm("submitted", SENT), "record_rg", POSITIVE,
     ("2026-06-14", "2026-06-15", "rg_positive"), "a decision is of the referral it follows"),
    (nrm("reconsideration", SENT, NO, AGAIN), "record_rg", POSITIVE,
     ("2026-06-21", "2026-06-22", "rg_positive"), "the new decision is of the request"),
    (nrm("rg_positive", SENT, YES), "record_cg", NEGATIVE | {"early_reason": "they_asked"},
     ("2026-06-17", "2026-06-18", "cg_negative"), "after reasonable grounds"),
    (nrm("reconsideration", SENT, YES, FINAL_NO, LAST), "record_cg",
     NEGATIVE | {"early_reason": "they_asked"},
     ("2026-06-26", "2026-06-27", "cg_negative"), "the new decision is of the request"),
    (nrm("rg_negative", SENT, NO), "reconsider", {"ground": "new_evidence"},
     ("2026-06-17", "2026-06-18", "reconsideration"), "G8: after the decision it is about"),
    (nrm("cg_negative", SENT, YES, FINAL_NO), "reconsider", {"ground": "new_evidence"},
     ("2026-06-24", "2026-06-25", "reconsideration"), "G8, of a conclusive decision"),
    (nrm("submitted", SENT), "withdraw", WRITTEN,
     ("2026-06-14", "2026-06-15", "withdrawn"), "G9: nobody withdraws from what was not sent"),
    (nrm("ready", BEGUN), "withdraw", WRITTEN,
     ("2026-06-09", "2026-06-10", "withdrawn"), "G9: nor from what was not begun"),
    (REFERRED, "hold_strategy_discussion", {},
     ("2026-07-01T07:39", "2026-07-01T07:40", "strategy_discussion"), "R16: told at 07:40 UTC"),
    (TOLD_AGAIN, "hold_strategy_discussion", {},
     ("2026-07-01T07:39", "2026-07-01T07:40", "strategy_discussion"), "since the first told"),
    (REFERRED, "open_enquiry", {},
     ("2026-06-30", "2026-07-01", "enquiry"), "after the authority was told"),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "move", "detail", "dates", "rule"), ROWS)
def test_a_step_is_dated_when_it_may_have_happened(facts, move, detail, dates, rule):
    early, first, to = dates
    refused = moved(facts, move, early, detail)
    assert isinstance(refused, list), rule
    assert "R1" in refused, rule
    assert moved(facts, move, first, detail) == to, rule


def test_every_dated_step_after_the_first_of_its_track_has_a_row():
    """Referring begins safeguarding; an investigation may be keyed after what happened in it."""
    dated = {
        (track.code, move.code)
        for track in TRACKS.values()
        for move in track.moves
        if any(question.key == "at" for question in move.questions)
    }
    assert RESPONSE.code not in {track for track, _ in dated}
    free = {("safeguarding", "refer")} | {
        step for step in dated if step[0] == "investigation"
    }  # fmt: skip
    assert {move for _, move in dated - free} == {row[1] for row in ROWS}


@pytest.mark.parametrize(
    ("facts", "move", "told", "gate", "rule"),
    [
        (nrm("submitted", SENT), "withdraw",
         ("2026-06-14", {"method": "verbal", "to": "other"}), "G9", "a date is no escape"),
        (nrm("draft", BEGUN, consent=REFUSED_ON_THE_10TH, dtn=NOTICE), "send_dtn",
         ("2014-05-01T10:00",), "G6", "a date before the duty is no escape"),
        (nrm("rg_positive", SENT, YES), "record_cg", ("2026-06-17", POSITIVE), "G7",
         "the recovery period had not even begun"),
    ],
)  # fmt: skip
def test_a_gate_judges_what_is_told_whatever_its_date(facts, move, told, gate, rule):
    assert {gate, "R1"} <= set(moved(facts, move, *told)), rule


def test_the_words_name_the_day_or_the_minute():
    def words(facts, kind, at, **detail):
        with pytest.raises(Refused) as refused:
            take("nrm", kind[0], telling(facts, kind[1], at, **detail))
        return [row.words for row in refused.value.unmet]

    assert words(nrm("submitted", SENT), ("record_rg", "rg_decision"), "2026-06-14") == [
        "The date cannot be earlier than 15 June 2026, when the step before happened"
    ]
    agreed = nrm("ready", BEGUN, consent=ON_THE_10TH)
    assert words(agreed, ("submit", "nrm_submitted"), "2026-06-10T12:59") == [
        "The date cannot be earlier than 14:00 on 10 June 2026, when the step before happened"
    ]


@pytest.mark.parametrize("over", ["nrm_submitted", "dtn_sent", "consent_withdrawn"])
def test_whatever_ended_the_earlier_attempt_its_draft_counts_no_more(over):
    earlier = (event("draft_updated", "2026-05-01"), event(over, "2026-05-04"))
    facts = nrm("ready", *earlier, BEGUN, LA_TOLD, age_band="child")
    assert moved(facts, "submit", "2026-05-20T10:00") == ["R1"]


def test_a_draft_begun_again_counts_from_its_own_beginning():
    """Of an earlier referral that was sent and withdrawn, nothing counts any more."""
    earlier = (event("draft_updated", "2026-05-01"), event("nrm_submitted", "2026-05-04"),
               event("consent_withdrawn", "2026-05-06", method="written"))  # fmt: skip
    saved = event("draft_updated", "2026-06-29T09:00:00+01:00")
    facts = nrm("ready", *earlier, BEGUN, saved, LA_TOLD, age_band="child")
    assert moved(facts, "submit", "2026-05-20T10:00") == ["R1"]
    assert moved(facts, "submit", "2026-06-10T10:00") == "submitted", "the last save is no bound"


def test_a_disqualification_is_judged_on_its_own_day():
    """NABA 2022 s63 took effect on 30 January 2023, and protects nobody before the decision."""
    later = event("rg_decision", "2023-02-06", outcome="positive")
    told = telling(nrm("rg_positive", SENT, later), "disqualified", "2023-01-29")
    unmet = judged(RECORDS["disqualification"], told, Mover("competent_authority"))
    assert {row.gate for row in unmet} == {"s63", "R1"}
