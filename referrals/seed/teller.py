"""Tells the life of a case by driving the services, as the people who would have lived it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import select

from referrals.actor import Actor
from referrals.clock import standing_at
from referrals.db import db, reading
from referrals.models import Case, Organisation, Team, User
from referrals.services import answering, claims, intake, nrm, progress, sharing, writing
from workflows.definition import Kind, Question

Answers = Mapping[str, object]
LONG = "Written for the demonstration; every person and place in it is invented."
CONTACT = {"la.phone": "024 7601 0101", "la.email": "duty@council.example"}


@cache
def actor(email: str) -> Actor:
    """The person with this address, acting in their one role."""
    with reading():
        user, organisation, found = db.session.execute(
            select(User, Organisation, Team)
            .join(Organisation, Organisation.id == User.organisation_id)
            .outerjoin(Team, Team.id == User.team_id)
            .where(User.email == email)
        ).one()
        team: Team | None = found
        return Actor(
            user_id=user.id,
            name=user.name,
            role=user.role,
            organisation_id=organisation.id,
            organisation_kind=organisation.kind,
            team_id=user.team_id,
            team=team.code if team is not None else None,
            area=user.area_code,
            lpu=team.lpu_code if team is not None else None,
            pip2=user.pip2,
            designated_first_responder=organisation.designated_first_responder,
            owes_duty_to_notify=organisation.owes_duty_to_notify,
        )


def someone(
    role: str,
    *,
    team: str | None = None,
    area: str | None = None,
    organisation: str | None = None,
    seat: int = 0,
) -> Actor:
    """The first (or next) person in a role (a pattern), of a team, area or organisation."""
    with reading():
        query = (
            select(User.email)
            .join(Organisation, Organisation.id == User.organisation_id)
            .outerjoin(Team, Team.id == User.team_id)
            .where(User.role.like(role))
        )
        if organisation:
            query = query.where(Organisation.code == organisation)
        if team:
            query = query.where(Team.code == team)
        if area:
            query = query.where(User.area_code == area)
        emails = db.session.scalars(query.order_by(User.id)).all()
    return actor(emails[seat % len(emails)])


@dataclass
class Telling:
    """One case being told: where it is, who has it, and what time it is in the story."""

    reference: str
    at: dt.datetime
    officer: Actor
    lead: Actor | None = None
    notes: dict[str, str] = field(default_factory=dict)

    def then(self, hours: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(hours=hours)

    def does(self, do: Callable[[], object], hours: float = 0.5) -> None:
        """Do one act at this point of the story, then let a little time pass."""
        with standing_at(self.at):
            do()
        self.then(hours)

    def moves(self, who: Actor, track: str, code: str, **answers: object) -> None:
        given = {key.replace("__", "."): value for key, value in answers.items()}
        self.does(lambda: progress.move(who, self.reference, (track, code), given))

    def records(self, who: Actor, code: str, **answers: object) -> None:
        given = {key.replace("__", "."): value for key, value in answers.items()}
        self.does(lambda: progress.record(who, self.reference, code, given))


def log(officer: Actor, answers: Answers, at: dt.datetime) -> Telling:
    """Log a case as an officer would."""
    with standing_at(at):
        told = intake.log_case(officer, answers, None)
    return Telling(str(told["reference"]), at + dt.timedelta(minutes=20), officer)


def make_safe(story: Telling, council: str, *, child: bool) -> None:
    """Safe for now: a plan, for a child the authority told, and the hand-over."""
    who = story.officer
    story.records(who, "immediate_safety", safe=True)
    story.moves(who, "response", "make_safe")
    story.records(who, "risk_to_others", others=False)
    if child:
        contact = {"la__name": council, "la__phone": CONTACT["la.phone"]}
        story.moves(
            who, "safeguarding", "refer", la__email=CONTACT["la.email"], at=story.at, **contact
        )
    story.records(who, "safety_plan", plan="Staying with somebody safe, who knows who to call.")
    story.moves(who, "safeguarding", "set_secured", evidence="Seen there, and spoken to alone.")


def hand_over(story: Telling) -> None:
    story.moves(story.officer, "response", "hand_over")


def claim(story: Telling, investigator: Actor) -> None:
    story.lead = investigator
    story.does(lambda: claims.claim(investigator, story.reference))


def start(story: Telling) -> None:
    story.moves(_lead(story), "investigation", "start")


def social_work(story: Telling, worker: Actor) -> None:
    """The authority answers: it has the referral, holds the discussion and makes a plan."""
    story.records(worker, "la_referral_received", at=story.at)
    discussed = "Joint enquiry with the police."
    story.moves(worker, "safeguarding", "hold_strategy_discussion", at=story.at, agreed=discussed)
    story.moves(worker, "safeguarding", "open_enquiry", at=story.at.date(), under="s47")
    story.moves(
        worker, "safeguarding", "put_plan_in_place", plan="Foster placement, weekly visits."
    )


def consent(story: Telling, *, given: bool) -> None:
    """An adult's answer, after everything was explained."""
    story.records(
        _lead(story),
        "consent",
        at=story.at,
        explained=["nrm", "support", "outcomes", "privacy", "sharing"],
        interpreter="independent",
        given=given,
        method="written",
        taken_by="first_responder",
    )


