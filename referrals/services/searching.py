"""Finds people among the cases a searcher may open anyway; all others are not there (AC6, R12)."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import selectinload

from referrals import access, picture, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.cursors import lines_before
from referrals.db import act, db, reading
from referrals.errors import Invalid, NotFound
from referrals.indexing import folded, phones, places, sound, vehicles
from referrals.models import Case, Person, PersonKey, Search
from referrals.picture.found import Hit, Likeness
from referrals.redaction import IN_FULL
from referrals.sealed import blinds
from referrals.views import SearchView
from workflows.sharing import TABLE, Tier

Known = Mapping[str, object]
PAGE = 25
MOST = 200
LASTS = dt.timedelta(hours=10)
SHORTEST = 2
EACH_WORD = ("surname", "forename", "prefix")
UNREADABLE = {
    "name": "Enter at least two letters of a name",
    "phone": "Enter a phone number, like 0121 496 0000",
    "vehicle": "Enter a registration, like BX61 KTP",
    "address": "Enter a postcode, or a house number and street",
}


@act
def ask(actor: Actor, session: str, known: Known, why: tuple[str, str]) -> str:
    """Keep what is asked, sealed, under a token for this session; the trail keeps it and why."""
    plain = {key: _plain(value) for key, value in known.items()}
    _criteria(plain)
    token = secrets.token_urlsafe(24)
    row = Search(digest=_digest(token), user_id=actor.user_id, session=session, at=now())
    row.query = json.dumps(plain, sort_keys=True)
    db.session.add(row)
    trail.changed(
        actor,
        "search.asked",
        None,
        operation="consultation",
        after=plain,
        reason=why[1],
        reason_code=why[0],
    )
    return token


def results(actor: Actor, session: str, token: str, after: str | None = None) -> SearchView:
    """One page of what fits now, closest first; the trail names the references that are shown."""
    begin = lines_before(after, MOST)
    with reading():
        known = _asked(actor, session, token)
        likeness = Likeness(known, today())
        rows = _fitting(actor, known)
        too_many = len(rows) > MOST
        ranked = [] if too_many else _ranked(actor, rows, likeness)
        here = ranked[begin : begin + PAGE]
        found = picture.found(here, likeness, now())
        seen = [(case.id, case.reference) for _, case in here]
    trail.looked(actor, "search.read", seen, _tiers(actor), single=False)
    more = begin + PAGE < len(ranked)
    return SearchView(
        asked=tuple((key, str(value)) for key, value in known.items()),
        found=found,
        count=len(ranked),
        too_many=too_many,
        next=str(begin + PAGE) if more else None,
    )


def forget() -> None:
    """Delete searches that no session can still open."""
    db.session.execute(delete(Search).where(Search.at < now() - LASTS))


def _asked(actor: Actor, session: str, token: str) -> dict[str, object]:
    row = db.session.scalars(
        select(Search).where(
            Search.digest == _digest(token),
            Search.user_id == actor.user_id,
            Search.session == session,
            Search.at > now() - LASTS,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    known: dict[str, object] = json.loads(row.query or "{}")
    return known


def _fitting(actor: Actor, known: Known) -> list[Hit]:
    """Everybody all of it fits, in cases this person may open; one more than would be shown."""
    query = (
        select(Person, Case)
        .join(Case, Case.id == Person.case_id)
        .where(access.visible_to(actor), *(_fits(actor, each) for each in _criteria(known)))
        .options(selectinload(Case.tracks))
        .order_by(Person.id)
        .limit(MOST + 1)
    )
    return [(row[0], row[1]) for row in db.session.execute(_aged(query, known, actor))]


def _ranked(actor: Actor, rows: Iterable[Hit], likeness: Likeness) -> list[Hit]:
    kept = (
        (person, case)
        for person, case in rows
        if likeness.fits(person) and picture.still_theirs(actor, case, person, now())
    )
    return sorted(kept, key=likeness.rank)


def _fits(actor: Actor, codes: Sequence[bytes]) -> ColumnElement[bool]:
    """Somebody indexed under one of these codes, by a fact whose tier this reader holds in full."""
    rows = select(PersonKey.person_id).where(
        PersonKey.key.in_(codes), PersonKey.tier.in_(_tiers(actor))
    )
    return Person.id.in_(rows)


def _tiers(actor: Actor) -> list[Tier]:
    read = {tier for tier, level in TABLE[actor.role].items() if level in IN_FULL}
    return sorted(read & {Tier.IDENTITY, Tier.CONTACT, Tier.INTELLIGENCE})


def _criteria(known: Known) -> list[list[bytes]]:
    """For each thing that must fit, the codes any of which would; Invalid when it says nothing."""
    found: list[list[bytes]] = []
    for key, value in known.items():
        text = str(value)
        if key in UNREADABLE:
            codes = CODES[key](text)
            if not codes:
                raise Invalid({key: [UNREADABLE[key]]})
            found += codes
        elif key == "born_on":
            found.append(blinds("born_on", text))
    return found


def _names(text: str) -> list[list[bytes]]:
    """Each word of a name must be there, written so, beginning so or sounding so."""
    return [
        [code for kind in EACH_WORD for code in blinds(kind, word)] + blinds("sound", sound(word))
        for word in folded(text)
        if len(word) >= SHORTEST or not word.isascii()
    ]


CODES: Mapping[str, Callable[[str], list[list[bytes]]]] = {
    "name": _names,
    "phone": lambda text: [blinds("phone", each) for each in phones(text)],
    "vehicle": lambda text: [blinds("vehicle", each) for each in vehicles(text)],
    "address": lambda text: [blinds("address", each) for each in places(text)],
}


def _aged(query: Select[Person, Case], known: Known, actor: Actor) -> Select[Person, Case]:
    """By the year of birth, or the rough age that was given; the day is looked at afterwards."""
    if "age_from" not in known and "age_to" not in known:
        return query
    youngest, oldest = int(str(known.get("age_from", 0))), int(str(known.get("age_to", 120)))
    years = range(today().year - oldest - 1, today().year - youngest + 1)
    codes = [code for year in years for code in blinds("born_year", str(year))]
    rough = and_(Person.rough_age >= youngest, Person.rough_age <= oldest)
    return query.where(or_(_fits(actor, codes), rough))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
