"""Each task that the rules ask for: of whom, why, while what holds, and after what anew."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows import targets, undone
from workflows.answers import assault, unanswered
from workflows.facts import CaseFacts
from workflows.targets import Target


@dataclass(frozen=True)
class Task:
    code: str
    label: str
    statutory: bool
    owner: str
    why: str
    wanted: Callable[[CaseFacts], bool]
    of_the_unit: bool = False
    """The unit that logged it does it, and not the team that leads."""
    target: Target | None = None
    """When it should be done: a local target, which never blocks (R24)."""
    again: tuple[str, ...] = ()
    """Events after which it is asked anew, whoever said before that it was done."""
    act: str = ""
    """The act by which alone it is done, where there is somebody to do it."""


TASKS = (
    Task(
        "age_assessment",
        "Have their age assessed",
        False,
        "Local authority children's services",
        "Their age is not known, so they are treated as a child (MSA 2015 s51)",
        lambda facts: facts.band == "unknown",
        target=targets.AGE_ASSESSMENT,
        again=("age_doubted",),
    ),
    Task(
        "capacity_assessment",
        "Assess their capacity to decide",
        False,
        "The lead team",
        "It is not known whether they are a vulnerable adult",
        lambda facts: facts.adult and facts.vulnerable_adult not in {"yes", "no"},
    ),
    Task(
        "s42_concern",
        "Raise a section 42 concern",
        True,
        "The lead team",
        "They are an adult with care and support needs (Care Act 2014 s42)",
        undone.s42,
        target=targets.S42_CONCERN,
    ),
    Task(
        "ictg_referral",
        "Refer to the Independent Child Trafficking Guardian",
        False,
        "The lead team",
        "Trafficking or slavery of a child is suspected (MSA 2015 s48)",
        undone.child_trafficked,
        target=targets.ICTG_REFERRAL,
    ),
    Task(
        "duty_to_notify",
        "Send the duty to notify",
        True,
        "The organisation that owes the duty",
        "An adult may be a victim and no NRM referral is made (MSA 2015 s52)",
        undone.owes_notice,
        target=targets.DUTY_TO_NOTIFY,
        again=("consent_recorded", "capacity_assessed"),
    ),
    Task(
        "consent_to_remain",
        "Ask whether they agree to stay in the NRM",
        False,
        "The first responder who knows them",
        "They are an adult now, and were referred as a child",
        undone.consent_due,
        again=("nrm_submitted",),
    ),
    Task(
        "best_interests",
        "Record a best-interests decision about staying in the NRM",
        False,
        "The first responder who knows them",
        "They are an adult now, were referred as a child, and lack capacity for this decision",
        undone.decision_due,
        again=("nrm_submitted", "capacity_assessed"),
    ),
    Task(
        "resume_referral",
        "Resume the NRM referral, or say why it stays suspended",
        False,
        "The lead team",
        "They are back, and the referral was suspended",
        undone.resumable,
        again=("returned",),
    ),
    Task(
        "withdrawal",
        "Record their withdrawal from the NRM",
        False,
        "The first responder who knows them",
        "They were asked whether they stay, and said no",
        undone.leaving,
        again=("consent_to_remain",),
    ),
    Task(
        "withdrawal_answer",
        "Answer a child’s wish to leave the NRM",
        False,
        "Supervisor of the lead team",
        "A child may not generally withdraw: a supervisor answers them",
        undone.wishes_to_leave,
        again=("withdrawal_queried",),
    ),
    Task(
        "adult_services",
        "Hand over from children's to adults' social care",
        False,
        "The lead team",
        "They are an adult now, and children's services were told of them as a child",
        undone.grown_up,
        again=("age_determined",),
    ),
    Task(
        "tell_decision",
        "Tell them the decision, or whoever acts for them",
        False,
        "The first responder who knows them",
        "A decision has come: a safe way for an adult, and never to a child directly",
        undone.untold,
        again=("rg_decision", "cg_decision"),
    ),
    Task(
        "answer_challenge",
        "Answer the challenge",
        False,
        "Supervisor of the lead team",
        "A partner says that more or other should be done",
        lambda facts: unanswered(facts) is not None,
        target=targets.ANSWER_CHALLENGE,
        again=("challenge_raised",),
    ),
    Task(
        "read_through",
        "Read the NRM referral through",
        False,
        "A colleague or a supervisor",
        "It was asked for; comments are advice and never hold a referral",
        lambda facts: False,
    ),
    Task(
        "lead_investigator",
        "Give this case a lead investigator",
        False,
        "Supervisor of the lead team",
        "The investigation is under way, and nobody leads it",
        undone.unled,
    ),
    Task(
        "record_crime",
        "Record the crime",
        False,
        "The lead team",
        "The police record a crime for every NRM referral",
        undone.uncrimed,
        again=("nrm_submitted",),
    ),
    Task(
        "other_force",
        "Ask the force where it happened to take the lead",
        False,
        "The lead team",
        "The lead goes by where it happened; it passes once they accept, and safety stays here",
        undone.elsewhere,
    ),
    Task(
        "ett_request",
        "Ask for ETT tasking",
        False,
        "The lead team",
        "They are missing, or the exploitation crosses LPUs",
        undone.untasked,
        again=("went_missing", "ett_declined"),
        act="record/ett_request",
    ),
    Task(
        "la_acknowledgement",
        "Ask the local authority to acknowledge the referral",
        False,
        "Whoever made the referral",
        "The referral has no answer yet",
        undone.acknowledgement_due,
        again=("la_referral_made",),
    ),
    Task(
        "confirm_hand_over",
        "Confirm the hand-over",
        False,
        "Response supervisor",
        "A supervisor looks at every hand-over; it never waits for this",
        lambda facts: facts.state("response") == "handed_over",
        of_the_unit=True,
    ),
    Task(
        "routing_answer",
        "Check that this is the right team",
        False,
        "Duty supervisor",
        "Somebody thinks the rule sent it to the wrong team; nothing waits for the answer",
        lambda facts: facts.routing_query,
        again=("routing_queried",),
    ),
    Task(
        "sto_request",
        "Ask for a Specially Trained Officer",
        False,
        "Whoever keeps them safe",
        "A sexual assault is alleged, whatever their age and whoever leads",
        assault,
    ),
    Task(
        "missing_report",
        "Report them missing and tell those who support them",
        False,
        "Whoever learned of it",
        "They are missing",
        undone.is_missing,
        again=("went_missing",),
    ),
    Task(
        "support_offer",
        "Offer them support",
        False,
        "Whoever gives the support",
        "There are reasonable grounds, and nobody has offered them support",
        undone.unsupported,
        again=("rg_decision",),
    ),
    Task(
        "support_disposition",
        "Record what support they have after this",
        False,
        "Whoever gives the support, or the lead team",
        "The reasonable grounds decision is negative: nobody is left without an answer",
        undone.undisposed,
        again=("rg_decision",),
    ),
    Task(
        "rna_offer",
        "Offer a Recovery Needs Assessment",
        False,
        "Whoever gives the support",
        "The conclusive decision is positive",
        lambda facts: facts.state("nrm") == "cg_positive",
        again=("cg_decision",),
    ),
)
