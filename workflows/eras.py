"""The law by date: each legal rule is a row with a first and a last day."""

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.agencies import AREAS
from workflows.answers import child_on
from workflows.facts import ADULT_AT, CaseFacts, birthday

Value = str | int | bool | frozenset[str] | None

PILOT_DAYS = 100
SUBMITTED = frozenset({
    "submitted", "rg_positive", "rg_negative", "cg_positive", "cg_negative", "reconsideration",
    "suspended",
})  # fmt: skip
MEMORY = "to be confirmed by an authority"
"""Of what rests on no source that was read: used as it stands until then."""


@dataclass(frozen=True)
class Row:
    """A rule's value from one day, the day it changed, until the next row of that rule."""

    rule: str
    valid_from: date
    value: Value
    source: str
    valid_to: date | None = None


BEGINNING = date.min
AUTHORITIES = {
    "sca": "Single Competent Authority",
    "ieca": "Immigration Enforcement Competent Authority",
    "devolved_panel": "The local authority’s panel, in the devolved pilot",
    "ukhtc": "UK Human Trafficking Centre",
    "home_office_2014": "Home Office",
}
"""Whoever may decide, by name: not each of them uses the service."""

_CHANGES = (
    Row("profile", BEGINNING, "2014", "the process of March 2014"),
    Row("profile", date(2019, 4, 29), "current", f"single competent authority begins; {MEMORY}"),
    Row("decision_maker", BEGINNING, "ukhtc_or_home_office", "competent authority guidance 2016"),
    Row("decision_maker", date(2019, 4, 29), "sca", f"Home Office, 2019; {MEMORY}"),
    Row("recovery_days", BEGINNING, 45, "competent authority guidance 2016"),
    Row("recovery_days", date(2022, 12, 13), 30, "Hansard, 13 December 2022"),
    Row("day_30_review", BEGINNING, True, "competent authority guidance 2016"),
    Row("day_30_review", date(2019, 4, 29), False, f"ended with the 2014 profile; {MEMORY}"),
    Row("rg_test", BEGINNING, "suspect but cannot prove", "competent authority guidance 2016"),
    Row("rg_test", date(2023, 1, 30), "objective factors", "statutory guidance, January 2023"),
    Row(
        "rg_test",
        date(2023, 7, 10),
        "reasonable grounds to believe the person is a victim",
        f"statutory guidance, July 2023; the day is {MEMORY}",
    ),
    Row("reconsideration_days", BEGINNING, None, f"no fixed limit; {MEMORY}"),
    Row(
        "reconsideration_days",
        date(2024, 2, 1),
        30,
        f"statutory guidance, February 2024; the day is {MEMORY}",
    ),
    Row("reconsideration_bars_removal", BEGINNING, False, "Home Office annex, 8 May 2025"),
    Row("reconsideration_bars_removal", date(2025, 9, 17), True, "CTK [2025] EWCA Civ 1264"),
    Row("duty_to_notify", BEGINNING, False, "Modern Slavery Act 2015 s52, not yet in force"),
    Row("duty_to_notify", date(2015, 11, 1), True, "Modern Slavery Act 2015 s52"),
    Row("statutory_defence", BEGINNING, False, "Modern Slavery Act 2015 s45, not yet in force"),
    Row(
        "statutory_defence",
        date(2015, 7, 31),
        True,
        f"Modern Slavery Act 2015 s45, for what was done from that day on; the day is {MEMORY}",
    ),
    Row("trafficking_guardian", BEGINNING, False, "Modern Slavery Act 2015 s48, not yet in force"),
    Row(
        "trafficking_guardian",
        date(2015, 7, 31),
        True,
        f"Modern Slavery Act 2015 s48; the day is {MEMORY}",
    ),
    Row("verbal_withdrawal", BEGINNING, False, "competent authority guidance 2016"),
    Row("verbal_withdrawal", date(2026, 2, 13), True, "statutory guidance, 13 February 2026"),
    Row("disqualification", BEGINNING, False, "Nationality and Borders Act 2022 s63, not yet"),
    Row(
        "disqualification",
        date(2023, 1, 30),
        True,
        f"Nationality and Borders Act 2022 s63; the day is {MEMORY}",
    ),
    Row("ieca", BEGINNING, False, "Immigration Enforcement Competent Authority, not yet"),
    Row("ieca", date(2021, 11, 8), True, f"NRM bulletin, Q4 2023; the day is {MEMORY}"),
    Row("pilot_areas", BEGINNING, frozenset(), "devolved child decision-making pilot, not yet"),
    Row(
        "pilot_areas",
        date(2021, 6, 1),
        frozenset({"solihull"}),
        f"devolved child decision-making pilot, 2021; the day and its areas are {MEMORY}",
    ),
    Row("children_board", BEGINNING, "lscb", "Children Act 2004 s14"),
    Row("children_board", date(2019, 9, 29), "safeguarding_partnership", "Children Act 2004 s16E"),
    Row("adult_board", BEGINNING, "non_statutory", "Care Act 2014, not yet in force"),
    Row("adult_board", date(2015, 4, 1), "sab", "Care Act 2014 s43"),
    Row("adult_enquiry", BEGINNING, "non_statutory", "Care Act 2014, not yet in force"),
    Row("adult_enquiry", date(2015, 4, 1), "s42", "Care Act 2014 s42"),
    Row("labour_inspectorate", BEGINNING, "gla", "Gangmasters (Licensing) Act 2004"),
    Row("labour_inspectorate", date(2017, 4, 30), "glaa", f"Immigration Act 2016; {MEMORY}"),
    Row("labour_inspectorate", date(2026, 4, 7), "fwa", f"Employment Rights Act 2025; {MEMORY}"),
)

