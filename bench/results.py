"""One run's figures as ratios, put into RESULTS.md between the marks of their size."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
FILE = Path(__file__).with_name("RESULTS.md")
GOALS = {
    "api": {"create": 3, "queue": 3.5, "detail": 3.5, "claim": 3, "advance": 3.5, "partner": 3.5},
    "pages": {"queue": 5.5, "detail": 6, "claim": 5.5, "advance": 5.5, "partner": 5.5},
}


def write(figures: Figures, statements: str, cases: int) -> None:
    text = "\n".join(_lines(figures, statements))
    print(text)
    put(f"{cases} cases", text)


def put(what: str, text: str) -> None:
    """Between the marks of one kind of run; where there are none, nowhere."""
    begin, end = f"<!-- {what} -->\n", f"<!-- end of {what} -->\n"
    before, _, rest = FILE.read_text().partition(begin)
    _, marked, after = rest.partition(end)
    if marked:
        FILE.write_text(f"{before}{begin}{text}\n{end}{after}")


def _lines(figures: Figures, statements: str) -> Iterator[str]:
    yield from ("", "| | at once | CPU ratio | goal | p50 ratio, least to most | errors |")
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from (_line(row) for row in figures["rows"] if row["target"] != "floor")
    told = [f"{name} {pss:.0f} MiB" for name, (pss, _) in figures["mem"].items() if name != "pages"]
    yield from ("", f"Memory of two workers after the load: {', '.join(told)}.", "")
    yield from ("Statements a request:", "")
    yield from (f"    {line}" for line in statements.splitlines() if " statements: " in line)
    yield ""


def _line(row: Figures) -> str:
    low, middle, high = row["p50_ratio"]
    goal = GOALS[row["target"]][row["op"]]
    return (
        f"| {row['op']}, {row['target']} | {row['conc']} | {row['cpu_ratio']:.1f} | {goal} "
        f"| {middle:.1f}, {low:.1f} to {high:.1f} | {row['err']} |"
    )
