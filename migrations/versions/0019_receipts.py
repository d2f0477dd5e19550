"""A receipt of the Home Office is kept with the NRM referral that it is for."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("documents") as changed:
        changed.add_column(sa.Column("referral_id", sa.String(32), nullable=True))
        name = changed.f("fk_documents_referral_id_nrm_referrals")
        changed.create_foreign_key(name, "nrm_referrals", ["referral_id"], ["id"])
        changed.create_index(changed.f("ix_documents_referral_id"), ["referral_id"])


def downgrade():
    with op.batch_alter_table("documents") as changed:
        changed.drop_index(changed.f("ix_documents_referral_id"))
        name = changed.f("fk_documents_referral_id_nrm_referrals")
        changed.drop_constraint(name, type_="foreignkey")
        changed.drop_column("referral_id")
