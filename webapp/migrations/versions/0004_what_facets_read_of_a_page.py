"""What facets read of a page."""

import sqlalchemy as sa
from alembic import op

from search_index.indexing import spaced_stems

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("search_page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_date", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "area",
                sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "area_stems",
                sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "added_by",
                sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "added_by_stems",
                sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
    _fill()


def _fill() -> None:
    """Tell the pages of each document what new ones are told as they are read."""
    connection = op.get_bind()
    documents = connection.execute(
        sa.text(
            "SELECT d.college_id, d.id, d.event_date, p.name AS added_by, "
            "coalesce(a.name, '') AS area FROM document d JOIN person p ON p.id = d.uploaded_by "
            "LEFT JOIN area a ON a.college_id = d.college_id AND a.id = d.area_id"
        )
    ).mappings()
    for document in documents.all():
        facts = dict(document)
        facts |= {f"{name}_stems": spaced_stems(facts[name]) for name in ("area", "added_by")}
        connection.execute(
            sa.text(
                "UPDATE search_page SET event_date = :event_date, area = :area, "
                "area_stems = :area_stems, added_by = :added_by, added_by_stems = :added_by_stems "
                "WHERE college_id = :college_id AND document_id = :id"
            ),
            facts,
        )


def downgrade() -> None:
    with op.batch_alter_table("search_page", schema=None) as batch_op:
        batch_op.drop_column("added_by_stems")
        batch_op.drop_column("added_by")
        batch_op.drop_column("area_stems")
        batch_op.drop_column("area")
        batch_op.drop_column("event_date")
