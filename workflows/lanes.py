"""Each pathway as a picture: its five tracks side by side, from where they begin to their ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from workflows.book import ends
from workflows.definition import State, Track, reachable
from workflows.diagram import arrows, plain
from workflows.pathways import CONSEQUENCES, Pathway
from workflows.tracks import TRACKS

LANE, BOX_WIDTH = 252, 236
HEAD, ROW, BOX_HEIGHT = 48, 56, 36
LETTER_BELOW = 5
NOWHERE: Mapping[str, str] = {}


@dataclass(frozen=True)
class Lane:
    """One track of one pathway: the states it can reach from where it begins there."""

    track: Track
    begins: str
    states: tuple[State, ...]

    @property
    def ends(self) -> frozenset[str]:
        """Where it may stand when the case is closed (R25)."""
        return ends(self.track.code)


def lanes(pathway: Pathway) -> tuple[Lane, ...]:
    """The five of them, in display order."""
    return tuple(_lane(TRACKS[code], begins) for code, begins in pathway.tracks.items())


def _lane(track: Track, begins: str) -> Lane:
    reached = _reached(track, begins)
    return Lane(track, begins, tuple(state for state in track.states if state.code in reached))


def _reached(track: Track, begins: str) -> frozenset[str]:
    """By moves, and by what moves of itself when the facts change."""
    found = reachable(track.moves, begins)
    for row in CONSEQUENCES:
        if row.track == track.code and row.stands & found:
            found |= reachable(track.moves, row.to)
    return found


def mermaid(pathway: Pathway) -> str:
    """The pathway as a Mermaid state diagram: one state for each track, run side by side."""
    lines = ["stateDiagram-v2"]
    for lane in lanes(pathway):
        code = lane.track.code
        lines.append(f'    state "{plain(lane.track.label)}" as {code} {{')
        lines += [f"        {line}" for line in _of_lane(lane)]
        lines += ["    }", f"    {code} --> closed"]
    return "\n".join([*lines, "    closed: Case closed", "    closed --> [*]"]) + "\n"


def _of_lane(lane: Lane) -> Iterator[str]:
    code, shown = lane.track.code, {state.code for state in lane.states}
    yield f"[*] --> {code}_{lane.begins}"
    for state in lane.states:
        yield f"{code}_{state.code}: {plain(state.label)}"
    for arrow in arrows(lane.track):
        if {arrow.source, arrow.to} <= shown:
            yield f"{code}_{arrow.source} --> {code}_{arrow.to}"
    for state in lane.states:
        if state.code in lane.ends:
            yield f"{code}_{state.code} --> [*]"


def svg(pathway: Pathway, stands: Mapping[str, str] = NOWHERE) -> str:
    """The tracks in columns; `stands` marks where a case is on each. The words say it all."""
    drawn = lanes(pathway)
    height = HEAD + ROW * max(len(lane.states) for lane in drawn)
    name = f"pathway-{pathway.code}"
    return "".join((
        f'<svg class="rp-lanes" role="img" viewBox="0 0 {LANE * len(drawn)} {height}" ',
        f'aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(pathway.label)}</title>',
        f'<desc id="{name}-desc">{escape(" ".join(_words(drawn, stands)))}</desc>',
        *(_column(lane, at, stands.get(lane.track.code)) for at, lane in enumerate(drawn)),
        "</svg>",
    ))  # fmt: skip


def _words(drawn: tuple[Lane, ...], stands: Mapping[str, str]) -> Iterator[str]:
    for lane in drawn:
        labels = {state.code: state.label for state in lane.states}
        last = [label for code, label in labels.items() if code in lane.ends]
        yield f"{lane.track.label} begins at {labels[lane.begins]}, can be over at {_or(last)}."
        now = labels.get(stands.get(lane.track.code, ""))
        if now:
            yield f"Now: {now}."


def _or(labels: list[str]) -> str:
    return " or ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def _column(lane: Lane, at: int, stands: str | None) -> str:
    left = at * LANE + (LANE - BOX_WIDTH) // 2
    middle = left + BOX_WIDTH // 2
    head = (
        f'<text class="rp-lanes__head" x="{middle}" y="{HEAD // 2}" text-anchor="middle" '
        f'fill="currentColor">{escape(lane.track.label)}</text>'
    )
    lines = (_line(lane, middle, *pair) for pair in pairwise(enumerate(lane.states)))
    boxes = (_box(lane, state, row, left, stands) for row, state in enumerate(lane.states))
    return "".join((head, *lines, *boxes))


def _line(lane: Lane, x: int, upper: tuple[int, State], lower: tuple[int, State]) -> str:
    """Between neighbours of which one leads to the other; each track's own has the rest."""
    joined = {(arrow.source, arrow.to) for arrow in arrows(lane.track)}
    if (upper[1].code, lower[1].code) not in joined:
        return ""
    top, bottom = _middle(upper[0]) + BOX_HEIGHT // 2, _middle(lower[0]) - BOX_HEIGHT // 2
    return f'<path d="M{x} {top}V{bottom}" fill="none" stroke="currentColor"/>'


def _middle(row: int) -> int:
    return HEAD + row * ROW + ROW // 2


def _box(lane: Lane, state: State, row: int, left: int, stands: str | None) -> str:
    now = " rp-track__state--now" if state.code == stands else ""
    ended = " rp-track__state--end" if state.code in lane.ends else ""
    begun = " rp-track__state--begin" if state.code == lane.begins else ""
    middle = _middle(row)
    return (
        f'<g class="rp-track__state{now}{ended}{begun}">'
        f'<rect x="{left}" y="{middle - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="4" fill="none" stroke="currentColor" '
        f'stroke-width="{3 if now else 1}"/>'
        f'<text x="{left + BOX_WIDTH // 2}" y="{middle + LETTER_BELOW}" text-anchor="middle" '
        f'fill="currentColor">{escape(state.label)}</text></g>'
    )
