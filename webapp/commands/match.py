"""`match`: which dimensions a text speaks about, with the words that decided, or none."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from ingest.preparing import taught_matcher
from ingest.reading.extract import extract_lines
from search_index.learning import NOTHING, Learned
from store import membership
from store.errors import RefusedError
from store.settings import Settings
from webapp.services import Services
from workflow.matching import learning


def suggestions(text: str, learned: Learned = NOTHING) -> dict[str, Any]:
    """The suggestions for a text, as the JSON that programs get."""
    found = taught_matcher(learned).match(text)
    return {
        "suggestions": [
            {
                "dimension": one.dimension,
                "level": one.level,
                "score": round(one.score, 4),
                "terms": list(one.terms),
            }
            for one in found.suggestions
        ],
        "abstained": found.abstained,
    }


def _text(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    if not Path(source).is_file():
        raise RefusedError(f"There is no file {source}.")
    lines = list(extract_lines(Path(source)))
    texts = [line["text"] for line in lines if line["kind"] == "page"]
    if not any(text.strip() for text in texts):
        raise RefusedError(lines[-1].get("reason") or "The file holds no text to match.")
    return "\n\n".join(texts)


def _line(line: str, number: int, learned: Learned) -> dict[str, Any]:
    """The answer to one line of JSON. Raises RefusedError."""
    try:
        asked = json.loads(line)
        return {"id": asked["id"], **suggestions(asked["text"], learned)}
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            f'Line {number} is not {{"id": ..., "text": ...}}. Nothing after it was matched.'
        ) from error


def _learned_by(code: str) -> Learned:
    """What a college's decisions teach by now. Raises NotFoundError."""
    with Services.open(Settings.from_env()).database.reading() as session:
        college = membership.get_college(session, code)
        return learning.learn_now(session, college.id)[0]


@click.command()
@click.argument("file", default="-")
@click.option(
    "--college", "code", help="Match by what this college's own decisions have taught as well."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@click.option("--jsonl", is_flag=True, help='One {"id","text"} a line in, one answer a line out.')
def match(file: str, code: str | None, as_json: bool, jsonl: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Say which dimensions a text speaks about: three at most, or none.

    Example: echo "The link governor challenged the plan." | careers-evidence match
    """
    learned = _learned_by(code) if code else NOTHING
    if jsonl:
        stream = sys.stdin if file == "-" else Path(file).open(encoding="utf-8")  # noqa: SIM115 - closed with the process
        for number, line in enumerate(stream, start=1):
            click.echo(json.dumps(_line(line, number, learned)))
        return
    found = suggestions(_text(file), learned)
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found["suggestions"]:
        level = f" level {one['level']}" if one["level"] else ""
        click.echo(f"{one['dimension']}{level}  {one['score']:.2f}  {', '.join(one['terms'])}")
    if found["abstained"]:
        click.echo("No dimension: nothing here speaks about careers clearly enough.")
