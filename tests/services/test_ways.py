"""Each way into a case by itself, on rows made by hand: who holds it, until when, and who not."""

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from referrals import access
from referrals.access import conditions, door, ways
from referrals.access.roles import EMERGENCY_ROLES, SEARCHERS, Verb
from referrals.actor import Actor
from referrals.db import db, reading, writing
from referrals.errors import NotFound
from referrals.models import (
    Area,
    Assignment,
    Case,
    CaseClock,
    CaseTrack,
    ConflictOfInterest,
    Cover,
    Opening,
    Organisation,
    Share,
    Team,
    User,
)
from referrals.redaction import holding, shares_of
from workflows.sharing import Level, Tier
from workflows.told import from_json

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
BEFORE, LATER = NOW - dt.timedelta(seconds=1), NOW + dt.timedelta(seconds=1)
NUMBERS = count(1)
NOBODY = Actor(0, "Nobody", "ppd_investigator", 0, "police")


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def stored(*rows):
    with writing():
        for row in rows:
            db.session.add(row)
            db.session.flush()
    return rows[-1].id


def somebody(role="ppd_investigator", colleague=None, **more):
    """A person, their team and organisation, all of them new, or the team of a colleague."""
    number = next(NUMBERS)
    place = Organisation(code=f"o{number}", name="Police", kind="police")
    organisation = colleague.organisation_id if colleague else stored(place)
    team = Team(code=f"t{number}", name="Team", organisation_id=organisation)
    team_id = colleague.team_id if colleague else stored(team)
    user = User(
        name="Nair", email=f"u{number}@example.org", role=role, organisation_id=organisation,
        team_id=team_id, created_at=BEFORE,
    )  # fmt: skip
    known = {"team_id": team_id, "area": "coventry", "pip2": True} | more
    return Actor(stored(user), "Nair", role, organisation, "police", **known)


def a_case(actor, **more):
    number = next(NUMBERS)
    known = {
        "reference": f"RP-{number}", "rulebook": "2026.1", "stage": "nrm", "opened_at": NOW,
        "updated_at": NOW, "logged_by_id": actor.user_id, "area": "coventry", "pathway": "cse",
        "rule": 1, "because": "", "age_band": "child",
    }  # fmt: skip
    return stored(Case(**known | more))


def standing(case, code, until=None, **holder):
    stored(Assignment(case_id=case, standing=code, since=BEFORE, until=until, **holder))
    return case


def found(condition):
    with reading():
        return set(db.session.scalars(select(Case.id).where(condition)))


def finds(rule, actor):
    return found(rule.finds(actor))


HELD_BY = [
    (ways.LOGGED, "user_id", "logger"),
    (ways.OWNS, "user_id", "owner"),
    (ways.LEADS, "user_id", "lead"),
    (ways.NAMED, "user_id", "named"),
    (ways.GRANTED, "user_id", "grant"),
    (ways.EMERGENCY, "user_id", "emergency"),
    (ways.NAMED_READER, "user_id", "restricted_reader"),
    (ways.TEAM, "team_id", "lead_team supporting_team former_lead_team"),
    (ways.TASKED, "team_id", "asked_team"),
    (ways.LED_BY_TEAM, "team_id", "lead_team"),
    (ways.BOARD, "organisation_id", "board"),
    (ways.SUBMITTED, "organisation_id", "authority"),
    (ways.TOLD_CHILD, "organisation_id", "la_children"),
]
STANDINGS = {code: by for _, by, codes in HELD_BY for code in codes.split()}


def test_programs_are_told_of_the_two_that_are_in_no_list_by_these_codes():
    """`holders[].way` of a case."""
    assert ways.EMERGENCY.code == "emergency"
    assert ways.NAMED_READER.code == "restricted_reader"


def test_a_standing_opens_by_its_own_way_and_by_no_other(app: Flask):
    """Section e: a row applies only while the user holds the case, each by its own ground."""
    actor, other = somebody(), somebody()
    cases = {
        code: standing(a_case(other), code, **{by: getattr(actor, by)})
        for code, by in STANDINGS.items()
    }
    standing(a_case(other), "lead", user_id=other.user_id)

    for rule, _, codes in HELD_BY:
        assert finds(rule, actor) == {cases[code] for code in codes.split()}, rule.code
        assert finds(rule, replace(NOBODY)) == set(), rule.code


