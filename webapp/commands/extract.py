"""`extract`: reads one file in the limited process and prints JSON lines; no database."""

import json
import sys
from pathlib import Path

import click

from ingest.reading.extract import extract_lines
from store.settings import Settings
from webapp.worker import limits_of


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ocr", type=click.Choice(["auto", "never", "always"]), default="auto")
def extract(file: Path, ocr: str) -> None:
    """Read one file and print what it says, a JSON line a page.

    Example: careers-evidence extract minutes.pdf
    """
    state = "failed"
    for line in extract_lines(file, ocr, limits_of(Settings.from_env())):
        click.echo(json.dumps(line, ensure_ascii=False))
        state = line.get("state", state)
    sys.exit(0 if state == "readable" else 1)
