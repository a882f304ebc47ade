"""The settings of an installation: read once from the environment, checked, never changed."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from store.errors import SettingError

SHORTEST_KEY = 32


class Setting(NamedTuple):
    """One environment variable: `field` of `Settings`, default as text, meaning, check."""

    name: str
    field: str
    default: str
    meaning: str
    read: Callable[[str], object]


def _text(value: str) -> str:
    return value


def _positive(value: str) -> int:
    number = int(value)
    if number <= 0:
        raise ValueError
    return number


def _path(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _address(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError
        return value

    return read


def _mail_address(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError
        return value

    return read


def _yes_or_no(value: str) -> bool:
    return _one_of("yes", "no")(value) == "yes"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "CE_DATA_DIR",
        "data_dir",
        "./data",
        "Folder for the database, the files, scratch space and the secret key of one machine.",
        _path,
    ),
    Setting(
        "CE_DATABASE_URL",
        "database_url",
        "",
        "Empty: SQLite in the data folder. Many machines: `postgresql+psycopg://...`.",
        _address("", "sqlite", "postgresql", "postgresql+psycopg"),
    ),
    Setting(
        "CE_REDIS_URL",
        "redis_url",
        "",
        "Turns RQ on, which wakes workers; the job rows stay in the database.",
        _address("redis", "rediss", "unix"),
    ),
    Setting(
        "CE_BLOB_URL",
        "blob_url",
        "",
        "Empty: a folder in the data folder. Many machines: `s3://bucket/prefix`.",
        _address("", "s3"),
    ),
    Setting(
        "CE_S3_ENDPOINT",
        "s3_endpoint",
        "",
        "Address of an S3-compatible store other than Amazon's.",
        _address("http", "https"),
    ),
    Setting(
        "CE_SEARCH_ENGINE",
        "search_engine",
        "database",
        "Which engine answers searches: `database`, or on one machine `whoosh`, whose files stand"
        " in the data folder. Run `careers-evidence reindex` after a change.",
        _one_of("database", "whoosh"),
    ),
    Setting(
        "CE_SECRET_KEY",
        "secret_key",
        "",
        "Signs sessions. Made by `init` on one machine; required with PostgreSQL.",
        _text,
    ),
    Setting(
        "CE_BASE_URL",
        "base_url",
        "http://127.0.0.1:8000",
        "Address people reach the service at; https here makes cookies secure.",
        _address("http", "https"),
    ),
    Setting(
        "CE_SMTP_URL",
        "smtp_url",
        "",
        "Mail server: `smtp://name:password@host:587` (encrypted by STARTTLS; without a name only"
        " where the server offers it) or `smtps://host:465`. Empty: mail is kept and shown to"
        " administrators.",
        _address("", "smtp", "smtps"),
    ),
    Setting(
        "CE_MAIL_FROM",
        "mail_from",
        "",
        "Address that mail comes from. Empty: `careers-evidence@` and the host of CE_BASE_URL.",
        _mail_address,
    ),
    Setting(
        "CE_TRUSTED_PROXIES",
        "trusted_proxies",
        "0",
        "How many reverse proxies stand in front and may tell the caller's address.",
        int,
    ),
    Setting(
        "CE_MAX_UPLOAD_MB",
        "max_upload_mb",
        "100",
        "Largest file accepted, in megabytes.",
        _positive,
    ),
    Setting(
        "CE_READ_MEMORY_MB",
        "read_memory_mb",
        "1024",
        "Memory of the reading process and its children, in megabytes.",
        _positive,
    ),
    Setting(
        "CE_READ_SECONDS",
        "read_seconds",
        "600",
        "CPU seconds of one reading pass over a file.",
        _positive,
    ),
    Setting(
        "CE_READ_STALL_SECONDS",
        "read_stall_seconds",
        "60",
        "Seconds without progress after which a page is given up.",
        _positive,
    ),
    Setting(
        "CE_CLAMD_URL",
        "clamd_url",
        "",
        "Virus scanner (clamd) that every file passes before it is read: `tcp://host:3310` or"
        " `unix:///run/clamav/clamd.ctl`. Empty: files are not scanned.",
        _address("tcp", "unix"),
    ),
    Setting(
        "CE_LOG_FORMAT",
        "log_format",
        "text",
        "`text` for people, `json` for log collectors.",
        _one_of("text", "json"),
    ),
    Setting(
        "CE_SAMPLE_SIGN_INS",
        "sample_sign_ins",
        "no",
        "`yes` shows the sample people's sign-ins on the sign-in page; for trying out only.",
        _yes_or_no,
    ),
)


@dataclass(frozen=True)
class Settings:
    """Every setting, typed. Fields are described in `SETTINGS` and in docs/settings.md."""

    data_dir: Path
    database_url: str
    redis_url: str
    blob_url: str
    s3_endpoint: str
    search_engine: str
    secret_key: str
    base_url: str
    smtp_url: str
    mail_from: str
    trusted_proxies: int
    max_upload_mb: int
    read_memory_mb: int
    read_seconds: int
    read_stall_seconds: int
    clamd_url: str
    log_format: str
    sample_sign_ins: bool

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every setting. Raises SettingError that names the wrong one."""
        environ = os.environ if environ is None else environ
        values = {setting.field: _read(setting, environ) for setting in SETTINGS}
        settings = cls(**values)  # type: ignore[arg-type]
        settings._check_together()
        return settings

    def _check_together(self) -> None:
        if self.is_many_machine and not self.secret_key:
            raise SettingError(
                "CE_SECRET_KEY is missing: with PostgreSQL every machine needs the same key. "
                f"Set it to at least {SHORTEST_KEY} random characters."
            )
        if self.is_many_machine and self.search_engine == "whoosh":
            raise SettingError(
                "CE_SEARCH_ENGINE is whoosh, which works on one machine with SQLite only. "
                "Set it to database, or leave it out."
            )
        if self.secret_key and len(self.secret_key) < SHORTEST_KEY:
            raise SettingError(
                f"CE_SECRET_KEY is too short. Use at least {SHORTEST_KEY} random characters."
            )

    @property
    def is_many_machine(self) -> bool:
        return self.database_url.startswith("postgresql")

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'careers-evidence.db'}"

    @property
    def text_dir(self) -> Path:
        """Where an index stands that is not in the database."""
        return self.data_dir / "search"

    @property
    def scratch_dir(self) -> Path:
        """Temporary files live inside the data folder, on the same disk as the blobs."""
        return self.data_dir / "scratch"


def _read(setting: Setting, environ: Mapping[str, str]) -> object:
    value = environ.get(setting.name, "").strip() or setting.default
    try:
        return setting.read(value)
    except ValueError as error:
        # An address may hold a name and a password, which are nobody's to read in a log.
        shown = re.sub(r"//.*@", "//…@", value)
        message = f"{setting.name} is “{shown}”, which will not do. {setting.meaning}"
        raise SettingError(message) from error


def load_secret_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, or the file that `init` made.

    Raises SettingError when neither is there.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret-key"
    if not path.is_file():
        raise SettingError(
            f"{settings.data_dir} holds no secret key. Run `careers-evidence init` first."
        )
    return path.read_text(encoding="ascii").strip()
