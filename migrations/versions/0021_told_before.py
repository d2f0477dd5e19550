"""What partners were told before they had a clock of their own has one since the day it was over.

No birthday is unsealed for it: whoever is not known to be an adult is taken for newly born, the
longest there is. What has its clock already keeps it.
"""

import datetime as dt
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LONGEST, YEARS = 25, {"health": 8, "ngo": 6, "la": 25}
WHEN = sa.DateTime(timezone=True)


def _rows(name, *columns, **typed):
    kinds = [sa.column(column, kind) for column, kind in typed.items()]
    return sa.table(name, *map(sa.column, columns), *kinds)


COPIES = _rows(
    "partner_copies", "id", "case_id", "organisation_id", "source", "source_id", "purpose",
    "told_by_id", people=sa.JSON(), since=WHEN, until=WHEN, dispose_by=sa.Date(),
)  # fmt: skip
SHARES = _rows(
    "shares", "id", "case_id", "organisation_id", "state", "purpose", "offered_by_id",
    people=sa.JSON(), answered_at=WHEN, ended_at=WHEN,
)  # fmt: skip
TOLD = _rows(
    "disclosures", "case_id", "organisation_id", "kind", "decided_by_id", "occasion", at=WHEN
)
NAMED = _rows("assignments", "case_id", "user_id", "standing", until=WHEN)
CASES = _rows("cases", "id", "age_band", "restricted")
AGENCIES = _rows("organisations", "id", "kind")
USERS = _rows("users", "id", "organisation_id")


def upgrade():
    connection = op.get_bind()
    over = sa.select(SHARES).where(SHARES.c.state == "ended", SHARES.c.answered_at.is_not(None))
    for row in connection.execute(over).all():
        _begin(
            row, "share", row.id, row.purpose, row.offered_by_id, row.people, row.answered_at,
            row.ended_at,
        )  # fmt: skip
    released = sa.select(TOLD).where(TOLD.c.kind == "release")
    for row in connection.execute(released).all():
        source = row.occasion.split(":")[1]
        people = _named_there(row)
        _begin(row, "release", source, "release", row.decided_by_id, people, row.at, row.at)


def downgrade():
    """What has begun stays."""


def _begin(row, source, source_id, purpose, told_by_id, people, since, until):
    here = (COPIES.c.source_id == source_id, COPIES.c.organisation_id == row.organisation_id)
    if op.get_bind().execute(sa.select(COPIES.c.id).where(*here)).first():
        return
    age_band = _of(CASES.c.age_band, CASES.c.id == row.case_id)
    kind = _of(AGENCIES.c.kind, AGENCIES.c.id == row.organisation_id)
    years = YEARS.get(kind, YEARS["ngo"]) if age_band == "adult" else LONGEST
    op.get_bind().execute(
        sa.insert(COPIES).values(
            id=secrets.token_hex(16),
            case_id=row.case_id,
            organisation_id=row.organisation_id,
            source=source,
            source_id=source_id,
            purpose=purpose,
            told_by_id=told_by_id,
            people=people,
            since=since,
            until=until,
            dispose_by=dt.date(until.year + years, 12, 31),
        )
    )


def _of(column, which):
    return op.get_bind().execute(sa.select(column).where(which)).scalar_one()


def _named_there(row):
    """Of a restricted case, those of the organisation who might read it (R27)."""
    named = (
        sa.select(USERS.c.id)
        .join(NAMED, NAMED.c.user_id == USERS.c.id)
        .join(CASES, CASES.c.id == NAMED.c.case_id)
        .where(CASES.c.id == row.case_id, CASES.c.restricted.is_(True))
        .where(NAMED.c.standing == "restricted_reader")
        .where(USERS.c.organisation_id == row.organisation_id)
        .where(sa.or_(NAMED.c.until.is_(None), NAMED.c.until > row.at))
    )
    return sorted(op.get_bind().execute(named).scalars())