def fill_form(story: Telling) -> None:
    """Answer every required question the lead is asked, until none is missing."""
    who = _lead(story)
    for _ in range(3):
        for row in nrm.overview(who, story.reference).sections:
            if row.missing:
                asked = nrm.section(who, story.reference, row.code)
                invented = {q.key: answer(q, story.at) for q in asked.questions}
                answers = {**invented, **asked.values}
                given = {key: value for key, value in answers.items() if value is not None}
                _save(story, row.code, given)


def _save(story: Telling, section: str, given: Answers) -> None:
    who = _lead(story)
    story.does(lambda: nrm.save(who, story.reference, section, given), hours=0.05)


def answer(question: Question, at: dt.datetime) -> object:
    """An invented answer of the right kind."""
    if question.choices:
        first = question.choices[0].code
        return [first] if question.kind is Kind.CHOICES else first
    simple: dict[Kind, object] = {
        Kind.LINE: "Not known",
        Kind.LONG: LONG,
        Kind.YES_NO: False,
        Kind.DATE: at.date() - dt.timedelta(days=30),
        Kind.INSTANT: at,
        Kind.PHONE: "0121 496 0101",
        Kind.EMAIL: "team@police.example",
        Kind.NUMBER: 1,
        Kind.LIST: ["Coventry"],
    }
    return simple[question.kind] if question.required else None


def submit(story: Telling) -> None:
    """Drafted, completed, made ready and sent."""
    who = _lead(story)
    if not _drafting(story):
        story.moves(who, "nrm", "draft")
    fill_form(story)
    story.moves(who, "nrm", "make_ready")
    story.moves(who, "nrm", "submit", at=story.at)


def decide(story: Telling, kind: str, outcome: str, authority: Actor) -> None:
    story.moves(authority, "nrm", f"record_{kind}", at=story.at.date(), outcome=outcome)


def share(story: Telling, to: str, partner: Actor, tiers: Mapping[str, str], basis: str) -> None:
    """Offer to an organisation, and have it accepted."""
    until = (story.at + dt.timedelta(days=90)).date()
    terms = {
        "purpose": "support",
        "legal_basis": basis,
        "consent": "told",
        "action": "Offer a first meeting, and say when it has happened.",
        "until": until,
    }
    made: dict[str, object] = {}
    story.does(lambda: made.update(sharing.offer(_lead(story), story.reference, to, tiers, terms)))
    version = int(str(made["version"]))
    share_id = str(made["share"])
    story.does(lambda: answering.accept(partner, story.reference, share_id, version=version))


def note(story: Telling, kind: str, text: str) -> None:
    story.does(lambda: writing.note(_lead(story), story.reference, kind, text))


def close(story: Telling, supervisor: Actor, disposition: str) -> None:
    """Asked for by the lead, decided by a supervisor who is not."""
    story.moves(
        supervisor,
        "investigation",
        "finalise",
        outcome="convicted",
        reason="Sentenced at the Crown Court.",
    )
    story.records(
        _lead(story),
        "support_disposition",
        disposition=disposition,
        disposition_reason="Agreed with them.",
    )
    story.does(lambda: writing.ask_to_close(_lead(story), story.reference, "Everything is done."))
    story.moves(supervisor, "case", "close", reason="Everything is done and support goes on.")


def _lead(story: Telling) -> Actor:
    return story.lead or story.officer


def _drafting(story: Telling) -> bool:
    with reading():
        case = db.session.scalars(select(Case).where(Case.reference == story.reference)).one()
        from_rows = select(Case.nrm_missing).where(Case.id == case.id)
        return (db.session.scalar(from_rows) or -1) >= 0
