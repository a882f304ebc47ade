"""No answers about learners."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("learner_check")


def downgrade() -> None:
    op.create_table(
        "learner_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "no",
                "restrict",
                "ask",
                name="learner_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_learner_check_answered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "document_id"],
            ["document.college_id", "document.id"],
            name=op.f("fk_learner_check_college_id_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_learner_check_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_check")),
        sa.UniqueConstraint(
            "college_id", "document_id", name=op.f("uq_learner_check_college_id_document_id")
        ),
    )