def test_a_standing_ends_at_its_moment(app: Flask):
    """Rule 6: access ends at unassignment, at once."""
    actor = somebody()
    held = {
        until: standing(a_case(actor), "lead", until, user_id=actor.user_id)
        for until in (None, LATER, NOW, BEFORE)
    }

    assert finds(ways.LEADS, actor) == {held[None], held[LATER]}


def test_whoever_has_no_team_holds_nothing_by_one(app: Flask):
    actor = somebody()
    case = a_case(actor, logged_team_id=actor.team_id, lead_team_id=actor.team_id)
    standing(case, "lead_team", team_id=actor.team_id)
    a_case(actor)  # logged by nobody's team
    alone = replace(actor, team_id=None)

    assert finds(ways.UNIT, actor) == finds(ways.TEAM, actor) == {case}
    assert finds(ways.UNIT, alone) == finds(ways.TEAM, alone) == finds(ways.COVERS, alone) == set()
    for role in ("ppd_investigator", "ppd_supervisor"):
        with reading(), pytest.raises(NotFound):
            door.opened(replace(alone, role=role), db.session.get_one(Case, case).reference)


def cover(absent, by, since=BEFORE, until=LATER):
    stored(
        Cover(
            user_id=absent.user_id, by_id=by.user_id, since=since, until=until,
            made_by_id=absent.user_id, made_at=BEFORE,
        )
    )  # fmt: skip


def test_cover_is_for_what_a_colleague_of_ones_own_team_leads_and_for_its_time(app: Flask):
    """R10: the lead team's, by somebody with PIP2."""
    absent, stranger = somebody(), somebody()
    before, starting, over, there = (somebody(colleague=absent) for _ in range(4))
    led = a_case(absent, lead_id=absent.user_id, lead_team_id=absent.team_id)
    a_case(absent, lead_id=absent.user_id, lead_team_id=stranger.team_id)
    a_case(absent, lead_id=there.user_id, lead_team_id=absent.team_id)
    cover(absent, stranger)
    cover(absent, before, since=LATER, until=LATER)
    cover(absent, starting, since=NOW)
    cover(absent, over, until=NOW)
    cover(absent, there)

    assert finds(ways.COVERS, there) == finds(ways.COVERS, starting) == {led}
    assert finds(ways.COVERS, replace(there, pip2=False)) == set()
    for nobody in (before, over, stranger, absent):
        assert finds(ways.COVERS, nobody) == set()
    joined = replace(stranger, team_id=absent.team_id)
    assert finds(ways.COVERS, joined) == {led}
    moved = replace(there, team_id=stranger.team_id)
    assert finds(ways.COVERS, moved) == set()


def test_a_co_ordinator_holds_the_children_of_the_area_who_are_sexually_exploited(app: Flask):
    actor = somebody("cse_coordinator")
    child = a_case(actor, sexual_exploitation=True)
    unknown = a_case(actor, sexual_exploitation=True, age_band="unknown")
    a_case(actor, sexual_exploitation=True, age_band="adult")
    a_case(actor, sexual_exploitation=True, area="sandwell")
    a_case(actor, sexual_exploitation=False)
    a_case(actor)

    assert finds(ways.AREA, actor) == {child, unknown}


def test_an_authority_holds_by_the_age_that_stands_today(app: Flask):
    """Children's social work for a child or an age not known; adults' for an adult."""
    actor, _another = somebody("la_children_social_worker"), somebody("la_adult_social_worker")
    told = {}
    for band in ("child", "unknown", "adult"):
        for code in ("la_children", "la_adults"):
            told[band, code] = a_case(actor, age_band=band)
            standing(told[band, code], code, organisation_id=actor.organisation_id)

    children = {told["child", "la_children"], told["unknown", "la_children"]}
    assert finds(ways.TOLD_CHILD, actor) == children
    assert finds(ways.TOLD_ADULT, actor) == {told["adult", "la_adults"]}
    with reading():
        held = select(Case.id, Organisation.id).join(Organisation, ways.HELD_BY_AUTHORITY)
        ours = {(case, actor.organisation_id) for case in {*children, told["adult", "la_adults"]}}
        assert {tuple(row) for row in db.session.execute(held)} == ours