LAWS = {
    "profile": "The process as a whole",
    "decision_maker": "Who decides an NRM referral",
    "recovery_days": "The recovery period, at the least",
    "day_30_review": "A review on day 30 of the recovery period",
    "rg_test": "The test of reasonable grounds",
    "reconsideration_days": "Time to ask for a negative decision to be looked at again",
    "reconsideration_bars_removal": "Not looked at again before removal to a country in both "
    "conventions",
    "duty_to_notify": "Duty to notify of an adult who does not agree to the NRM",
    "statutory_defence": "A defence for victims who were made to offend",
    "trafficking_guardian": "A guardian for a trafficked child",
    "verbal_withdrawal": "An adult may leave the NRM, or stay in it, by word of mouth",
    "disqualification": "Disqualification from protection",
    "ieca": "The Home Office may give a referral to the Immigration Enforcement Competent "
    "Authority",
    "pilot_areas": "Where a local panel decides for children",
    "children_board": "Who sees that agencies safeguard children",
    "adult_board": "Who sees that agencies safeguard adults",
    "adult_enquiry": "The enquiry about an adult at risk",
    "labour_inspectorate": "The labour inspectorate",
}
"""Each rule in plain words."""

_WORDS = {
    "2014": "As in 2014",
    "current": "As now",
    "ukhtc_or_home_office": "UK Human Trafficking Centre, or the Home Office",
    "sca": "Single Competent Authority",
    "lscb": "Local Safeguarding Children Board",
    "safeguarding_partnership": "Local authority, health and police as safeguarding partners",
    "non_statutory": "None by statute",
    "sab": "Safeguarding Adults Board",
    "s42": "Care Act 2014 s42",
    "gla": "Gangmasters Licensing Authority",
    "glaa": "Gangmasters and Labour Abuse Authority",
    "fwa": "Fair Work Agency",
}


def said(row: Row) -> str:
    """What a row says, in plain words."""
    if isinstance(row.value, frozenset):
        return ", ".join(AREAS[area] for area in sorted(row.value)) or "Nowhere"
    if isinstance(row.value, bool):
        return "In force" if row.value else "Not in force"
    if isinstance(row.value, int):
        return f"{row.value} days"
    return "No limit" if row.value is None else _WORDS.get(row.value, row.value)


def _closed(row: Row) -> Row:
    later = [other.valid_from for other in _CHANGES if _follows(other, row)]
    ends = min(later) - timedelta(days=1) if later else None
    return Row(row.rule, row.valid_from, row.value, row.source, ends)


def _follows(other: Row, row: Row) -> bool:
    return other.rule == row.rule and other.valid_from > row.valid_from


ROWS = tuple(_closed(row) for row in _CHANGES)


def row(rule: str, on: date) -> Row:
    """The row of a rule in force on a day; an unknown rule is a KeyError."""
    for candidate in ROWS:
        if candidate.rule == rule and _in_force(candidate, on):
            return candidate
    raise KeyError(rule)


def value(rule: str, on: date) -> Value:
    """What a rule said on a day."""
    return row(rule, on).value


def days(rule: str, on: date) -> int | None:
    """What a rule that counts days said on a day; none is no limit."""
    found = value(rule, on)
    return found if type(found) is int else None


def _in_force(candidate: Row, on: date) -> bool:
    return candidate.valid_from <= on and (candidate.valid_to is None or on <= candidate.valid_to)


def era(facts: CaseFacts) -> str:
    """The profile by the day of submission, else of the first event, else of today."""
    first = min((event.day for event in facts.events), default=facts.today)
    return str(value("profile", submitted_on(facts) or first))


def submitted_on(facts: CaseFacts) -> date | None:
    """The local day the latest NRM referral was submitted, if one was."""
    sent = facts.latest("nrm_submitted")
    if sent:
        return sent.day
    return facts.today if facts.state("nrm") in SUBMITTED else None


def competent_authority(facts: CaseFacts) -> str | None:
    """Who decides: as kept when it was sent or allocated, else by the rule of that day (R21)."""
    day = submitted_on(facts)
    return None if day is None else facts.authority or decider(facts, day)


def decider(facts: CaseFacts, day: date) -> str:
    """Who decides a referral submitted on a day; the Home Office alone allocates to the IECA."""
    if value("decision_maker", day) != "sca":
        return _authority_of_2014(facts)
    return "devolved_panel" if _is_for_the_panel(facts, day) else "sca"


def _authority_of_2014(facts: CaseFacts) -> str:
    """The UKHTC for UK and EEA nationals with no live immigration issue, else the Home Office."""
    settled = facts.nationality_group in {"uk", "eea"} and not facts.live_immigration_issue
    return "ukhtc" if settled else "home_office_2014"


def in_pilot(area: str | None, on: date) -> bool:
    """Whether an area's own panel decided for its children on a day (R21)."""
    areas = value("pilot_areas", on)
    return isinstance(areas, frozenset) and area in areas


def _is_for_the_panel(facts: CaseFacts, day: date) -> bool:
    """R21: a pilot area, and strictly more than 100 days to the 18th birthday."""
    if not facts.devolved_pilot_area or facts.born_on is None:
        return False
    left = birthday(facts.born_on, ADULT_AT) - day
    return child_on(facts, day) and left.days > PILOT_DAYS
