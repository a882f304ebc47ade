"""Writes the next migration from what the models say beyond the last: a draft to read and mend.

``python -m tools.new_migration "Words about the change"``
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from store.db import Database
from webapp.schema import newest_revision, upgrade


def write(message: str) -> None:
    """Compare the models with a database at the newest migration, and write the difference."""
    number = int(newest_revision() or "0") + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        upgrade(database)
        config = Config()
        config.set_main_option("script_location", "webapp:migrations")
        config.set_main_option("path_separator", "os")
        with database.engine.connect().execution_options(door="writing") as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        database.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the words
        sys.exit('Say what changes: python -m tools.new_migration "Files inside files"')
    write(sys.argv[1])
