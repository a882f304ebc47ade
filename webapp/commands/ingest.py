"""`ingest`: files and folders through the same steps as an upload."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from ingest import documents, inside, ocr_job, receiving
from ingest.documents import DocumentView
from ingest.kinds import DocumentType
from ingest.receiving import Received
from store import membership
from store.errors import CareersEvidenceError, RefusedError
from store.permissions import Actor
from store.settings import Settings
from webapp import worker
from webapp.commands.operator import keep_operator, operator_of
from webapp.services import Services

WAIT_SECONDS = 0.2
ASKED_AT_ONCE = 20


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--college", "code", required=True, help="Code of the college.")
@click.option("--type", "kind", type=click.Choice([kind.value for kind in DocumentType]))
@click.option("--wait", is_flag=True, help="Wait until everything is read and searchable.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def ingest(
    paths: tuple[Path, ...],
    code: str,
    kind: str | None,
    wait: bool,  # noqa: FBT001 - click passes flags by name
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Take files and folders in, as an upload would.

    Example: careers-evidence ingest papers/ --college millbank --wait
    """
    services = Services.open(Settings.from_env())
    with services.database.writing() as session:
        college = membership.get_college(session, code)
        actor = operator_of(college, keep_operator(session))
    taken = [(path, *_take(services, actor, path, kind)) for path in _files(paths)]
    keys = [received.revision_key for _, received, _ in taken if received]
    if wait:
        _wait(services, actor, keys)
    lines = list(_lines(services, actor, taken))
    if as_json:
        click.echo(json.dumps({"files": lines}, ensure_ascii=False))
        return
    for line in lines:
        words = line["reason"] or f"{line['state'].replace('_', ' ')}, {line['pages']} pages"
        click.echo(f"{line['file']}: {words}")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (found for found in sorted(path.rglob("*")) if found.is_file())
        else:
            yield path


def _take(
    services: Services, actor: Actor, path: Path, kind: str | None
) -> tuple[Received | None, str]:
    """Take one file in; the second is why not, when it was refused."""
    described = receiving.guess(path.name)
    if kind:
        described = replace(described, type=DocumentType(kind))
    limit = services.settings.max_upload_mb * (1 << 20)
    try:
        with services.blobs.stage() as staging, path.open("rb") as file:
            staging.copy_from(file, limit=limit)
            received = receiving.receive(
                services.database,
                services.blobs,
                actor,
                staging,
                path.name,
                described=described,
                priority=receiving.BULK,
            )
    except RefusedError as error:
        return None, error.sentence
    return received, ""


def _wait(services: Services, actor: Actor, keys: list[str]) -> None:
    """Wait for a living worker, or be the worker when there is none."""
    reading = _Reading(services, actor, keys)
    while not reading.is_over():
        if services.settings.redis_url or worker.is_worker_alive(services):
            time.sleep(WAIT_SECONDS)
            continue
        try:
            worker.run_until(services, reading.is_over)
        except CareersEvidenceError:
            # A worker started meanwhile and holds the lock: then it reads.
            time.sleep(WAIT_SECONDS)


class _Reading:
    """Files that are waited for, with those that come out of them; asked after a few at a time."""

    def __init__(self, services: Services, actor: Actor, keys: list[str]) -> None:
        self._services, self._actor = services, actor
        self._known = set(keys)
        self._waiting = list(dict.fromkeys(keys))

    def is_over(self) -> bool:
        """Whether every one of them has been read."""
        with self._services.database.reading() as session:
            while self._waiting:
                asked = self._waiting[:ASKED_AT_ONCE]
                found = documents.progress(session, self._actor, asked)
                unread = [one.revision_key for one in found if not one.is_final]
                read = [key for key in asked if key not in set(unread)]
                inner = inside.revisions_inside(session, self._actor, read)
                # An archive may hold itself.
                new = [key for key in inner if key not in self._known]
                self._known.update(new)
                self._waiting = [*unread, *self._waiting[ASKED_AT_ONCE:], *new]
                if unread:
                    return False
            return not ocr_job.is_pending(session, self._actor.college_id, list(self._known))


def _lines(
    services: Services, actor: Actor, taken: list[tuple[Path, Received | None, str]]
) -> Iterator[dict[str, Any]]:
    keys = [received.document_key for _, received, _ in taken if received]
    with services.database.reading() as session:
        found = {view.key: view for view in documents.get_documents(session, actor, keys)}
        for path, received, refusal in taken:
            if received is None:
                yield _line(str(path), None, "refused", refusal)
                continue
            view = found[received.document_key]
            yield _line(str(path), view)
            yield from _lines_inside(session, actor, str(path), view, {view.key})


def _lines_inside(
    session: Session, actor: Actor, path: str, view: DocumentView, around: set[str]
) -> Iterator[dict[str, Any]]:
    """Tell of the files in a file; one that holds itself is told once."""
    for inner in inside.list_inside(session, actor, [view.revision_id]):
        name = f"{path}/{inner.path}"
        if inner.document is None:
            yield _line(name, None, inner.state or "refused", inner.problem or inner.sentence)
            continue
        yield _line(name, inner.document)
        if inner.document.key not in around:
            within = around | {inner.document.key}
            yield from _lines_inside(session, actor, name, inner.document, within)


def _line(
    file: str, view: DocumentView | None, state: str = "", reason: str | None = None
) -> dict[str, Any]:
    return {
        "file": file,
        "document": view.key if view else None,
        "revision": view.revision_key if view else None,
        "state": view.state.value if view else str(state),
        "pages": view.pages_read if view else 0,
        "reason": view.reason if view else reason,
    }
