"""A sign-in keeps when its person was last here before it, so that no page asks again.

The column is added as it is on both databases: a table rebuilt on SQLite would lose its checks.
"""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0035"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_session", sa.Column("last_here_at", store.db.UtcDateTime(length=32)))


def downgrade() -> None:
    op.execute("ALTER TABLE sign_in_session DROP COLUMN last_here_at")
