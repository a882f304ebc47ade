"""Actions."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_heading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "field", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "heading", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_action_heading_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_heading")),
        sa.UniqueConstraint("college_id", "field", name=op.f("uq_action_heading_college_id_field")),
    )
    op.create_table(
        "planned_action",
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
            "dimension",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "statement", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "statement",
                "verdict",
                "response",
                "report",
                name="action_origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "words", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "measure", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "dropped",
                name="action_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("ended_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column(
            "ended_reason",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)",
            name=op.f("ck_planned_action_ended_with_a_time"),
        ),
        sa.CheckConstraint(
            "state = 'open' OR ended_reason <> ''", name=op.f("ck_planned_action_ended_with_words")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_planned_action_says_what_is_done")),
        sa.CheckConstraint(
            "level BETWEEN 1 AND 4", name=op.f("ck_planned_action_level_is_a_level")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "assessment_id"],
            ["assessment.college_id", "assessment.id"],
            name=op.f("fk_planned_action_college_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_planned_action_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_planned_action_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_planned_action_owner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_action")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_planned_action_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_planned_action_key")),
    )
    with op.batch_alter_table("planned_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_planned_action_college_id_assessment_id"),
            ["college_id", "assessment_id"],
            unique=False,
        )

    op.create_table(
        "action_progress",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "words", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_action_progress_says_something")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_action_progress_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "action_id"],
            ["planned_action.college_id", "planned_action.id"],
            name=op.f("fk_action_progress_college_id_action_id_planned_action"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_action_progress_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_progress")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_action_progress_college_id_id")),
    )
    with op.batch_alter_table("action_progress", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_action_progress_college_id_action_id"),
            ["college_id", "action_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("action_progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_progress_college_id_action_id"))

    op.drop_table("action_progress")
    with op.batch_alter_table("planned_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_action_college_id_assessment_id"))

    op.drop_table("planned_action")
    op.drop_table("action_heading")
