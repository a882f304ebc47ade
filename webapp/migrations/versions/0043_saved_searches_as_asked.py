"""A saved search keeps whether words of the same meaning are searched for."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_search") as table:
        table.add_column(sa.Column("expand", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("saved_search") as table:
        table.alter_column("expand", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("saved_search") as table:
        table.drop_column("expand")
