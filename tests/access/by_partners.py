"""What charities, health and those who oversee write of a case that they were given."""

import datetime as dt

from sqlalchemy import select

from referrals.clock import now, standing_at
from referrals.db import db, reading
from referrals.models import Share
from referrals.services import (
    answering,
    asking,
    boards,
    conflicts,
    copies,
    emergency,
    emergency_reviews,
    grants,
    released,
    releasing,
    restricting,
    share_life,
    sharing,
)
from referrals.services import writing as notes
from tests.access.writer import ADULT, BOARD, CHILD, LOCAL, PARTNERS, RESTRICTED, Writer

HARBOUR = ("identity", "contact", "allegation", "safeguarding", "support", "tasks")
NHS = ("identity", "contact", "medical", "support", "tasks")


def helped(on: Writer) -> None:
    """Shared with two, offered to one who has not answered, and over with three others."""
    people, ref, lead = on.people, on.reference, on.lead
    if on.case == ADULT:
        on.moves(lead, "support", "accept", "support")
    for to in ("harbour", "nhs", "birch"):
        _offer(on, to, NHS if to == "nhs" else HARBOUR)
    for to, who in (("harbour", people.grant), ("nhs", people.penn)):
        on.does(lambda a=who, n=on.shares[to]: answering.accept(a, ref, n, version=1))
    if on.case == CHILD:
        _over(on)
    _written_by_partners(on)


def _over(on: Writer) -> None:
    people, ref, lead, number = on.people.actors, on.reference, on.lead, on.shares
    for to in PARTNERS:
        _offer(on, to, HARBOUR)
    gone, ended = people["declined"], people["ended"]
    on.does(lambda: answering.accept(ended, ref, number["ended"], version=1))
    on.does(lambda: answering.decline(gone, ref, number["declined"], "no_capacity", version=1))
    on.does(lambda: sharing.withdraw(lead, ref, number["withdrawn"], version=1))
    on.does(lambda: sharing.end(lead, ref, number["ended"], "work_done", version=2))
    with standing_at(on.told.at):
        copy = copies.ours(ended).rows[0]
    kept = {"copy": "longer", "until": copy.dispose_by + dt.timedelta(days=30)}
    kept["why"] = on.word("copy", ended, "copy.why")
    on.does(lambda: copies.answer(ended, copy.id, kept))


def _terms(on: Writer, to: str) -> dict[str, object]:
    lead = on.lead
    return {
        "purpose": "support",
        "legal_basis": "child_welfare" if on.case != ADULT else "vital_interests",
        "consent": "not_safe",
        "why_not_told": on.word("audit", lead, f"share.{to}.why_not_told"),
        "action": on.word("offer", lead, f"share.{to}.action"),
        "until": (on.told.at + dt.timedelta(days=60)).date(),
    }


def _offer(on: Writer, to: str, tiers: tuple[str, ...]) -> None:
    terms, made = _terms(on, to), {}
    items = dict.fromkeys(tiers, "share")
    on.does(lambda: made.update(sharing.offer(on.lead, on.reference, to, items, terms)))
    on.shares[to] = str(made["share"])


def _written_by_partners(on: Writer) -> None:
    people, ref, lead, share = on.people, on.reference, on.lead, on.shares["harbour"]
    grant, penn, local = people.grant, people.penn, people.actors[LOCAL[on.case]]
    for who, kind in ((grant, "support"), (penn, "medical")):
        text = on.word(kind, who, f"note.{kind}")
        on.does(lambda who=who, kind=kind, text=text: notes.note(who, ref, kind, text))
    on.document(grant, "support")
    on.document(penn, "medical")
    on.document(local, "safeguarding")
    why = on.word("asked", grant, "asked.why")
    asked: dict[str, object] = {}
    on.does(lambda: asked.update(asking.ask(grant, ref, "nrm_decision", why)))
    no = {"decision": "no", "reason": "evidence"}
    on.does(lambda: asking.answer(lead, ref, share, str(asked["asked"]), no))
    outcome = on.word("outcome", grant, "share.outcome")
    version = _version(share)
    on.does(lambda: answering.record_outcome(grant, ref, share, outcome, version=version))
    later = {"until": (on.told.at + dt.timedelta(days=80)).date()}
    longer = later | {"why": on.word("audit", lead, "share.extended")}
    version = _version(share)
    on.does(lambda: share_life.extend(lead, ref, share, longer, version=version))
    on.records(grant, "challenge", "challenge", "reason")
    on.records(on.supervisor, "challenge_answer", "challenge", "reason")


