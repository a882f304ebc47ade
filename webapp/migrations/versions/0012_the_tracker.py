"""The tracker."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "file_name",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("sheets", store.db.CanonicalJson(), nullable=False),
        sa.Column("problems", store.db.CanonicalJson(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("heading_row", sa.Integer(), nullable=False),
        sa.Column("columns", store.db.CanonicalJson(), nullable=False),
        sa.Column(
            "brought_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("taken_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["person.id"], name=op.f("fk_tracker_file_brought_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "assessment_id"],
            ["assessment.college_id", "assessment.id"],
            name=op.f("fk_tracker_file_college_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_tracker_file_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_file")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_tracker_file_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_tracker_file_key")),
    )
    op.create_table(
        "claim_owner",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "owner", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id", "claim_id"],
            ["claim.college_id", "claim.id"],
            name=op.f("fk_claim_owner_college_id_claim_id_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_claim_owner_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_owner")),
        sa.UniqueConstraint(
            "college_id", "claim_id", name=op.f("uq_claim_owner_college_id_claim_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("claim_owner")
    op.drop_table("tracker_file")