def share(actor, organisation, state="accepted", until=LATER):
    case = a_case(actor)
    stored(
        Share(
            case_id=case, organisation_id=organisation, state=state, until=until, tiers=[],
            purpose="support", legal_basis="crime", consent="told", offered_at=BEFORE,
            offered_by_id=actor.user_id, review_on=NOW.date(),
        )
    )  # fmt: skip
    return case


def test_a_share_is_held_by_its_organisation_from_acceptance_until_its_moment(app: Flask):
    actor, other = somebody("ngo_support_worker"), somebody()
    ours = actor.organisation_id
    accepted, offered = share(other, ours), share(other, ours, "offered")
    share(other, other.organisation_id)
    share(other, ours, until=NOW)
    for over in ("declined", "withdrawn", "ended"):
        share(other, ours, over)

    assert finds(ways.SHARED, actor) == {accepted}
    assert finds(ways.OFFERED, actor) == {offered}


WAYS_BY_ROLE = {
    "response_officer": "logged",
    "response_supervisor": "owner unit",
    "ppd_investigator": "lead cover named",
    "fcid_investigator": "lead cover named",
    "ppd_supervisor": "team",
    "fcid_supervisor": "team",
    "cse_coordinator": "area",
    "la_children_social_worker": "la_children",
    "la_adult_social_worker": "la_adults",
    "lscb_member": "board",
    "sab_member": "board",
    "ngo_support_worker": "shared",
    "health_practitioner": "shared",
    "competent_authority": "authority",
    "auditor": "grant",
    "system_admin": "",
}


def codes(role, verb):
    return " ".join(rule.code for rule in ways.ways_in(replace(NOBODY, role=role), verb))


@pytest.mark.parametrize("role", WAYS_BY_ROLE)
def test_a_role_comes_in_by_the_ground_of_its_row(role):
    """Section e, the paragraph before its table."""
    assert codes(role, Verb.READ) == WAYS_BY_ROLE[role]


def test_a_verb_widens_a_way_only_where_the_text_says_so():
    for role in ("ppd_investigator", "fcid_investigator"):
        assert codes(role, Verb.QUEUE) == "lead cover named queue"
    assert codes("ppd_supervisor", Verb.QUEUE) == "team"
    assert codes("fcid_supervisor", Verb.TASKING) == "tasked"
    assert codes("fcid_investigator", Verb.TASKING) == codes("grant", Verb.TASKING) == ""
    for role in ("ngo_support_worker", "health_practitioner"):
        assert codes(role, Verb.ANSWER_SHARE) == "offered shared"
    assert codes("la_adult_social_worker", Verb.ANSWER_SHARE) == "la_adults"


def test_the_people_of_a_way_in_are_of_its_roles(app: Flask):
    roles = ("response_supervisor", "ppd_supervisor", "ngo_support_worker", "auditor")
    for role in (*roles, "cse_coordinator"):
        somebody(role)
    with writing():
        db.session.add(Area(code="coventry", name="Coventry"))
        db.session.flush()
        db.session.execute(update(User).values(area_code="coventry"))

    def of(condition):
        people = select(User.role).join(Organisation, Organisation.id == User.organisation_id)
        with reading():
            return set(db.session.scalars(people.where(condition)))

    def whose(rule):
        return of(ways.by_role(rule))

    assert whose(ways.EMERGENCY) == {"response_supervisor", "ppd_supervisor"}
    assert whose(ways.SHARED) == whose(ways.OFFERED) == {"ngo_support_worker"}
    assert whose(ways.GRANTED) == {"auditor"}
    assert of(access.coordinates("coventry")) == {"cse_coordinator"}
    assert of(access.coordinates("sandwell")) == set()


@pytest.mark.parametrize("verb", ["queue", "tasking", "move", "share", "answer_share", "write"])
def test_an_auditor_writes_nothing(verb):
    assert codes("auditor", Verb(verb)) == ""
    assert codes("ppd_supervisor", Verb(verb)) == ("tasked" if verb == "tasking" else "team")


@pytest.mark.parametrize("verb", ["read", "search", "list"])
def test_an_auditor_reads_by_a_grant(verb):
    assert codes("auditor", Verb(verb)) == "grant"