def _version(share: str) -> int:
    with reading():
        return db.session.scalars(select(Share.version).filter_by(id=share)).one()


def overseen(on: Writer) -> None:
    people, ref, supervisor = on.people, on.reference, on.supervisor
    _released(on)
    reason = on.word("audit", supervisor, "conflict.reason")
    on.does(lambda: conflicts.record(supervisor, ref, "dray@police.example", reason))
    other, lifted = (on.word("audit", supervisor, f"conflict.{key}") for key in ("other", "lifted"))
    bright = people.bright
    on.does(lambda: conflicts.record(supervisor, ref, "bright@police.example", other))
    on.does(lambda: conflicts.lift(supervisor, ref, bright.user_id, lifted))
    if on.case == RESTRICTED:
        reason = on.word("audit", supervisor, "restricted.reason")
        named = [supervisor.user_id, on.lead.user_id]
        on.does(lambda: restricting.restrict(supervisor, ref, reason, named))
        return
    _reviewed(on)
    reason = on.word("tasks", on.lead, "ask_to_close.reason")
    on.does(lambda: notes.ask_to_close(on.lead, ref, reason))


def _released(on: Writer) -> None:
    lead, ref = on.lead, on.reference
    to = "la_coventry"
    for decision in ({"decision": "yes"}, {"decision": "no", "reason": "source"}):
        source = released.releases(lead, ref).sources[0].code
        yes = decision["decision"] == "yes"
        wording = on.word("released" if yes else "intelligence", lead, f"release.{yes}.wording")
        why = on.word("intelligence", lead, f"release.{yes}.why")
        answers = {"source": source, "to": to, "wording": wording, "why": why}
        made: dict[str, object] = {}
        on.does(lambda a=answers, m=made: m.update(releasing.ask(lead, ref, a)))
        on.does(
            lambda m=made, d=decision: releasing.decide(on.supervisor, ref, str(m["release"]), d)
        )


def _reviewed(on: Writer) -> None:
    """Opened in an emergency that is over, to an auditor for a week, and to a board."""
    people, ref, supervisor = on.people, on.reference, on.supervisor
    opener = people.fenwick
    words = " ".join(on.word("opening", opener, "emergency.words") for _ in range(4))
    with standing_at(on.told.at):
        done = emergency.open_case(opener, ref, "danger", words, confirmed_at=now())
    opening = str(done["id"])
    for answer in ("needs_more", "justified"):
        said = on.word("audit", people.audit, f"emergency.{answer}")
        on.does(lambda a=answer, s=said: emergency_reviews.answer(people.audit, opening, a, s))
        if answer == "needs_more":
            more = on.word("opening", opener, "emergency.more")
            on.does(lambda m=more: emergency.add_more(opener, opening, m))
    code, member = BOARD[on.case]
    why = on.word("board", supervisor, "board.why")
    on.does(lambda: boards.assign(supervisor, ref, code, "multi_agency_review", why))
    finding = on.word("board", people.actors[member], "board.finding")
    on.does(lambda: boards.find(people.actors[member], ref, finding))
    if on.case == CHILD:
        why = f"{on.word('grant', supervisor, 'grant.words')}, about how it was opened"
        terms = {
            "tiers": ["identity", "allegation"], "days": 7, "reason": "complaint", "words": why,
        }  # fmt: skip
        with standing_at(now()):
            grants.give(supervisor, ref, people.audit.user_id, terms)
