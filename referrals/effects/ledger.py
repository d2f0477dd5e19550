"""The ledger of disclosures: one row for each thing told to somebody, and on whose decision.

Every act that lets a case, or a part of one, be read outside the police writes its row here:
shares and what is added to them, referrals, submissions, exports, meeting packs, break-glass.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select

from referrals.db import db
from referrals.models import Disclosure, Share
from referrals.once import put_new

TABLE = cast(Table, Disclosure.__table__)
LONGEST_OCCASION = 160


@dataclass(frozen=True)
class Ground:
    """Why something was told, and on whose decision.

    `share_id` when it was by a share, `opening_id` when by an opening for a set time: the same
    told again on another of them is told again.
    """

    kind: str
    purpose: str
    legal_basis: str
    decided_by_id: int
    share_id: str | None = None
    opening_id: str | None = None


@dataclass(frozen=True)
class What:
    """What was told: the tiers, the items by their keys, and a hash of the words."""

    tiers: tuple[str, ...]
    items: tuple[str, ...]
    digest: str


def by_share(share: Share, kind: str = "share", decided_by_id: int | None = None) -> Ground:
    """The ground of what is told by a share: its own, decided by whoever offered it."""
    decided = decided_by_id or share.offered_by_id
    return Ground(kind, share.purpose, share.legal_basis, decided, share.id)


def digest_of(rendered: object) -> str:
    """A hash of what was rendered, so that it can be proved later: of bytes, or of plain values."""
    plain = json.dumps(rendered, ensure_ascii=False, default=str)
    return hashlib.sha256(rendered if isinstance(rendered, bytes) else plain.encode()).hexdigest()


def copies(kind: str, of: ColumnElement[bool]) -> int:
    """How many copies of this kind were told of before, of the case or share that `of` names."""
    rows = select(func.count()).select_from(Disclosure).where(Disclosure.kind == kind, of)
    return db.session.scalar(rows) or 0


def disclosed(
    case_id: int,
    to: int | str,
    ground: Ground,
    what: What,
    *,
    at: dt.datetime,
    reader_id: int | None = None,
    occasion: str = "",
) -> bool:
    """Write the row, unless the same was told to the same reader before on the same ground.

    `to` is an organisation, or the code of an authority that does not use the service.
    `occasion` tells two tellings of the same content apart where each one counts (an export, a
    meeting pack, an hour of emergency access): give the identifier of that act. True when new.
    """
    on = ground.share_id or ground.opening_id or ground.kind
    told_on = occasion or f"{on}:{case_id}:{to}"
    return put_new(
        TABLE,
        case_id=case_id,
        share_id=ground.share_id,
        occasion=f"{told_on}:{what.digest}"[:LONGEST_OCCASION],
        kind=ground.kind,
        organisation_id=None if isinstance(to, str) else to,
        recipient=to if isinstance(to, str) else None,
        reader_id=reader_id,
        at=at,
        decided_by_id=ground.decided_by_id,
        purpose=ground.purpose,
        legal_basis=ground.legal_basis,
        tiers=list(what.tiers),
        items=list(what.items),
        digest=what.digest,
    )
