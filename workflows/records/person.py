"""Age, vulnerability and capacity: the facts that decide who is asked, and what."""

from workflows.agencies import POLICE, SOCIAL_WORKERS
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.facts import ADULT_AT, CaseFacts, Mover, birthday
from workflows.sharing import Tier
from workflows.tracks.questions import on, reason

KNOWS = POLICE | SOCIAL_WORKERS
CHILD, ADULT = Choice("child", "Under 18"), Choice("adult", "18 or over")


def yes_no(key: str, label: str, tier: Tier, missing: str, required: bool = True) -> Question:
    return Question(
        key, label, Kind.YES_NO, tier, required=required, sets=key, missing=missing
    )  # fmt: skip


def _undetermined(facts: CaseFacts, mover: Mover | None) -> bool:
    return facts.latest("age_determined") is None


DETERMINED = Guard(
    "R2",
    _undetermined,
    "Their age was determined, and what is only stated does not change that",
    "A new determination, or a recorded doubt",
    "record/age_determined",
)


def _agrees(facts: CaseFacts, mover: Mover | None) -> bool:
    """A confirmed date of birth says the same as what was determined, on the day it was."""
    told = facts.telling
    if told is None or told.kind != "age_determined" or not facts.age_verified:
        return True
    if facts.born_on is None:
        return False
    band = "adult" if told.day >= birthday(facts.born_on, ADULT_AT) else "child"
    return band == told.detail.get("age_band")


AGREES = Guard(
    "R2",
    _agrees,
    "What was determined, and the date of birth that is confirmed, do not say the same",
    "Whoever records it corrects one of them, or says that the date is not confirmed",
    "record/age_determined",
)

RECORDS = (
    Record(
        "age",
        "Record their age",
        KNOWS,
        (
            Question(
                "age_band",
                "Are they under 18?",
                Kind.CHOICE,
                Tier.IDENTITY,
                choices=(CHILD, ADULT, Choice("unknown", "Not known: treat as a child for now")),
                sets="age_band",
                missing="Say whether they are under 18",
            ),
            Question(
                "born_on",
                "What is their date of birth?",
                Kind.DATE,
                Tier.IDENTITY,
                required=False,
                sets="born_on",
            ),
        ),
        "age_recorded",
        words="If there is any doubt, they are treated as a child.",
        done="Age recorded",
        sets={"age_verified": False},
        gates=(DETERMINED,),
    ),
    Record(
        "age_doubted",
        "Record doubt about their age",
        KNOWS,
        (reason("Why is it in doubt?", Tier.IDENTITY, "Say why their age is in doubt"),),
        "age_doubted",
        words="They are treated as a child until their age is determined again.",
        done="Age in doubt: treated as a child for now",
        sets={"age_band": "unknown", "age_verified": False},
        notices=("age_determined",),
    ),
    Record(
        "age_determined",
        "Record an age determination",
        KNOWS,
        (
            on("When was it determined?", Tier.IDENTITY),
            Question(
                "age_band",
                "What was determined?",
                Kind.CHOICE,
                Tier.IDENTITY,
                choices=(CHILD, ADULT),
                sets="age_band",
                missing="Say what was determined",
            ),
            Question(
                "by",
                "By what?",
                Kind.CHOICE,
                Tier.IDENTITY,
                choices=(
                    Choice("la_assessment", "An assessment by the local authority"),
                    Choice("document", "A document"),
                    Choice("court", "A court"),
                ),
                missing="Say what determined it",
            ),
            Question(
                "born_on",
                "What is their date of birth, if it was determined?",
                Kind.DATE,
                Tier.IDENTITY,
                required=False,
                sets="born_on",
            ),
            yes_no(
                "age_verified",
                "Is that date of birth confirmed?",
                Tier.IDENTITY,
                "Say whether the date of birth is confirmed",
            ),
        ),
        "age_determined",
        words="This ends the doubt. The route, consent and the NRM follow their age from now on.",
        done="Age determined",
        gates=(AGREES,),
        notices=("age_determined",),
    ),
    Record(
        "vulnerability",
        "Say whether they are a vulnerable adult",
        KNOWS,
        (
            Question(
                "vulnerable_adult",
                "Might they have difficulty understanding or deciding?",
                Kind.CHOICE,
                Tier.SAFEGUARDING,
                choices=(
                    Choice("yes", "Yes"),
                    Choice("no", "No"),
                    Choice("unknown", "Not sure"),
                ),
                sets="vulnerable_adult",
                missing="Say whether they might have difficulty deciding",
            ),
        ),
        "vulnerability",
        done="Vulnerability answered",
    ),
    Record(
        "capacity",
        "Record a capacity assessment",
        KNOWS | {"health_practitioner"},
        (
            on("When were they assessed?", Tier.MEDICAL),
            yes_no(
                "lacks_capacity_for_nrm",
                "Do they lack capacity to decide about the NRM?",
                Tier.MEDICAL,
                "Say whether they lack capacity for this decision",
            ),
            Question(
                "assessor",
                "Who assessed them?",
                Kind.LINE,
                Tier.MEDICAL,
                limit=200,
                missing="Say who assessed them",
            ),
        ),
        "capacity_assessed",
        words="For this decision only. Capacity is presumed until an assessment says otherwise. "
        "If they lack it, say as well that they are a vulnerable adult: the team may change.",
        done="Capacity assessed",
    ),
)
