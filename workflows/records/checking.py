"""The NRM referral is read through by somebody else before it is sent: advice, and never a gate."""

from workflows import nrm_form
from workflows.agencies import INVESTIGATORS, NRM_USERS, SUPERVISORS
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.sharing import Tier
from workflows.tracks.questions import reason

WHOLE = "whole"
READERS = INVESTIGATORS | SUPERVISORS | {"la_children_social_worker"}
"""Who drafts it, and reads the whole of what others wrote of it (section e)."""

WRITTEN = frozenset({"draft", "ready"})

WRITING = Guard(
    "local",
    lambda facts, mover: facts.state("nrm") in WRITTEN,
    "No referral is being written that could be read through",
    "An NRM referral is started",
    "move/nrm/draft",
)

RECORDS = (
    Record(
        "read_through",
        "Ask someone to read the referral through",
        NRM_USERS,
        (reason("What should they look at?", Tier.NRM_DECISION, "Say what to look at"),),
        "read_through_asked",
        words="Whoever leads the case and the supervisors of its team are asked. Their comments "
        "are advice: the referral can be sent without them.",
        done="Asked for a read-through of the referral",
        gates=(WRITING,),
        opens=("read_through",),
    ),
    Record(
        "read_through_comment",
        "Comment on the referral",
        READERS,
        (
            Question(
                "about",
                "What is it about?",
                Kind.SELECT,
                Tier.NRM_DECISION,
                choices=(
                    Choice(WHOLE, "The referral as a whole"),
                    *(Choice(row.code, row.label) for row in nrm_form.SECTIONS),
                ),
                missing="Say what your comment is about",
            ),
            reason("What is your comment?", Tier.NRM_DECISION, "Write your comment"),
        ),
        "read_through_commented",
        words="This is advice: whoever writes the referral reads it beside the answers, and may "
        "send it without a change. Comment again on each part that needs it.",
        done="Commented on the referral",
        gates=(WRITING,),
    ),
)
