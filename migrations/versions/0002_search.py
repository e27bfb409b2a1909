"""search: FTS5 trigram tables on SQLite, pg_trgm indexes on PostgreSQL

A later migration that rebuilds contact or company in batch mode on SQLite loses the triggers: make
them again at its end (see `search_triggers`).

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TABLES = ('contact', 'company')


def search_triggers(table):
    """Statements that keep the search table of `table` in step with its search_text."""
    fts = f'{table}_fts'
    remove = f"INSERT INTO {fts}({fts}, rowid, search_text) VALUES('delete', old.id, old.search_text);"
    add = f'INSERT INTO {fts}(rowid, search_text) VALUES(new.id, new.search_text);'
    return (
        f'CREATE TRIGGER {fts}_insert AFTER INSERT ON {table} BEGIN {add} END',
        f'CREATE TRIGGER {fts}_delete AFTER DELETE ON {table} BEGIN {remove} END',
        f'CREATE TRIGGER {fts}_update AFTER UPDATE OF search_text ON {table} '
        f'WHEN old.search_text IS NOT new.search_text BEGIN {remove} {add} END',
    )


def upgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        for table in TABLES:
            op.execute(
                f'CREATE INDEX ix_{table}_search_text_trgm ON {table} '
                'USING gin (search_text gin_trgm_ops)'
            )
        return
    for table in TABLES:
        op.execute(
            f'CREATE VIRTUAL TABLE {table}_fts USING fts5('
            f"search_text, content='{table}', content_rowid='id', tokenize='trigram')"
        )
        op.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES('rebuild')")
        for statement in search_triggers(table):
            op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        for table in TABLES:
            op.execute(f'DROP INDEX ix_{table}_search_text_trgm')
        return
    for table in TABLES:
        for event in ('insert', 'delete', 'update'):
            op.execute(f'DROP TRIGGER {table}_fts_{event}')
        op.execute(f'DROP TABLE {table}_fts')
