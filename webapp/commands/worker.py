"""`worker`: the worker only."""

import click

from store.settings import Settings
from webapp import worker as work
from webapp.services import Services


@click.command()
@click.option("--burst", is_flag=True, help="Work until nothing is waiting, then stop.")
def worker(burst: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Read files and do other work that pages do not wait for.

    Example: careers-evidence worker --burst
    """
    work.run(Services.open(Settings.from_env(), for_worker=True), burst=burst)
