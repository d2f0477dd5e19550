"""Everybody who can open a case, by each way in, as the police on it may know of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from referrals.access import EMERGENCY, NAMED_READER, SHARED
from referrals.models import Case
from referrals.picture.load import Rows
from referrals.picture.standings import Standing
from referrals.redaction import Holding, in_force
from referrals.views import HolderView
from workflows.agencies import ROLES
from workflows.facts import CaseFacts
from workflows.sharing import Tier, held

POLICE, AGENCIES, OPENED = "Police", "Other agencies", "Opened for a set time"


@dataclass(frozen=True)
class Line:
    """The way in that something opens (a code of `access.ways`), and how it is told of."""

    way: str
    group: str
    words: str


LINES: Mapping[str, Line] = {
    "lead": Line("lead", POLICE, "Leads the investigation"),
    "cover": Line("cover", POLICE, "Covers for whoever leads the investigation"),
    "named": Line("named", POLICE, "Named on it by a supervisor"),
    "owner": Line("owner", POLICE, "Owns it until support is agreed"),
    "lead_team": Line("team", POLICE, "The supervisors of the team that leads it"),
    "supporting_team": Line("team", POLICE, "The supervisors of a team that supports it"),
    "former_lead_team": Line(
        "team", POLICE, "The supervisors of a team that led it, until they are released"
    ),
    "area": Line("area", POLICE, "The CSE co-ordinators of the area"),
    "logger": Line("logged", POLICE, "Logged it"),
    "unit": Line("unit", POLICE, "The supervisors of the unit where it was logged"),
    "la_children": Line(
        "la_children", AGENCIES, "Its children’s social workers, since it was told"
    ),
    "la_adults": Line("la_adults", AGENCIES, "Its adults’ social workers, since it was told"),
    "shared": Line("shared", AGENCIES, "Accepted what was shared with it"),
    "authority": Line("authority", AGENCIES, "The referral was sent to it"),
    "board": Line("board", AGENCIES, "Reviews it, without a name"),
    "grant": Line("grant", OPENED, "Auditor, by a grant"),
    "emergency": Line("emergency", OPENED, "Opened it in an emergency, to read"),
}
"""What is told of each standing, in the order of the page."""

ORDER = {kind: place for place, kind in enumerate(LINES)}
BY_OPENING = frozenset({"board", "grant", "emergency"})
"""Until when these run is on the record of who opened what, which is a tier of its own."""


def holders(case: Case, facts: CaseFacts, rows: Rows, holding: Holding) -> tuple[HolderView, ...]:
    """A line for each way somebody has in now; of a restricted case, for each person (R27)."""
    found = [row for row in rows.standings if _lets_in(facts, row)]
    timed = holding.reads(Tier.AUDIT, free=False)
    views = (_view(case, rows, row, timed=timed) for row in sorted(found, key=_place))
    return tuple(dict.fromkeys(views))


def _lets_in(facts: CaseFacts, row: Standing) -> bool:
    """By the condition of section e, under which an emergency does not stand."""
    return row.kind == EMERGENCY.code or bool(held(row.role, facts))


def _view(case: Case, rows: Rows, row: Standing, *, timed: bool) -> HolderView:
    line = LINES[row.kind]
    until = row.until if timed or row.kind not in BY_OPENING else None
    if case.restricted and row.kind != EMERGENCY.code:
        words = f"{ROLES[row.role]}, named on this case"
        return HolderView(NAMED_READER.code, line.group, row.name, words, until)
    share = in_force(rows.shares, row.number) if row.kind == SHARED.code else None
    about = f"sharing/{share.id}" if share else ""
    return HolderView(line.way, line.group, row.name, line.words, until, about)


def _place(row: Standing) -> tuple[int, str, int]:
    return ORDER[row.kind], row.name.casefold(), row.number
