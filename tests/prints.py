"""The database as one number for each table, to show that nothing in it has changed."""

import hashlib

from sqlalchemy import MetaData, select

from referrals.db import db

BESIDE = {
    "trail_heads", "trail_changes", "trail_reads", "trail_index", "trail_values", "trail_seals",
    "trail_seal_heads", "sessions", "idempotency_keys", "alembic_version",
}  # fmt: skip
"""What a refused request may write: that it was refused, and that somebody is still there."""


def prints() -> dict[str, str]:
    """Every table as one number, but for those that a refusal writes to."""
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, connection.execute(select(table)).all()))).encode()
            ).hexdigest()
            for table in tables.sorted_tables
            if table.name not in BESIDE
        }
