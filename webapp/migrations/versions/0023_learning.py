"""What matching learned, and what reviews confirmed."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

# Dismissals so far are of the model that the college's newest assessment is pinned to.
_OF_WHICH_MODEL = """
UPDATE dismissal SET framework_sha256 = COALESCE((
    SELECT framework_version.sha256 FROM assessment
    JOIN framework_version ON framework_version.id = assessment.framework_version_id
    WHERE assessment.college_id = dismissal.college_id ORDER BY assessment.id DESC LIMIT 1), '')
"""
# Reviews released so far have confirmed pages, which the search was not told.
_CONFIRMED = """
INSERT INTO search_mark (college_id, page_id, kind, dimension)
SELECT DISTINCT citation.college_id, citation.page_id, 'confirmed', claim.dimension
FROM citation
JOIN claim ON claim.college_id = citation.college_id AND claim.id = citation.claim_id
JOIN verdict ON verdict.college_id = citation.college_id AND verdict.citation_id = citation.id
JOIN search_page ON search_page.college_id = citation.college_id
    AND search_page.page_id = citation.page_id
WHERE citation.struck_at IS NULL AND verdict.outcome = 'supports'
    AND verdict.released_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM verdict AS later WHERE later.college_id = verdict.college_id
        AND later.supersedes = verdict.id AND later.released_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM search_mark AS mark WHERE mark.college_id = citation.college_id
        AND mark.page_id = citation.page_id AND mark.kind = 'confirmed'
        AND mark.dimension = claim.dimension)
"""


def upgrade() -> None:
    op.create_table(
        "learned_words",
        sa.Column("id", _ID, nullable=False),
        sa.Column("college_id", _ID, nullable=False),
        sa.Column("framework_sha256", _TEXT, nullable=False),
        sa.Column("sha256", _TEXT, nullable=False),
        sa.Column("words", store.db.CanonicalJson(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("dismissed", sa.Integer(), nullable=False),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_learned_words_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_words")),
        sa.UniqueConstraint(
            "college_id",
            "framework_sha256",
            name=op.f("uq_learned_words_college_id_framework_sha256"),
        ),
    )
    op.add_column(
        "dismissal", sa.Column("framework_sha256", _TEXT, server_default="", nullable=False)
    )
    op.execute(_OF_WHICH_MODEL)
    op.execute(_CONFIRMED)


def downgrade() -> None:
    op.execute("DELETE FROM search_mark WHERE kind = 'confirmed'")
    op.drop_column("dismissal", "framework_sha256")
    op.drop_table("learned_words")
