"""What a partner keeps of what it was told goes by its own clock, and it says when it is gone.

What was told before is kept too, so its clock has run since the day it was over. No birthday is
unsealed for it: whoever is not known to be an adult is taken for newly born, the longest there is.
"""

import datetime as dt
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
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
    op.create_table(
        "partner_copies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispose_by", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_partner_copies_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_partner_copies_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_partner_copies_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["users.id"], name=op.f("fk_partner_copies_told_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_copies")),
    )
    for columns, unique in (
        (["case_id"], False),
        (["source_id", "organisation_id"], True),
        (["organisation_id", "gone_at", "dispose_by"], False),
    ):
        name = op.f("_".join(["ix_partner_copies", *columns]))
        op.create_index(name, "partner_copies", columns, unique=unique)
    _begin_what_was_told_before()


def downgrade():
    op.drop_table("partner_copies")


def _begin_what_was_told_before():
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


def _begin(row, source, source_id, purpose, told_by_id, people, since, until):
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
