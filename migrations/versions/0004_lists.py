"""indexes of lists: sorted and counted by any column at a million rows

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LISTED = {
    "contact": (
        "status",
        "position",
        "department",
        "is_manager",
        "notifications",
        "group_id",
        "kind",
        "language",
        "time_zone",
        "region",
        "address",
        "birth_date",
        "all_tickets",
        "updated_at",
    ),
    "company": (
        "status",
        "phone",
        "site",
        "tax_id",
        "legal_name",
        "registration_number",
        "address",
        "region",
        "updated_at",
    ),
}
WAYS = ("phone", "mobile_phone", "telegram")
LIVING, GONE = sa.text("deleted_at IS NULL"), sa.text("deleted_at IS NOT NULL")


def upgrade():
    for table, columns in LISTED.items():
        op.drop_index(f"ix_{table}_deleted_at", table)
        partial(f"ix_{table}_deleted_at", table, ["deleted_at"], GONE)
        for column in columns:
            partial(f"ix_{table}_{column}_listed", table, [column, "id"], LIVING)
    for column in WAYS:
        op.drop_index(f"ix_contact_{column}", "contact")
        op.create_index(f"ix_contact_{column}_id", "contact", [column, "id"])
    op.drop_index("ix_contact_department", "contact")


def downgrade():
    op.create_index("ix_contact_department", "contact", ["department"])
    for column in WAYS:
        op.drop_index(f"ix_contact_{column}_id", "contact")
        op.create_index(f"ix_contact_{column}", "contact", [column])
    for table, columns in LISTED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}_listed", table)
        op.drop_index(f"ix_{table}_deleted_at", table)
        op.create_index(f"ix_{table}_deleted_at", table, ["deleted_at"])


def partial(name, table, columns, where):
    """An index over those rows alone."""
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
