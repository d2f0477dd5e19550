"""A competent authority that does not use the service is told of in the ledger by its code."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("disclosures") as changed:
        changed.add_column(sa.Column("recipient", sa.String(40), nullable=True))
        changed.alter_column("organisation_id", existing_type=sa.Integer(), nullable=True)


def downgrade():
    """Fails while there are rows that no organisation of the service was told of."""
    with op.batch_alter_table("disclosures") as changed:
        changed.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
        changed.drop_column("recipient")
