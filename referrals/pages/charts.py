"""Draws a board's table as bars whose title states what it shows; no script, no library."""

from dataclasses import dataclass

from referrals.services.figures import Chart, Counted

NOT_SHOWN = "not shown"
WIDTH, LABELS, ROW, THICK, ROOM = 560, 214, 36, 18, 52


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number as text, and where it lies in the drawing."""

    label: str
    number: str
    y: int
    middle: int
    length: int
    shown: bool


@dataclass(frozen=True)
class Drawn:
    """A chart ready to be drawn, and its title: the finding, in one line."""

    title: str
    what: str
    said: str
    height: int
    start: int
    bars: tuple[Bar, ...]
    total: str


def drawn(chart: Chart) -> Drawn:
    """Bars to the scale of the longest, in the order of the categories."""
    most = max((line.count or 0 for line in chart.lines), default=0) or 1
    bars = tuple(_bar(line, number, most) for number, line in enumerate(chart.lines))
    said = ". ".join(f"{bar.label}: {bar.number}" for bar in bars)
    height = ROW * len(bars) + 6
    return Drawn(finding(chart), chart.what, said, height, LABELS, bars, _number(chart.total))


def _bar(line: Counted, number: int, most: int) -> Bar:
    y = number * ROW + 6
    length = round((WIDTH - LABELS - ROOM) * (line.count or 0) / most)
    shown = line.count is not None
    return Bar(line.label, _number(line.count), y, y + THICK - 4, length, shown)


def _number(count: int | None) -> str:
    return NOT_SHOWN if count is None else str(count)


FINDINGS = {
    "stages": "{count} of {total} cases are at: {label}",
    "pathways": "{count} of {total} cases are: {label}",
    "nrm": "{count} of {total} people stand at: {label}",
}


def tells(chart: Chart) -> bool:
    """Whether any figure of it may be shown (AC12)."""
    return any(count is not None for count in (chart.total, *(row.count for row in chart.lines)))


def finding(chart: Chart) -> str:
    """What the numbers that are shown say; never more than they do."""
    counts = {line.code: line.count for line in chart.lines}
    special = SPECIAL.get(chart.code)
    words = (special and special(counts)) or _largest(chart)
    return words or "Too few to say more without pointing at somebody"


def _largest(chart: Chart) -> str:
    top = max(chart.lines, key=lambda line: line.count or 0)
    if not top.count or chart.total is None or chart.code not in FINDINGS:
        return ""
    label = top.label[0].lower() + top.label[1:] if not top.label.startswith("NRM") else top.label
    return FINDINGS[chart.code].format(count=top.count, total=chart.total, label=label)


def _clocks(counts: dict[str, int | None]) -> str:
    met, missed = counts["met"], counts["missed"]
    if met is None or missed is None:
        return ""
    return f"{round(100 * met / (met + missed))}% of time limits were kept"


def _outside(counts: dict[str, int | None]) -> str:
    none = counts["no_support"]
    return f"{none} people outside the NRM have no support yet" if none else ""


def _four_ps(counts: dict[str, int | None]) -> str:
    """Each P is a verb."""
    four_p, most = max(counts.items(), key=lambda row: row[1] or 0)
    return f"Something that serves to {four_p} was asked for {most} people" if most else ""


SPECIAL = {"clocks": _clocks, "nrm": _outside, "four_ps": _four_ps}
