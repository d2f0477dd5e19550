"""What the moves of the NRM ask; reasons that open a gate are coded, for a rule to read."""

from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier
from workflows.tracks.questions import REMOVAL, at, on, reason

OUTCOME = Question(
    "outcome",
    "What is the decision?",
    Kind.CHOICE,
    Tier.NRM_DECISION,
    choices=(Choice("positive", "Yes, positive"), Choice("negative", "No, negative")),
    missing="Say what the decision is",
)
DECIDED_ON = on("What date is on the decision?", Tier.NRM_DECISION)
RG = (DECIDED_ON, OUTCOME)
CG = (
    DECIDED_ON,
    OUTCOME,
    Question(
        "early_reason",
        "Why was it decided before the recovery period ended?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        required=False,
        hint="Only if it was",
        choices=(
            Choice("they_asked", "They asked for an early decision"),
            Choice("same_meeting", "Decided at the same meeting as reasonable grounds"),
            Choice("other_reason", "Another reason, given in the letter"),
        ),
    ),
)
NO_GROUNDS = (
    Question(
        "grounds",
        "Why is no referral made?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("not_modern_slavery", "This is not trafficking or slavery"),
            Choice("already_referred", "They have already been referred"),
            Choice("not_believed_likely", "The signs do not amount to reasonable grounds"),
        ),
        missing="Say why no referral is made",
    ),
    reason("What makes you say so?", Tier.NRM_DECISION, "Say what makes you say so"),
)
SENT = (
    at("When was it sent?", Tier.NRM_DECISION),
    Question(
        "home_office_reference",
        "What reference did the Home Office give?",
        Kind.LINE,
        Tier.NRM_DECISION,
        required=False,
        limit=100,
    ),
)
RECONSIDER = (
    on("When was it asked for?", Tier.NRM_DECISION),
    Question(
        "ground",
        "On what ground?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("new_evidence", "There is new evidence"),
            Choice("not_in_line_with_guidance", "The decision does not follow the guidance"),
        ),
        missing="Say on what ground",
    ),
    Question(
        "removal",
        REMOVAL,
        Kind.YES_NO,
        Tier.NRM_DECISION,
        sets="removal_to_convention_state",
        missing="Say whether removal is planned",
    ),
    Question(
        "extension_reason",
        "If the 30 days have ended, why should it still be looked at?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        required=False,
        choices=(
            Choice("not_told", "They were told of the decision late"),
            Choice("ill_or_in_crisis", "They were ill or in crisis"),
            Choice("no_adviser", "They could not find an adviser in time"),
            Choice("other_exceptional", "Another exceptional reason"),
        ),
    ),
)
SUSPENDED = (
    Question(
        "suspended_because",
        "Why is it suspended?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("missing", "They are missing"),
            Choice("no_answer_at_18", "They turned 18 and have not said whether they stay"),
            Choice("authority", "The competent authority suspended it"),
        ),
        missing="Say why it is suspended",
    ),
)
