"""Cases that belong together: found, compared, linked and joined, by who may open both (rule 7)."""

from collections.abc import Mapping

from sqlalchemy import or_, select

from referrals import access, picture, redaction, trail
from referrals.access import SEARCHERS, Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.keeping import potential_victim
from referrals.effects.matching import alike, tell_of_answer
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, CaseLink, Task, User
from referrals.views import CompareView, LinksView, LinkView, MatchesView, MatchView
from workflows.links import DIFFERENT, JOINED, KINDS, LABELS, NOT_A_MATCH, SAME, SURE, tier_of
from workflows.sharing import Tier

Done = dict[str, object]
NO_SUCH = "You hold no case with this reference"
CHECK_SHARES = "Check what each agency is shown, now that two cases are joined"
ANSWERS = (SAME, DIFFERENT, NOT_A_MATCH)


def links(actor: Actor, reference: str, *, headed: bool = False) -> LinksView:
    """The cases linked to this one that this reader may open too."""
    with reading():
        case, _, known, facts, holding = redaction.opened(actor, reference)
        if actor.role not in SEARCHERS:
            raise NotFound
        over = picture.tab(actor, case, facts, holding, known) if headed else None
        found = [
            (link, other)
            for link, other in _linked(actor, case)
            if link.kind != NOT_A_MATCH and holding.reads_of_others(tier_of(link.kind), free=True)
        ]
        rows = picture.rows_for([other for _, other in found], now())
        people = _people(link.made_by_id for link, _ in found)
        views = tuple(
            LinkView(
                id=link.id,
                row=row,
                kind=link.kind,
                label=LABELS[link.kind],
                sure=SURE[link.sure].partition(":")[0],
                words=link.words or "",
                made_at=link.made_at,
                made_by=people[link.made_by_id],
            )
            for (link, _), row in zip(found, rows, strict=True)
        )
        seen = [(case.id, case.reference), *((other.id, other.reference) for _, other in found)]
    tiers = {Tier.IDENTITY, Tier.INTELLIGENCE} | picture.told_over(over, holding)
    trail.looked(actor, "links.read", seen, tiers, single=False)
    return LinksView(case.reference, views, actor.supervises, over=over)


def matches(actor: Actor, reference: str) -> MatchesView:
    """Other cases of this reader's that may be about the same person and were not compared yet."""
    with reading():
        case = _own(actor, reference)
        person = potential_victim(case.id)
        found = alike(person, access.visible_to(actor))
        rows = picture.rows_for([each.case for each in found], now())
        cards = tuple(
            MatchView(row, each.strength, each.because, picture.differences(person, each.person))
            for each, row in zip(found, rows, strict=True)
        )
        seen = [(case.id, case.reference), *((each.case.id, row.reference)
                for each, row in zip(found, rows, strict=True))]  # fmt: skip
    trail.looked(actor, "matches.read", seen, (Tier.IDENTITY, Tier.CONTACT), single=False)
    return MatchesView(case.reference, cards)


def compare(actor: Actor, reference: str, other: str) -> CompareView:
    """Two cases side by side; each opening is on that case's own record."""
    with reading():
        here, there = _own(actor, reference), _own(actor, other)
        if here.id == there.id:
            raise NotFound
        rows = picture.side_by_side(
            (here, potential_victim(here.id), redaction.holding_of(actor, here)),
            (there, potential_victim(there.id), redaction.holding_of(actor, there)),
        )
        both = [(case.id, case.reference) for case in (here, there)]
    for one in both:
        tiers = (Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION)
        trail.looked(actor, "match.compared", [one], tiers, single=True)
    return CompareView(here.reference, there.reference, rows, actor.supervises)


@act
def answer(actor: Actor, reference: str, other: str, outcome: str, key: str | None = None) -> Done:
    """Say what comparing two cases came to; it is remembered, and whoever may open both is told."""
    if outcome not in ANSWERS:
        raise Invalid({"outcome": ["Say what you found"]})

    def do() -> Done:
        here, there = _both(actor, reference, other)
        _link(actor, here, there, outcome)
        tell_of_answer(here, there, actor)
        return {"reference": here.reference, "other": there.reference}

    return access.only_once(actor, key, f"matches/{other}", outcome, do, case=reference)


def add(
    actor: Actor, reference: str, answers: Mapping[str, object], key: str | None = None
) -> Done:
    """Link two cases that this person may open; a case they may not is no case, and a try (RL1)."""
    other = str(answers.get("other", ""))
    try:
        return _add(actor, reference, other, answers, key)
    except NotFound:
        with reading():
            _own(actor, reference)
        trail.refused(actor, "links", f"{reference},{other}", "not_found", Invalid.status)
        raise Invalid({"other": [NO_SUCH]}) from None


