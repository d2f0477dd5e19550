"""What one row of the trail says, and the keyed code that binds it to the row before."""

import datetime as dt
import hmac
import json
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table

from referrals.models import TrailChange, TrailHead, TrailRead
from referrals.sealed import ring

NOBODY = "nobody"
START = "0" * 64  # what stands before the first row of a chain
REFUSAL = "refusal"
HEADS = cast(Table, TrailHead.__table__)
STREAMS = {
    "changes": cast(Table, TrailChange.__table__),
    "reads": cast(Table, TrailRead.__table__),
}
BOUND = (
    "chain",
    "seq",
    "at",
    "act",
    "operation",
    "actor_id",
    "organisation_id",
    "role",
    "request",
    "cases",
    "tiers",
    "basis",
    "recipients",
    "reason_code",
    "rulebook",
    "digest",
    "key_id",
    "prev",
)

_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


def written(at: dt.datetime) -> str:
    """An instant as both databases give it back: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def code(key: bytes, kind: str, values: Sequence[object]) -> str:
    """The keyed code of some values in order; `kind` keeps codes of different things apart."""
    return hmac.digest(key, _encode([kind, *values]).encode(), "sha256").hex()


def trail_key() -> tuple[int, bytes]:
    """The number of the key in use, and the key."""
    number = ring().current["trail"]
    return number, ring().trail[number]


def place(digest: str) -> str:
    """Where the words joined by this digest are sealed."""
    return f"trail_values.words_sealed:{digest}"


def indexed(chain: str, operation: str) -> bool:
    """Whether the cases a read names have index rows: lists do, one case's own chain need not."""
    return operation != REFUSAL and not chain.startswith("case:")
