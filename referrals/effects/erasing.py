"""Erases a case: what is left is a tombstone that says when it was there, and nothing of anyone.

Every table that hangs on a case loses its rows, whichever tables there come to be; those that say
who decided what stay, without their sealed words. The trail keeps its rows and their chain, and
loses the words beside them: what an act changed is told by nobody any more (AU7).
"""

from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    delete,
    or_,
    select,
    update,
)

from referrals.db import Base, db
from referrals.models import Case, TrailChange, TrailValue

CASES = cast(Table, Case.__table__)
CHANGES = cast(Table, TrailChange.__table__)
VALUES = cast(Table, TrailValue.__table__)
KEPT = frozenset({
    "assignments", "disclosures", "disposals", "legal_holds", "partner_copies",
    "retention_reviews", "shares",
})  # fmt: skip
"""Who held it, what was told to whom, and who decided to dispose of it: codes and numbers."""

STAYS = frozenset({
    "id", "reference", "version", "rulebook", "opened_at", "updated_at", "closed_at", "disposed_at",
})  # fmt: skip
EMPTY: dict[type, object] = {bool: False, int: 0}


def erase(case: Case) -> None:
    """In the transaction of the act, after its own trail row, without which no word may go."""
    db.session.flush()
    for table in reversed(Base.metadata.sorted_tables):
        mine = None if table is CASES else _of_case(table, case.id)
        if mine is None:
            continue
        if table.name in KEPT:
            _blank(table, mine)
        else:
            db.session.execute(delete(table).where(mine))
    _forget_words(case.id)
    db.session.execute(update(CASES).where(CASES.c.id == case.id).values(_emptied()))
    db.session.expire(case)


def _of_case(table: Table, case_id: int) -> ColumnElement[bool] | None:
    """The rows of a table that hang on the case, by itself or by a row that does."""
    found = [
        _hangs(key.parent, key.column, case_id) for key in table.foreign_keys
        if key.column.table is not table
    ]  # fmt: skip
    which = [one for one in found if one is not None]
    return or_(*which) if which else None


def _hangs(column: Any, onto: Any, case_id: int) -> ColumnElement[bool] | None:
    if onto.table is CASES:
        return cast("ColumnElement[bool]", column == case_id)
    if onto.table.name in KEPT:
        return None
    above = _of_case(onto.table, case_id)
    return None if above is None else column.in_(select(onto).where(above))


def _blank(table: Table, mine: ColumnElement[bool]) -> None:
    kept = [column for column in table.columns if isinstance(column.type, LargeBinary)]
    sealed = {column.name: None if column.nullable else b"" for column in kept}
    if sealed:
        db.session.execute(update(table).where(mine).values(sealed))


def _forget_words(case_id: int) -> None:
    """The database lets words go once the trail says that their case is disposed of."""
    digests = select(CHANGES.c.digest).where(CHANGES.c.chain == f"case:{case_id}")
    db.session.execute(delete(VALUES).where(VALUES.c.digest.in_(digests)))


def _emptied() -> dict[str, object]:
    """Every column of a case at what says nothing; who logged it stays, as a number."""
    return {
        column.name: _nothing(column)
        for column in CASES.columns
        if column.name not in STAYS and (column.nullable or not column.foreign_keys)
    }


def _nothing(column: Column[Any]) -> object:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return []
    return EMPTY.get(column.type.python_type, "")
