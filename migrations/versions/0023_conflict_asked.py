"""An auditor asks one supervisor to decide on a conflict that no named person of a case may."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("conflicts") as changed:
        changed.add_column(sa.Column("decider_id", sa.Integer(), nullable=True))
        name = changed.f("fk_conflicts_decider_id_users")
        changed.create_foreign_key(name, "users", ["decider_id"], ["id"])


def downgrade():
    with op.batch_alter_table("conflicts") as changed:
        changed.drop_constraint(changed.f("fk_conflicts_decider_id_users"), type_="foreignkey")
        changed.drop_column("decider_id")
