"""Where one case stands on each track, for whoever may read it; the look is recorded."""

from collections.abc import Mapping

from referrals import picture, redaction, trail
from referrals.actor import Actor
from referrals.db import reading
from workflows.facts import START
from workflows.sharing import TIER_OF_TRACK, Tier


def standing(actor: Actor, reference: str) -> Mapping[str, str]:
    """The state of every track whose tier this reader holds, and the `pathway` if they hear of it.

    NotFound if the case is not theirs.
    """
    with reading():
        case, way_in, _, facts, holding = redaction.opened(actor, reference)
        told = {track: TIER_OF_TRACK[track] for track in START if track not in holding.unheard}
        if picture.hears_pathway(actor, case, holding):
            told["pathway"] = Tier.ALLEGATION
        opened = (case.id, case.reference)
        stands = {track: facts.state(track) for track in told if track != "pathway"}
        stands |= {"pathway": case.pathway} if "pathway" in told else {}
    shown = sorted(set(told.values()))
    basis = way_in.code
    trail.looked(actor, "case.where_it_stands", [opened], shown, basis=basis, single=True)
    return stands
