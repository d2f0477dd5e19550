"""What happened and where: answers that cannot both be true."""

from workflows.agencies import EXPLOITATION, same_name
from workflows.facts import SEXUAL, CaseFacts
from workflows.nrm_form.form import Answers
from workflows.nrm_form.said import filled, said, ticked, words_if

LONG_AGO = frozenset({"year", "over_a_year"})
HOME = frozenset({"united kingdom", "uk", "great britain", "england", "wales", "scotland"})


def still_and_left(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "still_in_it") == "yes" and filled(answers, "how_they_left"),
        "The form says they are still in the situation, and also how they left it",
    )


def left_and_kept(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "still_in_it") == "no" and filled(answers, "what_keeps_them"),
        "The form says they have left, and also what keeps them there",
    )


def still_and_contact(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "still_in_it") == "yes" and said(answers, "last_contact") in LONG_AGO,
        "The form says they are still in the situation, and that the exploiter was last in contact "
        "more than 6 months ago",
    )


def still_and_safe(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "still_in_it") == "yes" and facts.secured is True,
        "The form says they are still in the situation, and the case says they have been made safe",
    )


def still_and_ended(answers: Answers, facts: CaseFacts) -> str:
    ended = facts.ended_on is not None and facts.ended_on < facts.today
    return words_if(
        said(answers, "still_in_it") == "yes" and ended,
        "The form says they are still in the situation, and the case says when it ended",
    )


def overseas_only(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "where") == "overseas" and filled(answers, "uk_towns"),
        "The form says it happened overseas only, and names towns in the UK",
    )


def uk_only(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "where") == "uk" and filled(answers, "countries"),
        "The form says it happened in the UK only, and names countries overseas",
    )


def uk_overseas(answers: Answers, facts: CaseFacts) -> str:
    named = {same_name(country) for country in ticked(answers, "countries")}
    return words_if(
        bool(named & HOME),
        "The UK is among the countries overseas: name its towns instead",
    )


def overseas_units(answers: Answers, facts: CaseFacts) -> str:
    return words_if(
        said(answers, "where") == "overseas" and bool(facts.lpus_of_exploitation),
        "The form says it happened overseas only, and the case says it happened here",
    )


def types(answers: Answers, facts: CaseFacts) -> str:
    form, known = ticked(answers, "exploitation_types"), facts.exploitation_types
    if not form or not known or form == known:
        return ""
    sides = (("only on the form", form - known), ("only on the case", known - form))
    told = [f"{where}: {_kinds(kinds)}" for where, kinds in sides if kinds]
    return f"The kinds of exploitation differ ({'; '.join(told)})"


def _kinds(codes: frozenset[str]) -> str:
    return ", ".join(label for code, label in EXPLOITATION.items() if code in codes)


def sexual(answers: Answers, facts: CaseFacts) -> str:
    form = ticked(answers, "exploitation_types")
    silent = bool(form) and not form & SEXUAL and not facts.exploitation_types & SEXUAL
    return words_if(
        silent and facts.sexual,
        "The case says sexual exploitation is suspected, and no such kind is ticked on the form",
    )
