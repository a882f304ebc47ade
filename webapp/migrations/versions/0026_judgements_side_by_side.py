"""Judgements side by side."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation",
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
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "claim_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "reason", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("judgements", store.db.CanonicalJson(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column(
            "supersedes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_moderation_reason_is_given")),
        sa.CheckConstraint(
            "decided_by <> claim_author_id", name=op.f("ck_moderation_not_of_ones_own_claim")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_moderation_level_is_a_level")),
        sa.ForeignKeyConstraint(
            ["claim_author_id"], ["person.id"], name=op.f("fk_moderation_claim_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "claim_id"],
            ["claim.college_id", "claim.id"],
            name=op.f("fk_moderation_college_id_claim_id_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "claim_version_id", "claim_author_id"],
            ["claim_version.college_id", "claim_version.id", "claim_version.author_id"],
            name=op.f("fk_moderation_college_id_claim_version_id_claim_author_id_claim_version"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_moderation_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "supersedes"],
            ["moderation.college_id", "moderation.id"],
            name=op.f("fk_moderation_college_id_supersedes_moderation"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_moderation_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_moderation_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_moderation_college_id_id")),
        sa.UniqueConstraint(
            "college_id", "supersedes", name=op.f("uq_moderation_college_id_supersedes")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_moderation_key")),
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_moderation_first",
            ["college_id", "review_id", "claim_id"],
            unique=True,
            sqlite_where=sa.text("supersedes IS NULL"),
            postgresql_where=sa.text("supersedes IS NULL"),
        )

    op.create_table(
        "second_assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assessor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_second_assessment_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["person.id"], name=op.f("fk_second_assessment_assessor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "claim_id"],
            ["claim.college_id", "claim.id"],
            name=op.f("fk_second_assessment_college_id_claim_id_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id", "assessor_id"],
            ["engagement.college_id", "engagement.review_id", "engagement.person_id"],
            name=op.f("fk_second_assessment_college_id_review_id_assessor_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_second_assessment_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_second_assessment_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_assessment")),
        sa.UniqueConstraint(
            "college_id",
            "review_id",
            "claim_id",
            name=op.f("uq_second_assessment_college_id_review_id_claim_id"),
        ),
    )
    words = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    # In place: SQLite would lose the table's checks if it were copied.
    op.add_column("judgement", sa.Column("strength", words, nullable=True))
    op.add_column("judgement", sa.Column("question", words, nullable=True))
    op.add_column(
        "judgement", sa.Column("submitted_at", store.db.UtcDateTime(length=32), nullable=True)
    )


def downgrade() -> None:
    for column in ("submitted_at", "question", "strength"):
        op.drop_column("judgement", column)
    op.drop_table("second_assessment")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_moderation_first",
            sqlite_where=sa.text("supersedes IS NULL"),
            postgresql_where=sa.text("supersedes IS NULL"),
        )

    op.drop_table("moderation")
