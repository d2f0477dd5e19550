"""Seal task texts, languages and Home Office references, and index what a person is found by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEALED = (
    ("tasks", "title", sa.String(200), False),
    ("persons", "language", sa.String(60), False),
    ("nrm_referrals", "home_office_reference", sa.String(60), True),
)
NEW = ("aliases", "vehicle", "address")


def upgrade():
    from referrals.sealed import seal

    for table, column, _, _ in SEALED:
        op.add_column(table, sa.Column(f"{column}_sealed", sa.LargeBinary(), nullable=True))
        _each(
            table,
            column,
            f"{column}_sealed",
            lambda text, place: seal(text, place) if text else None,
        )
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for column in NEW:
        op.add_column("persons", sa.Column(f"{column}_sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("person_keys") as batch:
        batch.add_column(sa.Column("key_id", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(
            sa.Column("tier", sa.String(20), nullable=False, server_default="identity")
        )
        batch.create_index("ix_person_keys_person_id", ["person_id"])
    with op.batch_alter_table("person_keys") as batch:
        batch.alter_column("key_id", server_default=None)
        batch.alter_column("tier", server_default=None)


def downgrade():
    from referrals.sealed import unseal

    with op.batch_alter_table("person_keys") as batch:
        batch.drop_index("ix_person_keys_person_id")
        batch.drop_column("tier")
        batch.drop_column("key_id")
    for column in NEW:
        with op.batch_alter_table("persons") as batch:
            batch.drop_column(f"{column}_sealed")
    for table, column, kind, may_lack in SEALED:
        op.add_column(
            table, sa.Column(column, kind, nullable=may_lack, server_default=None if may_lack else "")
        )
        _each(
            table,
            f"{column}_sealed",
            column,
            lambda value, place: unseal(value, place) if value else None,
        )
        with op.batch_alter_table(table) as batch:
            batch.drop_column(f"{column}_sealed")
            batch.alter_column(column, server_default=None)


def _each(table, source, target, turn):
    """Each value turned, bound to its row and to the column that holds it sealed."""
    sealed = max(source, target, key=len)
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), sa.column(source), sa.column(target))
    for number, value in connection.execute(sa.select(rows.c.id, rows.c[source])).all():
        turned = turn(value, f"{table}.{sealed}:{number}")
        if turned is not None:
            change = sa.update(rows).where(rows.c.id == number).values({target: turned})
            connection.execute(change)
