"""Verdicts are found by their citation, wherever a citation is shown."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_verdict_college_id_citation_id", "verdict", ["college_id", "citation_id"])


def downgrade() -> None:
    op.drop_index("ix_verdict_college_id_citation_id", table_name="verdict")
