"""A case as an organisation that holds it sees it, for nobody in particular among them."""

from sqlalchemy import select

from referrals.access import SHARED, WAYS_IN, Rule, judged_mover
from referrals.actor import Actor
from referrals.db import db
from referrals.facts import known_of
from referrals.models import Case, Document, Organisation, Share
from referrals.picture.acts import opens_nrm
from referrals.picture.build import case_view
from referrals.picture.files import may_know
from referrals.picture.form import form_view, opened_by
from referrals.redaction import Holding, lent_to, levels_of, shares_of
from referrals.views import CaseView, GoesAlong
from referrals.views.form import FormView
from workflows.documents import KINDS
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
    reader, holding = _receiver(facts, organisation, ground, share)
    return _seen(reader, case, facts, holding, SHARED)


SOCIAL_WORKER = {
    "la_children": "la_children_social_worker",
    "la_adults": "la_adult_social_worker",
}
"""Who reads for a local authority, by the standing that it has."""


def as_referred(
    case: Case, facts: CaseFacts, authority: Organisation, standing: str
) -> tuple[CaseView, tuple[str, ...]]:
    """What a local authority that was referred to may read, and of which tiers."""
    role = SOCIAL_WORKER[standing]
    holding = Holding(role, levels_of(role, facts), {})
    reader = _somebody(authority, role)
    return _seen(reader, case, facts, holding, WAYS_IN[role][0]), holding.tiers


def _seen(reader: Actor, case: Case, facts: CaseFacts, holding: Holding, way_in: Rule) -> CaseView:
    return case_view(
        reader,
        case,
        facts,
        holding,
        known=known_of(case.id),
        shares=shares_of(case.id),
        way_in=way_in,
        mover=judged_mover(reader, case, holds=True),
    )


def form_as_received(
    case: Case,
    facts: CaseFacts,
    organisation: Organisation,
    ground: Proposal,
    share: Share | None = None,
) -> FormView | None:
    """The NRM form as they read it, if a share lets them open it."""
    reader, holding = _receiver(facts, organisation, ground, share)
    if not opens_nrm(reader, holding):
        return None
    return form_view(reader, opened_by(reader, case, facts, holding))


def documents_received(
    case: Case,
    facts: CaseFacts,
    organisation: Organisation,
    ground: Proposal,
    share: Share | None = None,
) -> tuple[GoesAlong, ...]:
    """The documents of others that they may know of, and have once no virus was found in them."""
    reader, holding = _receiver(facts, organisation, ground, share)
    others = (Document.case_id == case.id, Document.organisation_id != organisation.id)
    rows = db.session.scalars(
        select(Document).where(*others).order_by(Document.added_at.desc(), Document.id)
    )
    return tuple(
        GoesAlong(row.id, KINDS[row.kind], row.description or "")
        for row in rows
        if may_know(row, holding, reader)
    )


def _receiver(
    facts: CaseFacts, organisation: Organisation, ground: Proposal, share: Share | None
) -> tuple[Actor, Holding]:
    """Somebody who works there, and what they would hold."""
    role = RECEIVERS[organisation.kind]
    holding = lent_to(role, held(role, facts), ground.tiers, ground.withheld, share)
    return _somebody(organisation, role), holding


def _somebody(organisation: Organisation, role: str) -> Actor:
    return Actor(
        0,
        "",
        role,
        organisation.id,
        organisation.kind,
        designated_first_responder=organisation.designated_first_responder,
    )
