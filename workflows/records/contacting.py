"""How the person may be contacted, and every time they, or those who act for them, were (G10)."""

from workflows.agencies import INVESTIGATORS, RESPONSE, SOCIAL_WORKERS, SUPERVISORS
from workflows.definition import Choice, Kind, Question, Record
from workflows.guards.contact import INSTEAD, TO_THE_PERSON
from workflows.sharing import Tier
from workflows.tracks.questions import at

CHECKERS = (
    INVESTIGATORS | SUPERVISORS | {"response_officer", "la_children_social_worker"}
)  # fmt: skip
TELLERS = (
    RESPONSE | INVESTIGATORS | SUPERVISORS | SOCIAL_WORKERS
    | {"cse_coordinator", "ngo_support_worker"}
)  # fmt: skip
HOW = Question(
    "how",
    "How?",
    Kind.CHOICE,
    Tier.CONTACT,
    choices=(
        Choice("letter", "By letter"),
        Choice("call", "By phone"),
        Choice("message", "By message or email"),
        Choice("in_person", "In person"),
    ),
    missing="Say how they were told",
)
ABOUT = Question(
    "about",
    "What about?",
    Kind.CHOICE,
    Tier.CONTACT,
    choices=(
        Choice("nrm_decision", "A decision about the NRM"),
        Choice("consent", "What they agree to"),
        Choice("investigation", "What happened in the investigation"),
        Choice("safety", "Their safety"),
        Choice("support", "Support"),
        Choice("other", "Something else"),
    ),
    missing="Say what it was about",
)
SAID = Question(
    "said",
    "Who told them, and what was said?",
    Kind.LONG,
    Tier.CONTACT,
    missing="Write who told them, and what was said",
)

RECORDS = (
    Record(
        "safe_contact",
        "Check the safe way to contact them",
        CHECKERS,
        (
            Question(
                "way",
                "What is the safe way to contact them?",
                Kind.LONG,
                Tier.CONTACT,
                hint="How, when, and who else might see or hear it",
                limit=1000,
                missing="Write how they can be contacted",
            ),
            Question(
                "contact_safe",
                "Is it safe to contact them this way?",
                Kind.YES_NO,
                Tier.CONTACT,
                sets="contact_safe",
                missing="Say whether it is safe",
            ),
            Question(
                "contact_at_place_of_exploitation",
                "Is that address, or where they would get it, a place of exploitation?",
                Kind.YES_NO,
                Tier.CONTACT,
                sets="contact_at_place_of_exploitation",
                missing="Say whether it is a place of exploitation",
            ),
            at("When did you check?", Tier.CONTACT),
        ),
        "safe_contact_checked",
        words="You are putting your name to this: letters and calls rest on it. "
        "New risk takes it back.",
        done="Safe way to contact them checked",
    ),
    Record(
        "contact_person",
        "Record that they were contacted",
        TELLERS,
        (at("When?", Tier.CONTACT), HOW, ABOUT, SAID),
        "person_contacted",
        words="Only an adult, and only in the way that was checked as safe.",
        done="They were contacted",
        gates=TO_THE_PERSON,
    ),
    Record(
        "contact_representative",
        "Record that someone acting for them was told",
        TELLERS,
        (
            at("When?", Tier.CONTACT),
            Question(
                "told",
                "Who was told?",
                Kind.CHOICE,
                Tier.CONTACT,
                choices=(
                    Choice("local_authority", "The local authority"),
                    Choice("representative", "A representative appointed for them"),
                ),
                missing="Say who was told",
            ),
            HOW,
            ABOUT,
            SAID,
        ),
        "representative_contacted",
        words="A child is not written to. Whoever acts for them decides how they hear of it.",
        done="Someone acting for them was told",
        gates=(INSTEAD,),
    ),
)
