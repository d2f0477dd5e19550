"""What the rules ask people to do beside the moves, and the facts do not show as done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows import targets, undone
from workflows.answers import assault, unanswered
from workflows.facts import CaseFacts
from workflows.pinned import BOOKS
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


TASKS = (
    Task(
        "age_assessment",
        "Have their age assessed",
        False,
        "Local authority children's services",
        "Their age is not known, so they are treated as a child (MSA 2015 s51)",
        lambda facts: facts.band == "unknown",
        target=targets.AGE_ASSESSMENT,
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
    ),
    Task(
        "consent_to_remain",
        "Ask whether they agree to stay in the NRM",
        False,
        "The first responder who knows them",
        "They are an adult now, and were referred as a child",
        undone.consent_due,
    ),
    Task(
        "withdrawal",
        "Record their withdrawal from the NRM",
        False,
        "The first responder who knows them",
        "They were asked whether they stay, and said no",
        undone.leaving,
    ),
    Task(
        "withdrawal_answer",
        "Answer a child’s wish to leave the NRM",
        False,
        "Supervisor of the lead team",
        "A child may not generally withdraw: a supervisor answers them",
        undone.wishes_to_leave,
    ),
    Task(
        "adult_services",
        "Hand over from children's to adults' social care",
        False,
        "The lead team",
        "They are an adult now, and children's services were told of them as a child",
        undone.grown_up,
    ),
    Task(
        "tell_decision",
        "Tell them the decision, or whoever acts for them",
        False,
        "The first responder who knows them",
        "A decision has come: a safe way for an adult, and never to a child directly",
        undone.untold,
    ),
    Task(
        "answer_challenge",
        "Answer the challenge",
        False,
        "Supervisor of the lead team",
        "A partner says that more or other should be done",
        lambda facts: unanswered(facts) is not None,
        target=targets.ANSWER_CHALLENGE,
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
    ),
    Task(
        "la_acknowledgement",
        "Ask the local authority to acknowledge the referral",
        False,
        "Whoever made the referral",
        "The referral has no answer yet",
        undone.acknowledgement_due,
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
    ),
    Task(
        "support_offer",
        "Offer them support",
        False,
        "Whoever gives the support",
        "There are reasonable grounds, and nobody has offered them support",
        undone.unsupported,
    ),
    Task(
        "support_disposition",
        "Record what support they have after this",
        False,
        "Whoever gives the support, or the lead team",
        "The reasonable grounds decision is negative: nobody is left without an answer",
        undone.undisposed,
    ),
    Task(
        "rna_offer",
        "Offer a Recovery Needs Assessment",
        False,
        "Whoever gives the support",
        "The conclusive decision is positive",
        lambda facts: facts.state("nrm") == "cg_positive",
    ),
)

BY_CODE: Mapping[str, Task] = MappingProxyType({task.code: task for task in TASKS})


def _asked_of(facts: CaseFacts) -> Iterable[Task]:
    """The tasks of the book that a case is pinned to; of none named, the present ones."""
    held = BOOKS.get(facts.rulebook)
    tasks: Iterable[Task] = held.tasks.values() if held else TASKS
    return tasks


def wanted(facts: CaseFacts) -> tuple[str, ...]:
    """The codes of what is still to be done."""
    return tuple(task.code for task in _asked_of(facts) if _undone(task, facts))


def statutory(facts: CaseFacts) -> tuple[str, ...]:
    """Of these, what the law asks for: they hold a closing (G11)."""
    lawful = (task for task in _asked_of(facts) if task.statutory)
    return tuple(task.code for task in lawful if _undone(task, facts))


def _undone(task: Task, facts: CaseFacts) -> bool:
    return task.code not in facts.tasks_done and task.wanted(facts)
