"""Requests and the calendar."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing could write a request yet, so the table is made anew.
    op.drop_table("request")
    op.create_table(
        "college_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "term",
                "closure",
                name="period_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "name", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_college_period_days_in_order")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_college_period_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_college_period_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_college_period")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_college_period_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_college_period_key")),
    )
    op.create_table(
        "request",
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
            "origin",
            sa.Enum(
                "internal",
                "review",
                name="request_origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
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
            "what_would_help",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "addressee_person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "addressee_area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "addressee_name",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "addressee_email",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "closed",
                "withdrawn",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "asked_together",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("reminded_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("ended_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column(
            "used_for", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN addressee_person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN addressee_area_id IS NULL THEN 0 ELSE 1 END + CASE WHEN addressee_email IS NULL THEN 0 ELSE 1 END) = CASE WHEN origin = 'review' THEN 0 ELSE 1 END",
            name=op.f("ck_request_one_addressee"),
        ),
        sa.CheckConstraint(
            "(origin = 'review') = (review_id IS NOT NULL)",
            name=op.f("ck_request_review_asks_from_a_review"),
        ),
        sa.CheckConstraint(
            "(state IN ('closed', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_request_ended_with_a_time"),
        ),
        sa.CheckConstraint("what_would_help <> ''", name=op.f("ck_request_gap_is_named")),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_request_level_is_a_level")),
        sa.ForeignKeyConstraint(
            ["addressee_person_id"],
            ["person.id"],
            name=op.f("fk_request_addressee_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_request_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "addressee_area_id"],
            ["area.college_id", "area.id"],
            name=op.f("fk_request_college_id_addressee_area_id_area"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "assessment_id"],
            ["assessment.college_id", "assessment.id"],
            name=op.f("fk_request_college_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_request_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_request_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_request_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_request_key")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_college_id_assessment_id_dimension"),
            ["college_id", "assessment_id", "dimension"],
            unique=False,
        )

    op.create_table(
        "request_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "quote",
                "file",
                "nothing",
                name="answer_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "citation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "words", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "from_whom",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.CheckConstraint(
            "(kind = 'file') = (document_id IS NOT NULL)",
            name=op.f("ck_request_answer_file_names_its_document"),
        ),
        sa.CheckConstraint(
            "(kind = 'quote') = (citation_id IS NOT NULL)",
            name=op.f("ck_request_answer_quote_names_its_citation"),
        ),
        sa.CheckConstraint(
            "kind <> 'nothing' OR words <> ''",
            name=op.f("ck_request_answer_nothing_needs_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_request_answer_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "citation_id"],
            ["citation.college_id", "citation.id"],
            name=op.f("fk_request_answer_college_id_citation_id_citation"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "document_id"],
            ["document.college_id", "document.id"],
            name=op.f("fk_request_answer_college_id_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "request_id"],
            ["request.college_id", "request.id"],
            name=op.f("fk_request_answer_college_id_request_id_request"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_request_answer_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_answer")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_request_answer_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_request_answer_key")),
    )
    with op.batch_alter_table("request_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_answer_college_id_request_id"),
            ["college_id", "request_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("request_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_answer_college_id_request_id"))

    op.drop_table("request_answer")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_college_id_assessment_id_dimension"))

    op.drop_table("request")
    op.drop_table("college_period")
    op.create_table(
        "request",
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
            "origin",
            sa.Enum(
                "internal",
                "review",
                name="request_origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "dimension",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column(
            "statement", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column(
            "what_would_help",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "addressee_person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "addressee_area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "withdrawn",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("released_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.CheckConstraint(
            "(origin = 'review') = (review_id IS NOT NULL)",
            name=op.f("ck_request_review_asks_from_a_review"),
        ),
        sa.ForeignKeyConstraint(
            ["addressee_person_id"],
            ["person.id"],
            name=op.f("fk_request_addressee_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_request_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "addressee_area_id"],
            ["area.college_id", "area.id"],
            name=op.f("fk_request_college_id_addressee_area_id_area"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "assessment_id"],
            ["assessment.college_id", "assessment.id"],
            name=op.f("fk_request_college_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "review_id"],
            ["review.college_id", "review.id"],
            name=op.f("fk_request_college_id_review_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_request_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_request_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_request_key")),
    )
