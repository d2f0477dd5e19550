"""The service as people meet it: gunicorn on an address of its own, over a seeded database."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import ROOT
from tests.databases import Sqlite, alone, worker_name

BIN = Path(sys.executable).parent
PATIENCE = 60


@dataclass(frozen=True)
class Service:
    """Where it answers, and who and what was seeded."""

    url: str
    people: list[dict[str, Any]]
    cases: list[dict[str, Any]]

    def person(self, role: str, **about: str) -> dict[str, Any]:
        """Somebody of a role, and of a team, area or organisation where that matters."""
        wanted = {"role": role} | about
        return next(one for one in self.people if wanted.items() <= one.items())


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """The service of one test process, stopped afterwards."""
    seeded = seed(folder)
    port = free_port()
    own = folder / f"browser-{worker_name()}"
    own.mkdir()
    shutil.copyfile(seeded / "referrals.sqlite3", own / "referrals.sqlite3")
    environ = environment(own, port)
    with (own / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "gunicorn", "--config", "gunicorn.conf.py", "--workers", "1", "wsgi:app"],
            cwd=ROOT, env=environ, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", process, own / "web.log")
        known = json.loads((seeded / "seed.json").read_text())
        yield Service(f"http://127.0.0.1:{port}", known["people"], known["cases"])
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def seed(folder: Path) -> Path:
    """Migrate and seed one database for the whole run; each test process then has a copy."""
    seeded = folder / "seeded"
    with alone(folder, "seeded") as done:
        if not done.exists():
            seeded.mkdir()
            environ = environment(seeded, 8000)
            for words in (
                ["keys", "create", environ["KEY_FILE"]],
                ["db", "upgrade"],
                ["seed", "--profile", "demo", "--out", str(seeded / "seed.json")],
            ):
                flask(words, environ)
            Sqlite.settle(seeded / "referrals.sqlite3")
            done.touch()
    return seeded


def flask(words: list[str], environ: dict[str, str]) -> None:
    done = subprocess.run(
        [BIN / "flask", "--app", "wsgi", *words],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"flask {' '.join(words)}:\n{done.stdout}\n{done.stderr}"


def environment(folder: Path, port: int) -> dict[str, str]:
    """A demonstration, with everything it makes in one folder."""
    return {
        "PATH": os.environ["PATH"],
        "DEMO": "1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'referrals.sqlite3'}",
        "KEY_FILE": str(folder.parent / "seeded" / "demo-keys.json"),
        "ANCHOR_DIR": str(folder / "anchor"),
        "UPLOAD_DIR": str(folder / "uploads"),
        "MAIL_DIR": str(folder / "mail"),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own http address
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the service did not start:\n{log.read_text()[-4000:]}")
