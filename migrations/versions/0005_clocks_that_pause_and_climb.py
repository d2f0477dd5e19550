"""Clocks that pause and climb, bank holidays added late, and what was read of one's notices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "bank_holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recounted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_bank_holidays")),
    )
    op.create_table(
        "notice_marks",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notice_marks_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_marks")),
    )
    for receiver in ("organisation_id", "team_id", "user_id"):
        op.create_index(op.f(f"ix_notices_{receiver}_id"), "notices", [receiver, "id"])
    with op.batch_alter_table("clocks", recreate="auto") as clocks:
        clocks.add_column(
            sa.Column(
                "unit", sa.String(length=20), server_default="calendar days", nullable=False
            )
        )
        clocks.add_column(sa.Column("days", sa.Integer(), nullable=True))
        clocks.add_column(sa.Column("climbed", sa.JSON(), server_default="[]", nullable=False))
        clocks.add_column(sa.Column("next_rung_at", sa.DateTime(timezone=True), nullable=True))
    waiting = sa.text("next_rung_at IS NOT NULL")
    op.create_index(
        "ix_clocks_next_rung_at",
        "clocks",
        ["next_rung_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade():
    op.drop_index("ix_clocks_next_rung_at", table_name="clocks")
    with op.batch_alter_table("clocks") as clocks:
        for column in ("next_rung_at", "climbed", "days", "unit"):
            clocks.drop_column(column)
    for receiver in ("organisation_id", "team_id", "user_id"):
        op.drop_index(op.f(f"ix_notices_{receiver}_id"), table_name="notices")
    op.drop_table("notice_marks")
    op.drop_table("bank_holidays")
