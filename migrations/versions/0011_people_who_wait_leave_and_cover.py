"""Grants that wait for a second administrator, people who leave, and cover."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "account_requests",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("pip2", sa.Boolean(), nullable=False),
        sa.Column("manages_organisation", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_code"], ["areas.code"], name=op.f("fk_account_requests_area_code_areas")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_account_requests_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_account_requests_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_account_requests_team_id_teams")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_requests_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_requests")),
    )
    with op.batch_alter_table("account_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_requests_decided_at"), ["decided_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_account_requests_user_id"), ["user_id"], unique=False)

    op.create_table(
        "covers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_covers_by_id_users")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_covers_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_covers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covers_by_id_until"), ["by_id", "until"], unique=False)
        batch_op.create_index(batch_op.f("ix_covers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "leavings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_leavings_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_leavings_team_id_teams")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_leavings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leavings")),
    )
    with op.batch_alter_table("leavings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leavings_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_leavings_user_id"), ["user_id"], unique=False)


def downgrade():
    with op.batch_alter_table("leavings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leavings_user_id"))
        batch_op.drop_index(batch_op.f("ix_leavings_done_at"))

    op.drop_table("leavings")
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_covers_user_id"))
        batch_op.drop_index(batch_op.f("ix_covers_by_id_until"))

    op.drop_table("covers")
    with op.batch_alter_table("account_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_requests_user_id"))
        batch_op.drop_index(batch_op.f("ix_account_requests_decided_at"))

    op.drop_table("account_requests")
