"""Files pass a virus scanner, and colleges take turns.

Columns are added as they are on both databases: a table rebuilt on SQLite would lose its checks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITING = "WHERE state = 'waiting'"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("job", sa.Column("turn", whole, server_default="0", nullable=False))
    op.drop_index("ix_job_state_priority", table_name="job")
    op.create_index(
        "ix_job_order", "job", ["state", "priority", "attempts_without_progress", "turn", "id"]
    )
    op.execute(f"CREATE INDEX ix_job_turns ON job (college_id, priority, turn) {_WAITING}")
    op.execute(
        "ALTER TABLE revision ADD COLUMN scan VARCHAR(40)"
        " CONSTRAINT ck_revision_scan_state"
        " CHECK (scan IN ('clean', 'infected', 'too_large'))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE revision DROP COLUMN scan")
    op.drop_index("ix_job_turns", table_name="job")
    op.drop_index("ix_job_order", table_name="job")
    op.create_index("ix_job_state_priority", "job", ["state", "priority", "id"])
    op.execute("ALTER TABLE job DROP COLUMN turn")
