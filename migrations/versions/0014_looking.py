"""Checks of the trail, unusual looking, and conflicts that are found or lifted.

Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('record_checks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('seals', sa.Integer(), nullable=False),
    sa.Column('where', sa.String(length=200), nullable=False),
    sa.Column('why', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_record_checks_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_checks'))
    )
    with op.batch_alter_table('record_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_checks_at'), ['at'], unique=False)

    op.create_table('look_findings',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=20), nullable=True),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_look_findings_answered_by_id_users')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_look_findings_case_id_cases')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_look_findings_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_look_findings')),
    sa.UniqueConstraint('rule', 'day', 'user_id', 'case_id', name=op.f('uq_look_findings_rule_day_user_id_case_id'))
    )
    with op.batch_alter_table('look_findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_look_findings_day'), ['day'], unique=False)

    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=10), server_default='declared', nullable=False))
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('lifted_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_conflicts_recorded_by_id_users'), 'users', ['recorded_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_conflicts_lifted_by_id_users'), 'users', ['lifted_by_id'], ['id'])

    with op.batch_alter_table('trail_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trail_changes_at'), ['at'], unique=False)

    with op.batch_alter_table('trail_reads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trail_reads_at'), ['at'], unique=False)



def downgrade():
    with op.batch_alter_table('trail_reads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trail_reads_at'))

    with op.batch_alter_table('trail_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trail_changes_at'))

    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_conflicts_lifted_by_id_users'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_conflicts_recorded_by_id_users'), type_='foreignkey')
        batch_op.drop_column('lifted_by_id')
        batch_op.drop_column('lifted_at')
        batch_op.drop_column('recorded_by_id')
        batch_op.drop_column('source')

    with op.batch_alter_table('look_findings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_look_findings_day'))

    op.drop_table('look_findings')
    with op.batch_alter_table('record_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_checks_at'))

    op.drop_table('record_checks')
