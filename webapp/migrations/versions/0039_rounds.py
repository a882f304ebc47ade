"""Rounds."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "name", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("release_on", sa.Date(), nullable=False),
        sa.Column(
            "facilitator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("begun_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_review_round_name_is_given")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["person.id"], name=op.f("fk_review_round_facilitator_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_round")),
        sa.UniqueConstraint("key", name=op.f("uq_review_round_key")),
    )
    op.create_table(
        "round_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "joined_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("joined_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_round_review_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_round_review_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["joined_by"], ["person.id"], name=op.f("fk_round_review_joined_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["review_round.id"], name=op.f("fk_round_review_round_id_review_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_review")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_round_review_college_id_id")),
        sa.UniqueConstraint(
            "college_id", "review_id", name=op.f("uq_round_review_college_id_review_id")
        ),
        sa.UniqueConstraint(
            "round_id", "college_id", name=op.f("uq_round_review_round_id_college_id")
        ),
    )
    op.drop_column("review", "round_key")


def downgrade() -> None:
    op.add_column("review", sa.Column("round_key", sa.TEXT(), nullable=True))

    op.drop_table("round_review")
    op.drop_table("review_round")
