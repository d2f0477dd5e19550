"""Why somebody can or cannot see a case; and conflicts declared, recorded, found and lifted."""

import datetime as dt
import re

import pytest
from sqlalchemy import update

from referrals import access
from referrals.access import Verb
from referrals.clock import now, today
from referrals.db import db, reading, writing
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Case, User
from referrals.services import accounts, conflicts, covering, emergency, entitlement
from referrals.services import reading as opening
from referrals.services import writing as written
from referrals.services.covering import Wanted
from tests import factories


@pytest.fixture
def story(world):
    return factories.claimed(world)


def sees(actor, story):
    with reading():
        try:
            access.fetch_quietly(actor, story.reference, Verb.READ)
        except NotFound:
            return False
        return True


def asked(actor, story, name, agency="police"):
    return entitlement.explain(actor, story.reference, f"{name}@{agency}.example")


def called(name, actor):
    with writing():
        db.session.execute(update(User).where(User.id == actor.user_id).values(name=name))


def test_the_answer_is_that_of_the_door_for_everybody(world, story):
    factories.conflict(story, world.quayle)
    factories.give(story, "grant", user_id=world.audit.user_id)
    emergency.open_case(
        world.larch, story.reference, "missing", "Reported missing at two", confirmed_at=now()
    )
    for restricted in (False, True):
        if restricted:
            factories.restrict(story, world.nair, world.lowe)
        for name, actor in world.actors.items():
            agency = factories.PEOPLE[name][1]
            answer = asked(world.lowe, story, name, agency)
            assert answer.sees == sees(actor, story), (name, restricted)


BEHIND = {
    "team": {"ppd_supervisor", "fcid_supervisor"},
    "unit": {"response_supervisor"},
    "area": {"cse_coordinator"},
    "la_children": {"la_children_social_worker"},
    "la_adults": {"la_adult_social_worker"},
    "shared": {"ngo_support_worker"},
    "authority": {"competent_authority"},
    "board": {"lscb_member", "sab_member"},
}
"""Section e: whose people a line that names a team, an agency or an area stands for."""


def covered(world, lines):
    """Everybody of the small world whom some line of the page stands for, by surname."""
    return {name for name in world.actors if any(stands_for(line, name) for line in lines)}


def stands_for(line, name):
    role, agency, team, area = factories.PEOPLE[name]
    if line.way not in BEHIND:
        return line.who == name.title()
    places = {team, factories.AGENCIES[agency][1], (area or factories.area_of(agency)).title()}
    return role in BEHIND[line.way] and line.who in places


def opened_by(world, story):
    return {name for name, actor in world.actors.items() if sees(actor, story)}


def soon(**span):
    return now() + dt.timedelta(**span)


def test_the_page_names_everybody_who_can_open_the_case_by_every_way_in(world):
    """And nobody who cannot: the rules of the door are the measure, person by person."""
    child, adult = factories.submitted(world), factories.claimed(world, "adult")
    factories.shared(world, child, {"identity": "share", "support": "share"})
    factories.give(child, "named", user_id=world.probation.user_id)
    factories.give(child, "former_lead_team", team_id=world.teams["fcid"])
    factories.give(child, "board", soon(days=28), organisation_id=world.agencies["lscb"])
    factories.give(child, "grant", soon(days=7), user_id=world.audit.user_id)
    factories.give(child, "named", now(), user_id=world.marlow.user_id)  # it is over
    factories.give(adult, "owner", user_id=world.abara.user_id)
    for board in ("sab", "lscb"):  # one is for children alone
        factories.give(adult, "board", soon(days=7), organisation_id=world.agencies[board])
    factories.conflict(child, world.quayle)
    factories.record(world.osei, adult, "s42_concern", **factories.COUNCIL, at=now())
    cover = Wanted(world.nair.user_id, world.castellan.user_id, today(), today())
    covering.cover(world.lowe, "ppd_child_abuse", cover)
    for story in (child, adult):
        why = ("missing", "Reported missing at two")
        emergency.open_case(world.fenwick, story.reference, *why, confirmed_at=now())
    named = ("nair", "lowe", "adeyemi", "grant", "tandy")  # the last could not see it anyway

    found = set()
    for restricted in (False, True):
        if restricted:
            factories.restrict(child, *(world.actors[name] for name in named))
        for reader, story in ((world.lowe, child), (world.osei, adult)):
            lines = opening.read(reader, story.reference).holders
            assert covered(world, lines) == opened_by(world, story), story.reference
            found |= {line.way for line in lines}
    ways = {rule.code for rules in access.WAYS_IN.values() for rule in rules}
    assert found == ways | {access.NAMED_READER.code, access.EMERGENCY.code}

    turned = update(Case).where(Case.reference == adult.reference)
    with writing():  # by the calendar they are grown up, and the case does not say so yet
        db.session.execute(turned.values(age_band="child", age_verified=True))
    lines = opening.read(world.osei, adult.reference).holders
    assert covered(world, lines) == opened_by(world, adult)
    assert not sees(world.holt, adult)


