"""What OCR read, and the work of reading it."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("read_revision", "enrich_revision", "revision_readable", "reindex", "rematch")


def upgrade() -> None:
    _know_kinds(*KINDS[:3], "ocr_revision", *KINDS[3:])
    op.create_table(
        "ocr_reading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("layer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("words", store.db.CanonicalJson(), nullable=False),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 100", name=op.f("ck_ocr_reading_confidence_of_a_hundred")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "layer_id"],
            ["text_layer.college_id", "text_layer.id"],
            name=op.f("fk_ocr_reading_college_id_layer_id_text_layer"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_ocr_reading_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ocr_reading")),
        sa.UniqueConstraint(
            "college_id", "layer_id", name=op.f("uq_ocr_reading_college_id_layer_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("ocr_reading")
    op.execute("DELETE FROM job WHERE kind = 'ocr_revision'")
    _know_kinds(*KINDS)


def _know_kinds(*kinds: str) -> None:
    """Let the table of jobs know these kinds and no others; SQLite has to copy it for that."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("job", copy_from=_job(kinds), recreate="always"):
            return
    named = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_job_job_kind"), "job", type_="check")
    op.create_check_constraint(op.f("ck_job_job_kind"), "job", f"kind IN ({named})")


def _job(kinds: tuple[str, ...]) -> sa.Table:
    live = sa.text("state IN ('waiting', 'running')")
    states = ("waiting", "running", "done", "failed")
    table = sa.Table(
        "job",
        sa.MetaData(naming_convention=store.db.NAMING_CONVENTION),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("job_kind", kinds), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", store.db.CanonicalJson(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", _enum("job_state", states), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempts_without_progress", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_until", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("run_after", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("created_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("started_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("finished_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_job_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    sa.Index(
        "ix_job_live_subject",
        table.c.kind,
        table.c.college_id,
        table.c.subject,
        unique=True,
        sqlite_where=live,
    )
    columns = ("state", "priority", "attempts_without_progress", "turn", "id")
    sa.Index("ix_job_order", *(table.c[name] for name in columns))
    waiting = sa.text("state = 'waiting'")
    turns = (table.c.college_id, table.c.priority, table.c.turn)
    sa.Index("ix_job_turns", *turns, sqlite_where=waiting)
    return table


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
