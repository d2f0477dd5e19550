"""Ticks to facts: what the rules read from the answers given so far."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

Answers = Mapping[str, object]
Facts = dict[str, object]

SLAVERY = frozenset({"moved", "work", "crime", "home"})
TYPES = {"work": "forced_to_work", "crime": "forced_crime", "home": "domestic_work"}
BANDS = {"yes": "child", "no": "adult", "unsure": "unknown"}
BEGAN = {"yes": "child", "both": "both", "no": "adult", "unsure": "unknown"}
VULNERABLE = {"yes": "yes", "no": "no", "unsure": "unknown"}
KNOWN = {"yes": True, "no": False, "unsure": None}


def facts_from(answers: Answers) -> Facts:
    """The fields of `CaseFacts` these answers set; a question not answered sets none."""
    return _what(answers) | _coded(answers) | _safety(answers) | _given(answers)


def chosen(answers: Answers, key: str) -> frozenset[str]:
    """The codes ticked for one question."""
    told = answers.get(key)
    return frozenset(map(str, told)) if isinstance(told, Collection) else frozenset()


def day(answers: Answers, key: str) -> date | None:
    """A day as it was typed, or as a draft kept it."""
    told = answers.get(key)
    if isinstance(told, str) and told:
        return date.fromisoformat(told)
    return told if isinstance(told, date) else None


def _what(answers: Answers) -> Facts:
    """A sign not ticked is not suspected; nothing at all is ruled out by “not sure”."""
    ticks = chosen(answers, "what")
    if not ticks:
        return {}
    if "unsure" in ticks:
        return {"ms_indicator": None, "exploitation_unknown_reason": True}
    types = frozenset(_types(ticks, answers))
    return {
        "ms_indicator": bool(ticks & SLAVERY),
        "sexual_exploitation": "sexual" in ticks,
        "smuggling_only": ticks == {"border"},
        "offence_suspected": ticks != {"support"},
        "exploitation_types": types,
        "exploitation_unknown_reason": not types,
    }


def _types(ticks: frozenset[str], answers: Answers) -> Iterator[str]:
    yield from (TYPES[tick] for tick in ticks & TYPES.keys())
    if "sexual" in ticks and answers.get("under_18") == "yes":
        yield "child_sexual_exploitation"


def _coded(answers: Answers) -> Facts:
    tables: Mapping[str, tuple[str, Mapping[str, object]]] = {
        "under_18": ("age_band", BANDS),
        "began_before_18": ("age_at_exploitation", BEGAN),
        "difficulty_deciding": ("vulnerable_adult", VULNERABLE),
        "sexual_assault": ("sexual_assault_alleged", KNOWN),
    }
    return {
        field: table[str(answers[key])]
        for key, (field, table) in tables.items()
        if answers.get(key)
    }


def _safety(answers: Answers) -> Facts:
    """Safe for now is not safe with whoever controls them nearby."""
    if not answers.get("danger"):
        return {}
    told = KNOWN[str(answers["danger"])]
    safe = None if told is None else not told
    return {"immediate_safety_confirmed": safe and answers.get("controller_near") != "yes"}


def _given(answers: Answers) -> Facts:
    facts: Facts = {"lpus_of_exploitation": chosen(answers, "lpus_of_exploitation")}
    facts |= {"area": answers["area"]} if answers.get("area") else {}
    born_on = day(answers, "born_on")
    return facts | ({"born_on": born_on} if born_on else {})
