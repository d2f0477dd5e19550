"""The lines of lists: enough to pick the right case, and the next thing due."""

import datetime as dt
from collections.abc import Collection

from referrals.actor import Actor
from referrals.models import Case, CaseClock, CaseTrack, Event, Person
from referrals.picture.clock_words import clock_view, left, tone_of
from referrals.picture.later import AGE, PATHWAY
from referrals.picture.summary import PATHWAYS, exploitation
from referrals.picture.who import BAND, UNTOLD, line
from referrals.redaction import NOT_NEEDED, REASONS
from referrals.views import Left, QueueRow, Row, TaskingRow, Withheld
from workflows.agencies import LPUS
from workflows.records.tasking import WHY
from workflows.stage import STAGES


def row(
    case: Case,
    victim: Person | None,
    team: str,
    at: dt.datetime,
    later: Collection[str] | None = None,
) -> Row:
    """One case on a list of cases this reader may see.

    `later` is given where they have handed it over: what was learned since, no deadline, and not
    that anything was done, is theirs to hear.
    """
    due = case.next_due if later is None else None
    since = later or ()
    return Row(
        reference=case.reference,
        who=line(victim, UNTOLD if AGE in since else case.age_band, at),
        exploitation=KEPT if "exploitation" in since else exploitation(case),
        pathway=KEPT if PATHWAY in since else PATHWAYS.get(case.pathway, case.pathway),
        stage=case.stage,
        stage_label=STAGES[case.stage],
        waiting_for=team or "Support to be agreed",
        due=due,
        due_what=(case.next_due_what or "") if due else "",
        due_tone=tone_of("running", "", case.opened_at, due, at) if due else "ok",
        due_left=left(due, at) if due else "",
        updated_at=case.updated_at if later is None else None,
        missing=bool(case.missing),
    )


KEPT = Withheld(REASONS[NOT_NEEDED].label)


def queue_row(
    case: Case, track: CaseTrack, clock: CaseClock | None, actor: Actor, at: dt.datetime
) -> QueueRow:
    """One unclaimed case as its team sees it: no name, no account, nothing that identifies."""
    unmet = () if case.secured else (CONFIRM_SAFETY,)
    return QueueRow(
        reference=case.reference,
        version=case.version,
        pathway=PATHWAYS.get(case.pathway, case.pathway),
        because=case.because,
        age_band=BAND[case.age_band],
        lpu=LPUS.get(case.lpu or "", ""),
        secured=case.secured,
        safe_now=case.immediate_safety_confirmed,
        threat_to_life=bool(case.threat_to_life),
        waiting_since=track.since,
        waiting_left=waited(track.since, at),
        waiting_tone=clock_view(clock, at).tone if clock else "ok",
        can_claim=case.secured and actor.pip2 and not actor.supervises,
        unmet=unmet,
    )


NEEDED = {choice.code: choice.label for choice in WHY}


def tasking_row(case: Case, asked: Event, asked_by: str) -> TaskingRow:
    """One request for tasking: no name, and no account but what the asker wrote for this team."""
    return TaskingRow(
        reference=case.reference,
        age_band=BAND[case.age_band],
        lpu=LPUS.get(case.lpu or "", ""),
        threat_to_life=bool(case.threat_to_life),
        why=NEEDED[asked.detail["why"]],
        wanted=asked.words or "",
        asked_by=asked_by,
        asked_at=asked.recorded_at,
    )


def whom_to_ask(case: Case, team: str) -> str:
    """What the queue says of a case nobody has claimed, and who knows more (section e)."""
    unit = f", {LPUS[case.lpu]}" if case.lpu is not None and case.lpu in LPUS else ""
    about = f"{PATHWAYS.get(case.pathway, case.pathway)}. {BAND[case.age_band]}{unit}."
    who = f"ring {team} and ask for" if team else "ask for"
    return (
        f"{about} You read no more of it until you claim it. Before you put your name to this, "
        f"{who} the officer who logged {case.reference}: where they are, and who is with them."
    )


CONFIRM_SAFETY = Left(
    must=True,
    gate="G2",
    words="Confirm safety first",
    why="A case is claimed once they are safe",
    fix="move/safeguarding/set_secured",
)


def waited(since: dt.datetime, at: dt.datetime) -> str:
    """How long it has waited: 18 min, 6 h 12 min, 3 days."""
    return left(at, since).removesuffix(" left").removesuffix(" late")
