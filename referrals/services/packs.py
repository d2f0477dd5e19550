"""A meeting pack: the case on paper for one organisation at the table, as it holds the case itself.

Nobody at a meeting reads more than their own organisation was shown, so each gets its own paper.
"""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select

from referrals import access, paper, picture, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, new_id, reading
from referrals.effects.ledger import What, by_share, copies, digest_of, disclosed
from referrals.effects.shares import share_of
from referrals.effects.sharing import as_meant, own_case, own_case_quietly
from referrals.effects.taking import OF_CASES, refuse_more
from referrals.errors import Conflict
from referrals.facts import facts_of
from referrals.models import Case, Disclosure, Share, User
from referrals.paper import Stamp
from referrals.redaction import in_force
from referrals.views import CaseView
from referrals.views.files import File

KIND = "pack"
PURPOSE = "meeting"
NOT_HELD = "They do not hold the case now, so there is nothing to bring to a meeting"


@dataclass(frozen=True)
class Pack:
    """One pack in the making: for whom, what they hold, and what the ledger will say of it."""

    reference: str
    to: str
    view: CaseView
    what: What
    stamp: Stamp


def take(actor: Actor, reference: str, share_id: str, meeting: dt.date) -> File:
    """The paper for the holder of one accepted share; Conflict if nobody there holds it now.

    The row of the ledger, with the hash of the paper, is stored before the paper leaves.
    """
    with reading():
        case = own_case_quietly(actor, reference)
        pack = _pack(actor, case, _held(case, share_id))
    content = paper.printed("meeting_pack", pack.stamp, case=pack.view, to=pack.to, meeting=meeting)
    digest = digest_of(content)
    _disclose(actor, share_id, replace(pack, what=replace(pack.what, digest=digest)), meeting)
    return File(f"{pack.reference}-meeting-pack.pdf", "application/pdf", content, digest)


def _held(case: Case, share_id: str) -> Share:
    share = share_of(case, share_id)
    if in_force([share], share.organisation_id) is None or not _read_there(case, share):
        raise Conflict(NOT_HELD)
    return share


def _read_there(case: Case, share: Share) -> bool:
    """Of a restricted case, paper reaches nobody where nobody is named, as a share does (R27)."""
    if not case.restricted:
        return True
    there = (User.organisation_id == share.organisation_id, User.active)
    readers = select(User.id).where(*there, access.may_hear(case.id)).limit(1)
    return db.session.scalar(readers) is not None


def _pack(actor: Actor, case: Case, share: Share) -> Pack:
    view = picture.as_received(
        case, facts_of(case, actor), share.organisation, as_meant(share), share
    )
    made = copies(KIND, Disclosure.share_id == share.id)
    return Pack(
        case.reference,
        share.organisation.name,
        view,
        picture.what_told(view, sorted(share.tiers)),
        Stamp("Meeting pack", case.reference, actor.name, now(), made + 1),
    )


@act
def _disclose(actor: Actor, share_id: str, pack: Pack, meeting: dt.date) -> None:
    """One row of the ledger and one of the trail; a share that ended meanwhile prints nothing."""
    case = own_case(actor, pack.reference)
    refuse_more(actor, OF_CASES)
    share = _held(case, share_id)
    ground = replace(by_share(share, KIND, actor.user_id), purpose=PURPOSE)
    disclosed(
        case.id,
        share.organisation_id,
        ground,
        pack.what,
        at=now(),
        occasion=f"{KIND}:{new_id()}",
    )
    trail.changed(
        actor,
        "pack.taken",
        case,
        operation="disclosure",
        tiers=pack.what.tiers,
        after={"meeting": meeting.isoformat(), "copy": pack.stamp.copy, "sha256": pack.what.digest},
        reason_code=PURPOSE,
        recipients=(share.organisation.code,),
        basis=share.legal_basis,
    )
