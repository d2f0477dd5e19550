"""The NRM and duty-to-notify form: its sections in order, who is asked what, and what is left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.definition import Question, sound_questions
from workflows.facts import CaseFacts
from workflows.nrm_form.beginning import AGE, BACKGROUND, FIRST_RESPONDER
from workflows.nrm_form.ending import DECISION_CONTACT, EVIDENCE, RESPONDER_CONTACT
from workflows.nrm_form.exploiters import EXPLOITERS, OTHERS_AND_POLICE, TYPES
from workflows.nrm_form.person import CONSENT, NOTICE, NOTICE_PERSON, PERSON, SUPPORT
from workflows.nrm_form.what_happened import EXPLOITATION, INSIGHT, PLACE

Answers = Mapping[str, object]
Applies = Callable[[Answers, CaseFacts], bool]

CHILD, ADULT, NOTICE_ONLY, UNDECIDED = "child", "adult", "dtn", "undecided"


ANONYMOUS = frozenset({
    "gender", "nationality", "second_nationality", "exploitation_types", "where", "uk_towns",
    "countries", "indicators", "last_contact",
})  # fmt: skip
"""All that a notice without the adult's agreement may hold (MSA 2015 s52(3), R18)."""
NARRATIVE = frozenset({
    "when_it_happened", "when_each_happened", "indicators_details", "other_type", "why_not",
})  # fmt: skip
"""What it may hold besides once a second person has recorded that nothing in it identifies."""


def code(answer: object) -> str | None:
    """An answer as the code a condition waits for."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer if isinstance(answer, str) else None


def branch(answers: Answers, facts: CaseFacts) -> str:
    """A child needs no consent (G3); an adult's answer decides which way the form goes (G4, G6)."""
    if facts.treat_as_child or code(answers.get("under_18")) in {"yes", "not_sure"}:
        return CHILD
    if facts.lacks_capacity_for_nrm:
        return _decided_for(facts)
    agreed = code(with_record(answers, facts).get("wants_nrm"))
    return {"yes": ADULT, "no": NOTICE_ONLY}.get(agreed or "", UNDECIDED)


def with_record(answers: Answers, facts: CaseFacts) -> Answers:
    """The answers, with what the record of consent says where the form says nothing (G4)."""
    given = code(facts.consent.given) if facts.consent else None
    if given is None or not blank(answers.get("wants_nrm")):
        return answers
    return {**answers, "wants_nrm": given}


def _decided_for(facts: CaseFacts) -> str:
    """R20: without a best-interests decision approved and seen, only an anonymous notice."""
    decided = facts.best_interests
    seen = decided and decided.approved_by_supervisor and decided.seen_by_la_adult
    return ADULT if seen else NOTICE_ONLY


def always(answers: Answers, facts: CaseFacts) -> bool:
    return True


def on(*branches: str) -> Applies:
    return lambda answers, facts: branch(answers, facts) in branches


def asked_to_agree(answers: Answers, facts: CaseFacts) -> bool:
    return branch(answers, facts) != CHILD and not facts.lacks_capacity_for_nrm


def named_notice(answers: Answers, facts: CaseFacts) -> bool:
    """Only being willing to help, and able to decide so, releases a name (s52, R18, R20)."""
    willing = code(answers.get("willing_to_help")) == "yes" and not facts.lacks_capacity_for_nrm
    return willing and branch(answers, facts) == NOTICE_ONLY


@dataclass(frozen=True)
class Section:
    """One part of the form; `applies` says for whom, `note` what stands above it."""

    code: str
    label: str
    questions: tuple[Question, ...]
    applies: Applies = always
    note: str = ""


