"""A stored case told as `explain` is told one: in its keys and its codes, and nothing else."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, reading
from referrals.facts import facts_of
from referrals.models import Case
from workflows.__main__ import main
from workflows.told import EVENTS, FACTS

NOT_TOLD = {"now", "actor", "events"}


def told(reference: str, actor: Actor) -> dict[str, Any]:
    """The facts of a case as they stand, with who is asking."""
    with reading():
        wanted = select(Case).where(Case.reference == reference).options(joinedload(Case.tracks))
        facts = facts_of(db.session.scalars(wanted).unique().one(), actor)
    known = {key: _plain(getattr(facts, key)) for key in FACTS if key not in NOT_TOLD}
    events = [
        {
            "kind": event.kind,
            "at": event.day.isoformat() if event.day_only else event.at.isoformat(),
            **{key: _plain(event.detail[key]) for key in EVENTS[event.kind] if key in event.detail},
        }
        for event in facts.events
        if event.kind in EVENTS
    ]
    asking = {"role": actor.role, "pip2": actor.pip2, "conflict": False, "assigned": True}
    if actor.team:
        asking["team"] = actor.team
    return {"now": now().isoformat(), **known, "events": events, "actor": asking}


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def answered(facts: dict[str, Any], folder: Path, capsys: Any) -> dict[str, Any]:
    """What `python -m workflows explain FACTS.json` prints."""
    file = folder / "facts.json"
    file.write_text(json.dumps(facts))
    assert main(["explain", str(file)]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said
