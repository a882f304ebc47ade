"""`hub add`, `hub college`, `hub person` and `hub leave`."""

import click

from store import hubs, membership
from store.db import utc_now
from store.settings import Settings
from webapp.services import Services


@click.group()
def hub() -> None:
    """Hubs: groups of colleges whose approved summaries are read together."""


@hub.command()
@click.argument("name")
def add(name: str) -> None:
    """Add a hub.

    Example: careers-evidence hub add "Marlshire Careers Hub"
    """
    with Services.open(Settings.from_env()).database.writing() as session:
        hubs.add_hub(session, name)
    click.echo(f"{name} is added.")


@hub.command()
@click.argument("name")
@click.argument("code")
def college(name: str, code: str) -> None:
    """Put a college into a hub.

    Example: careers-evidence hub college "Marlshire Careers Hub" millbank
    """
    with Services.open(Settings.from_env()).database.writing() as session:
        found = membership.get_college(session, code)
        hubs.put_college(session, hubs.find_hub(session, name), found)
    click.echo(f"{found.name} is in {name}.")


@hub.command()
@click.argument("name")
@click.argument("email")
def person(name: str, email: str) -> None:
    """Let somebody with a sign-in read the summaries of a hub.

    Example: careers-evidence hub person "Marlshire Careers Hub" ann@hub.example
    """
    with Services.open(Settings.from_env()).database.writing() as session:
        found = hubs.find_person(session, email)
        hubs.add_member(session, hubs.find_hub(session, name), found)
    click.echo(f"{found.name} reads the summaries of {name}.")


@hub.command()
@click.argument("name")
@click.argument("email")
def leave(name: str, email: str) -> None:
    """End that somebody reads the summaries of a hub.

    Example: careers-evidence hub leave "Marlshire Careers Hub" ann@hub.example
    """
    with Services.open(Settings.from_env()).database.writing() as session:
        found = hubs.find_person(session, email)
        hubs.end_member(session, hubs.find_hub(session, name), found, now=utc_now())
    click.echo(f"{found.name} reads the summaries of {name} no longer.")
