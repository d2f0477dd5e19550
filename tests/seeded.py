"""The demonstration data, made once for a whole run by the command that makes it for people."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import ROOT
from tests.databases import Sqlite, alone

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Seeded:
    """A database full of invented cases, and what the command said it made."""

    file: Path
    people: list[dict[str, Any]]
    cases: list[dict[str, Any]]

    def person(self, role: str, **about: str) -> dict[str, Any]:
        """Somebody of a role, and of a team, area or organisation where that matters."""
        wanted = {"role": role} | about
        return next(one for one in self.people if wanted.items() <= one.items())

    def copy(self, file: Path) -> str:
        """Another database just like it, for somebody to change; its address."""
        shutil.copyfile(self.file, file)
        return f"sqlite:///{file}"


def seed(folder: Path, key_file: Path) -> Seeded:
    seeded = folder / "seeded"
    file, said = seeded / "referrals.sqlite3", seeded / "seed.json"
    with alone(folder, "seeded") as done:
        if not done.exists():
            seeded.mkdir()
            environ = environment(seeded, f"sqlite:///{file}", key_file)
            flask(["db", "upgrade"], environ)
            flask(["seed", "--profile", "demo", "--out", str(said)], environ)
            Sqlite.settle(file)
            done.touch()
    known = json.loads(said.read_text())
    return Seeded(file, known["people"], known["cases"])


def environment(folder: Path, url: str, key_file: Path, port: int = 8000) -> dict[str, str]:
    """A demonstration, with everything it makes in one folder."""
    return {
        "PATH": os.environ["PATH"],
        "DEMO": "1",
        "PORT": str(port),
        "DATABASE_URL": url,
        "KEY_FILE": str(key_file),
        "ANCHOR_DIR": str(folder / "anchor"),
        "UPLOAD_DIR": str(folder / "uploads"),
        "MAIL_DIR": str(folder / "mail"),
    }


def flask(words: list[str], environ: dict[str, str]) -> str:
    """Run a command as at the terminal; what it printed."""
    done = subprocess.run(
        [BIN / "flask", "--app", "wsgi", *words],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = "\n".join(done.stderr.splitlines()[-12:])
    assert done.returncode == 0, f"flask {words[0]} ended with {done.returncode}:\n{last}"
    return done.stdout
