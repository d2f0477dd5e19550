"""Decisions that end or turn something: each has a coded reason to count by, beside the words."""

from collections.abc import Mapping

from workflows.definition import Kind, Question, choices
from workflows.sharing import Tier
from workflows.tracks.questions import reason

WHY = "reason_code"
OTHER = {"other": "Another reason"}


def because(label: str, tier: Tier, codes: Mapping[str, str], missing: str) -> tuple[Question, ...]:
    """Which of the reasons it is, and what there is to say about it."""
    return (
        Question(
            WHY, label, Kind.CHOICE, tier, choices=choices({**codes, **OTHER}), missing=missing
        ),
        reason("What makes you say so?", tier, "Say what makes you say so"),
    )


CLOSED = because(
    "Why is it being closed?",
    Tier.TASKS,
    {
        "done": "What there was to do is done",
        "not_exploitation": "It was not exploitation, or no offence was found",
        "elsewhere": "Another force or agency goes on with it",
        "no_contact": "They cannot be found, or want nothing more from us",
        "logged_twice": "It is the same as another case",
    },
    "Say why it is being closed",
)
REROUTED = because(
    "Why should it go to another team?",
    Tier.TASKS,
    {
        "facts_changed": "More is known than when the rule chose a team",
        "rule_wrong": "The rule chose the wrong team",
        "known_to_team": "The other team already works with them, or on who harmed them",
        "no_capacity": "The present team cannot take it now",
        "conflict": "Somebody in the present team knows somebody in the case",
    },
    "Say why it should go to another team",
)
HANDED_BACK = because(
    "Why is it handed back?",
    Tier.TASKS,
    {
        "away": "The lead is away, or is leaving the team",
        "workload": "The lead has too much to do for this case to be done well",
        "conflict": "The lead knows somebody in the case",
        "skills": "It needs somebody with other training",
    },
    "Say why it is handed back",
)
STEPPED_DOWN = because(
    "Why is safeguarding no longer needed?",
    Tier.SAFEGUARDING,
    {
        "plan_worked": "The plan has worked, and the risk is lower",
        "no_risk": "The enquiry found no risk that goes on",
        "other_help": "Early help or another service takes over",
        "moved_away": "Another local authority has taken over",
        "turned_18": "They are an adult now, and services for adults decide",
    },
    "Say why safeguarding is no longer needed",
)
NOT_REQUIRED = because(
    "Why is safeguarding not required?",
    Tier.SAFEGUARDING,
    {
        "no_needs": "They have no needs for care and support",
        "protects_self": "They can protect themselves",
        "not_wanted": "They can decide this, and do not want it",
        "already_helped": "Another service already keeps them safe",
    },
    "Say why safeguarding is not required",
)
NOT_INVESTIGATED = because(
    "Why is there nothing to investigate?",
    Tier.ALLEGATION,
    {
        "no_offence": "No offence is suspected",
        "elsewhere": "It is investigated on another case, or by another force",
    },
    "Say why there is nothing to investigate",
)
DECLINED = because(
    "Why can ETT not take this on?",
    Tier.TASKS,
    {
        "priorities": "Force tasking has set other priorities",
        "not_ours": "Another unit or force is the one to ask",
        "not_enough": "More must be known first",
        "no_capacity": "Nobody is free to do it",
    },
    "Say why ETT cannot take this on",
)
NO_CONCERN = because(
    "Why is there no concern?",
    Tier.SAFEGUARDING,
    {
        "explained": "What was seen has another explanation",
        "mistaken": "It was about somebody else, or a mistake",
        "nothing_found": "Nothing was found that bears the concern out",
        "known": "It is dealt with on another case",
    },
    "Say why there is no concern",
)
