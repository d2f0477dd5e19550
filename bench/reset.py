"""Put back the cases that claims and moves have changed, from what `bench.fill` kept of them.

The trail keeps its rows: it is only ever added to.
"""

import sqlite3
import sys
from typing import Any

import psycopg

CHANGED = "SELECT c.id FROM cases c JOIN bench_cases b ON b.id = c.id WHERE c.version <> b.version"
UNDER = ("events", "assignments", "tasks", "clocks")
PUT_BACK = {
    "tracks": ("state", "since", "version", "came_from"),
    "clocks": ("state",),
    "tasks": ("state", "done_at", "done_by_id"),
    "assignments": ("until",),
    "cases": ("version", "stage", "lead_id", "next_due", "next_due_what", "updated_at"),
}


def main() -> None:
    url = sys.argv[1]
    if url.startswith("sqlite:///"):
        connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    else:
        connection = psycopg.connect(url)
    run = connection.execute
    run(f"DELETE FROM notices WHERE case_id IN ({CHANGED})")
    for table in UNDER:
        run(
            f"DELETE FROM {table} WHERE case_id IN ({CHANGED})"
            f" AND id NOT IN (SELECT id FROM bench_{table})"
        )
    for table, columns in PUT_BACK.items():
        sets = ", ".join(f"{column} = b.{column}" for column in columns)
        whose = "id" if table == "cases" else "case_id"
        run(
            f"UPDATE {table} SET {sets} FROM bench_{table} b"
            f" WHERE b.id = {table}.id AND {table}.{whose} IN ({CHANGED})"
        )
    connection.commit()


if __name__ == "__main__":
    main()
