"""Things that happen on a case and start clocks, open tasks or answer a rule."""

from workflows.agencies import (
    DECIDERS,
    INVESTIGATORS,
    NRM_USERS,
    POLICE,
    SOCIAL_WORKERS,
    SUPERVISORS,
    SUPPORTERS,
    TEAM_ROLES,
)
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.guards.dates import AFTER_PROTECTION
from workflows.guards.deciding import DECIDED, DISQUALIFIED
from workflows.sharing import Tier
from workflows.tracks.questions import REMOVAL, at, on, reason
from workflows.tracks.support import DISPOSITION

UNSENT = frozenset({"not_assessed", "draft", "ready"})
WITH_THEM = POLICE | SOCIAL_WORKERS | {"ngo_support_worker"}

RECORDS = (
    Record(
        "supervisor_review",
        "Record a supervisor’s review",
        SUPERVISORS,
        (
            reason("What did you find and decide?", Tier.TASKS, "Write what you found and decided"),
            Question(
                "voice",
                "What do they say about it, in their own words?",
                Kind.LONG,
                Tier.TASKS,
                hint="If nobody has asked them, say so, and who will",
                missing="Write what they say about it, or that nobody has asked them yet",
            ),
        ),
        "supervisor_review",
        words="Every seven days. The next review is due seven days from now.",
        done="Reviewed by a supervisor",
    ),
    Record(
        "nrm_why_not_yet",
        "Say why the NRM referral is not sent yet",
        INVESTIGATORS | SUPERVISORS,
        (reason("Why is it not sent yet?", Tier.NRM_DECISION, "Say why it is not sent yet"),),
        "nrm_why_not_yet",
        words="A local target of five working days. It never holds anything up.",
        done="Why the NRM referral is not sent yet",
        gates=(
            Guard(
                "R15",
                lambda facts, mover: facts.state("nrm") in UNSENT,
                "It was sent, or it was decided that there is nothing to send",
                "A referral that is not sent yet",
            ),
        ),
    ),
    Record(
        "went_missing",
        "Record that they are missing",
        WITH_THEM,
        (at("When were they last seen?", Tier.SAFEGUARDING),),
        "went_missing",
        words="Every team and agency on the case is told. An open NRM referral is suspended.",
        done="Missing",
        sets={"missing": True},
        notices=("went_missing",),
    ),
    Record(
        "returned",
        "Record that they have returned",
        WITH_THEM,
        (at("When did they return?", Tier.SAFEGUARDING),),
        "returned",
        words="A child is offered a return home interview within 72 hours.",
        done="Returned",
        sets={"missing": False},
        notices=("returned",),
    ),
    Record(
        "victim_update_trigger",
        "Record something they must be told of",
        INVESTIGATORS | SUPERVISORS,
        (
            at("When did it happen?", Tier.ALLEGATION),
            Question(
                "what",
                "What happened?",
                Kind.CHOICE,
                Tier.ALLEGATION,
                choices=(
                    Choice("arrest", "An arrest"),
                    Choice("interview_under_caution", "An interview under caution"),
                    Choice("release", "A release"),
                    Choice("bail_change", "A change of bail or release conditions"),
                    Choice("no_investigation", "A decision not to investigate"),
                ),
                missing="Say what happened",
            ),
        ),
        "victim_update_trigger",
        words="The Victims’ Code gives 1 working day for a child or a victim of trafficking, "
        "slavery or a sexual offence, otherwise 5.",
        done="The victim must be told",
    ),
    Record(
        "crime_reported",
        "Record the crime report",
        TEAM_ROLES,
        (
            at("When was it recorded?", Tier.ALLEGATION),
            Question(
                "crime_reference",
                "What is the crime reference?",
                Kind.LINE,
                Tier.ALLEGATION,
                limit=100,
                missing="Enter the crime reference",
            ),
        ),
        "crime_reported",
        done="Crime recorded",
    ),
    Record(
        "support_disposition",
        "Record what support they have after this",
        SUPPORTERS | SUPERVISORS,
        DISPOSITION,
        "support_disposition",
        words="Nobody leaves without an answer to this, whatever the decision.",
        done="Support after this recorded",
    ),
    Record(
        "reconsideration_declined",
        "Record that they will not ask again",
        NRM_USERS,
        (on("When did they decide?", Tier.NRM_DECISION),),
        "reconsideration_declined",
        words="It is their decision. They may be referred again if something new comes up.",
        done="They have decided not to ask for reconsideration",
        gates=(
            Guard(
                "G8",
                lambda facts, mover: facts.state("nrm") in DECIDED,
                "There is no negative decision on this case",
                "A negative decision is recorded",
                "move/nrm/record_rg",
            ),
        ),
        sets={"reconsideration_declined": True},
    ),
    Record(
        "disqualification",
        "Record a disqualification",
        DECIDERS,
        (
            on("What date is on the decision?", Tier.NRM_DECISION),
            reason("On what ground?", Tier.NRM_DECISION, "Give the ground"),
        ),
        "disqualified",
        words="Recovery protection stops (Nationality and Borders Act 2022 s63).",
        done="Disqualified from recovery protection",
        gates=(*DISQUALIFIED, AFTER_PROTECTION),
        sets={"disqualified": True},
        notices=("decision_received",),
    ),
    Record(
        "nationality",
        "Record nationality and removal",
        NRM_USERS | DECIDERS,
        (
            Question(
                "nationality_group",
                "Which group of nationalities?",
                Kind.CHOICE,
                Tier.IDENTITY,
                choices=(
                    Choice("uk", "UK"),
                    Choice("eea", "EEA"),
                    Choice("other", "Another"),
                    Choice("unknown", "Not known"),
                ),
                sets="nationality_group",
                missing="Say which group",
            ),
            Question(
                "live_immigration_issue",
                "Is there a live immigration issue?",
                Kind.YES_NO,
                Tier.NRM_DECISION,
                required=False,
                sets="live_immigration_issue",
            ),
            Question(
                "removal_to_convention_state",
                REMOVAL,
                Kind.YES_NO,
                Tier.NRM_DECISION,
                required=False,
                sets="removal_to_convention_state",
            ),
        ),
        "nationality",
        done="Nationality recorded",
    ),
)
