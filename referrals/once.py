"""A repeated request answers as the first did, and does nothing again (RE3)."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, LargeBinary, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from referrals.clock import now
from referrals.db import Base, db, plumbing
from referrals.errors import Reused
from referrals.sealed import blind, blind_key, blinds, ring, seal, unseal

KEPT_FOR = dt.timedelta(days=7)
Insert = Callable[[Table], sqlite.Insert] | Callable[[Table], postgresql.Insert]
INSERT: dict[str, Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class IdempotencyKey(Base):
    """One request of one person: codes of its key and its answers, and its result, sealed.

    `key_id` numbers the key that both codes were made with.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, info=plumbing())
    code: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=plumbing())
    asked: Mapped[bytes] = mapped_column(LargeBinary, info=plumbing())
    key_id: Mapped[int] = mapped_column(default=1, server_default="1", info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    result_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=plumbing())


def only(
    user_id: int, key: str | None, name: str, body: object, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do it, unless this person's key already did: then give the first result again.

    Call it inside the act's transaction. A rival with the same key waits for the first to commit.
    """
    if key is None:
        return do()
    code, said = blind("once", key), json.dumps([name, body], sort_keys=True, default=str)
    earlier = _first(user_id, blinds("once", key)) if len(ring().blind) > 1 else None
    values = {"asked": blind("asked", said), "key_id": blind_key(), "at": now()}
    if earlier or not put_new(_table, user_id=user_id, code=code, **values):
        return _result(earlier or _first(user_id, [code]), said)
    result = do()
    sealed = seal(json.dumps(result, sort_keys=True), _place(user_id, code))
    row = (_table.c.user_id == user_id, _table.c.code == code)
    db.session.execute(update(_table).where(*row).values(result_sealed=sealed))
    return result


def _first(user_id: int, codes: Sequence[bytes]) -> Any:
    """The request that was the first, under whichever key of the ring its code was made."""
    query = select(_table).where(_table.c.user_id == user_id, _table.c.code.in_(codes))
    return db.session.execute(query).first()


def _result(first: Any, said: str) -> dict[str, Any]:
    if first.asked != blind("asked", said, first.key_id):
        raise Reused
    result: dict[str, Any] = json.loads(
        unseal(first.result_sealed, _place(first.user_id, first.code))
    )
    return result


def _place(user_id: int, code: bytes) -> str:
    return f"idempotency_keys.result_sealed:{user_id}:{code.hex()}"


def forget() -> None:
    """Delete the keys nobody will repeat any more."""
    db.session.execute(delete(_table).where(_table.c.at < now() - KEPT_FOR))


def put_new(table: Table, **values: object) -> bool:
    """Insert a row unless its key is taken; whoever is about to take it is waited for."""
    insert = INSERT[db.session.get_bind().dialect.name](table).values(**values)
    added = insert.on_conflict_do_nothing().returning(*table.primary_key)
    return db.session.execute(added).first() is not None


_table = cast(Table, IdempotencyKey.__table__)
