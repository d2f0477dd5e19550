"""Every pathway walked at random, the rules against the model: neither may know better.

Whatever is offered is taken or explained, to the last condition; nothing is a dead end; the stage
follows from the tracks; and a clock that was opened is answered for, for ever.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.rules import model, model_clocks, walking
from tests.rules.model import AT_REST, EVENT_OF, MOVES
from tests.rules.model_gates import followed, settled, unmet
from tests.rules.model_gates import follows as follow
from tests.rules.walking import DETAILS, HAPPENED, PEOPLE, SAID, WAITS, facts, leads_to, mover
from workflows.clocks import clocks
from workflows.engine import NotOffered, Refused, open_moves, take
from workflows.pathways import follows
from workflows.routing import route
from workflows.stage import stage

STEPS = settings(
    max_examples=12,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
A_LITTLE = timedelta(minutes=7)
ENDINGS = frozenset(
    [
        "transfer",
        "finalise",
        "step_down",
        "not_required",
        "end",
        "no_grounds",
        "reroute",
        "withdraw",
    ]
)
AT_WORK = ("nrm", "nrm", "investigation", "safeguarding", "response", "support", "case")


class Walk(RuleBasedStateMachine):
    """One case, and two accounts of it."""

    begins = ""

    def __init__(self):
        super().__init__()
        self.case = model.Case(walking.WEDNESDAY, {}, {})
        self.clocks = {}
        self.taken = None
        self.become(walking.begun(self.begins), "logged")

    @initialize(diligent=st.booleans())
    def begin(self, diligent):
        """Half of all walks get far; the other half meet what is not done yet."""
        if diligent:
            after = self.later
            walking.everything_good(after)
            self.become(after)

    def become(self, after, *kinds, detail=None):
        """The case moves on; what follows of itself follows, and clocks are looked at."""
        before, self.case = self.case, after
        if before.said:
            expected = [] if before.closed else follow(before, after)
            if after.said != before.said or model.band(before) != model.band(after):
                told = follows(facts(before), facts(after)) if not before.closed else ()
                assert [(row.track, row.to) for row in told] == expected
            followed(before, after, expected)
        self.look(before, kinds, detail or {})

    def look(self, before, kinds, detail):
        """No clock is lost; what events ended stays ended; an event opens what it should."""
        found = {clock.key: clock for clock in clocks(facts(self.case))}
        new = Counter(
            clock.id
            for key, clock in found.items()
            if key not in self.clocks and f"@{self.case.now.isoformat()}" in key
        )
        for kind in kinds:
            assert new == model_clocks.opens(before if before.said else self.case, kind, detail), (
                kind
            )
        for key, kept in self.clocks.items():
            if kept.id in model_clocks.FOR_EVER:
                self.kept(kept, found.get(key))
        self.clocks |= found

    def kept(self, kept, clock):
        assert clock is not None, f"{kept.key} is lost"
        assert clock.started == kept.started
        assert clock.state in {"running", "paused", "met", "missed", "stopped"}
        if kept.id in model_clocks.BY_EVENTS and kept.id != "VCOP":
            assert clock.due == kept.due
            assert kept.state in {"running", clock.state}, (kept.key, kept.state, clock.state)

    @property
    def later(self):
        """The same case minutes on, so that no two things happen at once."""
        return replace(self.case.copy(), now=self.case.now + A_LITTLE)

    @rule(data=st.data(), tracks=st.lists(st.sampled_from(AT_WORK), min_size=3, max_size=9))
    def go_on(self, data, tracks):
        """Make moves that nothing stands in the way of, on one track and another."""
        for track in tracks:
            free = {
                move
                for on, move, _ in model.listed(self.case)
                if on == track and not unmet(self.case, on, move)
            }
            if free:
                onwards = free - ENDINGS if data.draw(st.integers(0, 3)) else free
                move = data.draw(st.sampled_from(sorted(onwards or free)))
                detail = data.draw(st.sampled_from(DETAILS.get(move, ({},))))
                self.attempt(track, move, None, detail)

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), step=st.sampled_from(sorted(MOVES)))
    def try_anything(self, data, who, step):
        self.attempt(*step, who, data.draw(st.sampled_from(DETAILS.get(step[1], ({},)))))

    def prepare(self, move):
        """The facts that stand against a few moves, when everything else is in order."""
        if move in ("set_secured", "claim"):
            self.learn({"immediate_safety_confirmed": True, "secured": move == "claim"})
        if move == "send_dtn":
            self.learn(walking.answered(False) | {"dtn": walking.NAMELESS})
        if move == "record_cg":
            self.wait(WAITS[-1])

    def attempt(self, track, move, who, detail):
        """The rules take the step, say it is not there, or give every reason why not."""
        after = self.case = self.later
        foreseen = [(EVENT_OF[move], after.now, detail)] if move in EVENT_OF else []
        ends = {to for t, m, to in model.listed(after) if (t, m) == (track, move)}
        judged = facts(after, *foreseen)
        try:
            taken = take(track, move, judged, mover(who))
        except NotOffered:
            assert not ends
        except Refused as refused:
            assert ends
            self.explained(refused.unmet, unmet(after, track, move, who, detail))
        else:
            to = leads_to(move, detail, ends)
            assert (taken.to, not unmet(after, track, move, who, detail)) == (to, True)
            self.taken = (track, move)
            self.become(
                model.moved(after, track, move, to, detail), *(kind for kind, *_ in foreseen),
                detail=detail,
            )  # fmt: skip

    def explained(self, rows, expected):
        gates = Counter(row.gate for row in rows)
        gates["role"] = min(gates["role"], 1)  # whose part it is may have two reasons
        assert gates == expected
        assert all(row.words and row.satisfied_by for row in rows)
        assert len({row.words for row in rows}) == len(rows)

    @precondition(lambda self: not self.case.closed)
    @rule(said=st.sampled_from(SAID))
    def learn(self, said):
        after = self.later
        after.said |= said
        if "consent" in said:
            after.said["consent"] = said["consent"] | {"at": after.now}
        self.become(after)

    @precondition(lambda self: not self.case.closed)
    @rule(what=st.sampled_from(HAPPENED))
    def happen(self, what):
        kind, detail, said = what
        self.case = self.later
        after = self.case.copy()
        after.said |= said
        after.events.append((kind, after.now, detail))
        self.become(after, kind, detail=detail)

    @rule(wait=st.sampled_from(WAITS))
    def wait(self, wait):
        after = self.case.copy()
        after.now += wait
        self.become(after)

    @invariant()
    def accounts_agree(self):
        told = facts(self.case)
        assert stage(told) == model.stage(self.case)
        found, (pathway, lead, supporting) = route(told), model.route(self.case)
        assert (found.pathway, found.lead) == (pathway, lead)
        police = {team for team in found.supporting if team.startswith(("ppd_", "fcid"))}
        assert police == set(supporting)
        self.offered_or_explained(told)

    def offered_or_explained(self, told):
        offered = open_moves(told)
        free = {(row.track, row.move.code, row.move.to) for row in offered.open}
        held = {(row.track, row.move.code, row.move.to) for row in offered.blocked}
        assert free | held == model.listed(self.case)
        assert not free & held
        for track, move, _ in free:
            assert not unmet(self.case, track, move), (track, move)
        for row in offered.blocked:
            self.explained(row.unmet, unmet(self.case, row.track, row.move.code))
        tracks = {track for track, *_ in free | held}
        for track, state in self.case.tracks.items():
            assert self.case.closed or track in tracks or state in AT_REST

    def teardown(self):
        """From wherever it has come to, an open case can be brought to its closing."""
        if not self.case.closed:
            after = self.later
            walking.everything_good(after)
            self.become(after)
            for track in self.case.tracks:
                self.bring_home(track)
            if unmet(self.case, "case", "close"):  # its pathway wants the NRM to be used
                self.attempt("nrm", "draft", None, {})
                self.bring_home("nrm")
            self.attempt("case", "close", None, {})
        assert model.stage(self.case) == "closed"

    def bring_home(self, track):
        for _ in range(8):
            if settled(self.case, track):
                return
            if self.case.tracks[track] in ("rg_positive", "rg_negative", "cg_negative"):
                after = self.case.copy()  # recovery, and the time to ask again, go by
                after.now += timedelta(days=46)
                after.said["declined"] = True
                self.become(after)
                continue_ = settled(self.case, track)
                if continue_:
                    return
            move = walking.way_home(self.case, track)
            self.attempt(track, move, None, DETAILS.get(move, ({},))[0])
        assert settled(self.case, track), (track, self.case.tracks[track])


@pytest.mark.parametrize("begins", walking.BEGINNINGS)
def test_every_pathway_is_walked(begins):
    kind = type(f"Walk_{begins}", (Walk,), {"begins": begins})
    run_state_machine_as_test(kind, settings=STEPS)


CHILD_TOUR = """
response.make_safe response.hand_over safeguarding.clear_secured safeguarding.refer
safeguarding.hold_strategy_discussion safeguarding.open_enquiry safeguarding.put_plan_in_place
investigation.claim investigation.release investigation.claim investigation.start
investigation.send_to_cps investigation.charge nrm.draft nrm.no_grounds nrm.draft nrm.make_ready
nrm.submit nrm.suspend nrm.resume nrm.record_rg+ nrm.record_cg- nrm.reconsider nrm.record_cg+
support.offer support.decline support.offer support.accept support.start support.move_on
support.end safeguarding.step_down investigation.finalise case.reroute case.close case.reopen
"""
ADULT_TOUR = """
response.close_no_concern safeguarding.not_required safeguarding.clear_secured
investigation.transfer nrm.draft nrm.make_ready nrm.submit nrm.record_rg- nrm.reconsider
nrm.record_rg+ nrm.withdraw nrm.draft
"""
UNREFERRED_TOUR = "safeguarding.clear_secured safeguarding.set_secured nrm.draft nrm.send_dtn"
TOURS = (
    ("child_trafficking", CHILD_TOUR),
    ("adult_modern_slavery", ADULT_TOUR),
    ("related_offence", UNREFERRED_TOUR),
    ("in_2014", "investigation.not_applicable"),
    ("in_2014", "investigation.queue"),
)
HOW = {"+": {"outcome": "positive", "early_reason": "They asked"}, "-": {"outcome": "negative"}}


def test_every_move_is_made_on_some_tour():
    """What chance may miss: each move of section b, taken with everything in order."""
    made = set()
    for begins, tour in TOURS:
        walk = type("Tour", (Walk,), {"begins": begins})()
        walk.begin(diligent=True)
        for step in tour.split():
            track, move = step.rstrip("+-").split(".")
            walk.prepare(move)
            detail = HOW.get(step[-1]) or DETAILS.get(move, ({},))[0]
            walk.attempt(track, move, None, detail)
            assert walk.taken == (track, move), step
            made.add((track, move))
            walk.accounts_agree()
        walk.teardown()
    assert made == set(MOVES)
