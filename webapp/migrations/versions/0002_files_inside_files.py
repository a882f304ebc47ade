"""Files inside files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inner_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "container_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column(
            "path", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("is_link", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "reading",
                "readable",
                "readable_with_gaps",
                "needs_ocr",
                "needs_password",
                "refused",
                "failed",
                name="revision_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "problem", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True
        ),
        sa.CheckConstraint(
            "(document_id IS NULL) = (problem IS NOT NULL) AND (state IS NULL) = (problem IS NULL)",
            name=op.f("ck_inner_file_a_document_or_why_none"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "container_id"],
            ["document.college_id", "document.id"],
            name=op.f("fk_inner_file_college_id_container_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "document_id"],
            ["document.college_id", "document.id"],
            name=op.f("fk_inner_file_college_id_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "revision_id"],
            ["revision.college_id", "revision.id"],
            name=op.f("fk_inner_file_college_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "root_id"],
            ["revision.college_id", "revision.id"],
            name=op.f("fk_inner_file_college_id_root_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_inner_file_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inner_file")),
        sa.UniqueConstraint(
            "college_id",
            "revision_id",
            "number",
            name=op.f("uq_inner_file_college_id_revision_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_inner_file_college_id_container_id"),
        "inner_file",
        ["college_id", "container_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_inner_file_college_id_document_id"),
        "inner_file",
        ["college_id", "document_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_inner_file_college_id_root_id"),
        "inner_file",
        ["college_id", "root_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("inner_file")
