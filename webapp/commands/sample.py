"""`sample`: the sample college, through the real pipeline."""

import click

from store.settings import Settings
from webapp.commands.init import prepare
from webapp.sample import loading


@click.command()
def sample() -> None:
    """Load the sample college with people, papers, claims and an open review; safe to repeat.

    Example: careers-evidence sample
    """
    services = prepare(Settings.from_env())
    if loading.is_loaded(services):
        click.echo("The sample college is there already.")
        return
    loading.load(services)
    click.echo("The sample college is loaded.")
