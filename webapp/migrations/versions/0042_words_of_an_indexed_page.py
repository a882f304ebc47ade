"""On PostgreSQL the full text of each college knows how many words a page has, to guess by."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^search_text_[0-9]+_[0-9]+$'"
)
_WORDS = "cardinality(string_to_array(stems, ' ')) + cardinality(string_to_array(joined, ' '))"


def upgrade() -> None:
    for table in _tables():
        op.add_column(table, sa.Column("words", sa.Integer, nullable=False, server_default="0"))
        op.execute(f"UPDATE {table} SET words = {_WORDS}")  # noqa: S608 - a name made of numbers
        op.alter_column(table, "words", server_default=None)


def downgrade() -> None:
    for table in _tables():
        op.drop_column(table, "words")


def _tables() -> list[str]:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return []
    return list(connection.scalars(sa.text(_TABLES)))
