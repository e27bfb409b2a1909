"""companies contacts users

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('access_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('access_type', sa.Enum('administrator', 'staff', 'client', 'partner', name='access_type', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('permissions', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_group')),
    sa.UniqueConstraint('key', name=op.f('uq_access_group_key')),
    sa.UniqueConstraint('name', name=op.f('uq_access_group_name'))
    )
    with op.batch_alter_table('access_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_group_created_at'), ['created_at'], unique=False)

    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=True),
    sa.Column('row_name', sa.String(length=300), nullable=False),
    sa.Column('changes', JSON, nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_actor_id_id', ['actor_id', 'id'], unique=False)
        batch_op.create_index('ix_audit_entry_at_id', ['at', 'id'], unique=False)
        batch_op.create_index('ix_audit_entry_noun_row_id_id', ['noun', 'row_id', 'id'], unique=False)

    op.create_table('company',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('legal_name', sa.String(length=300), nullable=False),
    sa.Column('site', sa.String(length=300), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('tax_id', sa.String(length=32), nullable=False),
    sa.Column('registration_number', sa.String(length=32), nullable=False),
    sa.Column('region', sa.String(length=100), nullable=False),
    sa.Column('status', sa.Enum('active', 'blocked', 'archived', name='status', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('name_key', sa.String(length=200), nullable=False),
    sa.Column('sort_name', sa.String(length=200), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company')),
    sa.UniqueConstraint('identifier', name=op.f('uq_company_identifier'))
    )
    with op.batch_alter_table('company', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_deleted_at'), ['deleted_at'], unique=False)
        batch_op.create_index('ix_company_email_id', ['email', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_name_key'), ['name_key'], unique=False)
        batch_op.create_index('ix_company_sort_name_id', ['sort_name', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_tax_id'), ['tax_id'], unique=False)

    op.create_table('import_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.Enum('companies', 'contacts', 'both', name='noun', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('mapping', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping'))
    )
    with op.batch_alter_table('import_mapping', schema=None) as batch_op:
        batch_op.create_index('ix_import_mapping_noun_fingerprint', ['noun', 'fingerprint'], unique=True)

    op.create_table('login_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_login_attempt_key_at', ['key', 'at'], unique=False)

    op.create_table('setting',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', JSON, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_setting'))
    )
    op.create_table('company_domain',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=253), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_company_domain_company_id_company'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_domain'))
    )
    with op.batch_alter_table('company_domain', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_domain_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_domain_domain'), ['domain'], unique=False)

    op.create_table('company_phone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_company_phone_company_id_company'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_phone'))
    )
    with op.batch_alter_table('company_phone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_phone_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_phone_number'), ['number'], unique=False)

    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.Enum('person', 'organisation', 'other', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('first_name', sa.String(length=100), nullable=False),
    sa.Column('middle_name', sa.String(length=100), nullable=False),
    sa.Column('last_name', sa.String(length=100), nullable=False),
    sa.Column('full_name', sa.String(length=300), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('is_manager', sa.Boolean(), nullable=False),
    sa.Column('position', sa.String(length=150), nullable=False),
    sa.Column('department', sa.String(length=150), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=64), nullable=False),
    sa.Column('mobile_phone', sa.String(length=64), nullable=False),
    sa.Column('telegram', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('region', sa.String(length=100), nullable=False),
    sa.Column('birth_date', sa.String(length=10), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('active', 'blocked', 'dismissed', name='status', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('notifications', sa.Boolean(), nullable=False),
    sa.Column('forms_as_company', sa.Boolean(), nullable=False),
    sa.Column('all_tickets', sa.Boolean(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('sort_name', sa.String(length=300), nullable=False),
    sa.Column('company_sort', sa.String(length=200), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_contact_company_id_company')),
    sa.ForeignKeyConstraint(['group_id'], ['access_group.id'], name=op.f('fk_contact_group_id_access_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('identifier', name=op.f('uq_contact_identifier'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_contact_company_sort_id', ['company_sort', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_deleted_at'), ['deleted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_department'), ['department'], unique=False)
        batch_op.create_index('ix_contact_email_id', ['email', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_mobile_phone'), ['mobile_phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_phone'), ['phone'], unique=False)
        batch_op.create_index('ix_contact_sort_name_id', ['sort_name', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_telegram'), ['telegram'], unique=False)

    op.create_table('contact_point',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('email', 'phone', 'mobile_phone', 'telegram', 'viber', 'whatsapp', 'skype', 'facebook', 'other', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('value', sa.String(length=254), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_point_contact_id_contact'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_point'))
    )
    with op.batch_alter_table('contact_point', schema=None) as batch_op:
        batch_op.create_index('ix_contact_point_contact_id_position', ['contact_id', 'position'], unique=False)
        batch_op.create_index('ix_contact_point_kind_value', ['kind', 'value'], unique=False)

    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('full_name', sa.String(length=200), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('last_login_at', sa.DateTime(), nullable=True),
    sa.Column('last_login_ip', sa.String(length=45), nullable=False),
    sa.Column('password_changed_at', sa.DateTime(), nullable=True),
    sa.Column('preferences', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_user_contact_id_contact'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['access_group.id'], name=op.f('fk_user_group_id_access_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('contact_id', name=op.f('uq_user_contact_id')),
    sa.UniqueConstraint('email', name=op.f('uq_user_email'))
    )
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_user_group_id'), ['group_id'], unique=False)

    op.create_table('contact_status_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('before', sa.Enum('active', 'blocked', 'dismissed', name='before', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('after', sa.Enum('active', 'blocked', 'dismissed', name='after', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_contact_status_change_actor_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_status_change_contact_id_contact'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_status_change'))
    )
    with op.batch_alter_table('contact_status_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_status_change_contact_id'), ['contact_id'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=48), nullable=False),
    sa.Column('arguments', JSON, nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'done', 'failed', 'cancelled', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('result', JSON, nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('unique_key', sa.String(length=100), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('run_after', sa.DateTime(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(), nullable=True),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_job_owner_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('unique_key', name=op.f('uq_job_unique_key'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_owner_id_id', ['owner_id', 'id'], unique=False)
        batch_op.create_index('ix_job_state_run_after_id', ['state', 'run_after', 'id'], unique=False)

    op.create_table('link_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_link_token_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_link_token_token_hash'))
    )
    with op.batch_alter_table('link_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_token_user_id'), ['user_id'], unique=False)

    op.create_table('outbox_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(length=48), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('recipient_name', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'sent', 'kept', 'failed', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_outbox_mail_contact_id_contact'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_outbox_mail_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_mail_message_id'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_mail_state_next_attempt_at', ['state', 'next_attempt_at'], unique=False)

    op.create_table('user_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('user_agent', sa.String(length=300), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_user_session_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_session_token_hash'))
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_session_user_id'), ['user_id'], unique=False)

    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.Enum('companies', 'contacts', 'both', name='noun', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('state', sa.Enum('uploaded', 'mapping', 'checking', 'preview', 'committing', 'done', 'refused', 'cancelled', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('file_size', sa.Integer(), nullable=False),
    sa.Column('table_format', JSON, nullable=False),
    sa.Column('head', JSON, nullable=False),
    sa.Column('mapping', JSON, nullable=False),
    sa.Column('policies', JSON, nullable=False),
    sa.Column('counts', JSON, nullable=False),
    sa.Column('problem_code', sa.String(length=48), nullable=False),
    sa.Column('problem_params', JSON, nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_import_run_actor_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_import_run_job_id_job'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_run_created_at'), ['created_at'], unique=False)

    op.create_table('import_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Enum('create', 'update', 'unchanged', 'skip', 'refuse', name='verdict', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('cells', JSON, nullable=False),
    sa.Column('values', JSON, nullable=False),
    sa.Column('before', JSON, nullable=False),
    sa.Column('problems', JSON, nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('company_created', sa.Boolean(), nullable=False),
    sa.Column('applied', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_import_row_run_id_import_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_row'))
    )
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.create_index('ix_import_row_record_id', ['record_id'], unique=False)
        batch_op.create_index('ix_import_row_run_id_number', ['run_id', 'number'], unique=True)
        batch_op.create_index('ix_import_row_run_id_verdict_number', ['run_id', 'verdict', 'number'], unique=False)



def downgrade():
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_import_row_run_id_verdict_number')
        batch_op.drop_index('ix_import_row_run_id_number')
        batch_op.drop_index('ix_import_row_record_id')

    op.drop_table('import_row')
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_run_created_at'))

    op.drop_table('import_run')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_session_user_id'))

    op.drop_table('user_session')
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_mail_state_next_attempt_at')

    op.drop_table('outbox_mail')
    with op.batch_alter_table('link_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_token_user_id'))

    op.drop_table('link_token')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state_run_after_id')
        batch_op.drop_index('ix_job_owner_id_id')

    op.drop_table('job')
    with op.batch_alter_table('contact_status_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_status_change_contact_id'))

    op.drop_table('contact_status_change')
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_group_id'))
        batch_op.drop_index(batch_op.f('ix_user_created_at'))

    op.drop_table('user')
    with op.batch_alter_table('contact_point', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_point_kind_value')
        batch_op.drop_index('ix_contact_point_contact_id_position')

    op.drop_table('contact_point')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_telegram'))
        batch_op.drop_index('ix_contact_sort_name_id')
        batch_op.drop_index(batch_op.f('ix_contact_phone'))
        batch_op.drop_index(batch_op.f('ix_contact_mobile_phone'))
        batch_op.drop_index(batch_op.f('ix_contact_group_id'))
        batch_op.drop_index('ix_contact_email_id')
        batch_op.drop_index(batch_op.f('ix_contact_department'))
        batch_op.drop_index(batch_op.f('ix_contact_deleted_at'))
        batch_op.drop_index(batch_op.f('ix_contact_created_at'))
        batch_op.drop_index('ix_contact_company_sort_id')
        batch_op.drop_index(batch_op.f('ix_contact_company_id'))

    op.drop_table('contact')
    with op.batch_alter_table('company_phone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_phone_number'))
        batch_op.drop_index(batch_op.f('ix_company_phone_company_id'))

    op.drop_table('company_phone')
    with op.batch_alter_table('company_domain', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_domain_domain'))
        batch_op.drop_index(batch_op.f('ix_company_domain_company_id'))

    op.drop_table('company_domain')
    op.drop_table('setting')
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_login_attempt_key_at')

    op.drop_table('login_attempt')
    with op.batch_alter_table('import_mapping', schema=None) as batch_op:
        batch_op.drop_index('ix_import_mapping_noun_fingerprint')

    op.drop_table('import_mapping')
    with op.batch_alter_table('company', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_tax_id'))
        batch_op.drop_index('ix_company_sort_name_id')
        batch_op.drop_index(batch_op.f('ix_company_name_key'))
        batch_op.drop_index('ix_company_email_id')
        batch_op.drop_index(batch_op.f('ix_company_deleted_at'))
        batch_op.drop_index(batch_op.f('ix_company_created_at'))

    op.drop_table('company')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_noun_row_id_id')
        batch_op.drop_index('ix_audit_entry_at_id')
        batch_op.drop_index('ix_audit_entry_actor_id_id')

    op.drop_table('audit_entry')
    with op.batch_alter_table('access_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_group_created_at'))

    op.drop_table('access_group')
