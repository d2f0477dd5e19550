"""What the routing table asks of a case, and how each answer reads in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from workflows.agencies import same_name
from workflows.facts import ADULT_AT, CaseFacts, Event, birthday

Test = Callable[[CaseFacts], bool]
Words = Callable[[CaseFacts], str]


def child(facts: CaseFacts) -> bool:
    """R7: a child today, of unknown age today, or exploited as one."""
    return facts.treat_as_child or facts.age_at_exploitation in {"child", "both"}


def adult(facts: CaseFacts) -> bool:
    return not child(facts)


def child_on(facts: CaseFacts, day: date) -> bool:
    """Treated as a child on a day gone by; an age determined, or reached, later was not known."""
    told = _told_of_age(facts)
    return (told is not None and told.day > day) or facts.band_on(day) != "adult"


def child_when(facts: CaseFacts, event: Event) -> bool:
    """Treated as a child when something happened: of one day, a bare date tells no order."""
    told = _told_of_age(facts)
    known_before = told is None or event.is_after(told)
    return not known_before or facts.band_on(event.day) != "adult"


def _told_of_age(facts: CaseFacts) -> Event | None:
    """What ended the doubt, where no verified date of birth settles every day (R2)."""
    if facts.born_on is not None and facts.age_verified:
        return None
    return facts.latest("age_determined", "turned_18")


def adult_since(facts: CaseFacts) -> date | None:
    """The day from which they answer for themselves: the birthday, or when it became known."""
    if facts.born_on is not None and facts.age_verified:
        return birthday(facts.born_on, ADULT_AT)
    told = facts.latest("age_determined", "turned_18")
    if told is not None:
        return told.day
    return birthday(facts.born_on, ADULT_AT) if facts.born_on else None


def slavery(facts: CaseFacts) -> bool:
    """Trafficking, slavery, servitude or forced labour: unknown routes as suspected (S36)."""
    return facts.ms_indicator is not False


def sexual(facts: CaseFacts) -> bool:
    return facts.sexual


def vulnerable(facts: CaseFacts) -> bool:
    """R6: unknown is not vulnerable, since capacity is presumed (Mental Capacity Act 2005 s1)."""
    return facts.vulnerable_adult == "yes"


def assault(facts: CaseFacts) -> bool:
    """A sexual assault alleged: said, or ticked as the form's type that names one (S36).

    Ticked, it is alleged, whatever was said before: an officer asked for in vain does less harm
    than one who was not asked for.
    """
    ticked = "held_and_sexually_assaulted" in facts.exploitation_types
    return ticked or facts.sexual_assault_alleged is True


def sexual_offence(facts: CaseFacts) -> bool:
    return sexual(facts) or assault(facts)


def offence(facts: CaseFacts) -> bool:
    """Any offence: only a plain no rules it out."""
    return bool(facts.smuggling_only) or assault(facts) or facts.offence_suspected is not False


def always(facts: CaseFacts) -> bool:
    return True


REFERRALS = ("la_referral_made", "s42_concern")
"""What is written down when a local authority is told, of a child and of an adult."""


def authorities_told(facts: CaseFacts, *kinds: str) -> tuple[Event, ...]:
    """Referrals to a local authority (R14), without those since said to be a mistake."""
    told = facts.of(*(kinds or ("la_referral_made",)))
    return tuple(event for event in told if mistake_in(facts, event) is None)


def mistake_in(facts: CaseFacts, told: Event) -> Event | None:
    """What says that a referral to a local authority was a mistake, if anything does."""
    errors = facts.of("la_told_in_error")
    return next((error for error in errors if _mistaken(told, error)), None)


def may_be_named(facts: CaseFacts) -> bool:
    """In a notice: they agree to it, and nobody agrees who lacks capacity for it (R18, R20)."""
    agrees = facts.dtn is not None and facts.dtn.agrees_to_be_named is True
    return agrees and facts.lacks_capacity_for_nrm is not True


def unanswered(facts: CaseFacts) -> Event | None:
    """A partner's challenge that nobody has answered since (S54, S55)."""
    return facts.arrived("challenge_raised", "challenge_answered")


def authority_in(detail: Mapping[str, object]) -> str:
    """The name of the local authority that an answer names, or nothing."""
    la = detail.get("la")
    return same_name(la.get("name", "")) if isinstance(la, Mapping) else ""


def _mistaken(told: Event, error: Event) -> bool:
    """Said to be a mistake after it was written down, whenever it was sent."""
    same = authority_in(told.detail) == authority_in(error.detail)
    return same and not told.told > error.told


def age_words(facts: CaseFacts) -> str:
    if facts.adult and child(facts):
        return "they were under 18 when it happened"
    if facts.adult:
        return "they are 18 or over"
    if facts.band == "unknown":
        return "their age is not known, so they are treated as a child for now"
    return "they are under 18"


def slavery_words(facts: CaseFacts) -> str:
    if facts.ms_indicator is None:
        return "trafficking or modern slavery has not been ruled out"
    return "trafficking or modern slavery is suspected"


def sexual_words(facts: CaseFacts) -> str:
    if sexual(facts):
        return "sexual exploitation is suspected"
    return "a sexual assault is alleged" if assault(facts) else ""


def vulnerable_words(facts: CaseFacts) -> str:
    if vulnerable(facts):
        return "they are a vulnerable adult"
    if facts.vulnerable_adult == "no":
        return "they are not known to be vulnerable"
    return "whether they are vulnerable is not known, so a capacity check is asked for"


def offence_words(facts: CaseFacts) -> str:
    if facts.smuggling_only:
        return "smuggling or immigration fraud is suspected, and nothing else"
    if facts.offence_suspected is None:
        return "an offence has not been ruled out"
    return "another offence is suspected"


WORDS: Mapping[Test, Words] = MappingProxyType({
    child: age_words,
    adult: age_words,
    slavery: slavery_words,
    sexual: sexual_words,
    sexual_offence: sexual_words,
    vulnerable: vulnerable_words,
    offence: offence_words,
})  # fmt: skip


def _grown(facts: CaseFacts) -> CaseFacts:
    return replace(facts, age_band="adult", age_at_exploitation="adult", born_on=None, events=())


def _young(facts: CaseFacts) -> CaseFacts:
    return replace(facts, age_band="child", born_on=None, events=())


def flips(facts: CaseFacts) -> tuple[tuple[str, CaseFacts], ...]:
    """The same case with one answer the other way; age moves all but what has no offence."""
    suspected = replace(facts, ms_indicator=True)
    return (_age_flipped(facts), ("trafficking or modern slavery were suspected", suspected))


def _age_flipped(facts: CaseFacts) -> tuple[str, CaseFacts]:
    if adult(facts):
        return "they were under 18", _young(facts)
    if facts.adult:
        return "it had begun after they were 18", _grown(facts)
    return "they were 18 or over", _grown(facts)
