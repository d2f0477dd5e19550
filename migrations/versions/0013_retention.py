"""Review, legal hold and disposal; and words of the trail that may go when their case has."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FORGOTTEN = """EXISTS (SELECT 1 FROM trail_changes AS said
  JOIN trail_changes AS gone ON gone.chain = said.chain AND gone.seq > said.seq
  WHERE said.digest = OLD.digest AND gone.act = 'case.disposed')"""
WORDS = f"""CREATE OR REPLACE FUNCTION trail_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {FORGOTTEN} THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$"""
ABORT = "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"


def let_words_go():
    """Words may go once the trail says that their case was disposed of, and are never changed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WORDS)
        op.execute("DROP TRIGGER trail_values_added_only ON trail_values")
        op.execute(
            "CREATE TRIGGER trail_values_added_only BEFORE UPDATE OR TRUNCATE ON trail_values "
            "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()"
        )
        op.execute(
            "CREATE TRIGGER trail_values_forgotten BEFORE DELETE ON trail_values "
            "FOR EACH ROW EXECUTE FUNCTION trail_forgets()"
        )
        return
    op.execute("DROP TRIGGER trail_values_no_delete")
    op.execute(
        f"CREATE TRIGGER trail_values_no_delete BEFORE DELETE ON trail_values WHEN NOT {FORGOTTEN} "
        f"{ABORT}"
    )


def keep_every_word():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER trail_values_forgotten ON trail_values")
        op.execute("DROP TRIGGER trail_values_added_only ON trail_values")
        op.execute(
            "CREATE TRIGGER trail_values_added_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON trail_values FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()"
        )
        op.execute("DROP FUNCTION trail_forgets()")
        return
    op.execute("DROP TRIGGER trail_values_no_delete")
    op.execute(f"CREATE TRIGGER trail_values_no_delete BEFORE DELETE ON trail_values {ABORT}")


def upgrade():
    op.create_table(
        "disposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_disposals_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_disposals_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_disposals_proposed_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
    )
    with op.batch_alter_table("disposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposals_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposals_decided_at"), ["decided_at"], unique=False)

    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_legal_holds_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["users.id"], name=op.f("fk_legal_holds_lifted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["users.id"], name=op.f("fk_legal_holds_set_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_holds_case_id"), ["case_id"], unique=False)

    op.create_table(
        "retention_reviews",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_retention_reviews_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_retention_reviews_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_reviews")),
    )
    with op.batch_alter_table("retention_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_retention_reviews_case_id_at"), ["case_id", "at"], unique=False
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("trail_changes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_trail_changes_digest",
            ["digest"],
            unique=False,
            sqlite_where=sa.text("digest <> ''"),
            postgresql_where=sa.text("digest <> ''"),
        )

    let_words_go()


def downgrade():
    keep_every_word()
    with op.batch_alter_table("trail_changes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_trail_changes_digest",
            sqlite_where=sa.text("digest <> ''"),
            postgresql_where=sa.text("digest <> ''"),
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("disposed_at")

    with op.batch_alter_table("retention_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retention_reviews_case_id_at"))

    op.drop_table("retention_reviews")
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_holds_case_id"))

    op.drop_table("legal_holds")
    with op.batch_alter_table("disposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposals_decided_at"))
        batch_op.drop_index(batch_op.f("ix_disposals_case_id"))

    op.drop_table("disposals")
