"""Consent, best interests, and what a duty to notify may hold."""

from workflows.agencies import NRM_USERS, POLICE_SUPERVISORS
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.guards.consent import asked, lacks_capacity
from workflows.sharing import Tier

ASKED = Guard(
    "G3",
    lambda facts, mover: facts.adult,
    "A child, or someone whose age is not known, is not asked to agree",
    "Nobody: no agreement is needed",
)
CAN_DECIDE = Guard(
    "R20",
    lambda facts, mover: asked(facts) or not facts.adult,
    "They lack capacity for this decision, so no answer of theirs is recorded",
    "A best-interests decision",
    "record/best_interests",
)
CANNOT_DECIDE = Guard(
    "R20",
    lambda facts, mover: facts.adult and lacks_capacity(facts),
    "Only for an adult who was assessed as lacking capacity for this decision",
    "A capacity assessment",
    "record/capacity",
)
DECIDED = Guard(
    "R20",
    lambda facts, mover: bool(facts.best_interests and facts.best_interests.on),
    "Record the best-interests decision first",
    "The decision-maker records it",
    "record/best_interests",
)


CONSENT = (
    Question(
        "at",
        "When did they answer?",
        Kind.INSTANT,
        Tier.NRM_DECISION,
        sets="consent.at",
        missing="Enter the date and time",
    ),
    Question(
        "explained",
        "What did you explain?",
        Kind.CHOICES,
        Tier.NRM_DECISION,
        choices=(
            Choice("nrm", "What the NRM is"),
            Choice("support", "The support there is"),
            Choice("outcomes", "What may come of it, good and bad"),
            Choice("privacy", "The privacy notice"),
            Choice("sharing", "Who their information is shared with"),
        ),
        sets="consent.explained",
        missing="Confirm you explained the NRM before recording consent",
    ),
    Question(
        "interpreter",
        "Who interpreted?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("not_needed", "Nobody was needed"),
            Choice("independent", "An independent interpreter"),
            Choice("accompanying_person", "Someone who was with them"),
            Choice("none", "Nobody, although one was needed"),
        ),
        sets="consent.interpreter",
        missing="Say who interpreted",
    ),
    Question(
        "given",
        "Do they agree to an NRM referral?",
        Kind.YES_NO,
        Tier.NRM_DECISION,
        sets="consent.given",
        missing="Say whether they agree",
    ),
    Question(
        "method",
        "How did they answer?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(Choice("written", "In writing"), Choice("verbal", "By word of mouth")),
        sets="consent.method",
        missing="Say how they answered",
    ),
    Question(
        "taken_by",
        "Who did they tell?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("first_responder", "A first responder"),
            Choice("other", "Someone else"),
        ),
        sets="consent.taken_by",
        missing="Say who they told",
    ),
)

RECORDS = (
    Record(
        "consent",
        "Record their answer about the NRM",
        NRM_USERS,
        CONSENT,
        "consent_recorded",
        words="Ask them alone. They may say no, and they may change their mind.",
        done="Their answer about the NRM recorded",
        gates=(ASKED, CAN_DECIDE),
    ),
    Record(
        "best_interests",
        "Record the best-interests decision",
        NRM_USERS,
        (
            Question(
                "decided_on",
                "When was it decided?",
                Kind.DATE,
                Tier.NRM_DECISION,
                sets="best_interests.on",
                missing="Enter the date",
            ),
            Question(
                "decision_maker",
                "Who decided?",
                Kind.LINE,
                Tier.NRM_DECISION,
                limit=200,
                missing="Say who decided",
            ),
            Question(
                "consulted",
                "Who was consulted?",
                Kind.LONG,
                Tier.NRM_DECISION,
                missing="Say who was consulted",
            ),
        ),
        "best_interests",
        words="Some specialists dispute that such a decision can stand for consent.",
        done="Best-interests decision recorded",
        gates=(CANNOT_DECIDE,),
        sets={
            "best_interests.approved_by_supervisor": False,
            "best_interests.seen_by_la_adult": False,
        },
    ),
    Record(
        "best_interests_approval",
        "Approve the best-interests decision",
        POLICE_SUPERVISORS,
        (),
        "best_interests_approved",
        done="Best-interests decision approved",
        gates=(CANNOT_DECIDE, DECIDED),
        sets={"best_interests.approved_by_supervisor": True},
        tier=Tier.NRM_DECISION,
    ),
    Record(
        "best_interests_seen",
        "Say you have seen the best-interests decision",
        frozenset({"la_adult_social_worker"}),
        (),
        "best_interests_seen",
        done="Best-interests decision seen by adult social care",
        gates=(CANNOT_DECIDE, DECIDED),
        sets={"best_interests.seen_by_la_adult": True},
        tier=Tier.NRM_DECISION,
    ),
    Record(
        "dtn",
        "Say what the duty to notify would hold",
        NRM_USERS,
        (
            Question(
                "agrees",
                "Do they agree to be named?",
                Kind.YES_NO,
                Tier.NRM_DECISION,
                sets="dtn.agrees_to_be_named",
                missing="Say whether they agree to be named",
            ),
            Question(
                "identifying",
                "Does it hold anything that could identify them, alone or together?",
                Kind.YES_NO,
                Tier.NRM_DECISION,
                sets="dtn.identifying",
                missing="Say whether it could identify them",
            ),
            Question(
                "narrative",
                "Is there an account in someone’s own words?",
                Kind.CHOICE,
                Tier.NRM_DECISION,
                choices=(Choice("none", "No"), Choice("unchecked", "Yes, not yet checked")),
                sets="dtn.narrative",
                missing="Say whether there is an account",
            ),
        ),
        "dtn_prepared",
        done="Duty to notify prepared",
    ),
    Record(
        "dtn_check",
        "Confirm that the account identifies nobody",
        NRM_USERS,
        (),
        "dtn_checked",
        words="You have read every word, and you did not write it.",
        done="Account checked: it identifies nobody",
        gates=(
            Guard(
                "G6",
                lambda facts, mover: bool(facts.dtn and facts.dtn.narrative == "unchecked"),
                "There is no account waiting for a check",
                "Whoever prepares the notice says there is one",
                "record/dtn",
            ),
        ),
        sets={"dtn.narrative": "checked"},
        tier=Tier.NRM_DECISION,
    ),
)
