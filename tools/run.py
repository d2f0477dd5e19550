"""`make run`: prepare whatever is missing, then run web and worker together until Ctrl-C."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from config import INSTANCE, ROOT, Settings, from_environment
from workflows.agencies import ROLES

BIN = Path(sys.executable).parent
PATIENCE = 60  # seconds to wait for the first answer, and for a calm stop
Child = subprocess.Popen[bytes]


def main() -> int:
    os.chdir(ROOT)
    os.environ.setdefault("DEMO", "1")
    settings = from_environment()
    refuse_busy(settings)
    prepare(settings)
    children = {
        "web": start("web", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"),
        "worker": start("worker", "python", "-m", "referrals.worker"),
    }
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if answers(settings, children):
            welcome(settings)
        return watch(children)
    except KeyboardInterrupt:
        print("\nStopping.")
        return 0
    finally:
        stop(children)


def refuse_busy(settings: Settings) -> None:
    """Say in one line that the port is taken, rather than fail after the preparations."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            sys.exit(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: make run PORT={settings.port + 1}"
            )


def prepare(settings: Settings) -> None:
    """Folders, keys, tables and demonstration data, each only where it is missing."""
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    for folder in (settings.anchor_dir, settings.upload_dir, settings.mail_dir):
        if folder:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.key_file.exists():
        print(f"Making keys in {settings.key_file}")
        flask("keys", "create", str(settings.key_file))
    start_over(settings)
    if ask(settings, "SELECT version_num FROM alembic_version") != newest():
        print("Preparing the database")
        flask("db", "upgrade")
    if settings.demo and not ask(settings, "SELECT count(*) FROM users"):
        seed(settings)


def seed(settings: Settings) -> None:
    """The demonstration data, all of it: the mark left by a seeding cut short starts it over."""
    print("Loading the demonstration data (once; some minutes on a slow machine)")
    unfinished(settings).touch()
    flask("seed", "--profile", "demo", "--out", str(people_file(settings)))
    people_file(settings).chmod(0o600)
    unfinished(settings).unlink()


def start_over(settings: Settings) -> None:
    """Take away a database whose demonstration data was cut short, where it is ours."""
    if not unfinished(settings).exists():
        return
    ours = INSTANCE / "referrals.sqlite3"
    if settings.database_url != f"sqlite:///{ours}":
        sys.exit("Loading the demonstration data was cut short: empty that database and try again.")
    for leftover in INSTANCE.glob(f"{ours.name}*"):
        leftover.unlink()
    unfinished(settings).unlink()


def newest() -> str:
    return (ROOT / "migrations" / ".head").read_text().strip()


def ask(settings: Settings, question: str) -> Any:
    """One value from the database, or nothing where there is no such table yet."""
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(question))
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


def flask(*words: str) -> None:
    done = subprocess.run([BIN / "flask", "--app", "wsgi", *words], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def start(name: str, program: str, *words: str) -> Child:
    """A process that writes to its own log, so that the sign-ins stay on the screen."""
    with log(name).open("ab") as out:
        return subprocess.Popen([BIN / program, *words], stdout=out, stderr=subprocess.STDOUT)


def log(name: str) -> Path:
    return INSTANCE / f"{name}.log"


def answers(settings: Settings, children: dict[str, Child]) -> bool:
    """Wait until the service says that it is ready, while both processes live."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and all(child.poll() is None for child in children.values()):
        try:
            with urllib.request.urlopen(f"{address(settings)}/health/ready", timeout=2):  # noqa: S310 - our own http address
                return True
        except OSError:
            time.sleep(0.2)
    return False


def address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def people_file(settings: Settings) -> Path:
    """Who may sign in, kept beside the keys, one file for each database that was seeded here."""
    name = hashlib.sha256(settings.database_url.encode()).hexdigest()[:8]
    return INSTANCE / f"people-{name}.json"


def unfinished(settings: Settings) -> Path:
    return people_file(settings).with_suffix(".unfinished")


def welcome(settings: Settings) -> None:
    print(f"\nReferral Pathway is running at {address(settings)}  (Ctrl-C stops it)\n")
    people = people_file(settings)
    if not settings.demo or not people.exists():
        return
    one_each = {
        person["role"]: person for person in reversed(json.loads(people.read_text())["people"])
    }
    wide = max(map(len, ROLES.values()))
    widest = max(len(person["email"]) for person in one_each.values())
    print(f"{'Role':{wide}}  {'Email':{widest}}  Password")
    for role, person in sorted(one_each.items(), key=lambda one: [*ROLES].index(one[0])):
        print(f"{ROLES[role]:{wide}}  {person['email']:{widest}}  {person['password']}")
    print("\nThe six-digit code that each also needs is on the sign-in page, in this mode alone.")
    print(f"Messages are files in {settings.mail_dir}; logs are in {INSTANCE}.")


def watch(children: dict[str, Child]) -> int:
    """Both run, or neither: the first to stop ends the other."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                last = "\n".join(log(name).read_text(errors="replace").splitlines()[-15:])
                print(f"{last}\nThe {name} process stopped by itself.", file=sys.stderr)
                return child.returncode or 1
        time.sleep(0.5)


def stop(children: dict[str, Child]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
