"""`framework list`, `validate`, `import` and `diff`."""

from pathlib import Path

import click

from framework import library
from framework.diff import compare
from store.settings import Settings
from webapp.services import Services
from workflow import frameworks


@click.group()
def framework() -> None:
    """List, check, import and compare maturity models."""


@framework.command("list")
def list_() -> None:
    """List the models that come with the service.

    Example: careers-evidence framework list
    """
    for version in library.list_packaged():
        click.echo(f"{version.id} {version.version}  {version.title}  {version.sha256[:12]}")


@framework.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def validate(file: Path) -> None:
    """Check a model file against the schema.

    Example: careers-evidence framework validate model.yaml
    """
    version = library.validate(file)
    click.echo(f"{version.title}: {len(version.dimensions)} dimensions, {version.sha256[:12]}")


@framework.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Store a model as an immutable framework version.

    Example: careers-evidence framework import model.yaml
    """
    version = library.validate(file)
    with Services.open(Settings.from_env()).database.writing() as session:
        frameworks.keep(session, version)
    click.echo(f"{version.title} is stored, {version.sha256[:12]}.")


@framework.command()
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Say how two models differ; each a file or the name of a packaged one.

    Example: careers-evidence framework diff old.yaml new.yaml
    """
    changes = compare(library.choose(before), library.choose(after))
    for change in changes:
        click.echo(change.sentence)
    if not changes:
        click.echo("They are the same.")
