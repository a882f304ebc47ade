"""`college add` and `college list`."""

import json

import click

from search_index import indexing
from store import membership
from store.settings import Settings
from webapp.services import Services


@click.group()
def college() -> None:
    """Add and list colleges."""


@college.command()
@click.argument("code")
@click.argument("name")
def add(code: str, name: str) -> None:
    """Add a college with its own search index.

    Example: careers-evidence college add millbank "Millbank College"
    """
    with Services.open(Settings.from_env()).database.writing() as session:
        found = membership.add_college(session, code, name)
        indexing.open_college(session, found.id)
    click.echo(f"{name} is added as {code}.")


@college.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def list_(as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List the colleges.

    Example: careers-evidence college list --json
    """
    with Services.open(Settings.from_env()).database.reading() as session:
        found = membership.list_colleges(session)
    if as_json:
        click.echo(json.dumps([{"code": one.code, "name": one.name} for one in found]))
        return
    for one in found:
        click.echo(f"{one.code}  {one.name}")
