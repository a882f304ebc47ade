"""`reindex` and `rematch`: derived data beside the old, then swapped; resumable."""

import click

from ingest import rebuilding
from ingest.preparing import preparing_pool
from search_index.models import GenerationKind
from store import membership
from store.settings import Settings
from webapp.services import Services
from workflow.matching import learning


def _rebuild(kind: GenerationKind, code: str | None) -> None:
    services = Services.open(Settings.from_env())
    with services.database.reading() as session:
        colleges = (
            [membership.get_college(session, code)] if code else membership.list_colleges(session)
        )
    with preparing_pool() as preparing:
        for college in colleges:
            if kind is GenerationKind.MATCH:
                learning.learn_again(services.database, college.id)
            # The last count is of all its pages.
            *_, count = rebuilding.rebuild(services.database, college.id, kind, preparing)
            click.echo(f"{college.code}: {count} pages.")


@click.command()
@click.option("--college", "code", help="Only this college.")
def reindex(code: str | None) -> None:
    """Build the full text anew from the pages, beside the old, and swap.

    Example: careers-evidence reindex --college millbank
    """
    _rebuild(GenerationKind.INDEX, code)


@click.command()
@click.option("--college", "code", help="Only this college.")
def rematch(code: str | None) -> None:
    """Match every page anew, as after a change of the keywords, by what each college has decided.

    Example: careers-evidence rematch
    """
    _rebuild(GenerationKind.MATCH, code)
