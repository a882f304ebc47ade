"""Whether the service is up and ready: for machines, and a page for administrators.

No college's data in it, but for the counts of what waits.
"""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from ingest.reading import layers, ocr_engine, sentences
from ingest.reading.children import ReaderUnavailableError
from ingest.scanning import Scanner
from search_index import whoosh_folder
from store import jobs, wakeups
from store.db import utc_now
from store.permissions import Operation
from webapp.current import current_actor, pictures, services
from webapp.schema import current_revision, newest_revision

bp = Blueprint("health", __name__)
# Somebody waits for the page; a scanner that is well answers at once.
SCANNER_SECONDS = 2.0


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify(status="up")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    told = _readiness()
    is_ready = all(word == "ready" for word in told.values())
    # Said beside: a service without OCR is a service.
    return jsonify(told | {"ocr": _ocr()}), 200 if is_ready else 503


def _readiness() -> dict[str, str]:
    return {"database": _database(), "files": _files(), "queue": _queue(), "search": _search()}


def _database() -> str:
    try:
        found = current_revision(services().database)
    except SQLAlchemyError:
        return "not reachable"
    return "ready" if found == newest_revision() else "not at the newest migration"


def _files() -> str:
    folder = services().settings.data_dir
    return "ready" if folder.is_dir() else "data folder missing"


def _search() -> str:
    """Whether indexes that stand in files can be opened; those of the database are the database."""
    faults = whoosh_folder.unreadable(services().settings.text_dir)
    return "; ".join(faults) or "ready"


def _ocr() -> str:
    return "on" if ocr_engine.is_installed() else f"off: {sentences.INSTALL_OCR}"


def _queue() -> str:
    redis_url = services().settings.redis_url
    if redis_url and not wakeups.is_reachable(redis_url):
        return "Redis not reachable"
    return "ready"


@bp.get("/service")
def show() -> str:
    """What an administrator wants to know: is it well, and what protects it from hostile files."""
    actor = current_actor()
    actor.require(Operation.SEE_READINESS)
    with services().database.reading() as session:
        waiting = jobs.count_waiting(session, college_id=actor.college_id)
    try:
        found = layers.explain(pictures().layers())
        sentence = layers.conclude(found)
    except ReaderUnavailableError as error:
        found, sentence = (), error.sentence
    return render_template(
        "health/service.html",
        lines=[
            *((name.capitalize(), word.capitalize()) for name, word in _readiness().items()),
            ("Waiting", _waiting(waiting)),
            ("Virus scan", _virus_scan()),
            ("Reading of scans (OCR)", _ocr().capitalize()),
        ],
        layers=found,
        sentence=sentence,
    )


def _waiting(count: int) -> str:
    if not count:
        return "Nothing waits to be read or to be worked on"
    return "1 piece of work waits" if count == 1 else f"{count:,} pieces of work wait"


def _virus_scan() -> str:
    address = services().settings.clamd_url
    if not address:
        return "Off: files are read without one. CE_CLAMD_URL names a scanner"
    if Scanner(address, seconds=SCANNER_SECONDS).is_there():
        return "On: the scanner answers"
    return "The scanner does not answer, so new files wait. Start clamd, or mend CE_CLAMD_URL"


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    gauges = CollectorRegistry()
    waiting = Gauge("ce_jobs_waiting", "Jobs that wait or run", registry=gauges)
    oldest = Gauge("ce_oldest_job_seconds", "Age of the oldest waiting job", registry=gauges)
    with services().database.reading() as session:
        waiting.set(jobs.count_waiting(session))
        since = jobs.oldest_waiting(session)
    oldest.set((utc_now() - since).total_seconds() if since else 0)
    return Response(generate_latest(gauges), mimetype="text/plain; version=0.0.4")
