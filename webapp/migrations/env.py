"""How Alembic runs a migration: on the connection that it is given, batch-wise on SQLite."""

from alembic import context

from webapp.schema import METADATA
from webapp.triggers import apply_triggers, drop_orphaned_texts, drop_triggers

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
drop_triggers(connection)
context.run_migrations()
apply_triggers(connection)
drop_orphaned_texts(connection)
