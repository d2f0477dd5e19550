"""A case as it was shared with an agency that accepted it, and the ledger's row of that."""

import datetime as dt
import hashlib
import json
from typing import Any

from bench.facts import Told
from bench.world import Somebody, World, agency
from referrals.db import new_id
from referrals.sealed import seal
from workflows.shares import offered_tiers
from workflows.sharing import Tier

GIVEN = {Tier.IDENTITY, Tier.ALLEGATION, Tier.SAFEGUARDING, Tier.SUPPORT, Tier.TASKS}
COPIED = ("case_id", "organisation_id", "purpose", "legal_basis")
ASKED = "Meet them, and say what you can do"


def accepted(
    case_id: int, told: Told, number: int, world: World, *, by: Somebody, now: dt.datetime
) -> dict[str, Any]:
    """The share with the ruler's agency of this number; in force, as every one there is."""
    share, at = new_id(), told.at + dt.timedelta(hours=6)
    tiers = [tier for tier in offered_tiers("ngo") if tier in GIVEN]
    return {
        "id": share,
        "case_id": case_id,
        "state": "accepted",
        "version": 2,
        "organisation_id": world.organisations[agency(number)],
        "purpose": "support",
        "legal_basis": "child_welfare" if told.child else "consent",
        "consent": "told",
        "tiers": tiers,
        "withheld": {tier: "not_needed" for tier in offered_tiers("ngo") if tier not in GIVEN},
        "offered_at": at,
        "offered_by_id": by.id,
        "answered_at": at,
        "people": [],
        "review_on": (now + dt.timedelta(days=30)).date(),
        "until": now + dt.timedelta(days=180),
        "action_sealed": seal(ASKED, f"shares.action_sealed:{share}"),
    }


def disclosed(share: dict[str, Any], number: int) -> dict[str, Any]:
    items = sorted(share["tiers"])
    return {name: share[name] for name in COPIED} | {
        "id": number,
        "share_id": share["id"],
        "kind": "share",
        "at": share["answered_at"],
        "decided_by_id": share["offered_by_id"],
        "tiers": items,
        "items": items,
        "digest": hashlib.sha256(json.dumps(items).encode()).hexdigest(),
    }
