"""Telling, asking, refusing and withdrawing: G3, G4, R20, G6 and G9."""

from datetime import date, datetime

from workflows import eras
from workflows.answers import may_be_named
from workflows.definition import Guard
from workflows.facts import CaseFacts, Consent, Dtn, Event, Mover
from workflows.guards.safety import la_told

ASKER = "The first responder who spoke with them records it"


def lacks_capacity(facts: CaseFacts) -> bool:
    """Capacity is presumed: only a recorded assessment says otherwise (R6, R20)."""
    return facts.lacks_capacity_for_nrm is True


def asked(facts: CaseFacts) -> bool:
    """Consent is asked of an adult who can decide, and of nobody else (G3, G4, R20)."""
    return facts.adult and not lacks_capacity(facts)


def refused(facts: CaseFacts) -> bool:
    return facts.consent is not None and facts.consent.given is False


def answer(facts: CaseFacts) -> Consent:
    """Their latest answer, unless they have withdrawn it since."""
    told, withdrawn = facts.consent or Consent(), facts.latest("consent_withdrawn")
    return Consent() if withdrawn and told.at and _since(withdrawn, told.at, facts) else told


def _since(withdrawn: Event, told_at: datetime, facts: CaseFacts) -> bool:
    """Of an answer and a withdrawal of one day, the last told stands, where that is known."""
    answers = [row for row in facts.of("consent_recorded") if row.at == told_at and row.recorded]
    if answers and withdrawn.recorded:
        return withdrawn.overtakes(answers[-1])
    return withdrawn.is_after(Event("consent", told_at))


def decided_for(facts: CaseFacts) -> bool:
    """A best-interests decision a supervisor approved and LA adult social care has seen (R20)."""
    made = facts.best_interests
    return bool(made and made.on and made.approved_by_supervisor and made.seen_by_la_adult)


def _explained(facts: CaseFacts, *topics: str) -> bool:
    return not asked(facts) or answer(facts).explained.issuperset(topics)


def _interpreted(facts: CaseFacts, mover: Mover | None) -> bool:
    return not asked(facts) or answer(facts).interpreter in {"not_needed", "independent"}


def _answered(facts: CaseFacts, mover: Mover | None) -> bool:
    return not asked(facts) or answer(facts).given is not None


def _not_refused(facts: CaseFacts, mover: Mover | None) -> bool:
    return not asked(facts) or answer(facts).given is not False


def _taken_well(facts: CaseFacts, mover: Mover | None) -> bool:
    told = answer(facts)
    if not asked(facts):
        return True
    if told.at is None or told.taken_by is None:
        return False
    return _valid(told.method, told.taken_by, Event("consent", told.at).day)


def _valid(method: str | None, heard_by: object, day: date) -> bool:
    """In writing on any day; by word of mouth to a first responder from 13 February 2026.

    Statutory guidance of that day, for an agreement, a consent to remain and a withdrawal alike.
    """
    if method != "verbal":
        return method == "written"
    return heard_by == "first_responder" and eras.value("verbal_withdrawal", day) is True


CHILD_TOLD = Guard(
    "G3",
    lambda facts, mover: facts.adult or la_told(facts),
    "Tell the local authority: name, phone, email and time sent",
    "A first responder records the referral to children’s services",
    "record/la_referral",
)


def told_validly(event: Event) -> bool:
    """Whether what they said was said in a way that is valid on its day."""
    method = event.detail.get("method")
    return _valid(str(method) if method else None, event.detail.get("to"), event.day)


CONSENT = (
    Guard(
        "G4",
        lambda facts, mover: _explained(facts, "nrm", "support", "outcomes"),
        "Explain the NRM, the support and what may come of it, then record their answer",
        ASKER,
        "record/consent",
    ),
    Guard(
        "G4",
        lambda facts, mover: _explained(facts, "privacy"),
        "Explain the privacy notice",
        ASKER,
        "record/consent",
    ),
    Guard(
        "G4",
        lambda facts, mover: _explained(facts, "sharing"),
        "Explain who their information is shared with",
        ASKER,
        "record/consent",
    ),
    Guard(
        "G4",
        _interpreted,
        "Use an interpreter who is not with them, or record that none is needed",
        "An independent interpreter, or a record that none is needed",
        "record/consent",
    ),
    Guard(
        "G4",
        _answered,
        "Ask whether they agree to an NRM referral",
        "The person answers and it is recorded",
        "record/consent",
    ),
    Guard(
        "G4",
        _not_refused,
        "They said no to an NRM referral",
        "The person agrees and it is recorded; if they do not, send a duty to notify",
        "record/consent",
    ),
    Guard(
        "G4",
        _taken_well,
        "Record when they answered, who they told, and a way of answering valid on that day",
        ASKER + ": in writing, or since 13 February 2026 said to a first responder",
        "record/consent",
    ),
)

