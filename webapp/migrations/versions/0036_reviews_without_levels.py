"""Reviews without levels."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_level_be_empty(is_empty_allowed=True)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    # In place: the CHECK comes and goes with its column.
    op.execute(
        "ALTER TABLE review ADD COLUMN gives_levels BOOLEAN NOT NULL "
        f"DEFAULT {'1' if is_sqlite else 'true'} "
        "CONSTRAINT ck_review_validation_gives_levels CHECK (gives_levels OR kind <> 'external')"
    )


def downgrade() -> None:
    op.drop_column("review", "gives_levels")
    op.execute("DELETE FROM judgement WHERE level IS NULL")
    _let_level_be_empty(is_empty_allowed=False)


def _let_level_be_empty(*, is_empty_allowed: bool) -> None:
    with op.batch_alter_table("judgement") as batch_op:
        batch_op.alter_column("level", existing_type=sa.Integer(), nullable=is_empty_allowed)
