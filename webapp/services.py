"""What every page, command and worker stands on, put together once from the settings."""

import secrets
from dataclasses import dataclass
from functools import cached_property

from store import wakeups
from store.blobs import BlobStore, open_blobs
from store.db import Database, TextFiles
from store.settings import Settings, load_secret_key


@dataclass(frozen=True)
class Services:
    """The installation's settings, its database behind two doors and its blobs."""

    settings: Settings
    database: Database
    blobs: BlobStore

    @classmethod
    def open(cls, settings: Settings, *, for_worker: bool = False) -> "Services":
        """Put the services together; opens nothing that is not used.

        A worker's writes are redone when they are lost: its job is then still waiting.
        """
        wake = wakeups.waker(settings.redis_url) if settings.redis_url else None
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        database = Database(
            settings.effective_database_url,
            wake_workers=wake,
            is_redone=for_worker,
            text_files=TextFiles(settings.text_dir, settings.search_engine == "whoosh"),
        )
        return cls(settings, database, open_blobs(settings))

    @cached_property
    def secret_key(self) -> str:
        """The key that signs sessions. Raises SettingError when `init` has not run."""
        return load_secret_key(self.settings)


def make_secret_key(settings: Settings) -> None:
    """Write a secret key into the data folder, once."""
    path = settings.data_dir / "secret-key"
    if settings.secret_key or path.exists():
        return
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48), encoding="ascii")
