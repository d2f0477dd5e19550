"""What a partner asked for and how it was answered, as they and the police on the case read it."""

from collections.abc import Mapping

from referrals.effects.sharing import left_out
from referrals.models import ItemAsked, Share
from referrals.picture.load import Rows
from referrals.picture.summary import NOT_RECORDED, SAID_ELSEWHERE
from referrals.views import AskedView, CaseView, Fact
from workflows.items import BY_CODE
from workflows.shares import REASONS
from workflows.sharing import Tier
from workflows.tracks.nrm import NRM


def asked_for(share: Share) -> tuple[AskedView, ...]:
    """Everything asked for under one share, the newest first."""
    left = left_out(share)
    return tuple(_view(row, share, left.get(row.item, "")) for row in share.asked)


def granted(view: CaseView, rows: Rows, share: Share) -> tuple[Fact, ...]:
    """Each item that was asked for and given and has no row of its own: that it is there, or not.

    Without it the row in which they asked would be gone with the yes.
    """
    given = {row.item for row in share.asked if row.state == "given"} - left_out(share).keys()
    there = _there(view, rows)
    return tuple(
        Fact(code, BY_CODE[code].label, WHERE[code] if there[code] else NOT_RECORDED)
        for code in SAID_ELSEWHERE
        if code in given
    )


ABOVE, BELOW = "At the top of this page", "Under “What has happened”"
WHERE = {
    "who": ABOVE,
    "medical": BELOW,
    "nrm_decision": BELOW,
    "alerts": ABOVE,
    "tasks": "Under “What we need from you”",
    "support": BELOW,
    "partners": "Under “Who else helps them”",
}


def _there(view: CaseView, rows: Rows) -> Mapping[str, bool]:
    """Whether anything is recorded of each."""
    noted = {row.tier for row in rows.notes} | {
        row.tier for row in rows.events if not row.kind.startswith("share_")
    }
    return {
        "who": True,
        "medical": Tier.MEDICAL in noted,
        "nrm_decision": view.nrm is not None and view.nrm.state != NRM.start,
        "alerts": view.missing or view.threat_to_life,
        "tasks": bool(view.tasks),
        "support": Tier.SUPPORT in noted,
        "partners": bool(view.partners),
    }


def _view(row: ItemAsked, share: Share, left: str) -> AskedView:
    return AskedView(
        id=row.id,
        share=share.id,
        organisation=share.organisation.name,
        item=row.item,
        label=BY_CODE[row.item].label,
        state=row.state,
        why=row.why or "",
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        due=row.due,
        answered_at=row.answered_at,
        reason=REASONS.get(row.reason_code or left, ""),
    )
