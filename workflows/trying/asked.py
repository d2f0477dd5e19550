"""The facts of `explain` as plain questions; what is left out stays unknown."""

from workflows.agencies import AREAS, EXPLOITATION, ROLES, TEAMS
from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier
from workflows.tracks import TRACKS
from workflows.tracks.questions import choices

NOT_KNOWN = Choice("unknown", "Not known")
YES, NO = Choice("yes", "Yes"), Choice("no", "No")
CHILD, ADULT = Choice("child", "Under 18"), Choice("adult", "18 or over")
FIVE = ("response", "safeguarding", "investigation", "nrm", "support")
SENDERS = (
    Choice("police", "Police"),
    Choice("la", "A local authority"),
    Choice("ngo", "A charity that is a designated first responder"),
    Choice("other", "An organisation that may not send referrals"),
)
OUTCOMES = (Choice("positive", "Yes, positive"), Choice("negative", "No, negative"))
GROUNDS = (
    Choice("new_evidence", "There is new evidence"),
    Choice("not_in_line_with_guidance", "The decision does not follow the guidance"),
)
ANSWERS = (
    Choice("agreed", "They agreed, in writing, after everything was explained"),
    Choice("refused", "They were asked and said no"),
)


def _pick(key: str, label: str, *options: Choice, hint: str = "") -> Question:
    return Question(
        key, label, Kind.SELECT, Tier.TASKS, required=False, hint=hint, choices=options
    )  # fmt: skip


def _known(key: str, label: str, hint: str = "") -> Question:
    return _pick(key, label, YES, NO, hint=hint)


def _day(key: str, label: str, hint: str = "") -> Question:
    return Question(key, label, Kind.DATE, Tier.TASKS, required=False, hint=hint)


TODAY = _day("today", "What day is it?", "Today, if you leave it out")
PERSON = (
    TODAY,
    _pick("age_band", "Are they under 18?", CHILD, ADULT, NOT_KNOWN),
    _day("born_on", "What is their date of birth?"),
    _known("age_verified", "Is that date of birth confirmed?"),
    _pick(
        "age_at_exploitation",
        "How old were they when it happened?",
        CHILD,
        ADULT,
        Choice("both", "Both"),
        NOT_KNOWN,
    ),
    _pick("vulnerable_adult", "Are they a vulnerable adult?", YES, NO, NOT_KNOWN),
    _known("lacks_capacity_for_nrm", "Do they lack capacity to decide about the NRM?"),
    _pick("area", "Which area?", *choices(AREAS)),
)
SUSPECTED = (
    _known("ms_indicator", "Is trafficking, slavery or forced labour suspected?"),
    Question(
        "exploitation_types",
        "What is thought to have happened?",
        Kind.CHOICES,
        Tier.TASKS,
        required=False,
        choices=choices(EXPLOITATION),
    ),
    _known("sexual_assault_alleged", "Is a sexual assault alleged?"),
    _known("offence_suspected", "Is any offence suspected?"),
    _known("smuggling_only", "Is it smuggling or immigration fraud, and nothing else?"),
    _day("ended_on", "When did it end?"),
)
SAFETY = (
    _known("immediate_safety_confirmed", "Are they out of immediate danger?"),
    _known("safety_plan", "Is there a safety plan?"),
    _known("risk_to_others_answered", "Has anybody said whether others are at risk?"),
    _known("secured", "Has somebody confirmed that they are safe for now?"),
    _known("missing", "Are they missing?"),
    _known("threat_to_life", "Is there a threat to life?"),
)
STANDS = tuple(
    _pick(code, TRACKS[code].label, *(Choice(s.code, s.label) for s in TRACKS[code].states))
    for code in FIVE
)
REFERRAL = (
    _pick("consent", "What did they say about the NRM?", *ANSWERS),
    _known("form_complete", "Is every required answer of the form given?"),
    _pick("sender", "Who would send it?", *SENDERS),
    _known("devolved_pilot_area", "Is the authority in the devolved pilot?"),
)
HAPPENED = (
    _day("logged", "When was it logged?"),
    _day("crime_reported", "When was the crime recorded?"),
    _day("la_referral_made", "When was the local authority told?"),
    _day("la_referral_received", "When did the local authority receive it?"),
    _day("strategy_discussion_started_s47", "When was the strategy discussion held?"),
    _day("nrm_submitted", "When was the NRM referral sent?"),
    _day("dtn_sent", "When was the duty to notify sent?"),
    _day("rg_decision", "When was the reasonable grounds decision?"),
    _pick("rg_outcome", "What was the reasonable grounds decision?", *OUTCOMES),
    _day("cg_decision", "When was the conclusive grounds decision?"),
    _pick("cg_outcome", "What was the conclusive grounds decision?", *OUTCOMES),
    _day("reconsideration_requested", "When was reconsideration asked for?"),
    _pick("ground", "On what ground was it asked for?", *GROUNDS),
    _day("turned_18", "When did they turn 18?", "If it was recorded on the case"),
)
ASKER = (
    _pick("role", "Who would act?", *choices(ROLES)),
    _pick("team", "In which team?", *choices(TEAMS)),
    _known("pip2", "Do they have PIP2 training?"),
    _known("assigned", "Are they named on the case?"),
)
SHELVES = (
    ("The person", PERSON),
    ("What is thought to have happened", SUSPECTED),
    ("Safety", SAFETY),
    ("Where each track stands", STANDS),
    ("The NRM referral", REFERRAL),
    ("What has happened, and when", HAPPENED),
    ("Who would act", ASKER),
)
PASTED = Question(
    "facts",
    "Or paste the facts as JSON",
    Kind.LONG,
    Tier.TASKS,
    required=False,
    hint="As the command and the API take them. If you paste any, the questions above are left out",
    limit=20000,
)


def questions() -> tuple[Question, ...]:
    """All of them, in order."""
    return (*(each for _, shelf in SHELVES for each in shelf), PASTED)
