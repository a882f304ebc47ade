"""Whether the service is up and ready, for machines; no college's data in it."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from store import jobs, wakeups
from store.db import utc_now
from webapp.current import services
from webapp.schema import current_revision, newest_revision

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify(status="up")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    told = {"database": _database(), "files": _files(), "queue": _queue()}
    is_ready = all(word == "ready" for word in told.values())
    return jsonify(told), 200 if is_ready else 503


def _database() -> str:
    try:
        found = current_revision(services().database)
    except SQLAlchemyError:
        return "not reachable"
    return "ready" if found == newest_revision() else "not at the newest migration"


def _files() -> str:
    folder = services().settings.data_dir
    return "ready" if folder.is_dir() else "data folder missing"


def _queue() -> str:
    redis_url = services().settings.redis_url
    if redis_url and not wakeups.is_reachable(redis_url):
        return "Redis not reachable"
    return "ready"


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
