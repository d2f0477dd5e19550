"""Who they are and what they agreed to: answers that cannot both be true."""

from workflows.agencies import same_name
from workflows.answers import authorities_told, authority_in
from workflows.facts import ADULT_AT, CaseFacts
from workflows.nrm_form.form import CHILD, NOTICE_ONLY, Answers, branch, code, named_notice
from workflows.nrm_form.said import age_of, born_on, filled, said, ticked, words_if

NAMING = (
    "first_name", "last_name", "nickname", "born_on", "contact_email", "contact_post", "own_number",
    "home_office_reference",
)  # fmt: skip
ADULT_ON_FORM = "The form says they are 18 or over, and the case treats them as a child"
CHILD_ON_FORM = "The form says they are under 18, and the case says they are an adult"
BORN_A_CHILD = "The date of birth makes them under 18, and the form treats them as an adult"
CONSENT_DIFFERS = "The form and the record of consent differ on whether they agree to be referred"


def adult_on_form(answers: Answers, facts: CaseFacts) -> str:
    return words_if(said(answers, "under_18") == "no" and facts.treat_as_child, ADULT_ON_FORM)


def child_on_form(answers: Answers, facts: CaseFacts) -> str:
    """G4: whoever turned 18, or was found to be an adult, is asked as one before it is sent."""
    return words_if(said(answers, "under_18") == "yes" and facts.adult, CHILD_ON_FORM)


def born_a_child(answers: Answers, facts: CaseFacts) -> str:
    """MSA 2015 s51: whoever may be a child is treated as one, whatever was ticked."""
    age = age_of(answers, facts)
    child = branch(answers, facts) == CHILD and said(answers, "under_18") != "no"
    return words_if(age is not None and age < ADULT_AT and not child, BORN_A_CHILD)


def born_an_adult(answers: Answers, facts: CaseFacts) -> str:
    age = age_of(answers, facts)
    if age is None or age < ADULT_AT or said(answers, "under_18") != "yes":
        return ""
    return f"The date of birth makes them {age}, and the form says they are under 18"


def born_otherwise(answers: Answers, facts: CaseFacts) -> str:
    born = born_on(answers)
    return words_if(
        born is not None and facts.born_on is not None and born != facts.born_on,
        "The date of birth on the form is not the one on the case",
    )


def age_then(answers: Answers, facts: CaseFacts) -> str:
    then, known = said(answers, "under_18_then"), facts.age_at_exploitation
    if then == "no" and known in {"child", "both"}:
        return "The form says they were never under 18 then, and the case says they were"
    return words_if(
        then == "yes" and known == "adult",
        "The form says they were under 18 then, and the case says they were not",
    )


def child_type_then(answers: Answers, facts: CaseFacts) -> str:
    child = "child_sexual_exploitation" in ticked(answers, "exploitation_types")
    return words_if(
        child and said(answers, "under_18_then") == "no",
        "Sexual exploitation of a child is ticked, and the form says they were never under 18",
    )


def authority(answers: Answers, facts: CaseFacts) -> str:
    told = {authority_in(event.detail) for event in authorities_told(facts)} - {""}
    name = said(answers, "la_name")
    if not name or name == "other" or not told or any(same_name(name) in each for each in told):
        return ""
    return "The local authority on the form is not the one the case says was told"


def child_asked(answers: Answers, facts: CaseFacts) -> str:
    answer = {"yes": "they agree", "no": "they do not agree"}.get(said(answers, "wants_nrm") or "")
    return words_if(
        branch(answers, facts) == CHILD and bool(answer),
        f"The form says {answer} to be referred, and nobody treated as under 18 is asked: "
        "that answer is left out, unless their age is changed",
    )


def consent(answers: Answers, facts: CaseFacts) -> str:
    """G4 asks for their agreement and G6 for their refusal: what is sent turns on it."""
    answer = said(answers, "wants_nrm")
    recorded = code(facts.consent.given) if facts.consent else None
    asked = branch(answers, facts) != CHILD
    return words_if(asked and bool(answer and recorded) and answer != recorded, CONSENT_DIFFERS)


def support(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "wants_nrm") == "no" and said(answers, "wants_support") == "yes",
        "They do not agree to be referred, and want the support that comes with a referral",
    )


def agrees_to_be_named(answers: Answers, facts: CaseFacts) -> str:
    agreed = code(facts.dtn.agrees_to_be_named) if facts.dtn else None
    willing = said(answers, "willing_to_help")
    notice = branch(answers, facts) == NOTICE_ONLY
    return words_if(
        notice and bool(agreed and willing) and agreed != willing,
        "Whether they may be named differs between the form and the record of the notice: "
        "no name is sent",
    )


def names_in_notice(answers: Answers, facts: CaseFacts) -> str:
    """R18: what identifies them is left out of the notice, and the writer is told so."""
    anonymous = branch(answers, facts) == NOTICE_ONLY and not named_notice(answers, facts)
    return words_if(
        anonymous and any(filled(answers, key) for key in NAMING),
        "This goes as a notice without a name, and the form holds answers that identify them: "
        "they are left out",
    )


def children(answers: Answers, facts: CaseFacts) -> str:
    number = answers.get("number_of_children")
    has = said(answers, "has_children")
    return words_if(
        (has == "yes" and number == 0) or (has == "no" and bool(number)),
        "Whether they have children and how many do not agree",
    )


def interpreter(answers: Answers, facts: CaseFacts) -> str:
    used = facts.consent is not None and facts.consent.interpreter == "independent"
    return words_if(
        used and said(answers, "needs_interpreter") == "no",
        "The form says they need no interpreter, and one was used when they were asked to agree",
    )
