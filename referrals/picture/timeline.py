"""What has happened, newest first, each entry as its reader may have it."""

from collections.abc import Iterable, Mapping, Sequence

from referrals.actor import Actor
from referrals.models import Event, Note
from referrals.picture.answered import said
from referrals.redaction import Holding
from referrals.views import Entry, Shown, TimelinePage
from workflows.agencies import POLICE, SOCIAL_WORKERS
from workflows.clocks.owed import owed_by
from workflows.facts import minute_of
from workflows.information import ANSWERED, ASKED
from workflows.sharing import Level, Tier
from workflows.working_time import due_instant, local_day

STAGES = {
    ("response", "hand_over"),
    ("safeguarding", "set_secured"),
    ("investigation", "claim"),
    ("nrm", "submit"),
    ("case", "close"),
}


WHOLE = slice(None)
"""All that happened, as files and previews have it."""


def timeline(
    actor: Actor,
    holding: Holding,
    events: Iterable[Event],
    notes: Iterable[Note],
    names: Mapping[int, str],
    *,
    part: slice = WHOLE,
) -> tuple[tuple[Entry, ...], TimelinePage]:
    """Newest first; of tiers this reader does not hold there is no entry, nor their number.

    What became of a share is entries for the police alone: its own part of a page tells it to
    whom it is for, and before it was offered, when it is previewed, nothing had come of it.
    """
    events = list(events)
    answers = _answers_to(actor, events)
    rows: list[Event | Note] = [
        row for row in events if row.heading and (row in answers or may_know(row, actor, holding))
    ]
    rows += [row for row in notes if _may_read(row, actor, holding)]
    rows.sort(key=_newest)

    def entry(row: Event | Note) -> Entry:
        if isinstance(row, Note):
            return _from_note(row, actor, names)
        return _from_event(row, actor, holding, names, answer=row in answers)

    last = max(rows, key=lambda row: row.recorded_at, default=None)
    if actor.role not in POLICE:
        rows = [row for row in rows if not row.kind.startswith("share_")]
    return tuple(entry(row) for row in rows[part]), TimelinePage(
        before=part.start or 0,
        count=len(rows),
        next=str(part.stop) if part.stop and part.stop < len(rows) else None,
        told_last=entry(last) if last else None,
    )


def _may_read(row: Note, actor: Actor, holding: Holding) -> bool:
    if row.by_id == actor.user_id:
        return True
    return holding.reads_of_others(row.tier, free=True) and row.kind not in holding.left_out


ANSWERS = {
    "challenge_raised": "challenge_answered",
    "withdrawal_queried": "withdrawal_answered",
    ASKED: ANSWERED,
}


def _answers_to(actor: Actor, events: Iterable[Event]) -> list[Event]:
    """Answers to a challenge or a question of this reader's own organisation are told to it.

    An answer is to all that waited for it, and what is added to it is to them too; to nothing
    that was answered before or asked since. The police are one organisation of many teams: there,
    whoever asked is told.
    """
    waiting: list[Event] = []
    met: dict[str, list[Event]] = {}
    told: list[Event] = []
    for row in sorted(events, key=lambda row: (row.recorded_at, row.kind not in ANSWERS)):
        if row.kind in ANSWERS:
            waiting.append(row)
        answered = [asked for asked in waiting if _answered_by(asked, row)]
        waiting = [asked for asked in waiting if asked not in answered]
        met[row.kind] = answered or met.get(row.kind, [])
        told += _told_with(met[row.kind], row, actor)
    return told


def _told_with(asked: Sequence[Event], row: Event, actor: Actor) -> Iterable[Event]:
    """The answer to whoever asked; to the authority that decides in their place, both."""
    if row.detail.get("to") == actor.organisation_id:
        return (*asked, row)
    return (row,) if any(_asked_by(each, actor) for each in asked) else ()


def _answered_by(asked: Event, row: Event) -> bool:
    """A question that is a task of its own has an answer of its own."""
    answers = ANSWERS[asked.kind] == row.kind
    return answers and asked.detail.get("task") == row.detail.get("task")


def _asked_by(row: Event, actor: Actor) -> bool:
    if actor.police:
        return row.by_id == actor.user_id
    return row.organisation_id == actor.organisation_id


