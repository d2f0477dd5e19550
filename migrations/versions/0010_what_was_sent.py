"""What the NRM form lacks and contradicts, and what kind of thing was sent, by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("cases", sa.Column("nrm_gaps", sa.JSON(), nullable=True))
    op.add_column("cases", sa.Column("nrm_differs", sa.JSON(), nullable=True))
    with op.batch_alter_table("nrm_referrals") as batch:
        batch.add_column(
            sa.Column("kind", sa.String(length=8), nullable=False, server_default="nrm")
        )
        batch.add_column(sa.Column("sent_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("sent_sealed", sa.LargeBinary(), nullable=True))
        batch.create_foreign_key(
            "fk_nrm_referrals_sent_by_id_users", "users", ["sent_by_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("nrm_referrals") as batch:
        batch.drop_constraint("fk_nrm_referrals_sent_by_id_users", type_="foreignkey")
        batch.drop_column("sent_sealed")
        batch.drop_column("expired_at")
        batch.drop_column("sent_by_id")
        batch.drop_column("kind")
    op.drop_column("cases", "nrm_differs")
    op.drop_column("cases", "nrm_gaps")
