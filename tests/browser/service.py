"""The service as people meet it: gunicorn on an address of its own, over a seeded database."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.databases import worker_name
from tests.seeded import BIN, Seeded, environment

PATIENCE = 60


@dataclass(frozen=True)
class Service:
    """Where it answers, and who and what was seeded."""

    url: str
    seeded: Seeded


@contextmanager
def running(folder: Path, seeded: Seeded, key_file: Path) -> Iterator[Service]:
    """The service of one test process, stopped afterwards."""
    port = free_port()
    own = folder / f"browser-{worker_name()}"
    own.mkdir()
    environ = environment(own, seeded.copy(own / "referrals.sqlite3"), key_file, port)
    with (own / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "gunicorn", "--config", "gunicorn.conf.py", "--workers", "1", "wsgi:app"],
            cwd=ROOT, env=environ, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", process, own / "web.log")
        yield Service(f"http://127.0.0.1:{port}", seeded)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


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
