"""The form on consent, the duty to notify, support and the person (dictionary 10 to 12)."""

from workflows.definition import Choice, Kind, Question, choices
from workflows.nrm_form.asking import SHORT, choose, line, when, words, yes_no
from workflows.nrm_form.lists import NATIONALITIES
from workflows.sharing import Tier

NAMES = (
    line("first_name", "First name", Tier.IDENTITY, "Enter their first name"),
    line("last_name", "Last name", Tier.IDENTITY, "Enter their last name"),
    line("nickname", "Other names they use", Tier.IDENTITY),
)
GENDER = choose(
    "gender",
    "Gender",
    Tier.IDENTITY,
    "Choose their gender",
    (
        Choice("female", "Female"),
        Choice("male", "Male"),
        Choice("unknown", "Neither, or not known", "The form sends this as “Other”"),
    ),
)
NATIONALITY = (
    choose(
        "nationality",
        "Nationality",
        Tier.IDENTITY,
        "Choose their nationality",
        choices(NATIONALITIES),
        kind=Kind.SELECT,
    ),
    choose(
        "second_nationality",
        "Second nationality",
        Tier.IDENTITY,
        "",
        choices(NATIONALITIES),
        kind=Kind.SELECT,
    ),
)
CONSENT = (
    yes_no(
        "wants_nrm",
        "Do they agree to be referred?",
        Tier.NRM_DECISION,
        "Say whether they agree to be referred",
        "After you have explained it. No is sent as a duty to notify",
    ),
)
NOTICE = (
    words("why_not", "Why do they not agree?", Tier.NRM_DECISION, hint="Nothing that names them"),
    GENDER,
    *NATIONALITY,
)
NOTICE_PERSON = (
    *NAMES,
    Question(
        "contact_ways",
        "How may they be contacted?",
        Kind.CHOICES,
        Tier.CONTACT,
        choices=(Choice("email", "By email"), Choice("post", "By post")),
        missing="Say how they may be contacted",
    ),
    line(
        "contact_email",
        "Email address",
        Tier.CONTACT,
        "Enter an email address, like name@example.org",
        asked=when("contact_ways", "email"),
        kind=Kind.EMAIL,
    ),
    line(
        "contact_post",
        "Postal address",
        Tier.CONTACT,
        "Enter the postal address",
        asked=when("contact_ways", "post"),
    ),
)
SUPPORT = (
    yes_no(
        "wants_support",
        "Do they want support?",
        Tier.SUPPORT,
        "Say whether they want support",
    ),
    choose(
        "support_phone",
        "How can the support provider ring them?",
        Tier.CONTACT,
        "Say how the support provider can ring them",
        (
            Choice("own", "On their own number"),
            Choice("alternative", "Through someone else"),
            Choice("none", "They cannot be rung"),
        ),
        asked=when("wants_support", "yes"),
    ),
    line(
        "own_number",
        "Their number",
        Tier.CONTACT,
        "Enter a phone number, like 0121 496 0000",
        asked=when("support_phone", "own"),
        kind=Kind.PHONE,
    ),
    line(
        "alternative_number",
        "The other number",
        Tier.CONTACT,
        "Enter a phone number, like 0121 496 0000",
        "Make sure that it does not belong to the exploiter",
        asked=when("support_phone", "alternative"),
        kind=Kind.PHONE,
    ),
    line(
        "alternative_relation",
        "Whose number is it?",
        Tier.CONTACT,
        "Enter whose number it is",
        asked=when("support_phone", "alternative"),
    ),
    words(
        "why_no_number",
        "Why can they not be rung?",
        Tier.CONTACT,
        "Write why they cannot be rung",
        asked=when("support_phone", "none"),
    ),
)
PERSON = (
    *NAMES,
    Question(
        "born_on",
        "Date of birth",
        Kind.DATE,
        Tier.IDENTITY,
        required=False,
        missing="Enter their date of birth",
    ),
    GENDER,
    yes_no("has_children", "Do they have children?", Tier.SAFEGUARDING, "Say whether they do"),
    Question(
        "number_of_children",
        "How many?",
        Kind.NUMBER,
        Tier.SAFEGUARDING,
        when=when("has_children", "yes"),
        missing="Enter how many children they have",
    ),
    *NATIONALITY,
    yes_no(
        "needs_interpreter",
        "Do they need an interpreter?",
        Tier.SUPPORT,
        "Say whether they need an interpreter",
    ),
    line(
        "interpreter_language",
        "In which language?",
        Tier.SUPPORT,
        "Enter the language",
        asked=when("needs_interpreter", "yes"),
    ),
    yes_no(
        "needs_aid",
        "Do they need other help to communicate?",
        Tier.SUPPORT,
        "Say whether they need other help to communicate",
    ),
    line(
        "aid",
        "What help?",
        Tier.SUPPORT,
        "Enter the help they need",
        asked=when("needs_aid", "yes"),
    ),
    yes_no(
        "has_home_office_reference",
        "Do they have a Home Office reference?",
        Tier.IDENTITY,
        "Say whether they have a Home Office reference",
    ),
    Question(
        "home_office_reference",
        "Which reference?",
        Kind.LINE,
        Tier.IDENTITY,
        when=when("has_home_office_reference", "yes"),
        limit=SHORT,
        missing="Enter the Home Office reference",
    ),
)
