"""What the police see of sharing: with whom, whom to choose, and the case as a receiver gets it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals import access, picture, trail
from referrals.access import SHARED, Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import db, reading
from referrals.effects import judged_mover
from referrals.effects.shares import share_of
from referrals.errors import Invalid, NotYours
from referrals.facts import facts_of
from referrals.models import Case, Organisation, Share, User
from referrals.redaction import Holding
from referrals.views import CaseView, Left, ShareView
from workflows.agencies import KINDS
from workflows.facts import CaseFacts
from workflows.guards.sharing import unmet
from workflows.shares import (
    NAMES,
    OFFERERS,
    REASONS,
    RECEIVERS,
    lent,
    meant,
)
from workflows.sharing import Tier, held

LIVE = frozenset({"offered", "accepted"})
STANDS = {
    "offered": "Offered, not answered yet",
    "accepted": "Accepted",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "ended": "Ended",
}


@dataclass(frozen=True)
class Item:
    """One item of a share: it goes, or the reason why not."""

    label: str
    withheld: str = ""


@dataclass(frozen=True)
class Shared:
    """A share with its items; `live` while the receiver can still answer or read."""

    share: ShareView
    kind: str
    items: tuple[Item, ...]
    live: bool
    stands: str


@dataclass(frozen=True)
class Sharing:
    """Everything shared of one case, the newest first."""

    reference: str
    version: int
    shares: tuple[Shared, ...]


@dataclass(frozen=True)
class Receiver:
    """An organisation that could be offered the case, or has it already."""

    code: str
    name: str
    kind: str
    kind_label: str
    has_it: bool


@dataclass(frozen=True)
class TheirView:
    """The case exactly as a receiver would be shown it, and all that stands in the way."""

    reference: str
    version: int
    organisation: str
    case: CaseView
    unmet: tuple[Left, ...] = ()
    shared: Shared | None = None


def shares_of(actor: Actor, reference: str) -> Sharing:
    """With whom a case is or was shared, for those who may share it."""
    with reading():
        case = _case(actor, reference)
        found = Sharing(case.reference, case.version, tuple(_shares(case)))
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.read", [opened], (Tier.SUPPORT,), single=True)
    return found


def receivers(actor: Actor, reference: str) -> tuple[Receiver, ...]:
    """Active organisations of the kinds that hold a case by a share."""
    with reading():
        case = _case(actor, reference)
        having = {share.organisation_id for share in _rows(case) if _live(share)}
        rows = db.session.scalars(
            select(Organisation)
            .where(Organisation.active.is_(True), Organisation.kind.in_(RECEIVERS))
            .order_by(Organisation.kind.desc(), Organisation.name)
        )
        return tuple(
            Receiver(row.code, row.name, row.kind, KINDS[row.kind], row.id in having)
            for row in rows
        )


def as_they_will(
    actor: Actor,
    reference: str,
    to: str,
    items: Mapping[str, str],
    answers: Mapping[str, object],
) -> TheirView:
    """The case as this organisation would see it if it accepted this offer."""
    with reading():
        case = _case(actor, reference)
        facts = facts_of(case, actor)
        organisation = _organisation(to)
        ground = meant(organisation.kind, items, answers)
        unready = unmet(facts, actor.role, ground)
        view = _view(case, facts, organisation, ground.tiers, ground.withheld)
        found = TheirView(
            case.reference, case.version, organisation.name, view, picture.left(unready)
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.preview", [opened], (Tier.SUPPORT,), single=True)
    return found


def their_view(actor: Actor, reference: str, share_id: str) -> TheirView:
    """One share, and the case as its receiver sees it, or would if it were accepted."""
    with reading():
        case = _case(actor, reference)
        share = share_of(case, share_id)
        facts = facts_of(case, actor)
        view = _view(case, facts, share.organisation, share.tiers, share.withheld)
        found = TheirView(
            case.reference,
            case.version,
            share.organisation.name,
            view,
            shared=next(row for row in _shares(case) if row.share.id == share_id),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "sharing.preview", [opened], (Tier.SUPPORT,), single=True)
    return found


def _case(actor: Actor, reference: str) -> Case:
    case = access.fetch_quietly(actor, reference, Verb.SHARE)
    if actor.role not in OFFERERS:
        raise NotYours("Only an investigator on the case or their supervisor can share it")
    return case


def _organisation(code: str) -> Organisation:
    found = db.session.scalars(
        select(Organisation).where(Organisation.code == code, Organisation.active.is_(True))
    ).one_or_none()
    if found is None or found.kind not in RECEIVERS:
        raise Invalid({"to": ["Choose an organisation that can hold this case"]})
    return found


def _view(
    case: Case,
    facts: CaseFacts,
    organisation: Organisation,
    tiers: Collection[str],
    withheld: Mapping[str, str],
) -> CaseView:
    """Their page, made as their own reading makes it, for nobody in particular among them."""
    role = RECEIVERS[organisation.kind]
    reader = Actor(0, "", role, organisation.id, organisation.kind)
    holding = Holding(role, *lent(held(role, facts), tiers, withheld))
    mover = judged_mover(reader, case, holds=True)
    return picture.case_view(reader, case, facts, holding, way_in=SHARED, mover=mover)


def _rows(case: Case) -> list[Share]:
    rows = db.session.scalars(
        select(Share)
        .where(Share.case_id == case.id)
        .options(joinedload(Share.organisation))
        .order_by(Share.offered_at.desc())
    )
    return list(rows)


def _live(share: Share) -> bool:
    return share.state in LIVE and share.until > now()


def _stands(share: Share) -> str:
    over = share.state in LIVE and not _live(share)
    return f"Ended on {local(share.until).date():%-d %B %Y}" if over else STANDS[share.state]


def _shares(case: Case) -> list[Shared]:
    rows = _rows(case)
    senders = {share.offered_by_id for share in rows}
    found = select(User.id, User.name).where(User.id.in_(senders))
    names = {row.id: row.name for row in db.session.execute(found)}
    return [
        Shared(
            picture.share_view(share, names[share.offered_by_id]),
            KINDS[share.organisation.kind],
            tuple(_items(share)),
            _live(share),
            _stands(share),
        )
        for share in rows
    ]


def _items(share: Share) -> list[Item]:
    """Every item such an organisation may be shown, shared or with the reason it is not."""
    return [
        Item(label, "" if tier in share.tiers else REASONS[share.withheld[tier]])
        for tier, label in NAMES.items()
        if tier in share.tiers or tier in share.withheld
    ]
