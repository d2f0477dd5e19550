"""Answers to the plain questions, as the document that `explain` reads."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from workflows.definition import Kind
from workflows.facts import LONDON
from workflows.trying.asked import FIVE, HAPPENED, PERSON, SAFETY, SUSPECTED, TODAY

Answers = Mapping[str, object]
Document = dict[str, object]
AS_ASKED = (
    *(q.key for q in (*PERSON, *SUSPECTED, *SAFETY) if q is not TODAY),
    "form_complete",
    "devolved_pilot_area",
)
"""Questions whose answer is a fact of the same name."""

WORDED = frozenset({"vulnerable_adult"})
"""Facts told as yes or no in words; all the others are true or false."""

TOPICS = ["nrm", "support", "outcomes", "privacy", "sharing"]
SENDERS = {
    "police": {"kind": "police", "designated_first_responder": True, "owes_duty_to_notify": True},
    "la": {"kind": "la", "designated_first_responder": True, "owes_duty_to_notify": True},
    "ngo": {"kind": "ngo", "designated_first_responder": True, "owes_duty_to_notify": False},
    "other": {"kind": "other", "designated_first_responder": False, "owes_duty_to_notify": False},
}
DETAIL = {
    "rg_decision": ("outcome", "rg_outcome"),
    "cg_decision": ("outcome", "cg_outcome"),
    "reconsideration_requested": ("ground", "ground"),
}
TOLD = {"name": "The local authority", "phone": "0", "email": "duty@example.org"}
"""A referral is asked about as one that is whole (R14); to try another, paste the facts."""


def document(answers: Answers, now: datetime) -> Document:
    """The facts these answers tell; a day that was given is taken at noon."""
    today = answers.get("today")
    moment = datetime.combine(today, time(12), LONDON) if isinstance(today, date) else now
    told: Document = {
        "now": moment.isoformat(),
        "tracks": {code: answers[code] for code in FIVE if answers.get(code)},
        "events": list(_events(answers)),
        "consent": _consent(answers, moment),
        "submitting_organisation": SENDERS.get(str(answers.get("sender"))),
        "actor": _actor(answers),
    }
    return told | {key: _plain(key, answers.get(key)) for key in AS_ASKED}


def ahead(answers: Answers, now: datetime) -> tuple[str, ...]:
    """The questions answered with a day after the one asked about: nothing has happened by then."""
    asked = answers.get("today")
    today = asked if isinstance(asked, date) else now.astimezone(LONDON).date()
    days = ((q.key, answers.get(q.key)) for q in (*PERSON, *SUSPECTED, *HAPPENED))
    return tuple(key for key, day in days if isinstance(day, date) and day > today)


def _plain(key: str, value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    told = {"yes": True, "no": False} if key not in WORDED else {}
    return told.get(value, value) if isinstance(value, str) else value


def _events(answers: Answers) -> Iterator[Document]:
    for question in HAPPENED:
        day = answers.get(question.key)
        if question.kind is Kind.DATE and isinstance(day, date):
            yield _event(question.key, day, answers)


def _event(kind: str, day: date, answers: Answers) -> Document:
    told: Document = {"kind": kind, "at": day.isoformat()}
    if kind == "la_referral_made":
        told["la"] = TOLD
    key, asked = DETAIL.get(kind, ("", ""))
    if answers.get(asked):
        told[key] = answers[asked]
    return told


def _consent(answers: Answers, moment: datetime) -> Document | None:
    said = answers.get("consent")
    if not said:
        return None
    return {
        "given": said == "agreed",
        "at": moment.isoformat(),
        "method": "written",
        "interpreter": "not_needed",
        "explained": TOPICS,
        "taken_by": "first_responder",
    }


def _actor(answers: Answers) -> Document | None:
    if not answers.get("role"):
        return None
    flags = {key: answers.get(key) == "yes" for key in ("pip2", "assigned")}
    return {"role": answers["role"], "team": answers.get("team"), **flags}
