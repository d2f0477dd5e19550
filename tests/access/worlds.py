"""A child's case and an adult's at each stage, and the ways in which a case stops being yours."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.leading import assign
from referrals.models import Assignment, Case, CaseLink, ConflictOfInterest, Share
from referrals.seed import teller
from referrals.seed.teller import Telling
from referrals.services import boards, grants
from tests import factories
from tests.access.table import CLOSED, NRM, SAFEGUARDING, SPECIALIST, STAGES
from tests.factories import COUNCIL, HERE, World
from tests.remembering import remembered
from tests.services import station

CHILD, ADULT = "child", "adult"
SHARED = dict.fromkeys(
    ("identity", "contact", "allegation", "safeguarding", "support", "tasks"), "share"
)
HEALTH = dict.fromkeys(("identity", "contact", "medical", "support", "tasks"), "share")
BOARD = {CHILD: "lscb", ADULT: "sab"}
SUPERVISOR = {CHILD: "lowe", ADULT: "larch"}
LEAD = {CHILD: "nair", ADULT: "osei"}
GRANT = {
    "tiers": ["identity", "allegation"],
    "days": 7,
    "reason": "complaint",
    "words": "A complaint about how it was opened",
}


@dataclass(frozen=True)
class Worlds:
    """The people, their cases by stage and kind, and one of the next town linked to each."""

    people: World
    cases: dict[tuple[str, str], str]
    linked: dict[str, str]


@remembered
def worlds() -> Worlds:
    people = factories.world()
    cases = {
        (stage, kind): at_stage(people, stage, kind).reference
        for stage in STAGES
        for kind in (CHILD, ADULT)
    }
    return Worlds(people, cases, _elsewhere(people, cases))


def at_stage(people: World, stage: str, kind: str) -> Telling:
    ago = 200 if stage == CLOSED else 2
    make = station.answers if kind == CHILD else station.adult
    story = teller.log(people.okafor, make(**HERE), now() - dt.timedelta(days=ago))
    for reached, tell in TOLD:
        if STAGES.index(stage) >= STAGES.index(reached):
            tell(people, story, kind)
    _overseen(people, story, kind)
    return story


def _safe(people: World, story: Telling, kind: str) -> None:
    teller.make_safe(story, COUNCIL["la.name"], child=kind == CHILD)
    teller.hand_over(story)
    if kind == ADULT:
        contact = {"la__name": COUNCIL["la.name"], **teller.CONTACT}
        story.records(people.hallam, "s42_concern", at=story.at, **contact)


def _led(people: World, story: Telling, kind: str) -> None:
    lead = people.actors[LEAD[kind]]
    teller.claim(story, lead)
    story.moves(lead, "support", "offer", offered="A room and somebody to talk to.")
    if kind == CHILD:
        teller.share(story, "harbour", people.grant, SHARED, "child_welfare")
        teller.share(story, "nhs", people.penn, HEALTH, "child_welfare")


def _sent(people: World, story: Telling, kind: str) -> None:
    if kind == ADULT:
        teller.consent(story, given=True)
    teller.submit(story)


def _over(people: World, story: Telling, kind: str) -> None:
    story.then(5 * 24)
    teller.decide(story, "rg", "positive", people.cole)
    story.then(50 * 24)
    teller.decide(story, "cg", "positive", people.cole)
    lead = story.leader
    if kind == CHILD:
        agreed = {"police": "The lead", "agreed": "Joint enquiry."}
        story.moves(
            people.adeyemi, "safeguarding", "hold_strategy_discussion", at=story.at, **agreed
        )
        story.moves(people.adeyemi, "safeguarding", "step_down", reason="The plan has worked.")
    else:
        story.moves(lead, "safeguarding", "not_required", reason="No care and support needs.")
    story.moves(lead, "support", "decline")
    disposition = "children_social_care" if kind == CHILD else "ngo"
    ended = {"disposition": disposition, "disposition_reason": "Agreed with them."}
    story.moves(lead, "support", "end", **ended)
    if kind == CHILD:
        story.records(lead, "wishes", wishes="To stay at the same school.")
    teller.close(story, people.actors[SUPERVISOR[kind]], disposition)


TOLD = ((SAFEGUARDING, _safe), (SPECIALIST, _led), (NRM, _sent), (CLOSED, _over))


def _overseen(people: World, story: Telling, kind: str) -> None:
    """A board has it for a review and an auditor for a week, whatever its stage."""
    supervisor = people.actors[SUPERVISOR[kind]]
    why = "Two agencies knew of them before"
    boards.assign(supervisor, story.reference, BOARD[kind], "multi_agency_review", why)
    grants.give(supervisor, story.reference, people.audit.user_id, GRANT)


def _elsewhere(people: World, cases: dict[tuple[str, str], str]) -> dict[str, str]:
    """A case of the next town for each kind, which another department leads, linked to all."""
    told = {"area": "sandwell", "lpu": "sandwell"}
    found = {
        CHILD: teller.log(people.bright, station.adult(**told), now()).reference,
        ADULT: teller.log(
            people.bright, station.answers(**told, what=["support"]), now()
        ).reference,
    }
    with writing():
        sandwell = people.teams["response_sandwell"]
        for kind, other in found.items():
            row = _row(other)
            row.logged_team_id = sandwell
            for reference in (one for (_, is_of), one in cases.items() if is_of == kind):
                first, second = sorted((_row(reference).id, row.id))
                link = CaseLink(
                    one_id=first, other_id=second, kind="person", sure="sure",
                    made_at=now(), made_by_id=people.larch.user_id,
                )  # fmt: skip
                db.session.add(link)
    return found


def _row(reference: str) -> Case:
    return db.session.scalars(select(Case).where(Case.reference == reference)).one()


@contextmanager
def conflicted(people: World, reference: str) -> Iterator[None]:
    """For a while, everybody knows somebody in this case."""
    with writing():
        case_id = _row(reference).id
        rows = [
            {"case_id": case_id, "user_id": one.user_id, "declared_at": now(), "source": "declared"}
            for one in people.actors.values()
        ]
        db.session.execute(insert(ConflictOfInterest), rows)
    yield
    with writing():
        db.session.execute(delete(ConflictOfInterest).where(ConflictOfInterest.case_id == case_id))


@contextmanager
def former(reference: str) -> Iterator[None]:
    """For a while, every standing on this case and every share of it has ended."""
    with writing():
        case_id = _row(reference).id
        here = (
            Assignment.case_id == case_id,
            Assignment.until.is_(None) | (Assignment.until > now()),
        )
        kept = db.session.execute(select(Assignment.id, Assignment.until).where(*here)).all()
        shares = db.session.execute(select(Share.id, Share.state).filter_by(case_id=case_id)).all()
        db.session.execute(update(Assignment).where(*here).values(until=now()))
        db.session.execute(update(Share).filter_by(case_id=case_id).values(state="ended"))
    yield
    with writing():
        for number, until in kept:
            db.session.execute(update(Assignment).filter_by(id=number).values(until=until))
        for number, state in shares:
            db.session.execute(update(Share).filter_by(id=number).values(state=state))


def restricted_to_nobody(people: World, reference: str) -> None:
    """R27, with a name on it that section e does not let in: naming gives no role."""
    with writing():
        case = _row(reference)
        case.restricted = True
        assign(case, "restricted_reader", now(), user_id=people.admin.user_id)