DISCLOSED = "What you write may be disclosed, to them or in court."
SECTIONS = (
    Section("first_responder", "First responder", FIRST_RESPONDER),
    Section("age", "Age and the local authority", AGE),
    Section("background", "Background", BACKGROUND, note=DISCLOSED),
    Section("exploitation", "What happened", EXPLOITATION, note=DISCLOSED),
    Section("insight", "Signs and professional view", INSIGHT, note=DISCLOSED),
    Section("place", "Where it happened", PLACE),
    Section("exploiters", "Who did it", EXPLOITERS, note=DISCLOSED),
    Section("types", "Kinds of exploitation", TYPES),
    Section("others_and_police", "Other risks and the police", OTHERS_AND_POLICE),
    Section("consent", "Consent", CONSENT, asked_to_agree),
    Section("notice", "Duty to notify", NOTICE, on(NOTICE_ONLY)),
    Section("notice_person", "Who may be contacted", NOTICE_PERSON, named_notice),
    Section("support", "Support", SUPPORT, on(ADULT)),
    Section("person", "The potential victim", PERSON, on(CHILD, ADULT)),
    Section("decision_contact", "Who is told the decision", DECISION_CONTACT, on(ADULT)),
    Section("responder_contact", "Your details", RESPONDER_CONTACT, on(CHILD, ADULT)),
    Section("evidence", "Evidence", EVIDENCE, on(CHILD, ADULT)),
)
BY_CODE = {section.code: section for section in SECTIONS}


def sections(answers: Answers, facts: CaseFacts) -> tuple[Section, ...]:
    """The sections this person's form has, in its order."""
    return tuple(section for section in SECTIONS if section.applies(answers, facts))


def asked(section: Section, answers: Answers, facts: CaseFacts) -> tuple[Question, ...]:
    """The section's questions whose condition is met; one not asked lets none of its own follow."""
    if not section.applies(answers, facts):
        return ()
    found: dict[str, Question] = {}
    for question in section.questions:
        if question.when is None or _follows(question.when, found, answers):
            found[question.key] = question
    return tuple(found.values())


def _follows(
    when: tuple[str, frozenset[str]], found: Mapping[str, object], answers: Answers
) -> bool:
    return when[0] in found and bool(_codes(answers.get(when[0])) & when[1])


def _codes(answer: object) -> frozenset[str]:
    ticked = answer if isinstance(answer, list | tuple | frozenset) else [answer]
    return frozenset(told for item in ticked if (told := code(item)))


def gaps(answers: Answers, facts: CaseFacts) -> tuple[str, ...]:
    """Every required answer of this branch still to be given, as section/question (G5)."""
    answers = with_record(answers, facts)
    return tuple(
        f"{section.code}/{question.key}"
        for section in SECTIONS
        for question in asked(section, answers, facts)
        if question.required and blank(answers.get(question.key))
    )


def missing(answers: Answers, facts: CaseFacts) -> tuple[Question, ...]:
    """The same as questions."""
    return tuple(QUESTIONS[gap] for gap in gaps(answers, facts))


def blank(answer: object) -> bool:
    """No and nought are answers; nothing but empty lines is none."""
    lines = answer if isinstance(answer, list | tuple | frozenset) else [answer]
    return not any(line is not None and str(line).strip() for line in lines)


QUESTIONS = {
    f"{section.code}/{question.key}": question
    for section in SECTIONS
    for question in section.questions
}
AFTER_CONSENT = SECTIONS[[section.code for section in SECTIONS].index("consent") + 1 :]
"""What the form asks after the page on consent, which turns on their age."""


KEPT_DAYS = 28
"""A draft is deleted so many calendar days after it was last changed, and warned of at 21."""

AGAIN_AFTER_NOTICE = frozenset({"consent", "notice", "notice_person"})
"""What an adult who agrees after a duty to notify is asked anew."""


def starts_again(before: Answers, after: Answers) -> tuple[str, ...]:
    """The sections to be answered again when the answer on age changes sides (the form's rule)."""
    was, now = (code(answers.get("under_18")) for answers in (before, after))
    changed = bool(was and now) and (was == "no") != (now == "no")
    return tuple(section.code for section in AFTER_CONSENT) if changed else ()


for _section in SECTIONS:
    sound_questions(_section.code, _section.questions)
