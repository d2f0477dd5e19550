"""A conflict that leaves nobody to answer for a case is confirmed or lifted by somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("conflicts") as changed:
        changed.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        changed.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        changed.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        name = changed.f("fk_conflicts_confirmed_by_id_users")
        changed.create_foreign_key(name, "users", ["confirmed_by_id"], ["id"])


def downgrade():
    with op.batch_alter_table("conflicts") as changed:
        name = changed.f("fk_conflicts_confirmed_by_id_users")
        changed.drop_constraint(name, type_="foreignkey")
        changed.drop_column("reminded_at")
        changed.drop_column("confirmed_by_id")
        changed.drop_column("confirmed_at")
