"""Tells the life of a case by driving the services, as the people who would have lived it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from referrals.actor import Actor
from referrals.clock import standing_at
from referrals.db import db, reading
from referrals.effects.referral import OPEN
from referrals.models import Case, CaseTrack, Share
from referrals.services import answering, claims, intake, nrm, progress, sharing, writing
from workflows.definition import Kind, Question

Answers = Mapping[str, object]
LONG = "Written for the demonstration; every person and place in it is invented."
OVERTAKEN = "What it was for has been settled another way."
CONTACT = {"la__phone": "024 7601 0101", "la__email": "duty@council.example"}


@dataclass
class Telling:
    """One case being told: where it is, who has it, and what time it is in the story."""

    reference: str
    at: dt.datetime
    officer: Actor
    lead: Actor | None = None

    @property
    def leader(self) -> Actor:
        """Whoever acts for the police: the lead investigator, or the officer until there is one."""
        return self.lead or self.officer

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
    """Safe for now: a plan, for a child the authority told, and somebody's name to it."""
    who = story.officer
    story.records(who, "immediate_safety", safe=True)
    story.moves(who, "response", "make_safe")
    story.records(who, "risk_to_others", others=False)
    if child:
        told = {"la__name": council, **CONTACT}
        story.moves(who, "safeguarding", "refer", at=story.at, **told)
    story.records(who, "safety_plan", plan="Staying with somebody safe, who knows who to call.")
    story.moves(who, "safeguarding", "set_secured", evidence="Seen there, and spoken to alone.")


def concern(story: Telling, council: str) -> None:
    """The authority is asked to look into what an adult needs (Care Act 2014 s42)."""
    story.records(story.leader, "s42_concern", at=story.at, la__name=council, **CONTACT)


def hand_over(story: Telling) -> None:
    story.moves(story.officer, "response", "hand_over")


def claim(story: Telling, investigator: Actor) -> None:
    story.lead = investigator
    story.does(lambda: claims.claim(investigator, story.reference))


def start(story: Telling) -> None:
    story.moves(story.leader, "investigation", "start")


def social_work(story: Telling, worker: Actor) -> None:
    """The authority answers: it has the referral, holds the discussion and makes a plan."""
    story.records(worker, "la_referral_received", at=story.at)
    discussed = {"police": "The lead investigator", "agreed": "Joint enquiry with the police."}
    story.moves(worker, "safeguarding", "hold_strategy_discussion", at=story.at, **discussed)
    story.moves(worker, "safeguarding", "open_enquiry", at=story.at.date(), under="s47")
    story.moves(
        worker, "safeguarding", "put_plan_in_place", plan="Foster placement, weekly visits."
    )


def consent(story: Telling, *, given: bool) -> None:
    """An adult's answer, after everything was explained."""
    story.records(
        story.leader,
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
    who = story.leader
    for _ in range(3):
        with standing_at(story.at):
            sections = nrm.overview(who, story.reference).sections
        for row in sections:
            if row.missing:
                with standing_at(story.at):
                    asked = nrm.section(who, story.reference, row.code)
                invented = {q.key: answer(q, story.at) for q in asked.questions}
                answers = {**invented, **asked.values}
                given = {key: value for key, value in answers.items() if value is not None}
                _save(story, row.code, given)


def begin_form(story: Telling) -> None:
    """The first answers, of which two do not agree."""
    _save(story, "background", {
        "birthplace": "A village near Durres, Albania.",
        "family": "Lives with an aunt; says little of her parents.",
        "education": "Not known, because she was moved between schools.",
        "work_before": "None.",
    })  # fmt: skip
    _save(story, "exploitation", {
        "several_situations": "no",
        "when_it_happened": "From about January until last week.",
        "how_it_started": "A friend of a cousin offered work in a nail bar.\n\nHe paid the fare.",
        "had_to_do": "Work from nine until nine, six days a week.",
        "still_in_it": True,
        "last_contact": "over_a_year",
    })  # fmt: skip


def _save(story: Telling, section: str, given: Answers) -> None:
    who = story.leader
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
    who = story.leader
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
    story.does(lambda: made.update(sharing.offer(story.leader, story.reference, to, tiers, terms)))
    version = int(str(made["version"]))
    share_id = str(made["share"])
    story.does(lambda: answering.accept(partner, story.reference, share_id, version=version))


def unshare(story: Telling) -> None:
    """The support is over, and with it what was shared for it."""
    who = story.leader
    with reading():
        here = select(Share).join(Case, Case.id == Share.case_id)
        share = db.session.scalars(here.where(Case.reference == story.reference)).one()
        share_id, version = share.id, share.version
    story.does(lambda: sharing.end(who, story.reference, share_id, "work_done", version=version))


def note(story: Telling, kind: str, text: str) -> None:
    story.does(lambda: writing.note(story.leader, story.reference, kind, text))


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
        story.leader,
        "support_disposition",
        disposition=disposition,
        disposition_reason="Agreed with them.",
    )
    story.does(lambda: writing.ask_to_close(story.leader, story.reference, "Everything is done."))
    reason = "Everything is done and support goes on."
    story.moves(
        supervisor, "case", "close", reason_code="done", reason=reason, tasks_not_needed=OVERTAKEN
    )


def _drafting(story: Telling) -> bool:
    with reading():
        state = (
            select(CaseTrack.state)
            .join(Case, Case.id == CaseTrack.case_id)
            .where(Case.reference == story.reference, CaseTrack.kind == "nrm")
        )
        return db.session.scalar(state) in OPEN
