"""What one request of each kind sends to the database: `python -m bench.statements IDS.json`.

The session (one statement) and the trail (a short transaction of its own) are told apart from the
rest, since the goals count the rest. With --profile, also where the time goes.
"""

import argparse
import cProfile
import json
import pstats
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from bench.adapters import product, product_pages
from referrals import sessions
from referrals.db import db, reading, writing
from referrals.models import User
from wsgi import app

WARM = 2
SHOWN = 40
OURS = r"referrals|workflows|bench|templates|cursor\.py|orm/context"
TABLE = re.compile(r"(?:FROM|INTO|UPDATE)\s+(\w+)")
HOME = "http://127.0.0.1"
READ = ("queue", "detail", "partner")
DOORS = (
    (sessions.API, product.Adapter, ("create", "claim", "advance", *READ)),
    (sessions.WEB, product_pages.Adapter, READ),  # what pages write, they write by the same acts
)


class Client:
    """A person's requests, in this process; the adapters take it for a session of the driver."""

    def __init__(self, kind: str, person: dict[str, Any]) -> None:
        self.user, self.d, self.headers = product.Known(person), {}, {}
        self.browser = app.test_client()
        sid = _session(kind, person["email"])
        if kind == sessions.API:
            self.headers["Authorization"] = f"Bearer {sid}"
        else:
            self.browser.set_cookie(app.config["SESSION_COOKIE_NAME"], sid, domain="127.0.0.1")
            page = self.browser.get("/account", base_url=HOME)
            self.d["token"] = product_pages.TOKEN.search(page.data)[1].decode()

    def ask(self, adapter: Any, op: str) -> bool:
        method, path, headers, body, right = adapter.req(op, self, random)
        answer = self.browser.open(
            path, method=method, headers={**self.headers, **headers}, data=body, base_url=HOME
        )
        return bool(right(answer.status_code, answer.headers, answer.data))


def _session(kind: str, email: str) -> str:
    with app.app_context():
        with reading():
            user = db.session.execute(select(User.id, User.role).filter_by(email=email)).one()
        with writing():
            return sessions.open_session(user.id, user.role, kind)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("ids", type=Path)
    asked.add_argument("--profile", type=int, default=0, help="so many requests of each kind")
    given = asked.parse_args()
    document = json.loads(given.ids.read_text())
    sent: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
    for kind, door, ops in DOORS:
        adapter = door(document)
        people = {role: Client(kind, rows[0]) for role, rows in document["people"].items()}
        for op in ops:
            client = people[adapter.role[op]]
            for _ in range(WARM):
                client.ask(adapter, op)
            sent.clear()
            right = client.ask(adapter, op)
            print(f"{kind:4}{op:8}{'' if right else 'NOT AS EXPECTED, '}{_said(sent)}")
            _profile(client, adapter, op, given.profile)


def _said(sent: list[str]) -> str:
    kinds = Counter(map(_kind, sent))
    own = Counter(_named(each) for each in sent if _kind(each) == "own")
    rows = ", ".join(f"{name} x{many}" if many > 1 else name for name, many in own.items())
    return (
        f"{len(sent)} statements: session {kinds['session']}, trail {kinds['trail']}, "
        f"own {kinds['own']}: {rows}"
    )


def _table(statement: str) -> str:
    found = TABLE.search(statement)
    return found[1] if found else ""


def _kind(statement: str) -> str:
    if "FROM sessions" in statement:
        return "session"
    return "trail" if _table(statement).startswith("trail_") else "own"


def _named(statement: str) -> str:
    return f"{statement.split(None, 1)[0].lower()} {_table(statement)}"


def _profile(client: Client, adapter: Any, op: str, times: int) -> None:
    if times:
        profile = cProfile.Profile()
        for _ in range(times):
            profile.runcall(client.ask, adapter, op)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(OURS, SHOWN)


if __name__ == "__main__":
    main()
