"""Puts given values into a seeded case, so that a tester can look for them wherever bytes leave."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from referrals.db import Base, db, writing
from referrals.effects.keeping import find_again, potential_victim
from referrals.errors import Invalid
from referrals.models import Case, Person
from referrals.sealed import Sealed

Values = Mapping[str, object]


def plant(case_id: int, values: Values) -> None:
    """Set `<table>.<column>` on the rows of one case; a sealed column by its plain name."""
    with writing():
        for place, value in values.items():
            table, _, column = place.partition(".")
            model = _model(table, column)
            for row in _rows(model, case_id):
                setattr(row, column, value)
        find_again(potential_victim(case_id))


def _model(table: str, column: str) -> type[Base]:
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if model.__tablename__ == table:
            if column in mapper.columns or isinstance(vars(model).get(column), Sealed):
                found: type[Base] = model
                return found
            raise Invalid({f"{table}.{column}": [f"{table} has no {column}"]})
    raise Invalid({f"{table}.{column}": [f"There is no table {table}"]})


def _rows(model: type[Base], case_id: int) -> Sequence[Base]:
    if model is Case:
        return db.session.scalars(select(Case).where(Case.id == case_id)).all()
    columns = model.__table__.columns
    if "case_id" not in columns:
        raise Invalid({model.__tablename__: [f"{model.__tablename__} are not part of a case"]})
    query = select(model).where(columns["case_id"] == case_id)
    if model is Person:
        query = query.where(columns["role"] == "potential_victim")
    return db.session.scalars(query).all()
