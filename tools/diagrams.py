"""Write docs/pathways/ from the rule book; with --check, only say what is out of date."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from config import ROOT
from workflows import VERSION, atlas, lanes
from workflows.agencies import ROLES
from workflows.definition import Guard
from workflows.diagram import mermaid
from workflows.pathways import PATHWAYS, Pathway

FOLDER = ROOT / "docs" / "pathways"
MADE = (
    f"<!-- Written from the rule book, version {VERSION}, by `make diagrams`: change it there. -->"
)


def pages() -> dict[Path, str]:
    made = {FOLDER / f"{page.track.code}.md": _text(_track(page)) for page in atlas.tracks()}
    made |= {_place_of(pathway): _text(_pathway(pathway)) for pathway in PATHWAYS.values()}
    return made | {FOLDER / "README.md": _text(_index())}


def _place_of(pathway: Pathway) -> Path:
    return FOLDER / f"pathway-{pathway.code.replace('_', '-')}.md"


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _index() -> Iterator[str]:
    yield from ("# How a case moves", "", MADE, "")
    yield "A case has tracks that run side by side. Its pathway says where each begins."
    yield from _table(
        ("Track", "States", "Moves"),
        (
            (f"[{page.track.label}]({page.track.code}.md)", len(page.states), len(page.moves))
            for page in atlas.tracks()
        ),
    )
    yield from ("", "## Pathways")
    rows = atlas.pathways()
    yield from _table(
        ("Pathway", *rows[0].begins, "Before it can close"),
        (
            (
                f"[{row.label}]({_place_of(PATHWAYS[row.code]).name})",
                *row.begins.values(),
                _needs(row.closes),
            )
            for row in rows
        ),
    )
    yield from ("", "## Which team gets a case", "", "The first rule that matches decides.")
    yield from _table(
        ("Rule", "When", "Goes to", "May support it", "Pathway"),
        (
            (row.number, row.words, row.goes_to, _several(row.with_it), row.pathway)
            for row in atlas.routes()
        ),
    )
    yield from ("", "## Clocks")
    yield from _table(
        ("Clock", "Can be started by", "Runs for, and by which rule", "Kind"),
        ((row.what, _several(row.starts), row.rule, row.kind) for row in atlas.clocks()),
    )
    yield from (
        "",
        "## Law by date",
        "",
        "A day is judged by the law of that day.",
    )
    yield from _table(
        ("Rule", "From", "What it says", "Source"),
        ((row.law, row.since or "the beginning", row.says, row.source) for row in atlas.laws()),
    )


def _pathway(pathway: Pathway) -> Iterator[str]:
    yield from (f"# {pathway.label}", "", MADE, "")
    yield "Its tracks run side by side, each from where it begins on this pathway."
    yield "The case can be closed once each of them may end."
    yield from ("", "```mermaid", lanes.mermaid(pathway).rstrip(), "```")
    if pathway.closes:
        yield from ("", "Before it can close:", "")
        yield from (f"- {guard.words} ({guard.gate})" for guard in pathway.closes)


def _track(page: atlas.TrackPage) -> Iterator[str]:
    yield from (f"# {page.track.label}", "", MADE, "")
    yield from ("```mermaid", mermaid(page.track).rstrip(), "```", "", "## States")
    yield from _table(
        ("State", "", "What can be done there"),
        ((row.label, _place(row), _several(row.moves)) for row in page.states),
    )
    yield from ("", "## Moves")
    yield from _table(
        ("Move", "From", "Leads to", "Who may make it", "What can stop it", "Clock it can start"),
        (
            (
                row.label,
                _several(row.sources),
                row.to or "stays where it is",
                ", ".join(ROLES[role] for role in row.by),
                _needs(row.needs),
                _several(row.clocks),
            )
            for row in page.moves
        ),
    )
    if page.follows:
        yield from ("", "## What moves of itself")
        yield from _table(
            ("When", "From", "Leads to"),
            ((row.words, _several(row.sources), row.to) for row in page.follows),
        )


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    heads = tuple(heads)
    yield from ("", _row(heads), _row("---" for _ in heads))
    yield from (_row(row) for row in rows)


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def _several(words: Iterable[str]) -> str:
    return "; ".join(words)


def _needs(guards: Iterable[Guard]) -> str:
    said = (g.words if g.gate == "role" else f"{g.words} ({g.gate})" for g in guards)
    return "<br>".join(said)


def _place(state: atlas.StateLine) -> str:
    if state.begins:
        return "begins here"
    ending = "may end here" if state.moves else "ends here"
    return ending if state.ends else ""


def main() -> None:
    wanted = pages()
    if "--check" in sys.argv:
        stale = [
            path for path, text in wanted.items() if not path.exists() or path.read_text() != text
        ]
        extra = [path for path in FOLDER.glob("*.md") if path not in wanted]
        if stale or extra:
            names = ", ".join(str(path.relative_to(ROOT)) for path in stale + extra)
            sys.exit(f"Out of date: {names}. Run make diagrams and commit what it writes.")
        print(f"{len(wanted)} documents are as the rule book says.")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
