"""Whether something that people do beside the moves is still undone, as the facts stand."""

from workflows import eras
from workflows.agencies import ETT
from workflows.answers import adult_since
from workflows.eras import SUBMITTED
from workflows.facts import ADULT_AT, CaseFacts, Event, birthday
from workflows.guards.consent import (
    answer,
    asked,
    decided_for,
    lacks_capacity,
    notified_on,
    refused,
)
from workflows.routing import matched

ENQUIRED = frozenset({"strategy_discussion", "enquiry", "plan_in_place", "stepped_down"})
WAITING = frozenset({"not_assessed", "draft", "ready"})
UNDECIDED = frozenset({"submitted", "rg_positive", "reconsideration", "suspended"})
WITHDRAWABLE = UNDECIDED | {"ready"}
UNDER_WAY = frozenset({"claimed", "active", "with_cps", "charged"})
CONTACTS = ("person_contacted", "representative_contacted")


def cross_lpu(facts: CaseFacts) -> bool:
    """Places of exploitation in two or more LPUs (S10)."""
    return len(facts.lpus_of_exploitation) > 1


def is_missing(facts: CaseFacts) -> bool:
    """Said to be missing, or gone missing and not yet returned."""
    if facts.missing is not None:
        return facts.missing
    last = facts.latest("went_missing", "returned")
    return last is not None and last.kind == "went_missing"


def untasked(facts: CaseFacts) -> bool:
    """ETT is needed, was not asked, and has not taken on what it would be asked now (S10, S11)."""
    needed = cross_lpu(facts) or is_missing(facts)
    return needed and not tasking_waits(facts) and not _taken_on(facts)


def _taken_on(facts: CaseFacts) -> bool:
    """It supports still, or did what it took on: somebody gone missing since is a new reason."""
    said = facts.latest("ett_requested", "ett_accepted", "ett_declined")
    if said is None or said.kind != "ett_accepted":
        return False
    gone = facts.latest("went_missing")
    anew = gone is not None and is_missing(facts) and gone.told > said.told
    return ETT in facts.supporting or not anew


def tasking_waits(facts: CaseFacts) -> bool:
    """ETT was asked, and has not answered: what is being told just now is not its own answer.

    Nobody waits beyond the closing of the case.
    """
    kinds = ("ett_requested", "ett_accepted", "ett_declined", "case_closed")
    told = [event for event in facts.of(*kinds) if event is not facts.telling]
    return bool(told) and told[-1].kind == "ett_requested"


def owes_notice(facts: CaseFacts) -> bool:
    """MSA 2015 s52: a public authority, an adult, and no NRM referral they agree to (G6)."""
    organisation = facts.submitting_organisation
    owing = organisation is not None and organisation.owes_duty_to_notify is True
    return owing and facts.adult and facts.ms_indicator is not False and _unreferred(facts)


def _unreferred(facts: CaseFacts) -> bool:
    unable = lacks_capacity(facts) and not decided_for(facts)
    in_force = eras.value("duty_to_notify", notified_on(facts)) is True
    waiting = facts.state("nrm") in WAITING and facts.latest("dtn_sent") is None
    return in_force and waiting and (refused(facts) or unable)


def consent_due(facts: CaseFacts) -> bool:
    """An adult now, referred as a child or with an age not known, who has not answered since."""
    if not asked(facts) or facts.state("nrm") not in UNDECIDED:
        return False
    return _unanswered_since(facts)


def decision_due(facts: CaseFacts) -> bool:
    """The same of an adult who lacks capacity: others decide for them, and have not (R20)."""
    for_others = facts.adult and lacks_capacity(facts) and not decided_for(facts)
    return for_others and facts.state("nrm") in UNDECIDED and _unanswered_since(facts)


def _unanswered_since(facts: CaseFacts) -> bool:
    sent, answered = facts.latest("nrm_submitted"), facts.latest("consent_to_remain")
    if sent is None or not _referred_as_child(facts, sent):
        return False
    return answered is None or sent.is_after(answered) or _too_young(facts, answered)


def _too_young(facts: CaseFacts, answered: Event) -> bool:
    """Nobody is asked before the birthday, so an answer from before it is none."""
    since = adult_since(facts)
    return since is not None and answered.day < since


def leaving(facts: CaseFacts) -> bool:
    """They were asked, and do not stay: their withdrawal is still to be recorded (G9)."""
    answered = facts.latest("consent_to_remain")
    said_no = answered is not None and answered.detail.get("answer") == "no"
    return said_no and asked(facts) and facts.state("nrm") in UNDECIDED and not consent_due(facts)


def wishes_to_leave(facts: CaseFacts) -> bool:
    """A child said that they want to leave the NRM, and no supervisor has answered since (G9)."""
    open_still = facts.treat_as_child and facts.state("nrm") in WITHDRAWABLE
    return open_still and facts.arrived("withdrawal_queried", "withdrawal_answered") is not None


def _referred_as_child(facts: CaseFacts, sent: Event) -> bool:
    """Of one day, where nobody knows which came first: unless they had agreed as an adult."""
    since = facts.latest("age_determined", "turned_18")
    if since and (since.is_after(sent) or (_found(since, sent) and not _agreed(facts))):
        return True
    return facts.born_on is not None and sent.day < birthday(facts.born_on, ADULT_AT)


