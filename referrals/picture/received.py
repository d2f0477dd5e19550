"""A case as the receiver of a share sees it, for nobody in particular among them."""

from referrals.access import SHARED
from referrals.actor import Actor
from referrals.facts import judged_mover, known_of
from referrals.models import Case, Organisation, Share
from referrals.picture.build import case_view
from referrals.redaction import lent_to, shares_of
from referrals.views import CaseView
from workflows.facts import CaseFacts
from workflows.shares import RECEIVERS, Proposal
from workflows.sharing import held


def as_received(
    case: Case,
    facts: CaseFacts,
    organisation: Organisation,
    ground: Proposal,
    share: Share | None = None,
) -> CaseView:
    """Their page, as their own reading makes it, by what is meant or by the share there is."""
    role = RECEIVERS[organisation.kind]
    reader = Actor(0, "", role, organisation.id, organisation.kind)
    holding = lent_to(role, held(role, facts), ground.tiers, ground.withheld, share)
    mover = judged_mover(reader, case, holds=True)
    return case_view(
        reader,
        case,
        facts,
        holding,
        known=known_of(case.id),
        shares=shares_of(case.id),
        way_in=SHARED,
        mover=mover,
    )
