"""Write docs/pathways/ from the rule book; with --check, only say what is out of date."""

import sys
from collections.abc import Iterator
from pathlib import Path

from config import ROOT
from workflows import VERSION
from workflows.definition import STAY, Move, Track
from workflows.diagram import mermaid
from workflows.pathways import PATHWAYS
from workflows.tracks import TRACKS

FOLDER = ROOT / "docs" / "pathways"
MADE = (
    f"<!-- Written from the rule book, version {VERSION}, by `make diagrams`: change it there. -->"
)


def pages() -> dict[Path, str]:
    made = {FOLDER / f"{track.code}.md": _track(track) for track in TRACKS.values()}
    return made | {FOLDER / "README.md": "\n".join(_index())}


def _index() -> Iterator[str]:
    yield from ("# How a case moves", "", MADE, "")
    yield "A case has tracks that run side by side. Its pathway says where each begins."
    yield from ("", "| track | states | moves |", "| --- | --- | --- |")
    for track in TRACKS.values():
        yield f"| [{track.label}]({track.code}.md) | {len(track.states)} | {len(track.moves)} |"
    for pathway in PATHWAYS.values():
        yield from ("", f"## {pathway.label}", "", "| track | begins |", "| --- | --- |")
        yield from (
            f"| {TRACKS[code].label} | {_label(code, state)} |"
            for code, state in pathway.tracks.items()
        )
        yield from _needs("To close it:", [guard.words for guard in pathway.closes])
    yield ""


def _track(track: Track) -> str:
    lines = [f"# {track.label}", "", MADE, "", "```mermaid", mermaid(track).rstrip(), "```"]
    for state in track.states:
        lines += ["", f"## {state.label}", ""]
        leaving = [move for move in track.moves if state.code in move.sources]
        lines += [line for move in leaving for line in _move(track, move)] or [
            _last(state.terminal)
        ]
    return "\n".join(lines).rstrip() + "\n"


def _move(track: Track, move: Move) -> Iterator[str]:
    who = ", ".join(role.replace("_", " ") for role in sorted(move.by))
    to = "stays here" if move.to == STAY else f"leads to *{_label(track.code, move.to)}*"
    yield f"- **{move.label}** {to}. By: {who}."
    for guard in move.gates:
        yield f"  - Refused with: {guard.words} ({guard.gate})"


def _needs(heading: str, words: list[str]) -> Iterator[str]:
    if words:
        yield from ("", heading, "")
        yield from (f"- {line}" for line in words)


def _label(track: str, state: str) -> str:
    return next((each.label for each in TRACKS[track].states if each.code == state), state)


def _last(terminal: bool) -> str:
    return "The track ends here." if terminal else "Nothing more is done here by hand."


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
