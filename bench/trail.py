"""The trail of a loaded case: chained with the real keys, so that it verifies."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from bench.world import Somebody
from referrals.sealed import seal
from referrals.trail.rows import BOUND, START, code, place, trail_key, written
from workflows import VERSION


class Chain:
    """One case's chain of changes."""

    def __init__(self, case_id: int, reference: str) -> None:
        self.name, self.reference = f"case:{case_id}", reference
        self.seq, self.mac = 0, START

    def add(
        self, at: dt.datetime, act: str, by: Somebody, operation: str, after: dict[str, Any]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        key_id, key = trail_key()
        words = json.dumps({"after": after}, sort_keys=True)
        self.seq += 1
        digest = code(key, "words", [self.name, self.seq, words])
        row = {
            "chain": self.name, "seq": self.seq, "act": act, "operation": operation,
            "actor_id": by.id, "organisation_id": by.organisation, "role": by.role, "request": "",
            "cases": self.reference, "tiers": "allegation", "basis": "", "recipients": "",
            "reason_code": "", "rulebook": VERSION, "digest": digest, "key_id": key_id,
            "prev": self.mac,
        }  # fmt: skip
        bound = row | {"at": written(at)}
        self.mac = code(key, "changes", [bound[name] for name in BOUND])
        yield "trail_changes", row | {"at": at, "mac": self.mac}
        sealed = seal(words, place(digest), "trail")
        yield "trail_values", {"digest": digest, "words_sealed": sealed}

    def head(self) -> tuple[str, dict[str, Any]]:
        return "trail_heads", {
            "stream": "changes", "chain": self.name, "seq": self.seq, "mac": self.mac, "sealed": 0,
        }  # fmt: skip
