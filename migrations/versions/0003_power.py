"""change sets, saved views, second factor, trash that keeps together, claims of domains

Revision ID: 0003
Revises: 0002
"""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


@contextmanager
def never_reusing_ids(table):
    """Alter a table; SQLite makes it anew so that an id that the audit tells about is not given
    again. Its triggers, which that drops, come back.
    """
    connection = op.get_bind()
    if connection.dialect.name != 'sqlite':
        with op.batch_alter_table(table) as batch_op:
            yield batch_op
        return
    triggers = connection.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {'table': table},
    ).all()
    with op.batch_alter_table(
        table, recreate='always', table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        yield batch_op
    for trigger in triggers:
        op.execute(trigger)


def upgrade():
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_recovery_code_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_user_id'), ['user_id'], unique=False)

    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('query', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('in_menu', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['access_group.id'], name=op.f('fk_saved_view_group_id_access_group'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_saved_view_owner_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_view_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_view_group_id'), ['group_id'], unique=False)
        batch_op.create_index('ix_saved_view_noun_owner_id', ['noun', 'owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_view_owner_id'), ['owner_id'], unique=False)

    op.create_table('change_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('parameters', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('undo_actor_id', sa.Integer(), nullable=True),
    sa.Column('undo_job_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.Column('restored', sa.Integer(), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_change_set_actor_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_change_set_job_id_job'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undo_actor_id'], ['user.id'], name=op.f('fk_change_set_undo_actor_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undo_job_id'], ['job.id'], name=op.f('fk_change_set_undo_job_id_job'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_set'))
    )
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.create_index('ix_change_set_actor_id_id', ['actor_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_created_at'), ['created_at'], unique=False)

    op.create_table('change_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('change_set_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('pending', 'changed', 'unchanged', 'skipped', name='outcome', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('reason', sa.String(length=48), nullable=False),
    sa.Column('changes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('undo', sa.Enum('restored', 'left', name='undo', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], name=op.f('fk_change_row_change_set_id_change_set'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_row'))
    )
    with op.batch_alter_table('change_row', schema=None) as batch_op:
        batch_op.create_index('ix_change_row_change_set_id_outcome', ['change_set_id', 'outcome', 'id'], unique=False)
        batch_op.create_index('ix_change_row_change_set_id_record_id', ['change_set_id', 'record_id'], unique=True)
        batch_op.create_index('ix_change_row_record_id', ['record_id'], unique=False)

    with never_reusing_ids('access_group') as batch_op:
        batch_op.add_column(sa.Column('second_factor_required', sa.Boolean(), server_default=sa.false(), nullable=False))

    with never_reusing_ids('company') as batch_op:
        batch_op.add_column(sa.Column('deleted_with', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('deleted_by_id', sa.Integer(), nullable=True))

    with op.batch_alter_table('company_domain', schema=None) as batch_op:
        batch_op.alter_column('domain', existing_type=sa.String(253), type_=sa.String(255))
        batch_op.add_column(sa.Column('claim', sa.String(length=253), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_company_domain_claim'), ['claim'])
    op.execute(
        'UPDATE company_domain SET claim = domain WHERE id IN ('
        'SELECT min(d.id) FROM company_domain d JOIN company c ON c.id = d.company_id '
        'WHERE c.deleted_at IS NULL GROUP BY d.domain)'
    )

    with never_reusing_ids('contact') as batch_op:
        batch_op.add_column(sa.Column('deleted_with', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('deleted_by_id', sa.Integer(), nullable=True))

    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undo', sa.Enum('restored', 'left', name='undo', native_enum=False, create_constraint=True, length=20), nullable=True))
        batch_op.add_column(sa.Column('undo_reason', sa.String(length=48), server_default='', nullable=False))

    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undo_actor_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('undo_policy', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_import_run_undo_actor_id_user'), 'user', ['undo_actor_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_factor_secret', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('second_factor_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('second_factor_step', sa.BigInteger(), server_default='0', nullable=False))



def downgrade():
    op.drop_column('user', 'second_factor_step')
    op.drop_column('user', 'second_factor_at')
    op.drop_column('user', 'second_factor_secret')

    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_import_run_undo_actor_id_user'), type_='foreignkey')
        batch_op.drop_column('undone_at')
        batch_op.drop_column('undo_policy')
        batch_op.drop_column('undo_actor_id')

    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_column('undo_reason')
        batch_op.drop_constraint(batch_op.f('ck_import_row_undo'), type_='check')
        batch_op.drop_column('undo')

    op.drop_column('contact', 'deleted_by_id')
    op.drop_column('contact', 'deleted_with')

    with op.batch_alter_table('company_domain', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_company_domain_claim'), type_='unique')
        batch_op.drop_column('claim')
        batch_op.alter_column('domain', existing_type=sa.String(255), type_=sa.String(253))

    op.drop_column('company', 'deleted_by_id')
    op.drop_column('company', 'deleted_with')

    op.drop_column('access_group', 'second_factor_required')

    with op.batch_alter_table('change_row', schema=None) as batch_op:
        batch_op.drop_index('ix_change_row_record_id')
        batch_op.drop_index('ix_change_row_change_set_id_record_id')
        batch_op.drop_index('ix_change_row_change_set_id_outcome')

    op.drop_table('change_row')
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_set_created_at'))
        batch_op.drop_index('ix_change_set_actor_id_id')

    op.drop_table('change_set')
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_view_owner_id'))
        batch_op.drop_index('ix_saved_view_noun_owner_id')
        batch_op.drop_index(batch_op.f('ix_saved_view_group_id'))
        batch_op.drop_index(batch_op.f('ix_saved_view_created_at'))

    op.drop_table('saved_view')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_user_id'))

    op.drop_table('recovery_code')
