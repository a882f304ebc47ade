"""Objections to interests."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_interest_college_id_id_person_id"), ["college_id", "id", "person_id"]
        )
    op.create_table(
        "objection",
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
        sa.Column(
            "interest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "reason", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "stays",
                "ends",
                name="objection_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "decision_reason",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.CheckConstraint(
            "decision IS NULL OR decision_reason <> ''",
            name=op.f("ck_objection_decided_with_a_reason"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_objection_reason_is_given")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_objection_decided_has_a_time"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL)",
            name=op.f("ck_objection_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by <> person_id", name=op.f("ck_objection_decided_by_another_person")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_objection_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "interest_id", "person_id"],
            ["interest.college_id", "interest.id", "interest.person_id"],
            name=op.f("fk_objection_college_id_interest_id_person_id_interest"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_objection_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_objection_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_objection_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_objection_college_id_id")),
        sa.UniqueConstraint(
            "college_id",
            "review_id",
            "interest_id",
            name=op.f("uq_objection_college_id_review_id_interest_id"),
        ),
        sa.UniqueConstraint("key", name=op.f("uq_objection_key")),
    )


def downgrade() -> None:
    op.drop_table("objection")
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_interest_college_id_id_person_id"), type_="unique")
