"""Which key a code was made with, where the code is never made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("idempotency_keys", "recovery_codes")


def upgrade():
    for table in TABLES:
        op.add_column(
            table, sa.Column("key_id", sa.Integer(), server_default="1", nullable=False)
        )


def downgrade():
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as changed:
            changed.drop_column("key_id")
