"""From the facts to one lead team, and why: the table of S36 and S52, first match."""

from dataclasses import dataclass, replace

from workflows.agencies import TEAMS
from workflows.answers import (
    WORDS,
    Test,
    Words,
    adult,
    always,
    assault,
    child,
    flips,
    offence,
    sexual,
    sexual_offence,
    sexual_words,
    slavery,
    vulnerable,
    vulnerable_words,
)
from workflows.facts import CaseFacts
from workflows.pinned import BOOKS

LABELS = dict(TEAMS) | {
    "cse_coordinator": "CSE co-ordinator",
    "la_social_care": "Local authority social care",
    "ngo": "Support organisation",
}
NOBODY = "the supervisor of whoever logged it, until support is agreed"


@dataclass(frozen=True)
class Route:
    """Where a case goes. R3: one lead team, everything else supports."""

    pathway: str
    lead: str | None
    supporting: frozenset[str]
    sto: bool
    specialist_interview: bool
    rule: int
    because: str


@dataclass(frozen=True)
class RuleLine:
    number: int
    words: str
    goes_to: str
    matched: bool


@dataclass(frozen=True)
class Rule:
    """One row of the table; `notes` are answers worth saying that did not decide."""

    number: int
    when: tuple[Test, ...]
    pathway: str
    lead: str | None
    words: str
    supports: tuple[tuple[str, Test], ...] = ()
    notes: tuple[Words, ...] = ()

    def holds(self, facts: CaseFacts) -> bool:
        return all(test(facts) for test in self.when)


RULES = (
    Rule(
        1,
        (child, slavery),
        "child_trafficking",
        "ppd_child_abuse",
        "Child, and trafficking or modern slavery, with or without sexual exploitation",
        (("ppd_cse", sexual), ("cse_coordinator", sexual)),
        (sexual_words,),
    ),
    Rule(
        2,
        (child, sexual),
        "cse",
        "ppd_cse",
        "Child, and sexual exploitation",
        (("cse_coordinator", always),),
    ),
    Rule(3, (child, offence), "related_offence", "ppd_child_abuse", "Child, and another offence"),
    Rule(
        4,
        (adult, slavery, sexual),
        "adult_modern_slavery",
        "ppd_adult_abuse",
        "Adult, trafficking or modern slavery, and sexual exploitation",
        (("ppd_vulnerable_adult", vulnerable),),
        (vulnerable_words,),
    ),
    Rule(
        5,
        (adult, slavery, vulnerable),
        "adult_modern_slavery",
        "ppd_vulnerable_adult",
        "Adult, trafficking or modern slavery, and a vulnerable adult",
    ),
    Rule(
        6,
        (adult, slavery),
        "adult_modern_slavery",
        "fcid",
        "Adult, trafficking or modern slavery",
        (("ppd_adult_abuse", assault),),
        (vulnerable_words, sexual_words),
    ),
    Rule(
        7,
        (adult, sexual_offence),
        "related_offence",
        "ppd_adult_abuse",
        "Adult, sexual exploitation or a sexual offence, without trafficking",
    ),
    Rule(
        8,
        (adult, offence),
        "related_offence",
        "fcid",
        "Adult, smuggling, immigration fraud or another offence",
    ),
    Rule(
        9,
        (),
        "support_only",
        None,
        "No offence suspected",
        (("la_social_care", always), ("ngo", always)),
    ),
)


def rules_of(facts: CaseFacts) -> tuple[Rule, ...]:
    """The table of the book that a case is pinned to; of none named, the present one."""
    held = BOOKS.get(facts.rulebook)
    rules: tuple[Rule, ...] = held.rules if held else RULES
    return rules


def matched(facts: CaseFacts) -> Rule:
    """The first rule of the case's own table that holds; the last always does."""
    return next(rule for rule in rules_of(facts) if rule.holds(facts))


def route(facts: CaseFacts) -> Route:
    """The lead team and who supports it (S36, S52, R3 to R8)."""
    rule = matched(facts)
    supporting = {team for team, holds in rule.supports if holds(facts)} | facts.former_leads
    return Route(
        pathway=rule.pathway,
        lead=rule.lead,
        supporting=frozenset(supporting - {rule.lead}),
        sto=assault(facts),
        specialist_interview=_specialist(facts),
        rule=rule.number,
        because=_because(rule, facts),
    )


def _specialist(facts: CaseFacts) -> bool:
    """Child, sexual or vulnerable: the account is a specialist interview (S35, S36; R7)."""
    return facts.treat_as_child or sexual_offence(facts) or vulnerable(facts)


def _because(rule: Rule, facts: CaseFacts) -> str:
    said = [WORDS[test](facts) for test in rule.when] or ["no offence is suspected"]
    said += [words for note in rule.notes if (words := note(facts))]
    return "; ".join(said)


def teams(facts: CaseFacts) -> frozenset[str]:
    """The teams on the case until they are released: as they stand, else by the rule (R8)."""
    if facts.lead or facts.supporting:
        standing = (facts.lead, *facts.supporting, *facts.former_leads)
        return frozenset(team for team in standing if team)
    found = route(facts)
    return frozenset(team for team in (found.lead, *found.supporting) if team)


def by_rule(facts: CaseFacts) -> Route:
    """Where the rule sends it, whoever led before: they hold it until they are released (R8)."""
    return route(replace(facts, former_leads=frozenset()))


def may_release(facts: CaseFacts, team: str | None) -> bool:
    """R8, S11: a team that led, or that supports, unless the rule itself calls it in."""
    beside = facts.former_leads | facts.supporting
    return team in beside - by_rule(facts).supporting - {facts.lead}


def team_label(team: str | None) -> str:
    return LABELS[team] if team else NOBODY


def explained(facts: CaseFacts) -> tuple[RuleLine, ...]:
    """Every rule in order, the deciding one marked."""
    decided = matched(facts)
    return tuple(
        RuleLine(rule.number, rule.words, team_label(rule.lead), rule is decided)
        for rule in rules_of(facts)
    )


def what_would_change(facts: CaseFacts) -> str:
    """One answer the other way, the rule run again, the first change said."""
    lead = matched(facts).lead
    words, rule = next(
        (words, rule) for words, flipped in flips(facts) if (rule := matched(flipped)).lead != lead
    )
    team = team_label(rule.lead)
    return f"If {words}, rule {rule.number} would match and the case would go to {team}."
