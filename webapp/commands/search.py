"""`search`: pages of a college that answer a query."""

import json

import click

from ingest import finding
from store import membership
from store.settings import Settings
from webapp.commands.operator import operator_of
from webapp.services import Services


@click.command()
@click.argument("query")
@click.option("--college", "code", required=True, help="Code of the college.")
@click.option("--dimension", help="Only pages that speak about this dimension, such as 1.5.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def search(query: str, code: str, dimension: str | None, limit: int, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Search all pages of a college, one hit a page.

    Example: careers-evidence search '"link governor" destinations' --college millbank
    """
    if dimension:
        query = f"{query} dimension:{dimension}"
    with Services.open(Settings.from_env()).database.reading() as session:
        college = membership.get_college(session, code)
        found = finding.find(session, operator_of(college), query, limit=limit)
    if as_json:
        click.echo(json.dumps(_json(found), ensure_ascii=False))
        return
    for page in found.pages:
        click.echo(f"{page.title}, {page.where}  ({page.file_name})")
        click.echo("   " + " ".join("".join(text for text, _ in page.snippet).split()))
    click.echo(f"{found.with_all} pages have all the words, {found.total} have some.")


def _json(found: finding.Found) -> dict[str, object]:
    hits = [
        {
            "document": page.document_key,
            "title": page.title,
            "file": page.file_name,
            "locator": page.locator,
            "score": page.score,
            "snippet": "".join(text for text, _ in page.snippet),
        }
        for page in found.pages
    ]
    return {"total": found.total, "with_all": found.with_all, "hits": hits}
