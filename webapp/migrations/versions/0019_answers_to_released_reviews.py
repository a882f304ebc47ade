"""Answers to released reviews: due dates, the wording that an answer wrote, its claim's state."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = ("not_claimed", "draft", "agreed", "submitted", "adopted")
KINDS = ("accepts", "holds", "adds_evidence")


def upgrade() -> None:
    # SQLite adds the columns in place; nothing wrote an answer before, so its table is made anew.
    op.add_column("review", sa.Column("respond_by", sa.Date(), nullable=True))
    op.drop_table("response")
    _create_response(
        sa.Column(
            "claim_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "claim_version_id"],
            ["claim_version.college_id", "claim_version.id"],
            name=op.f("fk_response_college_id_claim_version_id_claim_version"),
        ),
    )
    first = sa.text("supersedes IS NULL")
    op.create_index(
        "ix_response_first",
        "response",
        ["college_id", "determination_id"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    _know_states(*STATES[:-1], "revised", STATES[-1])


def downgrade() -> None:
    op.execute("UPDATE claim SET state = 'draft' WHERE state = 'revised'")
    _know_states(*STATES)
    op.drop_table("response")
    _create_response()
    op.drop_column("review", "respond_by")


def _create_response(*more: sa.Column[int] | sa.ForeignKeyConstraint) -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "determination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", _enum("response_kind", KINDS), nullable=False),
        sa.Column(
            "reason", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column(
            "supersedes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        *more,
        sa.CheckConstraint(
            "kind <> 'holds' OR reason <> ''", name=op.f("ck_response_holding_needs_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_response_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "determination_id"],
            ["determination.college_id", "determination.id"],
            name=op.f("fk_response_college_id_determination_id_determination"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "supersedes"],
            ["response.college_id", "response.id"],
            name=op.f("fk_response_college_id_supersedes_response"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_response_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_response_college_id_id")),
        sa.UniqueConstraint(
            "college_id", "supersedes", name=op.f("uq_response_college_id_supersedes")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_response_key")),
    )


def _know_states(*states: str) -> None:
    """Let claims know these states and no others; SQLite has to copy the table for that."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("claim", copy_from=_claim(states), recreate="always"):
            return
    named = ", ".join(f"'{state}'" for state in states)
    op.drop_constraint(op.f("ck_claim_claim_state"), "claim", type_="check")
    op.create_check_constraint(op.f("ck_claim_claim_state"), "claim", f"state IN ({named})")


def _claim(states: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        "claim",
        sa.MetaData(naming_convention=store.db.NAMING_CONVENTION),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("state", _enum("claim_state", states), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("target_level", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'not_claimed') = (current_version = 0)",
            name=op.f("ck_claim_claimed_has_a_version"),
        ),
        sa.CheckConstraint("target_level BETWEEN 1 AND 4", name=op.f("ck_claim_target_is_a_level")),
        sa.ForeignKeyConstraint(
            ["college_id", "assessment_id"],
            ["assessment.college_id", "assessment.id"],
            name=op.f("fk_claim_college_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_claim_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint(
            "college_id",
            "assessment_id",
            "dimension",
            name=op.f("uq_claim_college_id_assessment_id_dimension"),
        ),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_claim_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_key")),
    )


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