def test_who_holds_it_is_told_to_the_police_on_it_and_openings_are_timed_for_supervisors(world):
    story = factories.claimed(world)
    factories.give(story, "grant", soon(days=7), user_id=world.audit.user_id)

    def told(name):
        view = opening.read(world.actors[name], story.reference)
        return {line.way: line.until for line in view.holders}

    assert told("lowe")["grant"] is not None
    assert told("nair").keys() == told("lowe").keys() == told("reid").keys()
    assert told("nair")["grant"] is None  # the record of openings is of the audit tier
    for name in ("okafor", "adeyemi", "audit"):  # okafor has handed it over
        assert told(name) == {}


def test_an_auditor_hears_who_holds_it_and_nothing_of_what_it_says(world):
    story = factories.claimed(world, "cse")
    for name, agency in (("reid", "police"), ("adeyemi", "la_coventry")):
        told, full = (asked(who, story, name, agency) for who in (world.audit, world.quayle))
        assert told.sees is full.sees is True
        assert "child" in " ".join(row.words for row in full.rules)
        assert not re.search("child|adult|exploit|area", " ".join(row.words for row in told.rules))
        assert [row.passed for row in told.rules] == [True] * 4


def test_each_rule_says_what_would_change_it(world, story):
    answer = asked(world.lowe, story, "castellan")
    failed = [rule.change for rule in answer.rules if not rule.passed]
    assert answer.sees is False
    assert "A supervisor of the lead team assigns it to them" in failed
    admin = asked(world.lowe, story, "admin")
    assert next(r.words for r in admin.rules if not r.passed) == "Their role ever sees a case"
    with writing():
        db.session.execute(update(User).where(User.name == "Nair").values(active=False))
    gone = asked(world.lowe, story, "nair")
    assert (gone.sees, gone.rules[0].passed) == (False, False)


def test_who_may_ask_and_that_it_is_recorded(world, seats, story):
    at = f"/cases/{story.reference}/access"
    page = seats.page("lowe").fill(at, {"email": "grant@harbour.example"})
    assert "Grant cannot see this case" in page.text
    assert "@" not in seats.page("lowe").get(at).request.path
    nobody = seats.page("lowe").fill(at, {"email": "x@y.example"})
    assert "Nobody here has this address" in nobody.text
    assert seats.page("audit").fill(at, {"email": "nair@police.example"}).status_code == 200
    assert seats.page("audit").get("/cases/RP-9999-ZZ/access").status_code == 404
    looks = seats.page("lowe").get(f"/cases/{story.reference}/activity").text
    assert "Asked why somebody can see it" in looks
    assert seats.page("larch").get(at).status_code == 404
    for name in ("nair", "grant", "admin", "okafor"):
        assert seats.page(name).get(at).status_code == 403
    told = seats.program("lowe").done(f"/api{at}", {"email": "nair@police.example"})
    assert told["sees"] is True


