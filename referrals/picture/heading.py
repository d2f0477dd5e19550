"""What stands over every tab of a case: who it is about, where it stands, and who has it."""

from collections.abc import Collection

from referrals.actor import Actor
from referrals.picture.acts import version_for
from referrals.picture.later import told_routing
from referrals.picture.load import Rows
from referrals.picture.subject import Subject
from referrals.picture.summary import PATHWAYS, POLICE_LEAD
from referrals.picture.who import seen_by
from referrals.redaction import Holding
from referrals.views import CaseView, Shown
from workflows.agencies import POLICE
from workflows.facts import CaseFacts
from workflows.flags import disclosure_schedule
from workflows.sharing import Tier
from workflows.stage import WORDS, stage


def heading(
    actor: Actor,
    rows: Rows,
    facts: CaseFacts,
    holding: Holding,
    about: Subject,
    *,
    later: Collection[str],
) -> CaseView:
    """The case with nothing under its heading yet."""
    case = rows.case
    initials, who = seen_by(holding, about.person, about.band, facts.now)
    police = actor.role in POLICE
    routed = told_routing(holding, later)
    heard = stage(facts, holding.unheard)
    intelligence = holding.reads_of_others(Tier.INTELLIGENCE, free=False)
    alerts, safety = holding.has("alerts"), holding.has("safe_now")
    return CaseView(
        kind=_kind(actor, holding),
        reference=case.reference,
        version=version_for(actor, case, holding),
        opened_at=case.opened_at,
        logged_by=rows.name(case.logged_by_id) if police else "",
        closed_at=case.closed_at,
        initials=initials,
        who=who,
        pathway=_thought(holding, PATHWAYS.get(case.pathway, case.pathway), told=routed),
        exploitation=_thought(holding, about.exploitation, told="exploitation" not in later),
        stage=heard,
        stage_label=WORDS[heard],
        safe_now=case.immediate_safety_confirmed if safety else None,
        secured=safety and case.secured,
        missing=alerts and bool(case.missing),
        threat_to_life=alerts and bool(case.threat_to_life),
        restricted=case.restricted,
        disclosure_schedule=intelligence and disclosure_schedule(facts),
        team=_team(rows, holding),
        lead="" if "investigation" in holding.unheard else rows.name(case.lead_id),
        because=_thought(holding, case.because, told=routed),
        never_shown=holding.never_shown,
    )


def _thought(holding: Holding, words: str, *, told: bool) -> Shown:
    """Every line that says what is thought to have happened is one item.

    `told` is whether this reader may have it as it stands: what the police made of it is none of
    the form, and what was learned since is none of theirs who handed the case over.
    """
    if not told:
        return holding.instead(Tier.ALLEGATION)
    return holding.show(Tier.ALLEGATION, words, free=False, item="exploitation")


def _team(rows: Rows, holding: Holding) -> str:
    """Which team leads tells what is thought to have happened, so it is told with that alone."""
    if "investigation" in holding.unheard:
        return POLICE_LEAD
    return rows.teams.get(rows.case.lead_team_id or 0, "")


def _kind(actor: Actor, holding: Holding) -> str:
    if holding.masked:
        return "masked"
    return "police" if actor.role in POLICE else "partner"


def name_of(about: Subject, holding: Holding) -> Shown:
    name = about.person.name if about.person else None
    return holding.show(Tier.IDENTITY, name or "Name not known", item="who")
