"""What one row of the trail says, and the keyed code that binds it to the row before."""

import datetime as dt
import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from sqlalchemy import ColumnElement, Table

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


def written(at: dt.datetime) -> str:
    """An instant as both databases give it back: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def code(key: bytes, kind: str, values: Sequence[object]) -> str:
    """The keyed code of some values in order; `kind` keeps codes of different things apart."""
    mac = _keyed(key).copy()
    mac.update(lines([kind, *values]).encode())
    return mac.hexdigest()


@lru_cache(maxsize=32)
def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


def lines(values: Sequence[object]) -> str:
    """One value a line; no two lists of values read alike, whatever signs are in them."""
    texts = list(map(str, values))
    joined = "\n".join(texts)
    if "\\" in joined or joined.count("\n") != len(texts) - 1:
        return "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
    return joined


def trail_key() -> tuple[int, bytes]:
    """The number of the key in use, and the key."""
    number = ring().current["trail"]
    return number, ring().trail[number]


def place(digest: str) -> str:
    """Where the words joined by this digest are sealed."""
    return f"trail_values.words_sealed:{digest}"


def of_one_case() -> ColumnElement[bool]:
    """The reads that opened one case or something of it, whatever it was; a list is none."""
    return TrailRead.chain.startswith("case:", autoescape=True)


def indexed(chain: str, operation: str) -> bool:
    """Whether the cases a read names have index rows: lists do, one case's own chain need not."""
    return operation != REFUSAL and not chain.startswith("case:")
