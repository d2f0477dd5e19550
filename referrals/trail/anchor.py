"""The file that the database cannot write: one line for each seal, in order."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

NAME = "trail.jsonl"
LONGEST_LINE = 4096


def anchor_file(anchor: Path) -> Path:
    """The file itself, whether it or its directory was named."""
    return anchor if anchor.is_file() else anchor / NAME


def last_number(path: Path) -> int:
    """The number of the last seal anchored; a line cut short by a power failure is taken away."""
    if not path.exists():
        return 0
    with path.open("r+b") as file:
        start = max(0, file.seek(0, os.SEEK_END) - LONGEST_LINE)
        file.seek(start)
        tail = file.read()
        whole = tail[: tail.rfind(b"\n") + 1]
        file.truncate(start + len(whole))
    lines = whole.splitlines()
    return int(json.loads(lines[-1])["number"]) if lines else 0


def append_lines(path: Path, lines: Sequence[Mapping[str, object]]) -> None:
    """Add lines, and return only when the disk has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def anchored(path: Path, size: int) -> Iterator[Any]:
    """The whole lines among the first `size` bytes; what is no line of ours comes back as None."""
    if not size:
        return
    with path.open("rb") as file:
        for line in file:
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            try:
                yield json.loads(line)
            except ValueError:
                yield None
