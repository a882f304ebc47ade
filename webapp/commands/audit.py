"""`audit verify` and `audit export`."""

import json
import sys
from pathlib import Path

import click

from store import audit as trail
from store import membership
from store.settings import Settings
from webapp.services import Services


@click.group()
def audit() -> None:
    """Verify and export the audit trail."""


@audit.command()
def verify() -> None:
    """Walk every chain; a line for each fault.

    Example: careers-evidence audit verify
    """
    faults: list[str] = []
    with Services.open(Settings.from_env()).database.reading() as session:
        for college_id in (None, *(one.id for one in membership.list_colleges(session))):
            faults += trail.verify(session, college_id)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("Every chain is whole.")


@audit.command()
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export(out: Path) -> None:
    """Write every event as a JSON line.

    Example: careers-evidence audit export --out events.jsonl
    """
    database = Services.open(Settings.from_env()).database
    with database.reading() as session, out.open("w", encoding="utf-8") as file:
        for line in trail.export_lines(session):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    click.echo(f"Written to {out}.")
