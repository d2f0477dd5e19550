"""Each track as a picture: an accessible SVG for the pages, Mermaid for the documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from workflows.definition import STAY, State, Track

ROW = 64
BOX_HEIGHT = 36
BOX_WIDTH = 240
LANE = 16
EDGE = 12
ASIDE = 8
"""How far from the middle of a box lines come in, above it, and go out, below it."""

LETTER_BELOW = 5


@dataclass(frozen=True)
class Arrow:
    """Every move from one state to another, as one line."""

    source: str
    to: str
    label: str


def arrows(track: Track) -> tuple[Arrow, ...]:
    """One arrow between two states, however many moves take it; a move that stays has none."""
    labels: dict[tuple[str, str], list[str]] = {}
    for move in track.moves:
        for state in track.states:
            if state.code in move.sources and move.to != STAY:
                labels.setdefault((state.code, move.to), []).append(move.label)
    return tuple(Arrow(*ends, " or ".join(dict.fromkeys(said))) for ends, said in labels.items())


def mermaid(track: Track) -> str:
    """The track as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {track.start}"]
    lines += [f"    {state.code}: {plain(state.label)}" for state in track.states]
    lines += [f"    {arrow.source} --> {arrow.to}: {plain(arrow.label)}" for arrow in arrows(track)]
    lines += [f"    {state.code} --> [*]" for state in track.states if state.terminal]
    return "\n".join(lines) + "\n"


def plain(label: str) -> str:
    """Mermaid ends a label at a colon or a semicolon."""
    return label.replace(":", ",").replace(";", ",")


def svg(track: Track, stands: str | None = None) -> str:
    """The track drawn top to bottom; `stands` marks where a case is. The words say it all."""
    return Drawing(track, stands).draw()


class Drawing:
    """States in a column; onward leaps bend to the right, ways back to the left.

    All that leads to one state on one side runs in one lane: a trunk, and not a bundle of lines.
    """

    def __init__(self, track: Track, stands: str | None) -> None:
        self.track = track
        self.stands = stands
        self.rows = {state.code: row for row, state in enumerate(track.states)}
        self.arrows = arrows(track)
        self.back = self._targets(arrow for arrow in self.arrows if self._span(arrow) < 0)
        self.on = self._targets(arrow for arrow in self.arrows if self._span(arrow) > 1)
        self.left = EDGE + LANE * (len(self.back) + 1)
        self.right = self.left + BOX_WIDTH
        self.width = self.right + LANE * (len(self.on) + 1) + EDGE
        self.height = ROW * len(track.states)

    def draw(self) -> str:
        name = f"track-{self.track.code}"
        return "".join((
            f'<svg class="rp-track" role="img" viewBox="0 0 {self.width} {self.height}" ',
            f'aria-labelledby="{name}-title {name}-desc">',
            f'<title id="{name}-title">{escape(self._title())}</title>',
            f'<desc id="{name}-desc">{escape(" ".join(self._words()))}</desc>',
            f'<defs><marker id="{name}-tip" class="rp-track__tip" viewBox="0 0 8 8" refX="7" ',
            'refY="4" markerWidth="8" markerHeight="8" orient="auto">',
            '<path d="M0 0L8 4L0 8z" fill="currentColor"/></marker></defs>',
            *self._lines(f"url(#{name}-tip)"),
            *map(self._box, self.track.states),
            "</svg>",
        ))  # fmt: skip

    def _title(self) -> str:
        now = [state.label for state in self.track.states if state.code == self.stands]
        return f"{self.track.label}. Now: {now[0]}" if now else self.track.label

    def _words(self) -> Iterator[str]:
        labels = {state.code: state.label for state in self.track.states}
        for state in self.track.states:
            ways = [a for a in self.arrows if a.source == state.code]
            said = [f"{way.label}, to {labels[way.to]}" for way in ways]
            yield f"{state.label}: {'; '.join(said) if said else 'the end'}."

    def _span(self, arrow: Arrow) -> int:
        return self.rows[arrow.to] - self.rows[arrow.source]

    def _targets(self, found: Iterable[Arrow]) -> list[str]:
        """Where they lead, in the order of the states: the lanes of one side."""
        return sorted({arrow.to for arrow in found}, key=self.rows.__getitem__)

    def _middle(self, code: str) -> int:
        return self.rows[code] * ROW + ROW // 2

    def _lines(self, tip: str) -> Iterator[str]:
        for arrow in self.arrows:
            span = self._span(arrow)
            if span == 1:
                path = self._straight(arrow)
            elif span > 1:
                path = self._bent(arrow, self.right, LANE * (self.on.index(arrow.to) + 1))
            else:
                path = self._bent(arrow, self.left, -LANE * (self.back.index(arrow.to) + 1))
            yield (
                f'<path class="rp-track__line" d="{path}" fill="none" stroke="currentColor" '
                f'marker-end="{tip}"><title>{escape(arrow.label)}</title></path>'
            )

    def _straight(self, arrow: Arrow) -> str:
        centre = self.left + BOX_WIDTH // 2
        top = self._middle(arrow.source) + BOX_HEIGHT // 2
        return f"M{centre} {top}V{self._middle(arrow.to) - BOX_HEIGHT // 2}"

    def _bent(self, arrow: Arrow, side: int, lane: int) -> str:
        out, into = self._middle(arrow.source) + ASIDE, self._middle(arrow.to) - ASIDE
        return f"M{side} {out}H{side + lane}V{into}H{side}"

    def _box(self, state: State) -> str:
        now = " rp-track__state--now" if state.code == self.stands else ""
        ended = " rp-track__state--end" if state.terminal else ""
        middle = self._middle(state.code)
        return (
            f'<g class="rp-track__state{now}{ended}">'
            f'<rect x="{self.left}" y="{middle - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" '
            f'height="{BOX_HEIGHT}" rx="4" fill="none" stroke="currentColor" '
            f'stroke-width="{3 if now else 1}"/>'
            f'<text x="{self.left + BOX_WIDTH // 2}" y="{middle + LETTER_BELOW}" '
            f'text-anchor="middle" fill="currentColor">{escape(state.label)}</text></g>'
        )
