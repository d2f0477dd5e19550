"""What one referral of the ruler says about a person, as the rule book's facts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bench.world import AREA_CODES

Row = dict[str, Any]
TYPES = {
    "sexual_cse": ("child_sexual_exploitation", None),
    "sexual_adult": ("forced_prostitution", True),
    "criminal_county_lines": ("forced_crime", True),
    "labour": ("forced_to_work", True),
    "domestic_servitude": ("domestic_work", True),
    "organ": ("organs_removed", True),
    "unknown": ("", False),
}
SEX = {"F": "female", "M": "male", "X": "unknown"}
GROUPS = {"UK": "british"}


@dataclass(frozen=True)
class Told:
    """One referral: when and where, who, and what is thought to have happened."""

    number: int
    at: dt.datetime
    area: str
    state: str
    child: bool
    born_on: dt.date | None
    facts: dict[str, Any]
    row: Row
    entries: int
    agencies: tuple[int, ...]


def told(row: Row, entries: int, agencies: tuple[int, ...]) -> Told:
    number, child = row["id"], bool(row["is_child"])
    kind, slavery = TYPES[row["exploitation_type"]]
    sexual = kind in {"child_sexual_exploitation", "forced_prostitution"}
    if slavery is None:  # half of such cases are trafficking too, and go to another team
        slavery = not child or number % 2 == 0
    return Told(
        number=number,
        at=dt.datetime.fromisoformat(row["created_at"]).replace(tzinfo=dt.UTC),
        area=AREA_CODES[row["la_id"] - 1],
        state="unclaimed" if row["state"] == "draft" else row["state"],
        child=child,
        born_on=dt.date.fromisoformat(row["dob"]) if row["dob"] else None,
        facts={
            "area": AREA_CODES[row["la_id"] - 1],
            "age_band": "child" if child else "adult",
            "age_verified": row["dob"] is not None and number % 3 == 0,
            "age_at_exploitation": "child" if child else "adult",
            "ms_indicator": slavery,
            "offence_suspected": True,
            "smuggling_only": False,
            "exploitation_types": frozenset({kind} - {""}),
            "exploitation_unknown_reason": not kind,
            "sexual_exploitation": sexual,
            "sexual_assault_alleged": False,
            "vulnerable_adult": "yes" if number % 5 == 0 else "no",
            "missing": False,
            "threat_to_life": row["priority"] == 1 and number % 4 == 0,
            "immediate_safety_confirmed": True,
            "safety_plan": True,
            "risk_to_others_answered": True,
            "secured": True,
        },
        row=row,
        entries=entries,
        agencies=agencies,
    )
