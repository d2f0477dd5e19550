"""Asks the rule book about a case that need not exist; nothing that is told is kept anywhere."""

from collections.abc import Mapping

from referrals import trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.errors import Invalid
from workflows.explain import Answer, BadFacts, explain, from_json, parsed
from workflows.trying import Said, ahead, document, in_words

MOST_EVENTS = 200


def explained(told: Mapping[str, object]) -> Answer:
    """What `explain` answers to these facts; Invalid, naming the key, when they cannot be read."""
    _refuse_long(told.get("events"))
    try:
        facts, mover = from_json(told)
    except BadFacts as fault:
        raise Invalid({fault.key: [str(fault)]}) from fault
    return explain(facts, mover)


def tried(actor: Actor, answers: Mapping[str, object]) -> Said:
    """The same in words, of plain answers or of facts as JSON; the trail says that it was used."""
    pasted = str(answers.get("facts", ""))
    trail.looked(actor, "rules.tried", [], (), single=False)
    if pasted:
        return in_words(_of_json(pasted))
    return in_words(_of_answers(answers))


def _of_json(pasted: str) -> Answer:
    """Whatever is wrong with them is said of the one box they are in, key and all."""
    try:
        told = parsed(pasted.encode())
        if not isinstance(told, Mapping):
            raise BadFacts("facts", "must be an object")
        return explained(told)
    except BadFacts as fault:
        raise Invalid({"facts": [str(fault)]}) from fault
    except Invalid as wrong:
        told_of = [words for said in wrong.errors.values() for words in said]
        raise Invalid({"facts": told_of}) from wrong


def _of_answers(answers: Mapping[str, object]) -> Answer:
    """A key that no question here has is said at the top, in the words of the rule book."""
    at = now()
    late = ahead(answers, at)
    if late:
        raise Invalid({key: ["This is after the day you ask about"] for key in late})
    return explained(document(answers, at))


def _refuse_long(events: object) -> None:
    """Each event is weighed against the others: beyond what a case ever holds, that takes long."""
    if isinstance(events, list) and len(events) > MOST_EVENTS:
        raise Invalid({"events": [f"There can be {MOST_EVENTS} events at most"]})
