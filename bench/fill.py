"""Load N invented cases in bulk: `python -m bench.fill -n 10000 --ids ids.json` on DATABASE_URL.

The world is made by the service's own acts, the cases by bulk inserts. An empty, migrated database
is needed; on PostgreSQL, `--hands` processes load side by side.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from bench import world as places
from bench.bulk import TEAM, Ids, load, settle
from bench.world import World
from wsgi import app

LONGEST_LIST = 2_000


def documented(world: World, ids: Ids, count: int) -> dict[str, Any]:
    def keys(role: str, place: str, most: int) -> list[dict[str, Any]]:
        return [places.keys(person) for person in world.people[role, place][:most]]

    return {
        "n": count,
        "team": TEAM,
        "people": {
            "officer": keys("ppd_investigator", TEAM, places.OFFICERS),
            "responder": keys("response_officer", f"response_{places.UNIT_OF['birmingham']}", 4),
            "partner": keys("ngo_support_worker", places.agency(1), 2),
        },
        "claim": sorted(ids.claim)[-LONGEST_LIST:],
        "advance": {email: sorted(rows)[-LONGEST_LIST:] for email, rows in ids.advance.items()},
        "detail": {email: sorted(rows)[-LONGEST_LIST:] for email, rows in ids.detail.items()},
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("-n", type=int, default=10_000)
    asked.add_argument("--ids", type=Path, required=True)
    asked.add_argument("--hands", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    began = time.monotonic()
    with app.app_context():
        world = places.build()
        ids = load(world, given.n, given.hands)
        document = documented(world, ids, given.n)
        moved = [reference for rows in document["advance"].values() for reference in rows]
        settle(given.n, document["claim"] + moved)
    given.ids.write_text(json.dumps(document))
    print(f"{given.n} cases in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