def test_who_searches_and_who_opens_in_an_emergency():
    assert {
        "ppd_investigator", "fcid_investigator", "ppd_supervisor", "fcid_supervisor",
        "cse_coordinator",
    } == SEARCHERS  # fmt: skip
    assert {"response_supervisor", "ppd_supervisor", "fcid_supervisor"} == EMERGENCY_ROLES


def test_a_conflict_hides_it_until_it_is_lifted_and_from_nobody_else(app: Flask):
    """Rule 5: everywhere."""
    actor, other = somebody("ppd_supervisor"), somebody()
    held = [a_case(actor) for _ in range(3)]
    for case in held:
        standing(case, "lead_team", team_id=actor.team_id)
    for case, user, lifted in (
        (held[0], actor, None), (held[1], actor, NOW), (held[2], other, None),
    ):  # fmt: skip
        declared = ConflictOfInterest(
            case_id=case, user_id=user.user_id, declared_at=BEFORE, lifted_at=lifted
        )
        stored(declared)

    assert found(door.visible_to(actor)) == set(held[1:])
    assert found(door.without_conflict(actor)) == set(held[1:])


def test_what_is_restricted_is_there_for_the_named_and_what_was_disposed_of_for_nobody(app: Flask):
    """R27; what was disposed of is a tombstone without data."""
    actor = somebody("ppd_supervisor")
    plain, restricted = a_case(actor), a_case(actor, restricted=True)
    disposed, named = a_case(actor, disposed_at=BEFORE), a_case(actor, restricted=True)
    for case in (plain, restricted, disposed, named):
        standing(case, "lead_team", team_id=actor.team_id)
    standing(named, "restricted_reader", user_id=actor.user_id)

    assert found(door.visible_to(actor)) == {plain, named}


def test_an_emergency_opens_to_read_and_lists_nothing(app: Flask):
    """AC10: a restricted case too; never with a conflict, nor what was disposed of."""
    actor = somebody("ppd_supervisor")
    plain, restricted = a_case(actor), a_case(actor, restricted=True)
    disposed, known = a_case(actor, disposed_at=BEFORE), a_case(actor)
    for case in (plain, restricted, disposed, known):
        standing(case, "emergency", LATER, user_id=actor.user_id)
    stored(ConflictOfInterest(case_id=known, user_id=actor.user_id, declared_at=BEFORE))
    led = standing(a_case(actor), "lead_team", team_id=actor.team_id)

    assert found(door.opens_for(actor, Verb.READ)) == {plain, restricted, led}
    assert found(door.opens_for(actor, Verb.MOVE)) == {led}
    assert found(door.visible_to(actor)) == {led}
    detective = replace(actor, role="ppd_investigator")
    assert found(door.opens_for(detective, Verb.READ)) == set()


def test_a_grant_opens_the_tiers_it_names_on_its_case_to_its_person_and_for_its_time(app: Flask):
    """Section e: content by a case-specific, time-limited, reasoned grant; else audit alone."""
    auditor, other = somebody("auditor"), somebody()
    case, elsewhere = a_case(other), a_case(other)
    for kind, on, to, until, tiers in (
        ("grant", case, auditor, LATER, ["medical"]),
        ("emergency", case, auditor, LATER, ["identity"]),
        ("grant", elsewhere, auditor, LATER, ["contact"]),
        ("grant", case, other, LATER, ["interview"]),
        ("grant", case, auditor, NOW, ["allegation"]),
    ):
        stored(
            Opening(
                kind=kind, case_id=on, user_id=to.user_id, given_by_id=other.user_id,
                reason_code="review", tiers=tiers, since=BEFORE, until=until,
            )
        )  # fmt: skip

    with reading():
        seen = db.session.get_one(Case, case)
        found = holding(auditor, seen, from_json({"now": "2026-07-01T10:00:00Z"})[0], ways.GRANTED)

    assert found.levels == {Tier.AUDIT: Level.READ, Tier.MEDICAL: Level.READ}
    assert found.read_only


