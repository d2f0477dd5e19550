"""The command: what it takes, what it refuses, and the shape of its answer."""

import io
import json
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.rules.facts import LA, LA_TOLD, NOW, POLICE, case, event
from workflows.__main__ import main
from workflows.explain import BadFacts, explain, from_json, parsed

EXAMPLE = {
    "now": NOW,
    "area": "coventry",
    "age_band": "child",
    "born_on": "2011-05-02",
    "age_verified": True,
    "age_at_exploitation": "child",
    "ms_indicator": True,
    "offence_suspected": True,
    "smuggling_only": False,
    "exploitation_types": ["forced_to_work", "child_sexual_exploitation"],
    "sexual_exploitation": True,
    "sexual_assault_alleged": False,
    "vulnerable_adult": "unknown",
    "lacks_capacity_for_nrm": False,
    "missing": False,
    "threat_to_life": False,
    "immediate_safety_confirmed": True,
    "safety_plan": True,
    "risk_to_others_answered": True,
    "ended_on": "2026-06-20",
    "lpus_of_exploitation": ["coventry"],
    "tracks": {
        "response": "made_safe",
        "safeguarding": "referred",
        "investigation": "not_routed",
        "nrm": "draft",
        "support": "not_offered",
    },
    "secured": False,
    "support_disposition": None,
    "former_leads": [],
    "consent": {
        "given": True,
        "at": "2026-07-01T09:00:00+01:00",
        "method": "verbal",
        "interpreter": "independent",
        "explained": ["nrm", "support", "outcomes", "privacy", "sharing"],
        "taken_by": "first_responder",
    },
    "best_interests": {
        "approved_by_supervisor": True,
        "seen_by_la_adult": True,
        "on": "2026-07-01",
    },
    "dtn": {"identifying": False, "agrees_to_be_named": False, "narrative": "none"},
    "form_complete": False,
    "nationality_group": "eea",
    "live_immigration_issue": False,
    "removal_to_convention_state": False,
    "submitting_organisation": POLICE,
    "devolved_pilot_area": False,
    "actor": {
        "role": "ppd_investigator",
        "team": "ppd_child_abuse",
        "pip2": True,
        "conflict": False,
        "assigned": True,
    },
    "events": [
        event("logged", "2026-07-01T08:00:00+01:00"),
        LA_TOLD,
        event("la_referral_received", "2026-07-01T08:45:00+01:00"),
        event("nrm_submitted", "2026-07-01T09:00:00+01:00"),
    ],
}


def answered(**told):
    return explain(*from_json({"now": NOW, **told}))


def test_the_whole_example_is_read_and_answered():
    answer = answered(**EXAMPLE)
    assert list(answer) == [
        "era",
        "treat_as_child",
        "route",
        "stage",
        "competent_authority",
        "clocks",
        "moves",
        "flags",
        "tasks",
        "questions_not_asked",
        "visible",
    ]
    route = answer["route"]
    assert (route["pathway"], route["lead"], route["rule"]) == (
        "child_trafficking",
        "ppd_child_abuse",
        1,
    )
    assert set(route["supporting"]) == {"ppd_cse", "cse_coordinator"}
    assert answer["moves"]["open"] == [
        {"track": "safeguarding", "move": "set_secured", "to": "referred"},
        {"track": "nrm", "move": "no_grounds", "to": "no_grounds"},
        {"track": "nrm", "move": "make_ready", "to": "ready"},
        {"track": "support", "move": "offer", "to": "offered"},
    ]
    clocks = {(c["id"], c["started"], c["due"], c["kind"], c["state"]) for c in answer["clocks"]}
    assert ("RG_TARGET", "2026-07-01", "2026-07-08", "target", "running") in clocks
    assert ("LA_DECISION", "2026-07-01", "2026-07-02", "statutory guidance", "running") in clocks
    assert answer["competent_authority"] == "sca"
    assert answer["visible"]["la_children_social_worker"]["intelligence"] == "released"
    assert json.loads(json.dumps(answer)) == answer


def test_only_now_is_required_and_nothing_else_is_good_news():
    answer = answered()
    assert answer["treat_as_child"] is True
    assert answer["competent_authority"] is None
    assert answer["stage"] == "initial_response"
    assert "system_admin" not in answer["visible"]


