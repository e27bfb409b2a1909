"""outbox: find the mails of a contact that goes for good

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_outbox_mail_contact_id', 'outbox_mail', ['contact_id'])


def downgrade():
    op.drop_index('ix_outbox_mail_contact_id', 'outbox_mail')
