"""The queue is read longest wait first, and before it those with a threat to life."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

QUEUED = sa.text("kind = 'investigation' AND state = 'queued'")


def upgrade():
    op.create_index(
        "ix_cases_threat",
        "cases",
        ["lead_team_id"],
        sqlite_where=sa.text("threat_to_life IS 1"),
        postgresql_where=sa.text("threat_to_life IS TRUE"),
    )
    _queue("team_id", "since", "id")


def downgrade():
    _queue("team_id", sa.text("id DESC"))
    op.drop_index("ix_cases_threat", "cases")


def _queue(*columns):
    op.drop_index("ix_tracks_queue", "tracks")
    op.create_index(
        "ix_tracks_queue", "tracks", [*columns], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
