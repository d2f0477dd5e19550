"""What the police see of sharing: with whom, whom to choose, and the case as a receiver gets it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals import access, picture, redaction, trail
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import db, reading
from referrals.effects import councils
from referrals.effects.shares import HEADINGS, share_of
from referrals.effects.sharing import as_meant, last_moment, left_out, own_case_quietly, receiver
from referrals.facts import facts_of, known_of
from referrals.models import Case, Organisation, PartnerCopy, Share, TrailChange, User
from referrals.views import AskedView, CaseView, GoesAlong, Left, ShareView, Tab
from referrals.views.copies import CopyView
from referrals.views.form import FormView
from workflows.agencies import KINDS
from workflows.guards.sharing import unmet
from workflows.shares import LIVE, REASONS, RECEIVERS, SHARE, TOLD, meant, never, offered
from workflows.sharing import Tier

TOLD_LABELS = {choice.code: choice.label for choice in TOLD}
STANDS = {
    "offered": "Offered, not answered yet",
    "accepted": "Accepted",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "ended": "Ended",
}


@dataclass(frozen=True)
class Worker:
    """Somebody who works at a receiver, by number."""

    user: int
    name: str


@dataclass(frozen=True)
class Item:
    """One item of a share: `choice` is "share" or the code of the reason why it does not go."""

    code: str
    label: str
    choice: str
    withheld: str = ""


@dataclass(frozen=True)
class Shared:
    """A share with its items; `live` while the receiver can still answer or read.

    `why` is why it was shared though they did not know or had said no; `people` are the names of
    the only ones who find a restricted case.
    """

    share: ShareView
    kind: str
    kind_label: str
    items: tuple[Item, ...]
    live: bool
    stands: str
    told: str = ""
    why: str = ""
    people: tuple[str, ...] = ()
    named: tuple[int, ...] = ()
    could_be_named: tuple[Worker, ...] = ()
    asked: tuple[AskedView, ...] = ()
    copy: CopyView | None = None


@dataclass(frozen=True)
class Sharing(Tab):
    """Everything shared of one case, the newest first; and the authorities its referrals told."""

    reference: str
    version: int
    shares: tuple[Shared, ...]
    authorities: tuple[str, ...]


@dataclass(frozen=True)
class Receiver:
    """An organisation that could be offered the case, or has it already.

    `people` are given where the case is restricted: those of them who may be named (R27).
    """

    code: str
    name: str
    kind: str
    kind_label: str
    has_it: bool
    people: tuple[Worker, ...] = ()


@dataclass(frozen=True)
class Step:
    """What was done with a share once it was offered, by whom, and why in their own words."""

    what: str
    at: dt.datetime
    by: str
    why: str


@dataclass(frozen=True)
class TheirView:
    """The case exactly as a receiver would be shown it, and all that stands in the way.

    `form` is the NRM form as they would read it, where their share lets them open it, and
    `documents` are those that go with it.
    """

    reference: str
    version: int
    organisation: str
    case: CaseView
    form: FormView | None = None
    unmet: tuple[Left, ...] = ()
    shared: Shared | None = None
    documents: tuple[GoesAlong, ...] = ()
    steps: tuple[Step, ...] = ()


def shares_of(actor: Actor, reference: str, *, headed: bool = False) -> Sharing:
    """With whom a case is or was shared, for those who may share it."""
    with reading():
        case = own_case_quietly(actor, reference)
        known = known_of(case.id)
        facts = facts_of(case, actor, known=known)
        authorities, shares = tuple(councils.told_of(facts)), tuple(_shares(case))
        over, tiers = None, frozenset({Tier.SUPPORT})
        if headed:
            holding = redaction.holding(actor, case, facts, access.why(actor, case))
            over = picture.tab(actor, case, facts, holding, known)
            tiers |= picture.told_over(over, holding)
        found = Sharing(case.reference, case.version, shares, authorities, over=over)
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.read", [opened], tiers, single=True)
    return found


def receivers(actor: Actor, reference: str) -> tuple[Receiver, ...]:
    """Active organisations of the kinds that hold a case by a share."""
    with reading():
        case = own_case_quietly(actor, reference)
        having = {share.organisation_id for share in redaction.shares_of(case.id) if _live(share)}
        rows = db.session.scalars(
            select(Organisation)
            .where(Organisation.active.is_(True), Organisation.kind.in_(RECEIVERS))
            .order_by(Organisation.kind.desc(), Organisation.name)
        )
        found = rows.all()
        people = _people(row.id for row in found) if case.restricted else {}
    trail.form_opened(actor, case, Tier.SUPPORT)
    return tuple(
        Receiver(
            row.code,
            row.name,
            row.kind,
            KINDS[row.kind],
            row.id in having,
            tuple(people.get(row.id, ())),
        )
        for row in found
    )


def _people(organisations: Iterable[int]) -> dict[int, list[Worker]]:
    found: dict[int, list[Worker]] = defaultdict(list)
    for row in db.session.execute(
        select(User.organisation_id, User.id, User.name)
        .where(User.organisation_id.in_(list(organisations)), User.active.is_(True))
        .where(User.role.in_(RECEIVERS.values()))
        .order_by(User.name)
    ):
        found[row.organisation_id].append(Worker(row.id, row.name))
    return found


def as_they_will(
    actor: Actor,
    reference: str,
    to: str,
    items: Mapping[str, str],
    answers: Mapping[str, object],
) -> TheirView:
    """The case as this organisation would see it if it accepted this offer."""
    with reading():
        case = own_case_quietly(actor, reference)
        facts = facts_of(case, actor)
        organisation = receiver(to)
        ground = meant(organisation.kind, items, answers)
        last_moment(answers.get("until"), now())
        unready = unmet(facts, actor.role, ground)
        view = picture.as_received(case, facts, organisation, ground)
        found = TheirView(
            case.reference,
            case.version,
            organisation.name,
            view,
            picture.form_as_received(case, facts, organisation, ground),
            picture.left(unready),
            documents=picture.documents_received(case, facts, organisation, ground),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.preview", [opened], (Tier.SUPPORT,), single=True)
    return found


def their_view(actor: Actor, reference: str, share_id: str) -> TheirView:
    """One share, and the case as its receiver sees it, or would if it were accepted."""
    with reading():
        case = own_case_quietly(actor, reference)
        share = share_of(case, share_id)
        facts = facts_of(case, actor)
        theirs = (case, facts, share.organisation, as_meant(share), share)
        view = picture.as_received(*theirs)
        found = TheirView(
            case.reference,
            case.version,
            share.organisation.name,
            view,
            picture.form_as_received(*theirs),
            shared=next(row for row in _shares(case) if row.share.id == share_id),
            documents=picture.documents_received(*theirs),
            steps=tuple(_steps(case, share)),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.preview", [opened], (Tier.SUPPORT,), single=True)
    return found


STEPS = ("extended", "reviewed", "changed", "declined", "withdrawn", "ended")


def _steps(case: Case, share: Share) -> Iterable[Step]:
    """As the trail has them: it alone keeps why, and by whom a share was ended."""
    rows = db.session.execute(
        select(TrailChange.act, TrailChange.at, TrailChange.digest, User.name)
        .outerjoin(User, User.id == TrailChange.actor_id)
        .where(TrailChange.chain == f"case:{case.id}")
        .where(TrailChange.act.in_(f"share.{step}" for step in STEPS))
        .order_by(TrailChange.seq)
    )
    for act, at, digest, name in rows:
        words = trail.words(digest)
        if words.get("after", {}).get("share") == share.id:
            what = HEADINGS[act.removeprefix("share.")].format(share.organisation.name)
            yield Step(what, at, name or "This service", words.get("reason", ""))


def _live(share: Share) -> bool:
    return share.state in LIVE and share.runs


def _stands(share: Share) -> str:
    over = share.state in LIVE and not _live(share)
    return f"Ended on {local(share.until).date():%-d %B %Y}" if over else STANDS[share.state]


def _shares(case: Case) -> list[Shared]:
    rows = redaction.shares_of(case.id)
    senders = {share.offered_by_id for share in rows}
    senders |= {user_id for share in rows for user_id in share.people}
    found = select(User.id, User.name).where(User.id.in_(senders))
    people = _people({row.organisation_id for row in rows}) if case.restricted else {}
    copies = _copies(case)
    names = {row.id: row.name for row in db.session.execute(found)}
    return [
        Shared(
            picture.share_view(share, names[share.offered_by_id]),
            share.organisation.kind,
            KINDS[share.organisation.kind],
            tuple(_items(share)),
            _live(share),
            _stands(share),
            TOLD_LABELS[share.consent],
            share.why or "",
            tuple(names[user_id] for user_id in share.people),
            tuple(share.people),
            tuple(people.get(share.organisation_id, ())),
            picture.asked_for(share),
            copies.get(share.id),
        )
        for share in rows
    ]


def _copies(case: Case) -> dict[str, CopyView]:
    """What those whose sharing has ended say of their own copies, by the share."""
    rows = (
        select(PartnerCopy)
        .where(PartnerCopy.case_id == case.id, PartnerCopy.source == "share")
        .options(joinedload(PartnerCopy.organisation))
    )
    return {row.source_id: picture.copy_view(row) for row in db.session.scalars(rows)}


def _items(share: Share) -> list[Item]:
    """Every item such an organisation hears of, shared or with the reason it is not."""
    kind, left = share.organisation.kind, left_out(share)
    left |= {item.code: redaction.RISK_OF_HARM for item in never(kind)}
    return [
        Item(item.code, item.label, left.get(item.code, SHARE), _reason(left.get(item.code)))
        for item in (*offered(kind), *never(kind))
    ]


def _reason(code: str | None) -> str:
    return REASONS[code] if code else ""