CAPACITY = (
    Guard(
        "R20",
        lambda facts, mover: not _decided_by_others(facts) or _made(facts),
        "Record the best-interests decision and who agreed it",
        "The decision-maker records the date and who was consulted",
        "record/best_interests",
    ),
    Guard(
        "R20",
        lambda facts, mover: not _decided_by_others(facts) or _approved(facts),
        "A supervisor must approve the best-interests decision",
        "A police supervisor approves it",
        "record/best_interests_approval",
    ),
    Guard(
        "R20",
        lambda facts, mover: not _decided_by_others(facts) or _seen(facts),
        "Adult social care must see the best-interests decision",
        "A local authority adult social worker records having seen it",
        "record/best_interests_seen",
    ),
)


def _decided_by_others(facts: CaseFacts) -> bool:
    return facts.adult and lacks_capacity(facts)


def _made(facts: CaseFacts) -> bool:
    return bool(facts.best_interests and facts.best_interests.on)


def _approved(facts: CaseFacts) -> bool:
    return bool(facts.best_interests and facts.best_interests.approved_by_supervisor)


def _seen(facts: CaseFacts) -> bool:
    return bool(facts.best_interests and facts.best_interests.seen_by_la_adult)


def _anonymous(facts: CaseFacts, mover: Mover | None) -> bool:
    return may_be_named(facts) or _notice(facts).identifying is False


def _narrative_checked(facts: CaseFacts, mover: Mover | None) -> bool:
    return may_be_named(facts) or _notice(facts).narrative in {"none", "checked"}


def _notice(facts: CaseFacts) -> Dtn:
    return facts.dtn or Dtn()


def notified_on(facts: CaseFacts) -> date:
    sent = facts.arrived("dtn_sent", "draft_updated")
    return sent.day if sent else facts.today


NOTIFY = (
    Guard(
        "G6",
        lambda facts, mover: facts.adult,
        "They are under 18 or age not known: send an NRM referral instead",
        "An NRM referral, or an age determination that they are an adult",
        "move/nrm/make_ready",
    ),
    Guard(
        "G6",
        lambda facts, mover: refused(facts) or lacks_capacity(facts),
        "Ask whether they agree to the NRM first, and record their answer",
        ASKER + ", or records that they lack capacity for this decision",
        "record/consent",
    ),
    Guard(
        "G6",
        lambda facts, mover: eras.value("duty_to_notify", notified_on(facts)) is True,
        "There was no duty to notify before 1 November 2015",
        "Nobody: Modern Slavery Act 2015 s52 was not in force",
    ),
    Guard(
        "G6",
        _anonymous,
        "Leave out everything that identifies them, or record that they agree to be named",
        "A first responder rebuilds the notice without it, or the adult agrees",
        "record/dtn",
    ),
    Guard(
        "G6",
        _narrative_checked,
        "A second person must check that nothing identifies them",
        "A second user reads the account and records the check",
        "record/dtn_check",
    ),
)


def _withdrawal_valid(facts: CaseFacts, mover: Mover | None) -> bool:
    """Without a withdrawal on the case, the way it was made is asked with the move."""
    told = facts.arrived("consent_withdrawn", "nrm_submitted", "draft_updated")
    return told is None or told_validly(told)


WITHDRAW = (
    Guard(
        "G9",
        lambda facts, mover: facts.adult,
        "A child cannot withdraw. Ask the supervisor",
        "A supervisor answers it as a policy query; an adult may withdraw",
        "record/withdrawal_query",
    ),
    Guard(
        "R20",
        lambda facts, mover: not _decided_by_others(facts),
        "They lack capacity for this decision, so no withdrawal of theirs is recorded",
        "A best-interests decision, or an assessment that they can decide",
        "record/capacity",
    ),
    Guard(
        "G9",
        _withdrawal_valid,
        "Record a withdrawal in writing, or since 13 February 2026 one said to a first responder",
        "The professional who had the conversation records how it was made",
        "move/nrm/withdraw",
    ),
)
