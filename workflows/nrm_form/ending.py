"""The form on who hears the decision, the first responder and evidence (dictionary 13 and 14)."""

from workflows.definition import Choice, Kind, Question
from workflows.nrm_form.asking import line, tick, when, words, yes_no
from workflows.sharing import Tier

WAYS = (Choice("email", "By email"), Choice("post", "By post"))


def _reached(who: str, whose: str) -> tuple[Question, ...]:
    """How a letter reaches somebody; each way with its own word that it is safe (G10)."""
    ways = f"{who}_ways"
    return (
        Question(
            ways,
            f"How should {whose} be told?",
            Kind.CHOICES,
            Tier.CONTACT,
            choices=WAYS,
            when=when("who_is_told", who),
            missing=f"Say how {whose} should be told",
        ),
        line(
            f"{who}_email",
            "Email address",
            Tier.CONTACT,
            "Enter an email address, like name@example.org",
            asked=when(ways, "email"),
            kind=Kind.EMAIL,
        ),
        _safe(f"{who}_email_safe", when(ways, "email")),
        line(f"{who}_street", "Street", Tier.CONTACT, "Enter the street", asked=when(ways, "post")),
        line(f"{who}_town", "Town", Tier.CONTACT, "Enter the town", asked=when(ways, "post")),
        line(f"{who}_county", "County", Tier.CONTACT, asked=when(ways, "post")),
        line(
            f"{who}_postcode",
            "Postcode",
            Tier.CONTACT,
            "Enter the postcode",
            asked=when(ways, "post"),
        ),
        _safe(f"{who}_post_safe", when(ways, "post")),
    )


def _safe(key: str, asked: tuple[str, frozenset[str]] | None) -> Question:
    return tick(
        key,
        "It is safe to write to them here",
        Tier.CONTACT,
        "Confirm that it is safe to write to them here",
        asked,
    )


DECISION_CONTACT = (
    Question(
        "who_is_told",
        "Who should be told the decision?",
        Kind.CHOICE,
        Tier.CONTACT,
        choices=(
            Choice("potential_victim", "The potential victim"),
            Choice("someone_else", "Someone else for them"),
        ),
        missing="Say who should be told the decision",
    ),
    *_reached("potential_victim", "the potential victim"),
    tick(
        "someone_else_permission",
        "They have agreed that this person may be told",
        Tier.CONTACT,
        "Confirm that they agreed to this person being told",
        asked=when("who_is_told", "someone_else"),
    ),
    line(
        "someone_else_first_name",
        "First name",
        Tier.CONTACT,
        asked=when("who_is_told", "someone_else"),
    ),
    line(
        "someone_else_last_name",
        "Last name",
        Tier.CONTACT,
        asked=when("who_is_told", "someone_else"),
    ),
    *_reached("someone_else", "this person"),
)
RESPONDER_CONTACT = (
    line("fr_first_name", "Your first name", Tier.NRM_DECISION, "Enter your first name"),
    line("fr_last_name", "Your last name", Tier.NRM_DECISION, "Enter your last name"),
    line("fr_role", "Your role", Tier.NRM_DECISION, "Enter your role"),
    line(
        "fr_phone",
        "Your phone number",
        Tier.NRM_DECISION,
        "Enter a phone number, like 0121 496 0000",
        kind=Kind.PHONE,
    ),
    line(
        "fr_other_email",
        "Email address of a colleague or your team",
        Tier.NRM_DECISION,
        "Enter an email address, like name@example.org",
        "Somebody who can answer when you cannot",
        kind=Kind.EMAIL,
    ),
)
EVIDENCE = (
    yes_no(
        "sends_evidence",
        "Will you send documents with it?",
        Tier.ALLEGATION,
        "Say whether you will send documents",
        "Up to 100 files of 25 MB each: PDF, Word, JPG or PNG",
    ),
    words(
        "evidence_described",
        "What are they?",
        Tier.ALLEGATION,
        "Write what each document is, with its date",
        asked=when("sends_evidence", "yes"),
    ),
)
