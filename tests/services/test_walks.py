"""Real cases walked at random by the people who may, held against the model of tests/rules.

Whatever is asked is done or explained; the tracks and the stage are where the model says; and a
clock that was kept once is kept for ever, with the due time it was given (R22).
"""

from collections import Counter
from datetime import timedelta

import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import Conflict, NotFound, NotYours, Unready
from referrals.models import Case, CaseClock, Event
from referrals.seed import teller
from referrals.services import progress
from tests import factories
from tests.factories import COUNCIL, LEADS, TUESDAY, World
from tests.rules import model, model_gates
from tests.rules.model import MOVES

FEW = settings(
    max_examples=8,
    stateful_step_count=2,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),  # a failure is told as it came: shrinking it would take an hour
    suppress_health_check=list(HealthCheck),
)
BEGINNINGS = (
    (factories.safe, "trafficked_child"),
    (factories.claimed, "cse"),
    (factories.claimed, "adult"),
    (factories.submitted, "trafficked_child"),
)
SOCIAL_WORK = ("hold_strategy_discussion", "open_enquiry", "put_plan_in_place", "step_down")
SUPERVISORS = {"trafficked_child": "lowe", "cse": "quayle", "adult": "larch"}
SUPERVISED = ("finalise", "transfer", "close", "reopen", "reroute")
ACTS = (
    *("response", "safeguarding", "investigation", "nrm", "nrm", "support", "case"),
    *("anything", "anything", "missing", "returned", "wait"),
)
KEPT_FOR_EVER = {"met", "missed"}
DETAILS = ("outcome", "ground", "method", "to", "la")


class Walk(RuleBasedStateMachine):
    """One case in the database, and where the model has it; what is `lent` is of the test."""

    lent: tuple[World, time_machine.Traveller, Counter]

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning):
        self.world, self.travel, self.done = self.lent
        live, self.kind = beginning
        self.story = live(self.world, self.kind)
        self.clocks = {}
        said = {"secured": True, "age_band": "adult" if self.kind == "adult" else "child"}
        slavery = {"ms_indicator": self.kind != "cse", "sexual_exploitation": self.kind == "cse"}
        self.case = model.Case(now(), said | slavery, factories.states(self.story))
        self.accounts_agree()

    def entitled(self, track, move):
        """Whose part it is, of those who work on this case (section b)."""
        claimed = self.case.tracks["investigation"] != "queued"
        if track == "response":
            return self.world.okafor
        if move in SOCIAL_WORK:
            return self.world.holt if self.kind == "adult" else self.world.adeyemi
        if move in ("record_rg", "record_cg") and claimed:
            return self.world.cole
        if move in SUPERVISED:
            return self.world.actors[SUPERVISORS[self.kind]]
        leads = claimed or move == "claim"
        return self.world.actors[LEADS[self.kind]] if leads else self.world.okafor

    @rule(data=st.data(), acts=st.lists(st.sampled_from(ACTS), min_size=10, max_size=14))
    def go_on(self, data, acts):
        """A stretch of its life: steps that the model lists, and whatever else may happen."""
        for act in acts:
            if act in HAPPENINGS:
                HAPPENINGS[act](self)
                continue
            steps = sorted(step[:2] for step in model.listed(self.case) if step[0] == act)
            if act == "anything" or steps:
                self.attempt(*data.draw(st.sampled_from(steps or sorted(MOVES))), data)

    def attempt(self, track, move, data):
        who = self.entitled(track, move)
        listed = {to for on, code, to in model.listed(self.case) if (on, code) == (track, move)}
        before, answers = self.events(), self.answers(who, track, move, data)
        try:
            progress.move(who, self.story.reference, (track, move), answers)
        except Conflict:
            assert not listed, f"{track}.{move} is there, and was not found"
            self.done["not there"] += 1
        except Unready as refused:
            self.explained(listed, refused.unmet)
        except (NotYours, NotFound):
            self.done["not theirs"] += 1
        else:
            outcome = answers.get("outcome")
            told = track == "nrm" and outcome
            wanted = [to for to in listed if not told or to.endswith(outcome)]
            assert wanted, f"{track}.{move} was made, and is not there"
            detail = {key: answers[key] for key in DETAILS if key in answers}
            self.case = model.moved(self.case, track, move, wanted[0], detail)
            self.done["taken"] += 1
            before = None
        assert before in (None, self.events()), "refused, and something was written"
        self.accounts_agree()

    def explained(self, listed, unmet):
        assert listed
        assert unmet
        assert all(row.gate and row.words and row.satisfied_by for row in unmet)
        self.done["explained"] += 1

    def answers(self, who, track, move, data):
        """Invented answers of the right kinds, and any outcome there may be."""
        try:
            asked = progress.questions(who, self.story.reference, track, move)
        except NotFound:
            return {}
        given = {question.key: teller.answer(question, now()) for question in asked}
        if "outcome" in given and track == "nrm":
            given["outcome"] = data.draw(st.sampled_from(("positive", "negative")))
        contact = {key: value for key, value in COUNCIL.items() if key in given}
        return {key: value for key, value in (given | contact).items() if value is not None}

    def go_missing(self, gone=True):
        if self.case.closed:
            return
        kind = "went_missing" if gone else "returned"
        who = self.world.actors[SUPERVISORS[self.kind]]
        factories.record(who, self.story, kind, at=now())
        after = self.case.copy()
        after.said["missing"] = gone
        model_gates.followed(self.case, after, model_gates.follows(self.case, after))
        self.case = after
        self.accounts_agree()

    def come_back(self):
        self.go_missing(gone=False)

    def wait(self):
        self.travel.shift(timedelta(days=9))
        self.case.now = now()

    def events(self):
        with reading():
            mine = select(Event.id).join(Case).where(Case.reference == self.story.reference)
            return sorted(db.session.scalars(mine))

    def accounts_agree(self):
        self.travel.shift(timedelta(minutes=1))
        self.case.now = now()
        assert factories.states(self.story) == self.case.tracks
        assert factories.find(self.story).stage == model.stage(self.case)
        self.no_clock_is_lost()

    def no_clock_is_lost(self):
        with reading():
            mine = select(CaseClock).join(Case).where(Case.reference == self.story.reference)
            found = {row.key: (row.state, row.due) for row in db.session.scalars(mine)}
        for key, (state, due) in self.clocks.items():
            assert key in found, f"{key} is lost"
            assert found[key][1] == due, f"{key} was moved"
            assert state not in KEPT_FOR_EVER or found[key][0] == state, key
        assert {state for state, _ in found.values()} <= {
            "running", "paused", "met", "missed", "stopped",
        }  # fmt: skip
        self.clocks = found


HAPPENINGS = {"missing": Walk.go_missing, "returned": Walk.come_back, "wait": Walk.wait}


def test_a_real_case_is_where_the_model_says(app: Flask):
    done: Counter = Counter()
    with time_machine.travel(TUESDAY, tick=False) as travel:
        lent = (factories.world(), travel, done)
        run_state_machine_as_test(type("WalkOfRows", (Walk,), {"lent": lent}), settings=FEW)
    assert done["taken"] > 10
    assert done["explained"] > 2
