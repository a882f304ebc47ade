"""`person add`: a person with a role in a college."""

import sys

import click

from store import accounts, membership
from store.db import utc_now
from store.permissions import INSIDE, Role
from store.settings import Settings
from webapp.services import Services


@click.group()
def person() -> None:
    """Add people."""


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--college", "code", required=True, help="Code of the college.")
@click.option("--role", required=True, type=click.Choice(sorted(role.value for role in INSIDE)))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, code: str, role: str, password_stdin: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Add a person with a role; prints a one-time invitation link when no password is given.

    Example: careers-evidence person add ann@college.example --name Ann --college millbank
    --role careers_leader
    """
    settings = Settings.from_env()
    password_hash = None
    if password_stdin:
        password_hash = accounts.hash_password(sys.stdin.readline().rstrip("\n"))
    with Services.open(settings).database.writing() as session:
        college = membership.get_college(session, code)
        added = membership.find_or_add_person(session, email, name)
        membership.give_role(session, college.id, added, Role(role))
        if password_hash:
            added.password_hash = password_hash
            click.echo(f"{name} can sign in.")
            return
        token = accounts.invite(session, added, utc_now())
    click.echo(f"{settings.base_url.rstrip('/')}/invitation/{token}")
