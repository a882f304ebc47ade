"""`init`: data folder, database at the newest migration, secret key, framework."""

import click

from store.settings import Settings
from webapp.schema import upgrade
from webapp.services import Services, make_secret_key
from workflow import frameworks


def prepare(settings: Settings) -> Services:
    """Make everything that the service needs; safe to repeat."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_secret_key(settings)
    services = Services.open(settings)
    upgrade(services.database)
    with services.database.writing() as session:
        frameworks.keep_builtin(session)
    return services


@click.command()
def init() -> None:
    """Make the data folder, the database, the secret key and the framework; safe to repeat.

    Example: careers-evidence init
    """
    settings = Settings.from_env()
    prepare(settings)
    click.echo(f"Ready in {settings.data_dir}.")
