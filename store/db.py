"""One metadata, our own column types and the two doors to the database; no table of its own."""

import json
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Connection,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT
from sqlalchemy.dialects.postgresql import TIMESTAMP as PG_TIMESTAMP
from sqlalchemy.dialects.postgresql import Insert as PgInsert
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, Session

# Alembic can only alter or drop a constraint that has a name.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite gives only INTEGER PRIMARY KEY an automatic number; both sides are 64 bits wide.
Id = BigInteger().with_variant(Integer, "sqlite")

# Byte order on both databases, whatever the locale of the machine.
PlainText = Text().with_variant(PG_TEXT(collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC time with microseconds; sortable text on SQLite."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(PG_TIMESTAMP(timezone=True, precision=6))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "A time without a zone was about to be stored."
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return value.astimezone(UTC)  # type: ignore[no-any-return]
        return datetime.fromisoformat(value)


def canonical_json(value: object) -> str:
    """The one way JSON is written where bytes matter: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class CanonicalJson(TypeDecorator[Any]):
    """JSON kept as canonical text, so that equal values are equal bytes on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else json.loads(value)


def checked_enum(kind: type[StrEnum]) -> Enum:
    """An enum kept as its value, as text with a CHECK: renaming a member needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=_snake(kind.__name__),
        length=40,
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Base(DeclarativeBase):
    """Base of every table of every package."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, str: PlainText}


def new_key() -> str:
    """A random 128-bit name as 22 URL-safe characters: what addresses, API and packs show."""
    return urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode("ascii")


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def insert_or_nothing(session: Session, table: type[Base]) -> PgInsert | SqliteInsert:
    """An INSERT that does nothing where a unique row is there already."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite_insert(table).on_conflict_do_nothing()
    return pg_insert(table).on_conflict_do_nothing()


@dataclass(frozen=True)
class TextFiles:
    """A folder for indexes beside the database, and whether new ones are made there.

    They are written when so many pages have changed: each time takes half a second.
    """

    folder: Path
    is_for_new: bool
    batch_pages: int = 250


class Database:
    """The two doors. Nothing else in the project begins a transaction."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        wake_workers: Callable[[], None] | None = None,
        is_redone: bool = False,
        text_files: TextFiles | None = None,
    ) -> None:
        """Open nothing yet.

        `text_files` says where an index of full text may stand that is no part of the database.

        `is_redone` says that whatever is written here would be done again if it were lost, as a
        worker's jobs are: on SQLite its commits then do not wait for the disk. A power cut may
        take the last of them back, never a part of one; a process that dies takes none.
        """
        self.engine = _create_engine(url, pool_size, "NORMAL" if is_redone else "FULL")
        self._info = {"wake_workers": wake_workers, TEXT_FILES: text_files}
        self._reader = self.engine.execution_options(**_READING[self.dialect])
        self._writer = self.engine.execution_options(door="writing")

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and cannot write."""
        with Session(
            self._reader, expire_on_commit=False, autoflush=False, info=dict(self._info)
        ) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write; commits when the block ends well, else nothing happened.

        On SQLite it holds the write lock from its first statement, so that what it reads is
        what it writes over. Events noted on the way are its last statements; wake-ups leave
        after the commit.
        """
        with Session(self._writer, expire_on_commit=False, info=dict(self._info)) as session:
            yield session
            session.flush()
            for finish in session.info.pop(LAST_STATEMENTS, {}).values():
                finish(session)
            session.commit()
            for leave in session.info.pop(AFTER_COMMIT, {}).values():
                leave()

    def dispose(self) -> None:
        """Close every connection of the pool."""
        self.engine.dispose()


# Names in `Session.info` under which other modules of this package leave work for the door:
# callables by name, so that each runs once however often it was asked for.
LAST_STATEMENTS = "last_statements"
AFTER_COMMIT = "after_commit"
# And the name under which the door tells them of the files beside the database.
TEXT_FILES = "text_files"

_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"door": "reading"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def _create_engine(url: str, pool_size: int, synchronous: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        # The driver must not begin transactions of its own: the doors do, and know which kind.
        engine = create_engine(
            address, connect_args={"isolation_level": None, "timeout": 20}, pool_size=pool_size
        )
        event.listen(engine, "connect", partial(_prepare_sqlite, synchronous))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_size=pool_size, pool_pre_ping=True)
    # Rows of one INSERT travel in one message, not in one each.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    return engine


def _prepare_sqlite(synchronous: str, connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", f"synchronous = {synchronous}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    if driver is None:
        message = "SQLite connection was closed before its transaction began."
        raise RuntimeError(message)
    is_reading = connection.get_execution_options().get("door") == "reading"
    driver.execute(f"PRAGMA query_only = {'ON' if is_reading else 'OFF'}")
    driver.execute("BEGIN DEFERRED" if is_reading else "BEGIN IMMEDIATE")
