"""What a page speaks to is kept beside its matches as one text, from which facets count."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_KEYS = ("college_id", "generation", "page_id")


def upgrade() -> None:
    op.add_column(
        "matched_page", sa.Column("speaks_to", sa.TEXT(), nullable=False, server_default="")
    )
    looked_at = sa.table("matched_page", *map(sa.column, (*_KEYS, "speaks_to")))
    match = sa.table(
        "page_match",
        *map(sa.column, _KEYS),
        sa.column("dimension", sa.String),
        sa.column("level", sa.Integer),
    )
    level = sa.func.coalesce(sa.cast(match.c.level, sa.String), "")
    together = (
        sa.select(sa.func.aggregate_strings(match.c.dimension + ":" + level, ","))
        .where(*(match.c[key] == looked_at.c[key] for key in _KEYS))
        .correlate(looked_at)
        .scalar_subquery()
    )
    op.execute(sa.update(looked_at).values(speaks_to=sa.func.coalesce(together, "")))


def downgrade() -> None:
    op.drop_column("matched_page", "speaks_to")
