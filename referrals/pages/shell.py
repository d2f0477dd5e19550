"""What stands round every page: who is signed in, where they may go, how long is left."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from referrals.clock import now
from referrals.effects.authority import manages
from referrals.gate import live_or_none
from referrals.services import emergency, notifications
from referrals.sessions import Live
from workflows.agencies import ROLES

SEARCH = ("/search", "Search")
LOG = ("/log", "Log a case")
WORK = ("/my-work", "My work")
MINE = ("/my-work", "My cases")
QUEUE = ("/teams/{team}/queue", "Team queue")
SHARED = ("/partner", "Cases shared with us")
ASSIGNED = ("/partner", "Cases assigned to us")
SUBMITTED = ("/authority", "Submitted cases")
ACCOUNT = ("/account", "My account")
PEOPLE = ("/admin", "People")
RETENTION = ("/admin/retention", "Retention")
OURS = ("/partner/agency", "Our people")
LEAVERS = ("/teams/{team}/leavers", "People who leave")
MOVES = ("/how-a-case-moves", "How a case moves")
NOTICES = ("/notifications", "Notifications")
FIGURES = ("/reports/board", "Figures")
EMERGENCY = ("/emergency-access", "Emergency access")
RECORD = ("/audit", "Record of activity")
LOOKS = ("/looks", "Looks to answer for")
CONFLICTS = ("/conflicts", "Conflicts to decide")
REVIEWS = ("/audit/emergency-access", "Reviews")
INVESTIGATES = (WORK, QUEUE, SEARCH, LOG, MOVES)
SUPERVISES = (WORK, QUEUE, SEARCH, LOG, LOOKS, CONFLICTS, EMERGENCY, RECORD)
"""One row: their team’s cases are a tab of their work; the rules are at the foot of each page."""

# The first is the person's first page (ux.md A.1), if it is there.
MENUS: dict[str, tuple[tuple[str, str], ...]] = {
    "response_officer": (LOG, MINE, MOVES),
    "response_supervisor": (LOG, MINE, LOOKS, CONFLICTS, EMERGENCY, LEAVERS, MOVES),
    "ppd_investigator": INVESTIGATES,
    "ppd_supervisor": SUPERVISES,
    "fcid_investigator": INVESTIGATES,
    "fcid_supervisor": SUPERVISES,
    "cse_coordinator": (WORK, SEARCH, MOVES),
    "la_children_social_worker": (SHARED, MOVES),
    "la_adult_social_worker": (SHARED, MOVES),
    "lscb_member": (FIGURES, ASSIGNED, MOVES),
    "sab_member": (FIGURES, ASSIGNED, MOVES),
    "ngo_support_worker": (SHARED, MOVES),
    "health_practitioner": (SHARED, MOVES),
    "competent_authority": (SUBMITTED, MOVES),
    "system_admin": (PEOPLE, MOVES),
    "auditor": (RECORD, REVIEWS, RETENTION, MOVES, ACCOUNT),
}


@dataclass(frozen=True)
class Me:
    """Whoever is reading, as the header names them."""

    name: str
    role: str
    role_label: str
    team_label: str
    shift_off: bool = False


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    href: str
    text: str
    active: bool
    count: int | None = None


def init_shell(app: Flask) -> None:
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    live = live_or_none()
    shown = live is not None and not live.locked
    return {
        "demo": current_app.config["DEMO"],
        "me": _me(live) if live and shown else None,
        "nav": menu(live) if live and shown else (),
        "emergency_ends": _emergency(live) if live and shown else None,
        "idle_seconds": max(0, int((live.ends_at - now()).total_seconds())) if live else 0,
    }


def _emergency(live: Live) -> dt.datetime | None:
    """When the emergency by which this page is seen ends: every page of the case says so."""
    reference = (request.view_args or {}).get("reference")
    if reference is None or not live.in_emergency:
        return None
    return emergency.ends_at(live.actor, str(reference))


def _me(live: Live) -> Me:
    role = live.actor.role
    return Me(live.actor.name, role, ROLES[role], live.team_name or live.organisation_name)


def menu(live: Live) -> tuple[Item, ...]:
    """Where this person may go, of the pages that exist."""
    mine = (*MENUS[live.actor.role], *((OURS,) if manages(live.actor) else ()))
    places = [(href.format(team=live.actor.team), text) for href, text in mine]
    items = [Item(href, text, _under(request.path, href)) for href, text in places if exists(href)]
    href, text = NOTICES
    unread = notifications.unread(live.actor)
    return (*items, Item(href, text, _under(request.path, href), unread))


def first_page(live: Live) -> str:
    items = menu(live)
    return items[0].href if items else "/account"


def exists(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def _under(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
