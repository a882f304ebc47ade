"""Released by theme with actions."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ORIGINS = ("statement", "verdict", "response", "report")


def upgrade() -> None:
    op.create_table(
        "leverage_action",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column(
            "dimension",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "words", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("released_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_leverage_action_says_what_to_do")),
        sa.CheckConstraint(
            "action_id IS NULL OR released_at IS NOT NULL",
            name=op.f("ck_leverage_action_planned_once_released"),
        ),
        sa.CheckConstraint("slot BETWEEN 1 AND 3", name=op.f("ck_leverage_action_three_at_most")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_leverage_action_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "action_id"],
            ["planned_action.college_id", "planned_action.id"],
            name=op.f("fk_leverage_action_college_id_action_id_planned_action"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_leverage_action_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_leverage_action_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leverage_action")),
        sa.UniqueConstraint(
            "college_id", "action_id", name=op.f("uq_leverage_action_college_id_action_id")
        ),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_leverage_action_college_id_id")),
        sa.UniqueConstraint(
            "college_id",
            "review_id",
            "slot",
            name=op.f("uq_leverage_action_college_id_review_id_slot"),
        ),
        sa.UniqueConstraint("key", name=op.f("uq_leverage_action_key")),
    )
    themes = sa.Column(
        "released_themes", store.db.CanonicalJson(), server_default=sa.text("'[]'"), nullable=False
    )
    op.add_column("review", themes)
    _know_origins(*ORIGINS, "review")


def downgrade() -> None:
    op.drop_column("review", "released_themes")
    op.drop_table("leverage_action")
    op.execute("UPDATE planned_action SET origin = 'verdict' WHERE origin = 'review'")
    _know_origins(*ORIGINS)


def _know_origins(*origins: str) -> None:
    """Let an action follow from these and from nothing else."""
    named = ", ".join(f"'{origin}'" for origin in origins)
    name = op.f("ck_planned_action_action_origin")
    with op.batch_alter_table("planned_action") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"origin IN ({named})")
