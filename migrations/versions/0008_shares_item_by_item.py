"""Shares item by item: who may see a restricted case, what was asked for, one row a disclosure."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("shares") as batch_op:
        batch_op.add_column(sa.Column("why_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("people", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=80), nullable=True))
    with op.batch_alter_table("disclosures") as batch_op:
        batch_op.add_column(sa.Column("occasion", sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column("reader_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_disclosures_reader_id_users"), "users", ["reader_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_disclosures_occasion"), ["occasion"], unique=True)
    op.create_table(
        "items_asked",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_items_asked_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_items_asked_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_items_asked_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["shares.id"], name=op.f("fk_items_asked_share_id_shares")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_asked")),
    )
    op.create_index(op.f("ix_items_asked_case_id"), "items_asked", ["case_id"], unique=False)
    op.create_index(op.f("ix_items_asked_share_id"), "items_asked", ["share_id"], unique=False)


def downgrade():
    op.drop_table("items_asked")
    with op.batch_alter_table("disclosures") as batch_op:
        batch_op.drop_index(op.f("ix_disclosures_occasion"))
        batch_op.drop_constraint(op.f("fk_disclosures_reader_id_users"), type_="foreignkey")
        batch_op.drop_column("reader_id")
        batch_op.drop_column("occasion")
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.drop_column("about")
    with op.batch_alter_table("shares") as batch_op:
        batch_op.drop_column("people")
        batch_op.drop_column("why_sealed")
