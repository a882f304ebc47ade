"""Snapshots of an assessment or a visit, what has changed since, and packs made from them."""

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text
from workflow.kinds.snapshots import Audience
from workflow.packs import packs, snapshots

bp = Blueprint("packs", __name__)
_MATRICES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/snapshots")
def index() -> str:
    """The snapshots of an assessment, or with `of` of a visit."""
    actor = current_actor()
    with services().database.reading() as session:
        assessment, visit = snapshots.subject_of(session, actor, request.args.get("of", ""))
        found = snapshots.list_snapshots(session, actor, assessment, visit)
    return render_template(
        "packs/index.html",
        assessment=assessment,
        visit=visit,
        title=visit.review.title if visit else f"Assessment {assessment.cycle.name}",
        snapshots=found,
        may_take=actor.may(Operation.TAKE_SNAPSHOT),
    )


@bp.post("/snapshots")
def take() -> ResponseReturnValue:
    with services().database.writing() as session:
        snapshot = snapshots.take_now(session, current_actor(), text("of"), now=utc_now())
    tell("The snapshot is taken. It is sealed in a few minutes; you can ask for a pack already.")
    return redirect(url_for(".show", key=snapshot.key))


@bp.get("/snapshots/<key>")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        view = snapshots.load(session, actor, key, now=utc_now())
        found = packs.list_packs(session, actor, view.snapshot)
        of_visit = snapshots.visit_key_of(session, view.snapshot)
        jobs_failed = packs.troubles(session, view.snapshot, found)
    made = {pack.audience: pack for pack in found}
    audiences = [Audience.REVIEWER] if actor.is_outside else list(Audience)
    return render_template(
        "packs/snapshot.html",
        view=view,
        snapshot=view.snapshot,
        of_visit=of_visit,
        packs=found,
        troubles=jobs_failed,
        left=[one for one in audiences if one not in made or made[one].missing],
        may_pack=actor.may(Operation.MAKE_PACK),
        error=error,
    )


@bp.get("/snapshots/<key>/snapshot.json")
def head(key: str) -> ResponseReturnValue:
    """The snapshot itself, whose SHA-256 the page shows."""
    with services().database.reading() as session:
        snapshot = snapshots.get_snapshot(session, current_actor(), key)
    sha256 = snapshots.require_sealed(snapshot)
    with services().blobs.open(current_actor().college_key, sha256) as file:
        body = file.read()
    headers = {"Content-Disposition": 'attachment; filename="snapshot.json"'}
    return Response(body, mimetype="application/json", headers=headers)


@bp.get("/snapshots/<key>/matrix.<kind>")
def matrix(key: str, kind: str) -> ResponseReturnValue:
    """The evidence matrix as the pack for this person would hold it."""
    with services().database.reading() as session:
        sha256, name = snapshots.matrix_of(session, current_actor(), key, kind)
    file = services().blobs.open(current_actor().college_key, sha256)
    answer = send_file(
        file, mimetype=_MATRICES[kind], as_attachment=True, download_name=name, etag=sha256
    )
    answer.call_on_close(file.close)
    return answer


@bp.post("/snapshots/<key>/packs")
def ask(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            audience = choice("audience", Audience)
            packs.ask(session, current_actor(), key, audience, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(key, error), 422 if isinstance(error, IncompleteError) else 409
    tell("The pack is being built. Look again in a moment.")
    return redirect(url_for(".show", key=key, _anchor="packs"))


@bp.get("/packs/<key>")
def download(key: str) -> ResponseReturnValue:
    with services().database.reading() as session:
        pack = packs.get_pack(session, current_actor(), key)
        name = packs.file_name(pack)
    sha256 = packs.require_built(pack)
    file = services().blobs.open(current_actor().college_key, sha256)
    answer = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name=name, etag=sha256
    )
    answer.call_on_close(file.close)
    return answer
