"""The form from the first responder to the person's background (dictionary 1 to 3)."""

from workflows.agencies import AREAS
from workflows.definition import Choice, Kind, choices
from workflows.nrm_form.asking import choose, line, when, words
from workflows.sharing import Tier

YES, NO = Choice("yes", "Yes"), Choice("no", "No")
YES_NO_UNSURE = (YES, NO, Choice("not_sure", "Not sure"))
TOLD_LA = when("under_18", "yes", "not_sure")
DO_NOT_PROBE = "Only what they have told you. If it is not known, write that and why"

FIRST_RESPONDER = (
    line(
        "reference",
        "Your own reference",
        Tier.NRM_DECISION,
        "Enter your own reference",
        "No names: it appears in emails. It is not sent to the Home Office",
    ),
    line(
        "organisation",
        "Your organisation, as the Home Office form lists it",
        Tier.NRM_DECISION,
        "Enter your organisation",
    ),
    choose(
        "reporting_from",
        "Where are you reporting from?",
        Tier.NRM_DECISION,
        "Say where you are reporting from",
        (
            Choice("england", "England"),
            Choice("wales", "Wales"),
            Choice("scotland", "Scotland"),
            Choice("northern_ireland", "Northern Ireland"),
        ),
    ),
)
AGE = (
    choose(
        "under_18",
        "Is the potential victim under 18 now?",
        Tier.IDENTITY,
        "Say whether they are under 18",
        YES_NO_UNSURE,
        hint="Not sure counts as a child: no agreement is asked for, and their age is assessed",
    ),
    choose(
        "la_name",
        "Which local authority has been told?",
        Tier.SAFEGUARDING,
        "Choose the local authority you told",
        choices(AREAS),
        hint="Tell children’s services before you go on, and refer to a guardian (ICTG)",
        asked=TOLD_LA,
        kind=Kind.SELECT,
    ),
    line(
        "la_other",
        "Name of the local authority",
        Tier.SAFEGUARDING,
        "Enter the name of the local authority",
        asked=when("la_name", "other"),
    ),
    line(
        "la_phone",
        "Their phone number",
        Tier.SAFEGUARDING,
        "Enter a phone number, like 0121 496 0000",
        asked=TOLD_LA,
        kind=Kind.PHONE,
    ),
    line(
        "la_email",
        "Their email address",
        Tier.SAFEGUARDING,
        "Enter an email address, like name@example.org",
        asked=TOLD_LA,
        kind=Kind.EMAIL,
    ),
    line("la_first_name", "First name of whom you told", Tier.SAFEGUARDING, asked=TOLD_LA),
    line("la_last_name", "Last name of whom you told", Tier.SAFEGUARDING, asked=TOLD_LA),
    choose(
        "under_18_then",
        "Were they under 18 at any time while it happened?",
        Tier.IDENTITY,
        "Say whether they were under 18 at any time while it happened",
        YES_NO_UNSURE,
        asked=when("under_18", "no"),
    ),
)
BACKGROUND = (
    words(
        "birthplace",
        "Where were they born?",
        Tier.IDENTITY,
        "Write where they were born, or that it is not known and why",
        f"Country, and town or village. {DO_NOT_PROBE}",
    ),
    words(
        "family",
        "What do you know of their family?",
        Tier.IDENTITY,
        "Write what you know of their family, or that it is not known and why",
        DO_NOT_PROBE,
    ),
    words(
        "education",
        "What schooling have they had?",
        Tier.IDENTITY,
        "Write what schooling they have had, or that it is not known and why",
        DO_NOT_PROBE,
    ),
    words(
        "work_before",
        "What work did they do before this began?",
        Tier.IDENTITY,
        "Write what work they did before, or that it is not known and why",
        DO_NOT_PROBE,
    ),
)
