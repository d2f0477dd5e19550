"""An organisation's shares are found by where they stand: an offer among all it ever took."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS = ["organisation_id", "state", "case_id"]


def upgrade():
    with op.batch_alter_table("shares") as changed:
        changed.drop_index("ix_shares_organisation")
        changed.create_index("ix_shares_organisation", COLUMNS)


def downgrade():
    with op.batch_alter_table("shares") as changed:
        changed.drop_index("ix_shares_organisation")
        changed.create_index("ix_shares_organisation", ["organisation_id", "case_id"])