@act
def _add(
    actor: Actor, reference: str, other: str, answers: Mapping[str, object], key: str | None
) -> Done:
    kind, sure = (str(answers.get(name, "")) for name in ("kind", "sure"))
    if kind not in KINDS or sure not in SURE:
        raise Invalid({"kind": ["Say how they are linked, and how sure that is"]})

    def do() -> Done:
        here, there = _both(actor, reference, other)
        _link(actor, here, there, kind, sure=sure, words=str(answers.get("words", "")))
        return {"reference": here.reference, "other": there.reference}

    return access.only_once(actor, key, "links", dict(answers), do, case=reference)


@act
def join(actor: Actor, reference: str, other: str, reason: str, key: str | None = None) -> Done:
    """Say that two cases are one person's: both references stay, and nobody sees more by it.

    What agencies are shown is looked at again on both. It can be undone like any link.
    """

    def do() -> Done:
        here, there = _both(actor, reference, other)
        if not actor.supervises:
            raise NotYours("A supervisor joins cases")
        _link(actor, here, there, JOINED, words=reason)
        for case in (here, there):
            db.session.add(
                Task(
                    case_id=case.id,
                    title=CHECK_SHARES,
                    team_id=case.lead_team_id,
                    asked_at=now(),
                    asked_by_id=actor.user_id,
                )
            )
        tell_of_answer(here, there, actor)
        return {"reference": here.reference, "other": there.reference}

    return access.only_once(actor, key, f"join/{other}", reason, do, case=reference)


@act
def end(actor: Actor, reference: str, number: str, key: str | None = None) -> Done:
    """Undo a link; a join is undone by a supervisor, as it was made by one."""

    def do() -> Done:
        case = _own(actor, reference)
        found = [(link, other) for link, other in _linked(actor, case) if link.id == number]
        if not found:
            raise NotFound
        [(link, other)] = found
        _may_write(actor, case, link.kind)
        if link.kind == JOINED and not actor.supervises:
            raise NotYours("A supervisor undoes what a supervisor joined")
        link.ended_at, link.ended_by_id = now(), actor.user_id
        _record(actor, "link.ended", case, other, kind=link.kind)
        return {"reference": case.reference, "other": other.reference}

    return access.only_once(actor, key, f"links/{number}/end", None, do, case=reference)


def _own(actor: Actor, reference: str) -> Case:
    """A case of this reader's own, if their role compares cases at all."""
    case = access.fetch_quietly(actor, reference, Verb.READ)
    if actor.role not in SEARCHERS or not redaction.holding_of(actor, case).levels:
        raise NotFound
    return case


def _both(actor: Actor, reference: str, other: str) -> tuple[Case, Case]:
    """Both cases, locked in one order so that two people who link them do not wait for ever."""
    held = {each: access.fetch(actor, each, Verb.WRITE) for each in sorted({reference, other})}
    if len(held) < len((reference, other)):
        raise Invalid({"other": ["Enter the reference of another case"]})
    return _own(actor, held[reference].reference), _own(actor, held[other].reference)


def _link(
    actor: Actor, here: Case, there: Case, kind: str, *, sure: str = "certain", words: str = ""
) -> None:
    for case in (here, there):
        _may_write(actor, case, kind)
    one, other = sorted((here, there), key=lambda case: case.id)
    pair = (CaseLink.one_id == one.id, CaseLink.other_id == other.id)
    if db.session.scalar(
        select(CaseLink.id).where(*pair, CaseLink.kind == kind, CaseLink.ended_at.is_(None))
    ):
        raise Conflict("They are linked in this way already")
    link = CaseLink(
        one_id=one.id, other_id=other.id, kind=kind, sure=sure, made_at=now(),
        made_by_id=actor.user_id,
    )  # fmt: skip
    link.words = words or None
    db.session.add(link)
    _record(actor, "link.made", here, there, kind=kind, words=words)


def _may_write(actor: Actor, case: Case, kind: str) -> None:
    if not redaction.holding_of(actor, case).writes(tier_of(kind)):
        raise NotYours("Your role cannot link cases in this way")


def _record(
    actor: Actor, what: str, here: Case, there: Case, *, kind: str, words: str = ""
) -> None:
    """On the record of each case; the other's reference is sealed, for who may read both."""
    for case, other in ((here, there), (there, here)):
        trail.changed(
            actor,
            what,
            case,
            operation="combination",
            tiers=(tier_of(kind),),
            after={"other": other.reference, "kind": kind},
            reason=words,
        )


def _linked(actor: Actor, case: Case) -> list[tuple[CaseLink, Case]]:
    """Links in force whose other end this reader may open: the filter is the lock."""
    far = or_(Case.id == CaseLink.one_id, Case.id == CaseLink.other_id)
    query = (
        select(CaseLink, Case)
        .join(Case, far)
        .where(or_(CaseLink.one_id == case.id, CaseLink.other_id == case.id))
        .where(Case.id != case.id, CaseLink.ended_at.is_(None), access.visible_to(actor))
        .order_by(CaseLink.made_at.desc(), CaseLink.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _people(ids: object) -> dict[int, str]:
    rows = select(User.id, User.name).where(User.id.in_(set(ids)))  # type: ignore[call-overload]
    return dict(db.session.execute(rows).all())