def may_know(row: Event, actor: Actor, holding: Holding) -> bool:
    """Who else holds a case is for the police alone; its stages are for all who held it.

    What became of a clock is for whoever it runs against, as the clock itself is.
    """
    if not actor.police and not _theirs(row, actor):
        return False
    if row.kind.startswith("share_") and not actor.police:
        return row.organisation_id == actor.organisation_id
    if row.by_id == actor.user_id or (holding.own_only and _told_back(row)):
        return True
    if row.tier == Tier.TASKS and not actor.police and row.organisation_id == actor.organisation_id:
        return True
    return holding.reads_of_others(row.tier, free=False) and holding.whole(row.tier)


def _theirs(row: Event, actor: Actor) -> bool:
    code = str(row.detail.get("clock", "")).partition("@")[0]
    return not code or code in owed_by(actor.role)


def _told_back(row: Event) -> bool:
    """What whoever handed a case over still hears: its stages, and an answer about its team."""
    about_team = row.kind in {"routing_kept", "rerouted_by_rule"}
    rerouted = (row.track, row.move) == ("case", "reroute")
    return about_team or rerouted or _kind(row) == "stage"


def _newest(row: Event | Note) -> tuple[float, float]:
    """Of one minute, the last told first: forms ask for no seconds.

    What is known by its day alone stands where it was told, or at the day's end if told later.
    """
    at = row.at
    if isinstance(row, Event) and row.day_only:
        at = min(row.recorded_at, due_instant(local_day(row.at)))
    return -minute_of(at).timestamp(), -row.recorded_at.timestamp()


def _from_event(
    row: Event, actor: Actor, holding: Holding, names: Mapping[int, str], *, answer: bool
) -> Entry:
    own = row.by_id == actor.user_id or (answer and not holding.masked)
    words = said(row) if own or _reads_words(row, holding) else ""
    if actor.role in KNOW_AUTHORITIES:
        words = "\n\n".join(part for part in (_authority(row), words) if part)
    return Entry(
        at=row.at,
        recorded_at=row.recorded_at,
        day_only=row.day_only,
        kind=_kind(row),
        heading=row.heading,
        by=names.get(row.by_id or 0, "The service"),
        text=words or _kept(row, holding),
        own=own or row.organisation_id == actor.organisation_id,
    )


KNOW_AUTHORITIES = POLICE | SOCIAL_WORKERS
"""Who may know which local authority was told (section e: who else holds a case)."""


def _authority(row: Event) -> str:
    """The local authority that an event names, how it was reached, and whether it reads here."""
    la = row.detail.get("la")
    if not isinstance(la, dict):
        return ""
    contact = ", ".join(str(la[key]) for key in ("name", "phone", "email") if la.get(key))
    elsewhere = "Nobody there can see this case here." if row.detail.get("elsewhere") else ""
    return " ".join(part for part in (f"{contact}.", elsewhere) if part)


def _reads_words(row: Event, holding: Holding) -> bool:
    """An authority reads the turns of the NRM, never why the police have not yet sent one."""
    turn = row.track == "nrm" or not holding.reads_form_only
    return turn and holding.reads_of_others(row.tier, free=True)


def _kept(row: Event, holding: Holding) -> Shown:
    """Words a summary leaves out are seen to be left out (R26); a mask says nothing of them."""
    summary = holding.level(row.tier) is Level.SUMMARY and not holding.masked
    return holding.show(row.tier, row.words) if summary and row.words else ""


def _kind(row: Event) -> str:
    if (row.track, row.move) in STAGES or row.kind == "logged":
        return "stage"
    return "share" if row.kind.startswith("share_") else ""


HEADINGS = {
    "update": "Update",
    "first_account": "What was seen and heard",
    "intelligence": "Intelligence",
    "support": "Support given",
    "medical": "Health note",
}


def _from_note(row: Note, actor: Actor, names: Mapping[int, str]) -> Entry:
    return Entry(
        at=row.at,
        recorded_at=row.recorded_at,
        day_only=False,
        kind="",
        heading=HEADINGS.get(row.kind, "Note"),
        by=names.get(row.by_id, ""),
        text=row.text or "",
        own=row.organisation_id == actor.organisation_id,
    )


NOTE_TIERS = {
    "update": Tier.ALLEGATION,
    "first_account": Tier.ALLEGATION,
    "intelligence": Tier.INTELLIGENCE,
    "support": Tier.SUPPORT,
    "medical": Tier.MEDICAL,
}
"""Which tier each kind of note is kept under."""
