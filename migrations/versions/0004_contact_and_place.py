"""Whether a way to contact somebody was checked as safe, and where in the country it happened."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (
    ("contact_safe", sa.Boolean()),
    ("contact_at_place_of_exploitation", sa.Boolean()),
    ("happened_where", sa.String(length=30)),
)


def upgrade():
    for name, kind in COLUMNS:
        op.add_column("cases", sa.Column(name, kind, nullable=True))


def downgrade():
    for name, _ in reversed(COLUMNS):
        op.drop_column("cases", name)
