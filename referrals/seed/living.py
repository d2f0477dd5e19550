"""Lives one story through to where it stands today, step by step, as the services allow."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db, reading
from referrals.models import Case, Organisation, Team
from referrals.seed import teller
from referrals.seed.people import someone
from referrals.seed.stories import Story
from referrals.seed.teller import Telling
from referrals.services import writing
from workflows.agencies import AREAS

Step = Callable[[Story, Telling], None]
PARTNER_AREAS = frozenset({"birmingham", "coventry", "sandwell"})


def live(story: Story, telling: Telling) -> Telling:
    """Take every step that comes before where the story has reached, and that one."""
    _mark(story, telling)
    for step in STEPS[story.reached]:
        step(story, telling)
    return telling


def _mark(story: Story, telling: Telling) -> None:
    if "missing" in story.marks:
        telling.records(telling.officer, "went_missing", at=telling.at)
    if "threat" in story.marks:
        telling.records(telling.officer, "threat_to_life", threat=True)


def _safe(story: Story, telling: Telling) -> None:
    teller.make_safe(telling, AREAS[story.area], child=story.child)


def _handed(story: Story, telling: Telling) -> None:
    teller.hand_over(telling)


def _unsafe(story: Story, telling: Telling) -> None:
    """Handed over, safe for the moment, but nobody has put their name to it yet."""
    who = telling.officer
    telling.records(who, "immediate_safety", safe=True)
    telling.moves(who, "response", "make_safe")
    telling.records(who, "risk_to_others", others=False)
    teller.hand_over(telling)


def _claimed(story: Story, telling: Telling) -> None:
    teller.claim(telling, someone("%_investigator", team=team_of(telling.reference)))
    if story.kind == "adult_vulnerable":
        teller.concern(telling, AREAS[story.area])


def _active(story: Story, telling: Telling) -> None:
    teller.start(telling)
    teller.note(telling, "update", "First account read. Phones are with the examiner.")
    if story.child:
        wishes = "Wants to stay at the same school, and to see their aunt."
        telling.records(telling.leader, "wishes", wishes=wishes)
    if story.child and story.area in PARTNER_AREAS:
        worker = someone("la_children_social_worker", area=story.area)
        teller.social_work(telling, worker)
    if "missing" in story.marks:
        wanted = "Find them: they were last seen near the coach station."
        telling.records(telling.leader, "ett_request", why="missing", reason=wanted)


def _drafted(story: Story, telling: Telling) -> None:
    """Half written, and at odds with itself in one place."""
    telling.moves(telling.leader, "nrm", "draft")
    teller.begin_form(telling)


def _consented(story: Story, telling: Telling) -> None:
    if not story.child:
        teller.consent(telling, given=True)


def _refused(story: Story, telling: Telling) -> None:
    teller.consent(telling, given=False)


def _dtn(story: Story, telling: Telling) -> None:
    lead = telling.leader
    teller.fill_form(telling)
    telling.records(lead, "dtn", agrees=False, identifying=False, narrative="none")
    telling.moves(lead, "nrm", "send_dtn", at=telling.at)


def _submitted(story: Story, telling: Telling) -> None:
    teller.submit(telling)


def _decision(kind: str, outcome: str, after_days: float) -> Step:
    def step(story: Story, telling: Telling) -> None:
        telling.then(after_days * 24)
        authority = someone("competent_authority")
        teller.decide(telling, kind, outcome, authority)

    return step


def _shared(story: Story, telling: Telling) -> None:
    """With a support organisation of the area: who they are, how to reach them, and the support."""
    ngo = NGO.get(story.area, NGO["coventry"])
    found = next(code for code in ngo if _exists(code))
    partner = _worker(found)
    tiers = dict.fromkeys(SHARED, "share")
    basis = "child_welfare" if story.child else "consent"
    teller.share(telling, found, partner, tiers, basis)


def _offered(story: Story, telling: Telling) -> None:
    telling.moves(telling.leader, "support", "offer", offered="Housing and counselling.")


def _supported_by(story: Story, telling: Telling) -> None:
    """An adult who agreed to support, and had it until it was over."""
    _offered(story, telling)
    telling.moves(telling.leader, "support", "accept")
    _shared(story, telling)
    telling.then(24 * 30)
    teller.unshare(telling)


def _treated(story: Story, telling: Telling) -> None:
    """With the health trust of the area, where there is one, for a child's injuries to be seen."""
    for found in filter(_exists, HEALTH.get(story.area, ())):
        partner = someone("health_practitioner", organisation=found)
        tiers = dict.fromkeys(TREATED, "share")
        teller.share(telling, found, partner, tiers, "child_welfare")


TREATED = ("identity", "contact", "allegation", "medical", "safeguarding", "tasks")
HEALTH: Mapping[str, tuple[str, ...]] = {"sandwell": ("nhs_black_country", "nhs_sandwell")}
SHARED = ("identity", "contact", "allegation", "safeguarding", "support", "tasks")
NGO: Mapping[str, tuple[str, ...]] = {
    "coventry": ("harbour_light", "ngo_coventry"),
    "sandwell": ("birch_street", "ngo_sandwell"),
    "birmingham": ("second_step", "ngo_coventry"),
}


