"""the card: custom fields, equipment, notes, files, calls, documents, relations, presence, merges

Revision ID: 0006
Revises: 0005
"""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


MERGED = ('company', 'contact')
MANAGERS = (
    'equipment.view', 'equipment.create', 'equipment.edit', 'equipment.delete', 'fields.edit',
    'contacts.merge', 'companies.merge', 'activity.purge',
)
NEW_RIGHTS = {
    'administrators': MANAGERS,
    'managers': MANAGERS,
    'agents': ('equipment.view', 'equipment.create', 'equipment.edit'),
}
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


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


def lead_to_the_winner(table):
    """Columns for values of custom fields and for the winner of a merge."""
    key = f'fk_{table}_merged_into_id_{table}'
    with never_reusing_ids(table) as batch_op:
        batch_op.add_column(sa.Column('custom', JSON, server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(key), table, ['merged_into_id'], ['id'], ondelete='SET NULL'
        )
    filled = sa.text('merged_into_id IS NOT NULL')
    op.create_index(
        f'ix_{table}_merged_into_id', table, ['merged_into_id'],
        sqlite_where=filled, postgresql_where=filled,
    )


def take_nouns(table, nouns):
    """Let imports be of these nouns."""
    listed = ', '.join(f"'{noun}'" for noun in nouns)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_noun'), type_='check')
        batch_op.create_check_constraint(batch_op.f(f'ck_{table}_noun'), f'noun IN ({listed})')


def give_search():
    """Search in equipment as 0002 made it for the other lists."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            'CREATE INDEX ix_equipment_search_text_trgm ON equipment '
            'USING gin (search_text gin_trgm_ops)'
        )
        return
    remove = (
        "INSERT INTO equipment_fts(equipment_fts, rowid, search_text) "
        "VALUES('delete', old.id, old.search_text);"
    )
    add = 'INSERT INTO equipment_fts(rowid, search_text) VALUES(new.id, new.search_text);'
    for statement in (
        'CREATE VIRTUAL TABLE equipment_fts USING fts5('
        "search_text, content='equipment', content_rowid='id', tokenize='trigram')",
        f'CREATE TRIGGER equipment_fts_insert AFTER INSERT ON equipment BEGIN {add} END',
        f'CREATE TRIGGER equipment_fts_delete AFTER DELETE ON equipment BEGIN {remove} END',
        'CREATE TRIGGER equipment_fts_update AFTER UPDATE OF search_text ON equipment '
        f'WHEN old.search_text IS NOT new.search_text BEGIN {remove} {add} END',
    ):
        op.execute(statement)


def drop_search():
    """Take the search in equipment away."""
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('insert', 'delete', 'update'):
            op.execute(f'DROP TRIGGER equipment_fts_{event}')
        op.execute('DROP TABLE equipment_fts')


RELATIONS = ('manager', 'assistant', 'colleague', 'family', 'representative', 'referral')


def give_relations():
    """Kinds of relation that Kontora comes with; their names are translated where they are shown."""
    kind = sa.table(
        'relation_kind', sa.column('key'), sa.column('labels', JSON),
        sa.column('reverse_labels', JSON), sa.column('position'),
    )
    op.bulk_insert(kind, [
        {'key': key, 'labels': {}, 'reverse_labels': {}, 'position': place}
        for place, key in enumerate(RELATIONS)
    ])


def give_rights():
    """Give the groups that Kontora came with the rights of the new sections."""
    group = sa.table(
        'access_group', sa.column('id'), sa.column('key'), sa.column('permissions', JSON)
    )
    connection = op.get_bind()
    query = sa.select(group).where(group.c.key.in_(NEW_RIGHTS))
    for row in connection.execute(query).all():
        rights = [*row.permissions, *(r for r in NEW_RIGHTS[row.key] if r not in row.permissions)]
        connection.execute(sa.update(group).where(group.c.id == row.id).values(permissions=rights))


LINES = {
    'outbox_mail': ('created_at', 'ix_outbox_mail_contact_id'),
    'contact_status_change': ('at', 'ix_contact_status_change_contact_id'),
}


def quicken_lines():
    """Indexes by which the time line of a contact reads its newest entries, and no others."""
    for table, (moment, old) in LINES.items():
        op.create_index(f'{old}_{moment}', table, ['contact_id', moment, 'id'])
        op.drop_index(old, table)
    made = sa.text('company_created')
    op.create_index(
        'ix_import_row_company_id', 'import_row', ['company_id'],
        sqlite_where=made, postgresql_where=made,
    )
    # a mail to a login is one to its contact
    op.execute(
        'UPDATE outbox_mail SET contact_id = (SELECT contact_id FROM "user"'
        ' WHERE "user".id = outbox_mail.user_id)'
        ' WHERE contact_id IS NULL AND user_id IS NOT NULL'
    )


def slow_lines():
    """Take them away again."""
    op.drop_index('ix_import_row_company_id', 'import_row')
    for table, (moment, old) in LINES.items():
        op.create_index(old, table, ['contact_id'])
        op.drop_index(f'{old}_{moment}', table)


def upgrade():
    quicken_lines()
    op.create_table('choice_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice_list')),
    sa.UniqueConstraint('name', name=op.f('uq_choice_list_name'))
    )
    with op.batch_alter_table('choice_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_choice_list_created_at'), ['created_at'], unique=False)

    op.create_table('relation_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=True),
    sa.Column('labels', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('reverse_labels', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relation_kind')),
    sa.UniqueConstraint('key', name=op.f('uq_relation_kind_key'))
    )
    op.create_table('choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('choice_list_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('labels', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['choice_list_id'], ['choice_list.id'], name=op.f('fk_choice_choice_list_id_choice_list'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice'))
    )
    with op.batch_alter_table('choice', schema=None) as batch_op:
        batch_op.create_index('ix_choice_choice_list_id_key', ['choice_list_id', 'key'], unique=True)

    op.create_table('company_key',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_company_key_company_id_company'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'company_id', name=op.f('pk_company_key')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('company_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_key_company_id'), ['company_id'], unique=False)

    op.create_table('custom_field',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.Enum('contact', 'company', 'equipment', name='noun', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('text', 'long_text', 'number', 'date', 'moment', 'flag', 'choice', 'choices', 'phone', 'email', 'url', 'mask', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('labels', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('helps', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('options', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('choice_list_id', sa.Integer(), nullable=True),
    sa.Column('visible', sa.Boolean(), nullable=False),
    sa.Column('editable', sa.Boolean(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('indexed', sa.Boolean(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['choice_list_id'], ['choice_list.id'], name=op.f('fk_custom_field_choice_list_id_choice_list')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_field'))
    )
    with op.batch_alter_table('custom_field', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_custom_field_choice_list_id'), ['choice_list_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_custom_field_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_custom_field_noun_key', ['noun', 'key'], unique=True)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('signed_on', sa.String(length=10), nullable=False),
    sa.Column('starts_on', sa.String(length=10), nullable=False),
    sa.Column('ends_on', sa.String(length=10), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('deleted_with', sa.String(length=40), server_default='', nullable=False),
    sa.Column('deleted_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_document_company_id_company')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_company_id_ends_on', ['company_id', 'ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_document_deleted_at', ['deleted_at'], unique=False)
        batch_op.create_index('ix_document_ends_on', ['ends_on'], unique=False)

    op.create_table('contact_key',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_key_contact_id_contact'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'contact_id', name=op.f('pk_contact_key')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('contact_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_key_contact_id'), ['contact_id'], unique=False)

    op.create_table('equipment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.String(length=16), nullable=False),
    sa.Column('article', sa.String(length=100), nullable=False),
    sa.Column('serial_number', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('in_use', 'in_stock', 'in_repair', 'retired', name='status', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('warranty_until', sa.String(length=10), nullable=False),
    sa.Column('custom', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), server_default='{}', nullable=False),
    sa.Column('sort_name', sa.String(length=200), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('deleted_with', sa.String(length=40), server_default='', nullable=False),
    sa.Column('deleted_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('parent_id <> id', name=op.f('ck_equipment_no_own_part')),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_equipment_company_id_company')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_equipment_contact_id_contact')),
    sa.ForeignKeyConstraint(['parent_id'], ['equipment.id'], name=op.f('fk_equipment_parent_id_equipment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_equipment')),
    sa.UniqueConstraint('identifier', name=op.f('uq_equipment_identifier')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('equipment', schema=None) as batch_op:
        batch_op.create_index('ix_equipment_article_listed', ['article', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('ix_equipment_company_id_parent_id', ['company_id', 'parent_id', 'sort_name'], unique=False)
        batch_op.create_index('ix_equipment_contact_id', ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_equipment_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_equipment_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index('ix_equipment_parent_id', ['parent_id'], unique=False)
        batch_op.create_index('ix_equipment_serial_number_id', ['serial_number', 'id'], unique=False)
        batch_op.create_index('ix_equipment_sort_name_id', ['sort_name', 'id'], unique=False)
        batch_op.create_index('ix_equipment_status_listed', ['status', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('ix_equipment_updated_at_listed', ['updated_at', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('ix_equipment_warranty_until_listed', ['warranty_until', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))

    op.create_table('related_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('contact_id <> other_id', name=op.f('ck_related_contact_no_own_relation')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_related_contact_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['kind_id'], ['relation_kind.id'], name=op.f('fk_related_contact_kind_id_relation_kind')),
    sa.ForeignKeyConstraint(['other_id'], ['contact.id'], name=op.f('fk_related_contact_other_id_contact'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_related_contact')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('related_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_related_contact_kind_id'), ['kind_id'], unique=False)
        batch_op.create_index('ix_related_contact_other_id', ['other_id'], unique=False)
        batch_op.create_index('ix_related_contact_pair', ['contact_id', 'other_id', 'kind_id'], unique=True)

    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('direction', sa.Enum('incoming', 'outgoing', 'missed', name='direction', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('user_name', sa.String(length=200), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('equipment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_call_company_id_company'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_call_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['equipment_id'], ['equipment.id'], name=op.f('fk_call_equipment_id_equipment'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_call_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index('ix_call_at', ['at'], unique=False)
        batch_op.create_index('ix_call_company_id_at', ['company_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_call_contact_id_at', ['contact_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_call_equipment_id_at', ['equipment_id', 'at', 'id'], unique=False)

    op.create_table('company_duplicate',
    sa.Column('a_id', sa.Integer(), nullable=False),
    sa.Column('b_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('open', 'later', 'not_similar', 'merged', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('found_at', sa.DateTime(), nullable=False),
    sa.Column('later_until', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('a_id < b_id', name=op.f('ck_company_duplicate_in_order')),
    sa.ForeignKeyConstraint(['a_id'], ['company.id'], name=op.f('fk_company_duplicate_a_id_company'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['b_id'], ['company.id'], name=op.f('fk_company_duplicate_b_id_company'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_company_duplicate_decided_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_duplicate'))
    )
    with op.batch_alter_table('company_duplicate', schema=None) as batch_op:
        batch_op.create_index('ix_company_duplicate_a_id_state', ['a_id', 'state'], unique=False)
        batch_op.create_index('ix_company_duplicate_b_id_state', ['b_id', 'state'], unique=False)
        batch_op.create_index('ix_company_duplicate_pair', ['a_id', 'b_id'], unique=True)
        batch_op.create_index('ix_company_duplicate_state_score', ['state', 'score', 'id'], unique=False)

    op.create_table('contact_duplicate',
    sa.Column('a_id', sa.Integer(), nullable=False),
    sa.Column('b_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('open', 'later', 'not_similar', 'merged', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('found_at', sa.DateTime(), nullable=False),
    sa.Column('later_until', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('a_id < b_id', name=op.f('ck_contact_duplicate_in_order')),
    sa.ForeignKeyConstraint(['a_id'], ['contact.id'], name=op.f('fk_contact_duplicate_a_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['b_id'], ['contact.id'], name=op.f('fk_contact_duplicate_b_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_contact_duplicate_decided_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_duplicate'))
    )
    with op.batch_alter_table('contact_duplicate', schema=None) as batch_op:
        batch_op.create_index('ix_contact_duplicate_a_id_state', ['a_id', 'state'], unique=False)
        batch_op.create_index('ix_contact_duplicate_b_id_state', ['b_id', 'state'], unique=False)
        batch_op.create_index('ix_contact_duplicate_pair', ['a_id', 'b_id'], unique=True)
        batch_op.create_index('ix_contact_duplicate_state_score', ['state', 'score', 'id'], unique=False)

    op.create_table('merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('winner_id', sa.Integer(), nullable=False),
    sa.Column('winner_name', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('counts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_by_name', sa.String(length=200), nullable=False),
    sa.Column('undo_counts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_merge_actor_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['user.id'], name=op.f('fk_merge_undone_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merge_at'), ['at'], unique=False)
        batch_op.create_index('ix_merge_noun_winner_id', ['noun', 'winner_id', 'id'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('about', sa.String(length=40), server_default='', nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('equipment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_note_author_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_note_company_id_company'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_note_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['equipment_id'], ['equipment.id'], name=op.f('fk_note_equipment_id_equipment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index('ix_note_about', ['about'], unique=False)
        batch_op.create_index('ix_note_author_id_at', ['author_id', 'at'], unique=False)
        batch_op.create_index('ix_note_company_id_at', ['company_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_note_contact_id_at', ['contact_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_note_equipment_id_at', ['equipment_id', 'at', 'id'], unique=False)

    op.create_table('presence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('tab', sa.String(length=32), nullable=False),
    sa.Column('editing', sa.Boolean(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_presence_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index('ix_presence_noun_row_id_seen_at', ['noun', 'row_id', 'seen_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_seen_at'), ['seen_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_user_id'), ['user_id'], unique=False)
        batch_op.create_index('ix_presence_user_id_tab', ['user_id', 'tab'], unique=True)

    op.create_table('sms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('direction', sa.Enum('incoming', 'outgoing', 'missed', name='direction', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('user_name', sa.String(length=200), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('equipment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_sms_company_id_company'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_sms_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['equipment_id'], ['equipment.id'], name=op.f('fk_sms_equipment_id_equipment'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_sms_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sms')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sms', schema=None) as batch_op:
        batch_op.create_index('ix_sms_at', ['at'], unique=False)
        batch_op.create_index('ix_sms_company_id_at', ['company_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_sms_contact_id_at', ['contact_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_sms_equipment_id_at', ['equipment_id', 'at', 'id'], unique=False)

    op.create_table('merge_loser',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['merge.id'], name=op.f('fk_merge_loser_merge_id_merge'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_loser'))
    )
    with op.batch_alter_table('merge_loser', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merge_loser_merge_id'), ['merge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merge_loser_record_id'), ['record_id'], unique=False)

    op.create_table('merge_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('moved', 'set_aside', 'changed', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('table', sa.String(length=64), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=64), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['merge.id'], name=op.f('fk_merge_row_merge_id_merge'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_row'))
    )
    with op.batch_alter_table('merge_row', schema=None) as batch_op:
        batch_op.create_index('ix_merge_row_merge_id_table', ['merge_id', 'table', 'kind', 'row_id'], unique=False)
        batch_op.create_index('ix_merge_row_table_row_id', ['table', 'row_id'], unique=False)

    op.create_table('note_mention',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_note_mention_note_id_note'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_note_mention_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note_mention'))
    )
    with op.batch_alter_table('note_mention', schema=None) as batch_op:
        batch_op.create_index('ix_note_mention_note_id_user_id', ['note_id', 'user_id'], unique=True)
        batch_op.create_index('ix_note_mention_user_id_seen_at', ['user_id', 'seen_at'], unique=False)

    op.create_table('note_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_note_version_author_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_note_version_note_id_note'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note_version'))
    )
    with op.batch_alter_table('note_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_version_note_id'), ['note_id'], unique=False)

    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('thumbnail_key', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('equipment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_stored_file_author_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_stored_file_company_id_company'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_stored_file_contact_id_contact'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_stored_file_document_id_document'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['equipment_id'], ['equipment.id'], name=op.f('fk_stored_file_equipment_id_equipment'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_stored_file_note_id_note'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('key', name=op.f('uq_stored_file_key')),
    sa.UniqueConstraint('thumbnail_key', name=op.f('uq_stored_file_thumbnail_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_at'), ['at'], unique=False)
        batch_op.create_index('ix_stored_file_company_id_at', ['company_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_stored_file_contact_id_at', ['contact_id', 'at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_document_id'), ['document_id'], unique=False)
        batch_op.create_index('ix_stored_file_equipment_id_at', ['equipment_id', 'at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_note_id'), ['note_id'], unique=False)

    for table in MERGED:
        lead_to_the_winner(table)
    for table in ('import_run', 'import_mapping'):
        take_nouns(table, ('companies', 'contacts', 'both', 'equipment'))
    give_search()
    give_rights()
    give_relations()


def downgrade():
    slow_lines()
    drop_search()
    for table in ('import_run', 'import_mapping'):
        op.execute(f"DELETE FROM {table} WHERE noun = 'equipment'")
        take_nouns(table, ('companies', 'contacts', 'both'))
    for table in MERGED:
        op.drop_index(f'ix_{table}_merged_into_id', table)
        with never_reusing_ids(table) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f'fk_{table}_merged_into_id_{table}'), type_='foreignkey'
            )
            batch_op.drop_column('merged_into_id')
            batch_op.drop_column('custom')

    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_note_id'))
        batch_op.drop_index('ix_stored_file_equipment_id_at')
        batch_op.drop_index(batch_op.f('ix_stored_file_document_id'))
        batch_op.drop_index('ix_stored_file_contact_id_at')
        batch_op.drop_index('ix_stored_file_company_id_at')
        batch_op.drop_index(batch_op.f('ix_stored_file_at'))

    op.drop_table('stored_file')
    with op.batch_alter_table('note_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_version_note_id'))

    op.drop_table('note_version')
    with op.batch_alter_table('note_mention', schema=None) as batch_op:
        batch_op.drop_index('ix_note_mention_user_id_seen_at')
        batch_op.drop_index('ix_note_mention_note_id_user_id')

    op.drop_table('note_mention')
    with op.batch_alter_table('merge_row', schema=None) as batch_op:
        batch_op.drop_index('ix_merge_row_table_row_id')
        batch_op.drop_index('ix_merge_row_merge_id_table')

    op.drop_table('merge_row')
    with op.batch_alter_table('merge_loser', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_merge_loser_record_id'))
        batch_op.drop_index(batch_op.f('ix_merge_loser_merge_id'))

    op.drop_table('merge_loser')
    with op.batch_alter_table('sms', schema=None) as batch_op:
        batch_op.drop_index('ix_sms_equipment_id_at')
        batch_op.drop_index('ix_sms_contact_id_at')
        batch_op.drop_index('ix_sms_company_id_at')
        batch_op.drop_index('ix_sms_at')

    op.drop_table('sms')
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.drop_index('ix_presence_user_id_tab')
        batch_op.drop_index(batch_op.f('ix_presence_user_id'))
        batch_op.drop_index(batch_op.f('ix_presence_seen_at'))
        batch_op.drop_index('ix_presence_noun_row_id_seen_at')

    op.drop_table('presence')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index('ix_note_equipment_id_at')
        batch_op.drop_index('ix_note_contact_id_at')
        batch_op.drop_index('ix_note_company_id_at')
        batch_op.drop_index('ix_note_author_id_at')
        batch_op.drop_index('ix_note_about')

    op.drop_table('note')
    with op.batch_alter_table('merge', schema=None) as batch_op:
        batch_op.drop_index('ix_merge_noun_winner_id')
        batch_op.drop_index(batch_op.f('ix_merge_at'))

    op.drop_table('merge')
    with op.batch_alter_table('contact_duplicate', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_duplicate_state_score')
        batch_op.drop_index('ix_contact_duplicate_pair')
        batch_op.drop_index('ix_contact_duplicate_b_id_state')
        batch_op.drop_index('ix_contact_duplicate_a_id_state')

    op.drop_table('contact_duplicate')
    with op.batch_alter_table('company_duplicate', schema=None) as batch_op:
        batch_op.drop_index('ix_company_duplicate_state_score')
        batch_op.drop_index('ix_company_duplicate_pair')
        batch_op.drop_index('ix_company_duplicate_b_id_state')
        batch_op.drop_index('ix_company_duplicate_a_id_state')

    op.drop_table('company_duplicate')
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_index('ix_call_equipment_id_at')
        batch_op.drop_index('ix_call_contact_id_at')
        batch_op.drop_index('ix_call_company_id_at')
        batch_op.drop_index('ix_call_at')

    op.drop_table('call')
    with op.batch_alter_table('related_contact', schema=None) as batch_op:
        batch_op.drop_index('ix_related_contact_pair')
        batch_op.drop_index('ix_related_contact_other_id')
        batch_op.drop_index(batch_op.f('ix_related_contact_kind_id'))

    op.drop_table('related_contact')
    with op.batch_alter_table('equipment', schema=None) as batch_op:
        batch_op.drop_index('ix_equipment_warranty_until_listed', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_index('ix_equipment_updated_at_listed', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_index('ix_equipment_status_listed', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_index('ix_equipment_sort_name_id')
        batch_op.drop_index('ix_equipment_serial_number_id')
        batch_op.drop_index('ix_equipment_parent_id')
        batch_op.drop_index('ix_equipment_deleted_at', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_equipment_created_at'))
        batch_op.drop_index('ix_equipment_contact_id')
        batch_op.drop_index('ix_equipment_company_id_parent_id')
        batch_op.drop_index('ix_equipment_article_listed', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))

    op.drop_table('equipment')
    with op.batch_alter_table('contact_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_key_contact_id'))

    op.drop_table('contact_key')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_ends_on')
        batch_op.drop_index('ix_document_deleted_at')
        batch_op.drop_index(batch_op.f('ix_document_created_at'))
        batch_op.drop_index('ix_document_company_id_ends_on')

    op.drop_table('document')
    with op.batch_alter_table('custom_field', schema=None) as batch_op:
        batch_op.drop_index('ix_custom_field_noun_key')
        batch_op.drop_index(batch_op.f('ix_custom_field_created_at'))
        batch_op.drop_index(batch_op.f('ix_custom_field_choice_list_id'))

    op.drop_table('custom_field')
    with op.batch_alter_table('company_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_key_company_id'))

    op.drop_table('company_key')
    with op.batch_alter_table('choice', schema=None) as batch_op:
        batch_op.drop_index('ix_choice_choice_list_id_key')

    op.drop_table('choice')
    op.drop_table('relation_kind')
    with op.batch_alter_table('choice_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_choice_list_created_at'))

    op.drop_table('choice_list')
