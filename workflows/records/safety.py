"""Danger, plans and the local authority."""

from workflows.agencies import POLICE, SOCIAL_WORKERS, TEAM_ROLES
from workflows.definition import Guard, Kind, Question, Record
from workflows.sharing import Tier
from workflows.tracks.questions import LA_CONTACT, TOLD, at, reason

EVERYBODY = POLICE | SOCIAL_WORKERS

KEEPING_SAFE = frozenset({
    "immediate_safety", "safety_plan", "safety_plan_refused", "la_referral", "la_told_in_error",
})  # fmt: skip
"""What being secured rests on (R17): whoever may say they are safe may meet its gates."""

RECORDS = (
    Record(
        "immediate_safety",
        "Say whether they are safe now",
        TEAM_ROLES,
        (
            Question(
                "safe",
                "Are they, and anyone with them, out of immediate danger?",
                Kind.YES_NO,
                Tier.SAFEGUARDING,
                sets="immediate_safety_confirmed",
                missing="Say whether anyone is in danger right now",
            ),
        ),
        "immediate_safety",
        done="Immediate safety answered",
    ),
    Record(
        "risk_to_others",
        "Say whether anyone else is at risk",
        TEAM_ROLES,
        (
            Question(
                "others",
                "Is anyone else at risk?",
                Kind.YES_NO,
                Tier.SAFEGUARDING,
                missing="Say whether anyone else is at risk",
            ),
            Question(
                "who",
                "If yes, who, and how?",
                Kind.LONG,
                Tier.SAFEGUARDING,
                when=("others", frozenset({"yes"})),
                missing="Say who is at risk, and how",
            ),
        ),
        "risk_to_others",
        done="Risk to other people answered",
        sets={"risk_to_others_answered": True},
    ),
    Record(
        "safety_plan",
        "Record a safety plan",
        EVERYBODY,
        (
            Question(
                "plan",
                "What keeps them safe for now?",
                Kind.LONG,
                Tier.SAFEGUARDING,
                missing="Write what keeps them safe",
            ),
        ),
        "safety_plan",
        done="Safety plan recorded",
        sets={"safety_plan": True},
    ),
    Record(
        "safety_plan_refused",
        "Record that they do not want a safety plan",
        EVERYBODY,
        (reason("What did they say?", Tier.SAFEGUARDING, "Write what they said"),),
        "safety_plan_refused",
        words="Only an adult who can make this decision may turn a safety plan down.",
        done="Safety plan not wanted",
        gates=(
            Guard(
                "R17",
                lambda facts, mover: facts.adult,
                "A child always has a safety plan",
                "A safety plan, or a determination that they are an adult",
                "record/safety_plan",
            ),
        ),
        sets={"safety_refused": True},
    ),
    Record(
        "la_referral",
        "Record that the local authority was told",
        POLICE,
        LA_CONTACT,
        "la_referral_made",
        words=TOLD,
        done="Local authority told",
        opens=("la_acknowledgement",),
        notices=("la_referral",),
    ),
    Record(
        "la_told_in_error",
        "Say that the wrong local authority was told",
        TEAM_ROLES,
        (
            Question(
                "la.name",
                "Which local authority was told by mistake?",
                Kind.LINE,
                Tier.SAFEGUARDING,
                hint="The name as it stands in the referral",
                limit=200,
                missing="Choose the local authority",
            ),
            reason("How did it happen?", Tier.SAFEGUARDING, "Say how it happened"),
        ),
        "la_told_in_error",
        words="That authority no longer sees this case. Tell the right one, and ask the wrong "
        "one to destroy what it was sent.",
        done="The wrong local authority was told",
    ),
    Record(
        "la_referral_received",
        "Record that the local authority has the referral",
        TEAM_ROLES | SOCIAL_WORKERS,
        (at("When did they receive it?", Tier.SAFEGUARDING),),
        "la_referral_received",
        words="For a child, the local authority decides what to do within 1 working day.",
        done="Referral received by the local authority",
    ),
    Record(
        "s42_concern",
        "Raise a section 42 concern",
        TEAM_ROLES | {"la_adult_social_worker"},
        LA_CONTACT,
        "s42_concern",
        words="For an adult who needs care and support and so cannot protect themselves.",
        done="Section 42 concern raised",
        notices=("s42_concern",),
        gates=(
            Guard(
                "R17",
                lambda facts, mover: facts.adult,
                "They are under 18 or their age is not known: refer them to children’s services",
                "A referral to the local authority",
                "record/la_referral",
            ),
        ),
    ),
    Record(
        "threat_to_life",
        "Say whether there is a threat to life",
        EVERYBODY,
        (
            Question(
                "threat",
                "Is there a threat to anyone’s life?",
                Kind.YES_NO,
                Tier.SAFEGUARDING,
                sets="threat_to_life",
                missing="Say whether there is a threat to life",
            ),
        ),
        "threat_to_life",
        words="It comes before everything in every queue, and the supervisor is told.",
        done="Threat to life answered",
        notices=("threat_to_life",),
    ),
    Record(
        "wishes",
        "Record what they want to happen",
        EVERYBODY | {"ngo_support_worker"},
        (
            Question(
                "wishes",
                "What do they want to happen, in their own words?",
                Kind.LONG,
                Tier.SAFEGUARDING,
                missing="Write what they want to happen",
            ),
        ),
        "wishes",
        done="Their wishes recorded",
    ),
)