def _considered(story: Story, telling: Telling) -> None:
    """The NRM was considered, and the reason it was not used is on the record (R19)."""
    telling.moves(
        telling.leader,
        "nrm",
        "no_grounds",
        grounds="not_modern_slavery",
        reason="Considered with children’s services: one offender, no movement, no gain.",
    )


def _finalised(story: Story, telling: Telling) -> None:
    supervisor = supervisor_of(telling)
    telling.moves(
        supervisor, "investigation", "finalise", outcome="evidential", reason="Reviewed by the CPS."
    )


def _closed(story: Story, telling: Telling) -> None:
    if story.child and story.area in PARTNER_AREAS:
        worker = someone("la_children_social_worker", area=story.area)
        telling.moves(
            worker,
            "safeguarding",
            "step_down",
            reason_code="plan_worked",
            reason="The plan has worked.",
        )
    elif not story.child:
        telling.moves(
            telling.leader,
            "safeguarding",
            "not_required",
            reason_code="no_needs",
            reason="No care and support needs.",
        )
    if story.reached != "kept":
        _offered(story, telling)
        telling.moves(telling.leader, "support", "decline")
    disposition = "children_social_care" if story.child else "ngo"
    telling.moves(
        telling.leader,
        "support",
        "end",
        disposition=disposition,
        disposition_reason="Agreed with them.",
    )
    teller.close(telling, supervisor_of(telling), disposition)


def _supported(story: Story, telling: Telling) -> None:
    """No offence is suspected: the logging supervisor owns it until support is agreed (row 9)."""
    owner = owner_of(telling)
    telling.moves(owner, "support", "offer", offered="A caseworker, and a food parcel today.")


def _brought_to_an_end(story: Story, telling: Telling) -> None:
    """Everything its pathway must reach before it may be closed (G11, R19)."""
    if story.kind == "support_only":
        path: tuple[Step, ...] = (_safe, _handed, _supported, _owner_closed)
    elif story.kind == "cse":
        path = (*LED, _considered, _closed)
    elif story.kind in UNREFERRED:
        path = (*LED, _closed)
    else:
        path = (*STEPS["cg_positive"], _closed)
    for step in path:
        step(story, telling)


def _owner_closed(story: Story, telling: Telling) -> None:
    """For a case nobody investigates, a response supervisor other than its owner closes it."""
    owner = owner_of(telling)
    telling.moves(owner, "support", "decline")
    telling.moves(
        owner,
        "support",
        "end",
        disposition="housing",
        disposition_reason="The council has found them a flat.",
    )
    telling.moves(
        owner,
        "safeguarding",
        "not_required",
        reason_code="no_needs",
        reason="No care and support needs.",
    )
    telling.does(lambda: writing.ask_to_close(owner, telling.reference, "Support is agreed."))
    other = someone("response_supervisor", team=telling.officer.team, seat=1)
    telling.moves(
        other,
        "case",
        "close",
        reason_code="elsewhere",
        reason="Support goes on with the council.",
        tasks_not_needed=teller.OVERTAKEN,
    )


UNREFERRED = frozenset({"child_related", "adult_sexual", "adult_smuggled"})
BASE: tuple[Step, ...] = (_safe, _handed)
LED: tuple[Step, ...] = (*BASE, _claimed, _active)
SENT: tuple[Step, ...] = (*LED, _drafted, _consented, _submitted)
RG_YES = _decision("rg", "positive", 4)
STEPS: Mapping[str, tuple[Step, ...]] = {
    "logged": (),
    "queued": BASE,
    "unsafe": (_unsafe,),
    "claimed": (*BASE, _claimed),
    "active": LED,
    "shared": (*LED, _shared),
    "draft": (*LED, _drafted, _treated),
    "consented": (*LED, _drafted, _consented),
    "refused": (*LED, _drafted, _refused),
    "dtn": (*LED, _drafted, _refused, _dtn),
    "submitted": SENT,
    "rg_positive": (*SENT, RG_YES),
    "rg_negative": (*SENT, _decision("rg", "negative", 5)),
    "cg_positive": (*SENT, RG_YES, _decision("cg", "positive", 36)),
    "considered": (*LED, _considered, _treated),
    "finalised": (*LED, _finalised),
    "supported": (_safe, _handed, _supported),
    "closed": (_brought_to_an_end,),
    "kept": (*LED, _supported_by, _closed),
}


def team_of(reference: str) -> str | None:
    """The code of the team that leads a case."""
    with reading():
        return db.session.scalar(
            select(Team.code)
            .join(Case, Case.lead_team_id == Team.id)
            .where(Case.reference == reference)
        )


def supervisor_of(telling: Telling) -> Actor:
    return someone("%_supervisor", team=team_of(telling.reference))


def owner_of(telling: Telling) -> Actor:
    return someone("response_supervisor", team=telling.officer.team)


def _worker(organisation: str) -> Actor:
    return someone("ngo_support_worker", organisation=organisation)


def _exists(code: str) -> bool:
    with reading():
        return (
            db.session.scalar(select(Organisation.id).where(Organisation.code == code)) is not None
        )