def test_a_conflict_is_recorded_for_a_colleague_and_lifted_with_a_reason(world, seats, story):
    lowe, at = seats.page("lowe"), f"/cases/{story.reference}/conflicts"
    assert sees(world.quayle, story)
    given = {"email": "quayle@police.example", "reason": "Her neighbour"}
    assert lowe.fill(at, given).status_code == 303
    assert not sees(world.quayle, story)
    with pytest.raises(Invalid):
        conflicts.record(world.lowe, story.reference, given["email"], "Again")
    lifted = {"user": str(world.quayle.user_id), "lifted": "Another family"}
    assert lowe.fill(at, lifted, to="/lift").status_code == 303
    assert sees(world.quayle, story)
    quayle = seats.page("quayle")
    own = f"/cases/{story.reference}/conflict"
    assert own in quayle.get(f"/cases/{story.reference}").text
    assert quayle.fill(own).status_code == 303
    assert not sees(world.quayle, story)

    with pytest.raises(Invalid):
        conflicts.record(world.lowe, story.reference, "lowe@police.example", "Knows her")
    for name in ("nair", "hallam"):
        with pytest.raises(NotYours):
            conflicts.conflicts(world.actors[name], story.reference)
    api = seats.program("lowe")
    assert api.seen(f"/api{at}")["conflicts"][0]["source"] == "They said so"
    api.done(f"/api{at}", {"email": "abara@police.example", "reason": "Knows her"})
    api.done(f"/api{at}/lift", {"user": world.abara.user_id, "lifted": "A mistake"})
    conflicts.record(world.lowe, story.reference, "nair@police.example", "Knows her")
    assert not sees(world.nair, story)
    assert factories.find(story).lead_id is None


def test_whoever_is_in_the_case_by_their_whole_name_is_kept_from_it_everywhere(world, story):
    called("DS Tomás O’Shea", world.quayle)
    called("Priya Shea", world.abara)
    written.add_person(world.nair, story.reference, "suspect", "Tomas James O'Shea", about="")
    assert not sees(world.quayle, story)
    assert sees(world.abara, story)  # a surname alone hides nothing
    (found,) = conflicts.conflicts(world.lowe, story.reference).conflicts
    assert found.source == "Somebody in the case has their name"

    conflicts.lift(world.lowe, story.reference, world.quayle.user_id, "Another man")
    written.add_person(world.nair, story.reference, "associate", "Tomás O’Shea", about="")
    assert sees(world.quayle, story)  # a supervisor has decided


def test_a_child_is_nobody_at_work_and_a_newcomer_is_looked_for(world, story):
    called("Kayla Marsh", world.quayle)
    factories.log(world)
    second = factories.claimed(world)
    assert sees(world.quayle, second)  # she is fourteen
    written.add_person(world.nair, story.reference, "suspect", "Arlo Penhale", about="")
    accounts.add_user(
        accounts.Person("arlo@police.example", "PC Arlo Penhale", "ppd_supervisor", "police",
                        team="ppd_child_abuse")
    )  # fmt: skip
    assert asked(world.lowe, story, "arlo").sees is False
    assert asked(world.lowe, second, "arlo").sees is True


def test_an_administrator_has_no_case_and_gives_themselves_none(app, world, seats, story):
    """The access side of the administrator without content: no address of a case answers."""
    admin = seats.page("admin")
    absent = admin.get("/cases/RP-9999-ZZ").data
    under = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"reference"} and "GET" in rule.methods
    ]
    for rule in under:
        answer = admin.get(rule.replace("<ref:reference>", story.reference))
        assert answer.status_code in {403, 404}, rule
        assert "Kayla" not in answer.text
    assert len(under) > 30
    assert admin.get(f"/cases/{story.reference}").data == absent
    with reading():
        assert not [verb for verb in Verb if _opens(world.admin, story, verb)]


def _opens(actor, story, verb):
    try:
        access.fetch_quietly(actor, story.reference, verb)
    except NotFound:
        return False
    return True