def test_a_blocked_move_says_why_and_who():
    claim = {
        "track": "investigation",
        "move": "claim",
        "to": "claimed",
        "unmet": [
            {
                "gate": "G2",
                "words": "Confirm they are safe: a safe place, and for a child the local "
                "authority told and a plan",
                "satisfied_by": "A response officer or supervisor, or the lead team, "
                "marks them as secured",
            }
        ],
    }
    assert claim in answered(tracks={"investigation": "queued"})["moves"]["blocked"]


@pytest.mark.parametrize(
    ("told", "expected", "rule"),
    [
        ({"age_band": "child"}, ["consent", "wants_support"], "G3"),
        ({}, ["consent", "wants_support"], "unknown counts as child"),
        ({"age_band": "adult"}, [], "an adult is asked"),
        ({"age_band": "adult", "lacks_capacity_for_nrm": True}, ["consent"], "R20"),
    ],
)
def test_questions_not_asked(told, expected, rule):
    assert answered(**told)["questions_not_asked"] == expected, rule


@pytest.mark.parametrize(
    ("told", "child", "rule"),
    [
        ({"age_band": "adult"}, False, "stated"),
        ({"age_band": "unknown"}, True, "doubt"),
        ({"age_band": "adult", "born_on": "2011-05-02"}, False, "a date nobody verified"),
        ({"age_band": "adult", "born_on": "2011-05-02", "age_verified": True}, True, "verified"),
        ({"born_on": "2008-07-01", "age_verified": True}, False, "18 from 00:00 on the day"),
        ({"born_on": "2008-07-02", "age_verified": True}, True, "18 tomorrow"),
        ({"age_verified": True, "age_band": "adult"}, False, "no date to verify"),
        (
            {"now": "2026-02-28T23:59:00+00:00", "born_on": "2008-02-29", "age_verified": True},
            True,
            "29 February: not on 28 February",
        ),
        (
            {"now": "2026-03-01T00:00:00+00:00", "born_on": "2008-02-29", "age_verified": True},
            False,
            "29 February: 1 March in a common year",
        ),
        (
            {"now": "2026-06-30T23:30:00+00:00", "born_on": "2008-07-01", "age_verified": True},
            False,
            "half past midnight in London",
        ),
        (
            {"age_band": "unknown", "events": [event("turned_18", "2026-06-30")]},
            False,
            "turned 18",
        ),
        (
            {
                "age_band": "adult",
                "events": [event("age_determined", "2026-06-30", age_band="child")],
            },
            True,
            "determined beats stated",
        ),
        (
            {"age_band": "adult", "events": [event("age_determined", "2026-06-30")]},
            False,
            "a determination that does not say leaves what was stated",
        ),
    ],
)
def test_age(told, child, rule):
    assert answered(**told)["treat_as_child"] is child, rule


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"rank": 1}, "rank"),
        ({"era": "2014"}, "era"),
        ({"now": "2026-07-01"}, "now"),
        ({"now": "2026-07-01T09:30:00"}, "now"),
        ({"now": 1}, "now"),
        ({"now": None}, "now"),
        ({"now": "2026-02-30T09:30:00Z"}, "now"),
        ({"now": "9999-12-31T23:59:59Z"}, "now"),
        ({"area": "atlantis"}, "area"),
        ({"age_band": "minor"}, "age_band"),
        ({"age_band": True}, "age_band"),
        ({"born_on": "2011-02-29"}, "born_on"),
        ({"born_on": "2011-5-2"}, "born_on"),
        ({"born_on": "2011-05-02T00:00:00Z"}, "born_on"),
        ({"missing": 1}, "missing"),
        ({"missing": "yes"}, "missing"),
        ({"vulnerable_adult": True}, "vulnerable_adult"),
        ({"exploitation_types": "forced_crime"}, "exploitation_types"),
        ({"exploitation_types": ["forced_crime", "luck"]}, "exploitation_types[1]"),
        ({"lpus_of_exploitation": [1]}, "lpus_of_exploitation[0]"),
        ({"tracks": []}, "tracks"),
        ({"tracks": {"kitchen": "open"}}, "tracks.kitchen"),
        ({"tracks": {"nrm": "DTN_SENT"}}, "tracks.nrm"),
        ({"tracks": {"case": "open"}}, "tracks.case"),
        ({"support_disposition": "hug"}, "support_disposition"),
        ({"former_leads": ["ppu"]}, "former_leads[0]"),
        ({"consent": {"given": 1}}, "consent.given"),
        ({"consent": {"at": "2026-07-01"}}, "consent.at"),
        ({"consent": {"explained": ["all"]}}, "consent.explained[0]"),
        ({"best_interests": {"by": "me"}}, "best_interests.by"),
        ({"dtn": {"narrative": "yes"}}, "dtn.narrative"),
        ({"submitting_organisation": {"kind": "army"}}, "submitting_organisation.kind"),
        ({"nationality_group": "eu"}, "nationality_group"),
        ({"actor": {"role": "king"}}, "actor.role"),
        ({"actor": {"team": "fcid"}}, "actor.role"),
        ({"actor": {"role": "ppd_supervisor", "rank": 1}}, "actor.rank"),
        ({"actor": {"role": "ppd_supervisor", "team": "cid"}}, "actor.team"),
        ({"events": {}}, "events"),
        ({"events": ["logged"]}, "events[0]"),
        ({"events": [{"at": NOW}]}, "events[0].kind"),
        ({"events": [{"kind": "logged"}]}, "events[0].at"),
        ({"events": [event("logged", NOW), event("sneezed", NOW)]}, "events[1].kind"),
        ({"events": [event("logged", "noon")]}, "events[0].at"),
        ({"events": [event("logged", "2026-02-30")]}, "events[0].at"),
        ({"events": [event("logged", NOW, outcome="positive")]}, "events[0].outcome"),
        ({"events": [event("rg_decision", NOW, outcome="yes")]}, "events[0].outcome"),
        ({"events": [{**LA_TOLD, "la": {**LA, "fax": "1"}}]}, "events[0].la.fax"),
    ],
)
def test_bad_facts_name_the_key(told, key):
    with pytest.raises(BadFacts) as bad:
        from_json({"now": NOW, **told})
    assert bad.value.key == key
    assert str(bad.value).startswith(f"{key}: ")


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b'{"now": "2026-07-01T09:30:00Z", "now": "2026-07-01T09:30:00Z"}', "now"),
        (b"{", "facts"),
        (b"\xff", "facts"),
        (b'{"now": NaN}', "facts"),
        (b"[" * 100_000, "facts"),
        (b"[]", "facts"),
        (b"{}", "now"),
    ],
)
def test_bad_json_is_bad_input(raw, key):
    with pytest.raises(BadFacts) as bad:
        from_json(parsed(raw))
    assert bad.value.key == key


