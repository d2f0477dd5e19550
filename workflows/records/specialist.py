"""What specialists add: the screening of a child, help to give evidence, and what a court needs."""

from workflows.agencies import INVESTIGATORS, SUPERVISORS
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.sharing import Tier
from workflows.tracks.questions import reason

SCREENERS = frozenset({"response_officer", "cse_coordinator", "la_children_social_worker"})

RECORDS = (
    Record(
        "cse_screening",
        "Record what the screening tool for sexual exploitation shows",
        SCREENERS,
        (
            Question(
                "band",
                "Which band is it?",
                Kind.CHOICE,
                Tier.SAFEGUARDING,
                choices=(
                    Choice("none", "No current risk of sexual exploitation"),
                    Choice("at_risk", "At risk"),
                    Choice("significant", "Significant risk", "A statutory response"),
                    Choice("serious", "Serious risk", "A statutory response"),
                ),
                missing="Say which band the tool shows",
            ),
            reason("Which signs is that from?", Tier.SAFEGUARDING, "Write which signs it is from"),
        ),
        "cse_screened",
        words="One tool and the same bands in all seven areas. It helps to think, and decides "
        "nothing by itself: a new sign is screened again.",
        done="Screened for sexual exploitation",
        gates=(
            Guard(
                "R2",
                lambda facts, mover: facts.treat_as_child,
                "They are an adult, and the screening tool is for a child",
                "Nobody: the tool asks about a child",
                "record/age_doubted",
            ),
        ),
    ),
    Record(
        "special_measures",
        "Record the special measures for their evidence",
        INVESTIGATORS | SUPERVISORS,
        (
            Question(
                "offered",
                "Were they told what there is, and offered it?",
                Kind.YES_NO,
                Tier.INTERVIEW,
                missing="Say whether special measures were offered",
            ),
            Question(
                "wish",
                "What do they want?",
                Kind.LONG,
                Tier.INTERVIEW,
                when=("offered", frozenset({"yes"})),
                missing="Write what they want",
            ),
            Question(
                "decision",
                "What was decided?",
                Kind.CHOICES,
                Tier.INTERVIEW,
                choices=(
                    Choice("recorded", "Their interview is recorded and played as evidence"),
                    Choice("screen", "A screen"),
                    Choice("live_link", "A live link"),
                    Choice("private", "Evidence in private"),
                    Choice("intermediary", "An intermediary or an aid to communicate"),
                    Choice("none", "None"),
                ),
                missing="Say what was decided",
            ),
        ),
        "special_measures",
        words="Under 18 they have them as of right (YJCEA 1999 s16). Whoever complains of a sexual "
        "offence or of modern slavery is taken to be afraid unless they say no (s17).",
        done="Special measures recorded",
    ),
    Record(
        "disclosure_schedule",
        "Say whether a disclosure schedule is kept",
        INVESTIGATORS | SUPERVISORS,
        (
            Question(
                "kept",
                "Is a schedule of unused material kept for this case?",
                Kind.YES_NO,
                Tier.INTELLIGENCE,
                missing="Say whether a schedule is kept",
            ),
        ),
        "disclosure_schedule",
        words="A case that may come to court has one (CPIA 1996). It marks the case for the "
        "police, and the schedule itself stays where they keep it.",
        done="Disclosure schedule: answered",
    ),
)