def _found(since: Event, event: Event) -> bool:
    """Their age was determined on the day of an event, and not before it as far as is known."""
    return since.kind == "age_determined" and since.overtakes(event)


def _agreed(facts: CaseFacts) -> bool:
    return answer(facts).given is True


def grown_up(facts: CaseFacts) -> bool:
    """Children's services were told of a child who is an adult now."""
    told = facts.latest("la_referral_made")
    as_child = told is not None and _told_as_child(facts, told)
    return as_child and facts.adult and facts.latest("s42_concern") is None


def _told_as_child(facts: CaseFacts, told: Event) -> bool:
    since, determined = adult_since(facts), facts.latest("age_determined")
    if since is None or told.day != since or determined is None or determined.day != since:
        return since is not None and told.day < since
    return _found(determined, told)


def untold(facts: CaseFacts) -> bool:
    """A decision they, or whoever acts for them, have not been told of since it came (G10)."""
    letter = facts.latest("rg_decision", "cg_decision")
    heard = (event for event in facts.of(*CONTACTS) if _of_the_decision(event))
    return letter is not None and not any(not letter.is_after(event) for event in heard)


def _of_the_decision(event: Event) -> bool:
    return event.detail.get("about") == "nrm_decision"


def unlettered(facts: CaseFacts) -> bool:
    """The last decision was keyed from a letter, which is not among the documents since."""
    decided = facts.latest("rg_decision", "cg_decision")
    keyed = decided is not None and decided.detail.get("keyed") is True
    added = (row for row in facts.of("document") if row.detail.get("kind") == "decision_letter")
    return keyed and not any(decided is not None and row.day >= decided.day for row in added)


def unsupported(facts: CaseFacts) -> bool:
    """There are reasonable grounds, which bring an offer of support, and none was made."""
    return facts.state("nrm") == "rg_positive" and facts.state("support") == "not_offered"


def undisposed(facts: CaseFacts) -> bool:
    """There are no reasonable grounds, and nobody has said what support there is instead (R13)."""
    return facts.state("nrm") == "rg_negative" and facts.support_disposition is None


def resumable(facts: CaseFacts) -> bool:
    """They are back, and the referral still stands still (section b, "resume on return")."""
    last = facts.latest("went_missing", "returned")
    back = last is not None and last.kind == "returned" and not is_missing(facts)
    return back and facts.state("nrm") == "suspended"


def uncrimed(facts: CaseFacts) -> bool:
    """The NRM referral was sent, and no crime report is recorded."""
    sent = facts.latest("nrm_submitted") is not None or facts.state("nrm") in SUBMITTED
    return sent and facts.latest("crime_reported") is None


def under_way(facts: CaseFacts) -> bool:
    """A team has taken the investigation on, and it has not ended."""
    return facts.state("investigation") in UNDER_WAY


def unled(facts: CaseFacts) -> bool:
    """It is under way and nobody leads it: another team had it, or its lead has gone (R10)."""
    return under_way(facts) and facts.lead_gone


def elsewhere(facts: CaseFacts) -> bool:
    """It happened in another force area, and the investigation is still held here."""
    moved = facts.state("investigation") in {"transferred", "finalised", "not_applicable"}
    return facts.happened_where == "other_force" and not moved


def acknowledgement_due(facts: CaseFacts) -> bool:
    """The local authority was told, and has not said that it has the referral (R14)."""
    return facts.arrived("la_referral_made", "la_referral_received") is not None


def trafficked_child(facts: CaseFacts) -> bool:
    """A child today, on the pathway of trafficking or slavery (R7)."""
    return facts.treat_as_child and matched(facts).pathway == "child_trafficking"


def owed_guardian(facts: CaseFacts) -> bool:
    """The same, where the law gives them a guardian (MSA 2015 s48)."""
    in_force = eras.value("trafficking_guardian", facts.today) is True
    return trafficked_child(facts) and in_force


def unassessed(facts: CaseFacts) -> bool:
    """An adult whom nobody knows to be vulnerable or not, and whose capacity is unassessed (R6)."""
    unknown = facts.adult and facts.vulnerable_adult not in {"yes", "no"}
    return unknown and facts.lacks_capacity_for_nrm is None


def unscreened(facts: CaseFacts) -> bool:
    """A child on the CSE pathway, with whom nobody has used the shared tool (S40)."""
    on_pathway = facts.treat_as_child and matched(facts).pathway == "cse"
    return on_pathway and facts.latest("cse_screened") is None


def s42(facts: CaseFacts) -> bool:
    """A vulnerable adult, of whom no section 42 concern was raised and no enquiry began.

    The duty is of the Care Act 2014, from 1 April 2015.
    """
    in_force = eras.value("adult_enquiry", facts.today) == "s42"
    vulnerable = in_force and facts.adult and facts.vulnerable_adult == "yes"
    raised = facts.latest("s42_concern") is not None
    return vulnerable and not raised and facts.state("safeguarding") not in ENQUIRED
