"""What an act has left in the database."""

from typing import Any

from sqlalchemy import select

from referrals.db import db, reading


def rows(model: Any, **having: object) -> list[Any]:
    """The rows of a table that have these values, in the order of its key."""
    with reading():
        found = select(model).filter_by(**having).order_by(*model.__table__.primary_key)
        return list(db.session.scalars(found))
