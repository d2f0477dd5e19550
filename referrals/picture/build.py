"""One case, one reader, one picture."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from referrals.access import Rule
from referrals.actor import Actor
from referrals.facts import Known
from referrals.models import Case, CaseClock, Share
from referrals.picture import steps
from referrals.picture.answered import signs_ticked
from referrals.picture.asked import asked_for, granted
from referrals.picture.clock_page import sees_clock, view_of
from referrals.picture.clock_words import ORDER
from referrals.picture.granted import own_grants
from referrals.picture.holders import holders
from referrals.picture.load import Rows, rows_of
from referrals.picture.others import names_to, others
from referrals.picture.over import later_to, over
from referrals.picture.released import released
from referrals.picture.shares import all_shares, own_share
from referrals.picture.summary import summary, withheld
from referrals.picture.timeline import WHOLE, timeline
from referrals.redaction import Holding
from referrals.views import (
    CaseView,
    ClockView,
    NrmView,
    RoutingView,
)
from workflows import eras
from workflows.agencies import POLICE
from workflows.engine import open_moves
from workflows.facts import CaseFacts, Mover
from workflows.routing import team_label
from workflows.sharing import Tier


def case_view(
    actor: Actor,
    case: Case,
    facts: CaseFacts,
    holding: Holding,
    *,
    known: Known,
    shares: Sequence[Share],
    way_in: Rule | None,
    mover: Mover,
    named: bool = False,
    part: slice = WHOLE,
) -> CaseView:
    """The case as `actor` may see it; `named` when they asked for the name, which is recorded.

    `part` is how much of the timeline it has.
    """
    police = actor.role in POLICE
    rows = rows_of(case, known, shares, standings=police and not holding.own_only)
    told_by = names_to(actor, rows, holding)
    happened, page = timeline(actor, holding, rows.events, rows.notes, told_by, part=part)
    found = open_moves(facts, mover)
    head = over(actor, rows, facts, holding, found=found, mover=mover, named=named)
    view = replace(
        head,
        why_you=way_in.words if way_in else "",
        routing=_routing(case, facts) if police else None,
        next_step=steps.next_step(found, facts, mover, holding) if police else None,
        clocks=_clocks(actor, rows, holding, told_by, facts.now),
        timeline=happened,
        timeline_page=page,
        released=released(actor, case, facts, holding),
        summary=summary(
            case,
            rows.victim,
            holding,
            head.records,
            later=later_to(actor, rows, holding),
            signs=signs_ticked(rows.events),
        ),
        withheld=withheld(holding),
        shares=all_shares(rows, holding) if police else (),
        partners=others(actor, rows, holding),
        holders=holders(case, facts, rows, holding),
        nrm=_nrm(case, facts, holding),
        own_share=own_share(rows, holding),
        own_grants=own_grants(actor, case),
        asked=asked_for(holding.share) if holding.share else (),
    )
    share = holding.share
    return replace(view, granted=granted(view, rows, share)) if share else view


def _routing(case: Case, facts: CaseFacts) -> RoutingView:
    """The rule's own answer stands beside a decision of people, whoever leads now (R8)."""
    return RoutingView(
        rule=case.rule,
        rule_team=team_label(case.rule_lead),
        by_person=facts.lead != case.rule_lead,
        asked=case.routing_query,
    )


def _clocks(
    actor: Actor, rows: Rows, holding: Holding, names: Mapping[int, str], now: dt.datetime
) -> tuple[ClockView, ...]:
    views = [
        view_of(row, rows, names, now)
        for row in rows.clocks
        if _shows(row, now) and sees_clock(actor, row, holding)
    ]
    return tuple(sorted(views, key=lambda view: (ORDER[view.tone], view.due)))


def _shows(row: CaseClock, now: dt.datetime) -> bool:
    """An alert years ahead, such as a birthday, is not yet anybody's to act on."""
    far = row.kind == "internal" and row.due - now > AHEAD
    return row.state != "stopped" and not far


AHEAD = dt.timedelta(days=100)


def _nrm(case: Case, facts: CaseFacts, holding: Holding) -> NrmView | None:
    if not holding.reads(Tier.NRM_DECISION, free=False):
        return None
    sent = facts.latest("nrm_submitted")
    return NrmView(
        state=facts.state("nrm"),
        missing=max(case.nrm_missing, 0) if holding.role in POLICE else None,
        competent_authority=eras.competent_authority(facts) or "",
        submitted_at=sent.at if sent else None,
    )
