"""The schema of the whole installation: brings a database to the newest migration and back."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ingest import models as document_tables
from search_index import models as search_tables
from store import accounts, audit, jobs, people
from store.db import Base, Database
from store.errors import SettingError
from workflow import models as year_tables

# Each declares tables on the one metadata.
TABLES = (
    accounts, audit, jobs, people, search_tables,
    *(
        import_module(f"{package.__name__}.{module.name}")
        for package in (document_tables, year_tables)
        for module in iter_modules(package.__path__)
    ),
)  # fmt: skip
METADATA = Base.metadata


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "webapp:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to `revision`; harmless when it is there already."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Bring the database down to `revision` (`base`: no table left)."""
    _run(database, lambda config: command.downgrade(config, revision))


def _run(database: Database, migrate: Callable[[Config], None]) -> None:
    if database.dialect == "sqlite":
        _run_sqlite(database, migrate)
        return
    with database.engine.begin() as connection:
        migrate(_config(connection))


def _run_sqlite(database: Database, migrate: Callable[[Config], None]) -> None:
    """Migrate outside the two doors, with foreign keys off from before the transaction.

    With them on, a batch migration would empty the tables that refer to the rebuilt one.
    """
    with database.engine.connect().execution_options(door="writing") as connection:
        driver = connection.connection.dbapi_connection
        if driver is None:
            raise SettingError("The database closed before it could be migrated.")
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                migrate(_config(connection))
                faults = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if faults:
                    raise SettingError(f"The migration left {len(faults)} broken references.")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def current_revision(database: Database) -> str | None:
    """The migration that the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """The newest migration of this version of the program; read once, since machines ask often."""
    return ScriptDirectory.from_config(_config()).get_current_head()