def test_a_partner_team_has_any_name():
    assert from_json({"now": NOW, "actor": {"role": "response_officer", "team": "Canley"}})[1]


def test_a_sexual_type_is_sexual_exploitation():
    """`sexual_exploitation` may be left out and is then derived; R4 for the third type."""
    for code in ("forced_prostitution", "child_sexual_exploitation", "held_and_sexually_assaulted"):
        assert case(exploitation_types=[code]).sexual is True
    assert case(exploitation_types=["forced_to_work"]).sexual is False


def test_the_command_answers_a_file(tmp_path, capsys, monkeypatch):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(EXAMPLE))
    monkeypatch.delitem(sys.modules, "workflows.__main__")
    monkeypatch.setattr("sys.argv", ["workflows", "explain", str(file)])
    with pytest.raises(SystemExit) as done:
        runpy.run_module("workflows", run_name="__main__")
    assert done.value.code == 0
    assert json.loads(capsys.readouterr().out) == answered(**EXAMPLE)


def test_the_command_answers_standard_input():
    asked = subprocess.run(
        [sys.executable, "-m", "workflows", "explain", "-"],
        input=json.dumps(EXAMPLE).encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(asked.stdout) == answered(**EXAMPLE)
    assert asked.stderr == b""


@pytest.mark.parametrize(
    ("words", "told", "said"),
    [
        (["explain", "-"], b'{"now": "2026-07-01T09:30:00Z", "rank": 1}', "rank: "),
        (["explain", "-"], b'{"now"\n:\n', "facts: "),
        (["explain", "no/such/file"], b"", "No such file"),
        (["explain"], b"", "usage: "),
        (["divine", "-"], b"", "usage: "),
    ],
)
def test_bad_input_is_two_and_one_line(words, told, said, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(told)))
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
