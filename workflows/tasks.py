"""What the rules ask people to do beside the moves, and the facts do not show as done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows import eras
from workflows.answers import adult_since, unanswered
from workflows.eras import SUBMITTED
from workflows.facts import CaseFacts, Event, birthday
from workflows.guards.consent import decided_for, lacks_capacity, notified_on, refused
from workflows.routing import matched

ENQUIRED = frozenset({"strategy_discussion", "enquiry", "plan_in_place", "stepped_down"})
WAITING = frozenset({"not_assessed", "draft", "ready"})
UNDECIDED = frozenset({"submitted", "rg_positive", "reconsideration", "suspended"})
CONTACTS = ("person_contacted", "representative_contacted")


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


def cross_lpu(facts: CaseFacts) -> bool:
    """Places of exploitation in two or more LPUs (S10)."""
    return len(facts.lpus_of_exploitation) > 1


def is_missing(facts: CaseFacts) -> bool:
    """Said to be missing, or gone missing and not yet returned."""
    if facts.missing is not None:
        return facts.missing
    last = facts.latest("went_missing", "returned")
    return last is not None and last.kind == "went_missing"


def _owes_notice(facts: CaseFacts) -> bool:
    """MSA 2015 s52: a public authority, an adult, and no NRM referral they agree to (G6)."""
    organisation = facts.submitting_organisation
    owing = organisation is not None and organisation.owes_duty_to_notify is True
    return owing and facts.adult and facts.ms_indicator is not False and _unreferred(facts)


def _unreferred(facts: CaseFacts) -> bool:
    unable = lacks_capacity(facts) and not decided_for(facts)
    in_force = eras.value("duty_to_notify", notified_on(facts)) is True
    waiting = facts.state("nrm") in WAITING and facts.latest("dtn_sent") is None
    return in_force and waiting and (refused(facts) or unable)


def _consent_due(facts: CaseFacts) -> bool:
    """An adult now, referred as a child or with an age not known, who has not answered since."""
    if not facts.adult or facts.state("nrm") not in UNDECIDED:
        return False
    sent, answered = facts.latest("nrm_submitted"), facts.latest("consent_to_remain")
    if sent is None or not _referred_as_child(facts, sent):
        return False
    return answered is None or sent.is_after(answered) or _too_young(facts, answered)


def _too_young(facts: CaseFacts, answered: Event) -> bool:
    """Nobody is asked before the birthday, so an answer from before it is none."""
    since = adult_since(facts)
    return since is not None and answered.day < since


def _leaving(facts: CaseFacts) -> bool:
    """They were asked, and do not stay: their withdrawal is still to be recorded (G9)."""
    answered = facts.latest("consent_to_remain")
    said_no = answered is not None and answered.detail.get("answer") == "no"
    return said_no and facts.adult and facts.state("nrm") in UNDECIDED and not _consent_due(facts)


def _referred_as_child(facts: CaseFacts, sent: Event) -> bool:
    since = facts.latest("age_determined", "turned_18")
    if since and since.is_after(sent):
        return True
    return facts.born_on is not None and sent.day < birthday(facts.born_on, 18)


def _grown_up(facts: CaseFacts) -> bool:
    """Children's services were told of a child who is an adult now."""
    told, since = facts.latest("la_referral_made"), adult_since(facts)
    as_child = told is not None and since is not None and told.day < since
    return as_child and facts.adult and facts.latest("s42_concern") is None


def _untold(facts: CaseFacts) -> bool:
    """A decision they, or whoever acts for them, have not been told of since it came (G10)."""
    letter = facts.latest("rg_decision", "cg_decision")
    heard = (event for event in facts.of(*CONTACTS) if _of_the_decision(event))
    return letter is not None and not any(not letter.is_after(event) for event in heard)


def _of_the_decision(event: Event) -> bool:
    return event.detail.get("about") == "nrm_decision"


def _uncrimed(facts: CaseFacts) -> bool:
    sent = facts.latest("nrm_submitted") is not None or facts.state("nrm") in SUBMITTED
    return sent and facts.latest("crime_reported") is None


def _elsewhere(facts: CaseFacts) -> bool:
    moved = facts.state("investigation") in {"transferred", "finalised", "not_applicable"}
    return facts.happened_where == "other_force" and not moved


def _acknowledgement_due(facts: CaseFacts) -> bool:
    return facts.arrived("la_referral_made", "la_referral_received") is not None


def _child_trafficked(facts: CaseFacts) -> bool:
    return facts.treat_as_child and matched(facts).pathway == "child_trafficking"


