"""Support-only cases: the authority takes over from the supervisor who logged it (rule 9)."""

from workflows.agencies import SOCIAL_WORKERS
from workflows.definition import Guard, Kind, Question, Record
from workflows.guards.people import OWN_AGE_GROUP
from workflows.routing import matched
from workflows.sharing import Tier
from workflows.tracks.questions import at

RECORDS = (
    Record(
        "la_accepts",
        "Record that the local authority takes this on",
        SOCIAL_WORKERS | {"response_supervisor"},
        (
            at("When did it accept?", Tier.SAFEGUARDING),
            Question(
                "accepted_by",
                "Who accepted it?",
                Kind.LINE,
                Tier.SAFEGUARDING,
                limit=200,
                missing="Say who accepted it",
            ),
        ),
        "la_accepted",
        words="From now on the authority owns the support. The supervisor who owned it until "
        "now no longer does.",
        done="The local authority has taken this on",
        gates=(
            OWN_AGE_GROUP,
            Guard(
                "R3",
                lambda facts, mover: matched(facts).pathway == "support_only",
                "A specialist team leads this case, so it is not the authority’s to take over",
                "Nobody: support and safeguarding go on beside the investigation",
            ),
        ),
        notices=("la_accepted",),
    ),
)
