"""`snapshot export` and `snapshot import`: a sealed snapshot from one installation to another."""

import sys
from pathlib import Path

import click
from sqlalchemy import select

from store.errors import NotFoundError
from store.people import College
from store.settings import Settings
from webapp.services import Services
from workflow.models.snapshots import Snapshot
from workflow.packs import snapshot_transfer


@click.group()
def snapshot() -> None:
    """Take a sealed snapshot out, and bring one in."""


@snapshot.command("export")
@click.argument("key")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export_one(key: str, out: Path) -> None:
    """Write the snapshot with this key, and every file that it names.

    Example: careers-evidence snapshot export 3q2-7wEAaS5J0xkq1sLr9g --out snapshot.zip
    """
    services = Services.open(Settings.from_env())
    with services.database.reading() as session:
        found = session.scalar(select(Snapshot).where(Snapshot.key == key))
        if found is None:
            raise NotFoundError(f"There is no snapshot with the key {key}.")
        with out.open("wb") as file:
            missing = snapshot_transfer.export(session, services.blobs, found, file)
    for sha256 in missing:
        click.echo(f"The file {sha256} is missing from storage.", err=True)
    if missing:
        sys.exit(1)
    click.echo(f"Written to {out}.")


@snapshot.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--college", "code", required=True, help="The code of the college that gets it.")
def import_one(file: Path, code: str) -> None:
    """Bring an exported snapshot into a college here; its packs have the same bytes.

    Example: careers-evidence snapshot import snapshot.zip --college millbank
    """
    services = Services.open(Settings.from_env())
    with services.database.reading() as session:
        college = session.scalar(select(College).where(College.code == code))
    if college is None:
        raise NotFoundError(f"There is no college with the code {code}.")
    brought = snapshot_transfer.bring_in(services.database, services.blobs, college, file)
    click.echo(f"The snapshot {brought.key} is here. Its SHA-256 is {brought.sha256}.")
