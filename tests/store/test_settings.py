"""Settings: read once, checked, the wrong one named."""

from pathlib import Path

import pytest

from store.errors import SettingError
from store.settings import SETTINGS, Settings, load_secret_key

KEY = "k" * 32
POSTGRESQL = "postgresql+psycopg://ce@localhost/ce"


def test_one_machine_needs_no_setting_at_all():
    settings = Settings.from_env({})

    assert settings.effective_database_url == f"sqlite:///{Path.cwd() / 'data/careers-evidence.db'}"
    assert not settings.is_many_machine
    assert settings.scratch_dir == Path.cwd() / "data/scratch"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CE_MAX_UPLOAD_MB", "plenty"),
        ("CE_MAX_UPLOAD_MB", "0"),
        ("CE_READ_MEMORY_MB", "-1"),
        ("CE_READ_SECONDS", "1.5"),
        ("CE_DATABASE_URL", "mysql://here"),
        ("CE_REDIS_URL", "localhost"),
        ("CE_BLOB_URL", "ftp://files"),
        ("CE_S3_ENDPOINT", "minio"),
        ("CE_SEARCH_ENGINE", "guesswork"),
        ("CE_BASE_URL", "example.org"),
        ("CE_TRUSTED_PROXIES", "one"),
        ("CE_LOG_FORMAT", "xml"),
        ("CE_SAMPLE_SIGN_INS", "true"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(name, value):
    with pytest.raises(SettingError) as raised:
        Settings.from_env({name: value})

    assert name in raised.value.sentence
    assert value in raised.value.sentence
    assert "\n" not in raised.value.sentence


def test_blank_settings_are_as_if_left_out():
    assert Settings.from_env({setting.name: " " for setting in SETTINGS}) == Settings.from_env({})


def test_whoosh_is_for_one_machine():
    asked = {"CE_DATABASE_URL": POSTGRESQL, "CE_SECRET_KEY": KEY, "CE_SEARCH_ENGINE": "whoosh"}

    with pytest.raises(SettingError, match="one machine with SQLite only") as raised:
        Settings.from_env(asked)

    assert "\n" not in raised.value.sentence
    assert Settings.from_env({"CE_SEARCH_ENGINE": "whoosh"}).search_engine == "whoosh"


def test_many_machines_need_one_key_between_them():
    with pytest.raises(SettingError, match="CE_SECRET_KEY is missing"):
        Settings.from_env({"CE_DATABASE_URL": POSTGRESQL})

    assert Settings.from_env({"CE_DATABASE_URL": POSTGRESQL, "CE_SECRET_KEY": KEY}).is_many_machine


def test_a_short_key_is_refused():
    with pytest.raises(SettingError, match="too short"):
        Settings.from_env({"CE_SECRET_KEY": "secret"})


def test_the_key_comes_from_the_setting_or_from_the_file_that_init_made(tmp_path):
    (tmp_path / "secret-key").write_text("from the file\n", encoding="ascii")
    of_folder = {"CE_DATA_DIR": str(tmp_path)}

    assert load_secret_key(Settings.from_env(of_folder)) == "from the file"
    assert load_secret_key(Settings.from_env(of_folder | {"CE_SECRET_KEY": KEY})) == KEY


def test_without_a_key_the_sentence_says_what_to_do(tmp_path):
    with pytest.raises(SettingError, match="careers-evidence init"):
        load_secret_key(Settings.from_env({"CE_DATA_DIR": str(tmp_path)}))


def test_every_field_is_a_setting_with_a_meaning():
    assert [setting.field for setting in SETTINGS] == list(Settings.__dataclass_fields__)
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)
