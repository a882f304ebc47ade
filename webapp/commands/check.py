"""`check`: rows, files, index, matches, jobs, quotes and audit chain agree."""

import json
import sys

import click

from ingest.reading import ocr_engine, sentences
from store.settings import Settings
from webapp import checking
from webapp.services import Services


@click.command()
@click.option("--deep", is_flag=True, help="Hash every file as well.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def check(deep: bool, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Compare what is stored with itself, both ways; a line for each fault.

    Example: careers-evidence check --deep
    """
    faults = checking.list_faults(Services.open(Settings.from_env()), is_deep=deep)
    if as_json:
        click.echo(json.dumps({"faults": faults}))
    else:
        for fault in faults:
            click.echo(fault)
        if not faults:
            click.echo("Everything agrees.")
        if not ocr_engine.is_installed():
            click.echo(f"OCR is off: scans wait. {sentences.INSTALL_OCR} turns it on.", err=True)
    sys.exit(1 if faults else 0)
