"""What was answered when something was done: the choices that were made, and the words."""

from collections.abc import Iterable, Iterator, Mapping

from referrals.models import Event
from workflows.definition import Choice, Kind, Question
from workflows.intake.questions import SEEN
from workflows.records import RECORDS
from workflows.tracks import TRACKS
from workflows.tracks.reasons import WHY

Act = tuple[str | None, str | None]
ASKED: Mapping[Act, tuple[Question, ...]] = {
    **{(None, record.event): record.questions for record in RECORDS.values()},
    **{(track.code, move.code): move.questions for track in TRACKS.values()
       for move in track.moves},
}  # fmt: skip
SIGNS = next(asked for asked in SEEN if asked.key == "signs")
IN_HEADING = "outcome"
"""A decision's heading says which way it went."""
YES_NO = (Choice("True", "Yes"), Choice("False", "No"))


def said(row: Event) -> str:
    """A paragraph for the choices and one for the words; with the first account, the signs."""
    signs = signs_ticked([row])
    parts = (" ".join(_chosen(row)), row.words, signs and f"Signs seen: {signs}.")
    return "\n\n".join(part for part in parts if part)


def signs_ticked(events: Iterable[Event]) -> str:
    """What was ticked when the case was logged."""
    logged = next((row for row in events if row.kind == "logged"), None)
    return _labels(SIGNS, logged.detail.get(SIGNS.key)) if logged else ""


def _chosen(row: Event) -> Iterator[str]:
    """A reason stands alone; any other choice follows its question, if it is as guarded."""
    for asked in ASKED.get((row.track, row.move or row.kind), ()):
        label = _labels(asked, row.detail.get(asked.key))
        if label and asked.key == WHY:
            yield f"{label}."
        elif label and asked.tier == row.tier and asked.key != IN_HEADING:
            yield f"{asked.label} {label}."


def _labels(asked: Question, value: object) -> str:
    """The words of a choice, or of several; nothing for what is no choice."""
    known = YES_NO if asked.kind is Kind.YES_NO else asked.choices
    codes = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    return "; ".join(choice.label for choice in known if choice.code in codes)
