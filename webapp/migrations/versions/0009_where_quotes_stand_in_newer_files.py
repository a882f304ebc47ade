"""Where quotes stand in newer files."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "citation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "found",
                "moved",
                "changed",
                "ambiguous",
                "gone",
                name="anchor_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "exact", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("likeness", sa.Float(), nullable=True),
        sa.Column("choices", store.db.CanonicalJson(), nullable=False),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.CheckConstraint(
            "(outcome IN ('found', 'moved', 'changed')) = (page_id IS NOT NULL)",
            name=op.f("ck_anchor_a_settled_place_has_a_page"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "citation_id"],
            ["citation.college_id", "citation.id"],
            name=op.f("fk_anchor_college_id_citation_id_citation"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "page_id"],
            ["page.college_id", "page.id"],
            name=op.f("fk_anchor_college_id_page_id_page"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "revision_id"],
            ["revision.college_id", "revision.id"],
            name=op.f("fk_anchor_college_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_anchor_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
        sa.UniqueConstraint(
            "college_id",
            "citation_id",
            "revision_id",
            name=op.f("uq_anchor_college_id_citation_id_revision_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("anchor")
