"""Personal data on pages."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_data_kept",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id", "revision_id"],
            ["revision.college_id", "revision.id"],
            name=op.f("fk_personal_data_kept_college_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_personal_data_kept_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_personal_data_kept_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_kept")),
        sa.UniqueConstraint(
            "college_id", "revision_id", name=op.f("uq_personal_data_kept_college_id_revision_id")
        ),
    )
    op.create_table(
        "personal_data_found",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "uln",
                "national_insurance",
                "date_of_birth",
                "small_numbers",
                "postcode",
                "phone",
                "email",
                name="personal_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_personal_data_found_found_at_least_once")),
        sa.ForeignKeyConstraint(
            ["college_id", "page_id"],
            ["page.college_id", "page.id"],
            name=op.f("fk_personal_data_found_college_id_page_id_page"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_personal_data_found_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_found")),
        sa.UniqueConstraint(
            "college_id",
            "page_id",
            "kind",
            name=op.f("uq_personal_data_found_college_id_page_id_kind"),
        ),
    )


def downgrade() -> None:
    op.drop_table("personal_data_found")
    op.drop_table("personal_data_kept")