def _s42(facts: CaseFacts) -> bool:
    vulnerable = facts.adult and facts.vulnerable_adult == "yes"
    raised = facts.latest("s42_concern") is not None
    return vulnerable and not raised and facts.state("safeguarding") not in ENQUIRED


TASKS = (
    Task(
        "age_assessment",
        "Have their age assessed",
        False,
        "Local authority children's services",
        "Their age is not known, so they are treated as a child (MSA 2015 s51)",
        lambda facts: facts.band == "unknown",
    ),
    Task(
        "capacity_assessment",
        "Assess their capacity to decide",
        False,
        "The lead team",
        "It is not known whether they are a vulnerable adult (R6)",
        lambda facts: facts.adult and facts.vulnerable_adult not in {"yes", "no"},
    ),
    Task(
        "s42_concern",
        "Raise a section 42 concern",
        True,
        "The lead team",
        "They are an adult with care and support needs (Care Act 2014 s42)",
        _s42,
    ),
    Task(
        "ictg_referral",
        "Refer to the Independent Child Trafficking Guardian",
        False,
        "The lead team",
        "Trafficking or slavery of a child is suspected (MSA 2015 s48)",
        _child_trafficked,
    ),
    Task(
        "duty_to_notify",
        "Send the duty to notify",
        True,
        "The organisation that owes the duty",
        "An adult may be a victim and no NRM referral is made (MSA 2015 s52)",
        _owes_notice,
    ),
    Task(
        "consent_to_remain",
        "Ask whether they agree to stay in the NRM",
        False,
        "The first responder who knows them",
        "They are an adult now, and were referred as a child",
        _consent_due,
    ),
    Task(
        "withdrawal",
        "Record their withdrawal from the NRM",
        False,
        "The first responder who knows them",
        "They were asked whether they stay, and said no (G9)",
        _leaving,
    ),
    Task(
        "adult_services",
        "Hand over from children's to adults' social care",
        False,
        "The lead team",
        "They are an adult now, and children's services were told of them as a child",
        _grown_up,
    ),
    Task(
        "tell_decision",
        "Tell them the decision, or whoever acts for them",
        False,
        "The first responder who knows them",
        "A decision has come: a safe way for an adult, and never to a child directly (G10)",
        _untold,
    ),
    Task(
        "answer_challenge",
        "Answer the challenge",
        False,
        "Supervisor of the lead team",
        "A partner says that more or other should be done (S54, S55)",
        lambda facts: unanswered(facts) is not None,
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
        "record_crime",
        "Record the crime",
        False,
        "The lead team",
        "The police record a crime for every NRM referral",
        _uncrimed,
    ),
    Task(
        "other_force",
        "Ask the force where it happened to take the lead",
        False,
        "The lead team",
        "The lead goes by where it happened; it passes once they accept, and safety stays here",
        _elsewhere,
    ),
    Task(
        "ett_request",
        "Ask for ETT tasking",
        False,
        "The lead team",
        "They are missing, or the exploitation crosses LPUs (S10, S11)",
        lambda facts: cross_lpu(facts) or is_missing(facts),
    ),
    Task(
        "la_acknowledgement",
        "Ask the local authority to acknowledge the referral",
        False,
        "Whoever made the referral",
        "The referral has no answer yet (R14)",
        _acknowledgement_due,
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
        "Somebody thinks the rule sent it to the wrong team; nothing waits for the answer (R3)",
        lambda facts: facts.routing_query,
    ),
    Task(
        "sto_request",
        "Ask for a Specially Trained Officer",
        False,
        "Whoever keeps them safe",
        "A sexual assault is alleged (S36, any age, any lead)",
        lambda facts: facts.sexual_assault_alleged is True,
    ),
    Task(
        "missing_report",
        "Report them missing and tell those who support them",
        False,
        "Whoever learned of it",
        "They are missing",
        is_missing,
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

STATUTORY = tuple(task for task in TASKS if task.statutory)
BY_CODE: Mapping[str, Task] = MappingProxyType({task.code: task for task in TASKS})


def wanted(facts: CaseFacts, tasks: Iterable[Task] = TASKS) -> tuple[str, ...]:
    """The codes of what is still to be done."""
    return tuple(t.code for t in tasks if t.code not in facts.tasks_done and t.wanted(facts))


def statutory(facts: CaseFacts) -> tuple[str, ...]:
    """Of these, what the law asks for: they hold a closing (G11)."""
    return wanted(facts, STATUTORY)