def test_the_shares_of_a_case_are_its_own_and_as_they_stand_now(app: Flask):
    actor = somebody("ngo_support_worker")
    case, _ = share(actor, actor.organisation_id), share(actor, actor.organisation_id)

    with writing():
        (held,) = shares_of(case)
        ended = update(Share).where(Share.case_id == case).values(state="ended")
        db.session.execute(ended.execution_options(synchronize_session=False))
        (now_so,) = shares_of(case)
        assert (held.case_id, now_so.state) == (case, "ended")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (ways.LEADS, "They lead it"),
        (ways.COVERS, "They are covering for the person who leads it"),
        (ways.NAMED, "A supervisor named them on it"),
        (ways.TOLD_CHILD, "Their authority was told about this child"),
        (ways.SUBMITTED, "It was submitted to them"),
        (ways.OFFERED, "It is offered to their organisation"),
        (ways.EMERGENCY, "They opened it in an emergency, for one hour"),
    ],
)
def test_a_way_in_is_told_of_somebody_else_as_theirs(rule, told):
    assert rule.theirs == told


def alert(case, due, state="running", code="AGE18"):
    """Of an 18th birthday, which falls on the day it is due, or another clock."""
    stored(
        CaseClock(
            case_id=case, code=code, key=f"{code} {case}", kind="alert", what="They turn 18",
            started=BEFORE, due=NOW, due_day=due, state=state, unit="days",
        )
    )  # fmt: skip
    return case


def test_a_filter_knows_child_from_adult_as_the_rules_do(app: Flask):
    """R2: from the day itself where the birth date is certain, and else as the case says.

    Where no alert waits, nothing but the facts can tell: the filter rules out neither.
    """
    today = NOW.date()
    actor = somebody()
    said_child, said_adult = a_case(actor), a_case(actor, age_band="adult")
    known = {"age_verified": True}
    grown = alert(a_case(actor, **known), today)
    alert(grown, today + dt.timedelta(days=30), code="RECOVERY")
    young = alert(a_case(actor, **known), today + dt.timedelta(days=1))
    unsure = alert(a_case(actor), today - dt.timedelta(days=1))
    untold = a_case(actor, **known)
    over = alert(a_case(actor, **known), today - dt.timedelta(days=1), "met")
    closed = alert(a_case(actor, **known, closed_at=NOW), today - dt.timedelta(days=1), "met")
    assert found(conditions.CHILD) == {said_child, young, unsure, untold, over}
    assert found(conditions.ADULT) == {said_adult, grown, untold, over, closed}
    assert conditions.MEETS["lscb_member"] is conditions.CHILD
    assert conditions.MEETS["sab_member"] is conditions.ADULT


def test_a_charity_holds_an_adult_by_their_agreement_and_a_child_without_one(app: Flask):
    """Section e: of support, on this case, and not only offered."""
    actor = somebody()
    child, *adults = [a_case(actor, age_band=band) for band in ("child", *6 * ("adult",))]
    states = ("offered", "accepted", "active", "move_on", "ended", "accepted")
    for case, state in zip(adults, states, strict=True):
        kind = "nrm" if case == adults[-1] else "support"
        stored(CaseTrack(case_id=case, kind=kind, state=state, since=BEFORE))
    assert found(conditions.MEETS["ngo_support_worker"]) == {child, *adults[1:5]}


def test_who_hears_of_a_case_has_no_conflict_and_is_named_where_it_is_restricted(app: Flask):
    """Section e, rule 5, and R27: of this case, whatever there is of another."""
    actor, named, knows = somebody(), somebody(), somebody()
    here, other = a_case(actor, restricted=True), a_case(actor)
    standing(here, "restricted_reader", user_id=named.user_id)
    standing(here, "restricted_reader", user_id=knows.user_id)
    stored(ConflictOfInterest(case_id=here, user_id=knows.user_id, declared_at=BEFORE))

    def hears(case):
        with reading():
            return set(db.session.scalars(select(User.id).where(access.may_hear(case))))

    assert hears(here) == {named.user_id}
    assert hears(other) == {actor.user_id, named.user_id, knows.user_id}


def test_who_may_lead_is_an_accredited_investigator_of_the_team_at_work(app: Flask):
    """R10."""
    lead = somebody()
    others = [somebody(role, lead) for role in ("ppd_supervisor", *2 * ("ppd_investigator",))]
    somebody()  # of another team
    with writing():
        db.session.execute(update(User).values(pip2=True))
        left, trainee = (User.id == other.user_id for other in others[1:])
        db.session.execute(update(User).where(left).values(active=False))
        db.session.execute(update(User).where(trainee).values(pip2=False))
    with reading():
        assert db.session.scalars(select(User.id).where(access.accredited(lead.team_id))).all() == [
            lead.user_id
        ]
