"""Pages of the evidence library. A view parses, calls one operation, answers."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from framework.loading import builtin
from ingest import (
    documents,
    downloading,
    earlier_versions,
    inside,
    learner_checks,
    page_files,
    personal_checks,
    receiving,
    returning,
    scanning,
    sensitivities,
)
from ingest.documents import DocumentView
from ingest.kinds import DocumentType, Sensitivity
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, RefusedError
from store.permissions import Operation
from webapp.assessment.coming_back import to_ranked
from webapp.current import current_actor, pictures, services
from webapp.evidence import heat_strip
from webapp.evidence.citing import cite_words, replace_citation
from webapp.evidence.page_view import page_facts
from webapp.filters import day
from webapp.forms import choice, tell, text, whole_number
from workflow.citations import readiness, usage
from workflow.claims import assessments
from workflow.documents import library, vouching
from workflow.reviews import share_preview

bp = Blueprint("evidence", __name__, url_prefix="/evidence")

MEGABYTE = 1 << 20


@bp.get("", endpoint="library")
def library_page() -> str:
    actor = current_actor()
    wanted = request.args.get("type", "")
    kind = DocumentType(wanted) if wanted in set(DocumentType) else None
    is_waiting = request.args.get("waiting") == "yes"
    page = request.args.get("page", 1, type=int)
    with services().database.reading() as session:
        found = documents.list_documents(
            session, actor, kind=kind, is_waiting=is_waiting, page=page
        )
    return render_template(
        "evidence/library.html",
        found=found,
        types=tuple(DocumentType),
        wanted_type=wanted,
        wanted_waiting=is_waiting,
        may_add=actor.may(Operation.ADD_DOCUMENT),
        may_accept=actor.may(Operation.ACCEPT_DOCUMENT),
    )


@bp.get("/progress")
def progress() -> ResponseReturnValue:
    keys = request.args.get("keys", "").split(",")
    with services().database.reading() as session:
        found = documents.progress(session, current_actor(), keys)
    files = [
        {"revision": one.revision_key, "sentence": one.sentence, "final": one.is_final}
        for one in found
    ]
    return jsonify(files=files)


@bp.get("/documents/<key>")
def document(key: str) -> str:
    return _document(key)


def _document(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = documents.get_document(session, actor, key)
        pages = documents.list_pages(session, actor, found)
        used = usage.list_uses(session, actor, found.id)
        current = assessments.current_assessment(session, actor)
        lapse = readiness.lapse_of(session, actor, current, found.id) if current else None
        revisions = documents.list_revisions(session, actor, found)
        returned = returning.find_open(session, actor, found)
        learners = learner_checks.find_check(session, actor, found)
        files_inside = inside.list_inside(session, actor, [found.revision_id])
        around = inside.list_around(session, actor, found)
        personal = personal_checks.check_of(session, actor, found.revision_key)
        earlier = earlier_versions.find_earlier(session, actor, [found])
        may_download = downloading.may_download(session, actor, found.revision_key)
        shared = (
            share_preview.choice_of(session, found.id)
            if actor.may(Operation.SHARE_DOCUMENT)
            else None
        )
    may_accept = actor.may(Operation.ACCEPT_DOCUMENT) and found.accepted_by is None
    return render_template(
        "evidence/document.html",
        doc=found,
        pages=pages,
        uses=used,
        strip=heat_strip.draw(pages),
        is_matched=found.state.is_read and any(page.is_matched for page in pages),
        titles={d.code: d.title for d in builtin().dimensions},
        lapse=lapse if not actor.is_outside else None,
        revisions=revisions,
        returned=returned,
        learners=learners,
        is_own=found.uploaded_by_id == actor.person_id,
        typed=request.form,
        files_inside=files_inside,
        around=around,
        personal=personal,
        earlier=earlier.get(found.key),
        facts=_facts(found),
        levels=tuple(Sensitivity),
        may_describe=actor.may(Operation.DESCRIBE_DOCUMENT),
        may_classify=actor.may(Operation.CLASSIFY_DOCUMENT),
        may_accept=may_accept and found.uploaded_by_id != actor.person_id,
        shared=shared,
        may_download=may_download,
        may_add_revision=actor.may(Operation.ADD_DOCUMENT),
        error=error,
    )


@bp.post("/files/<revision>/personal-data")
def keep_personal_data(revision: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        key = personal_checks.keep(session, current_actor(), revision, now=utc_now())
    tell("Noted: you have looked, and the file stays as it is.")
    return redirect(url_for(".document", key=key))


def _facts(found: DocumentView) -> list[tuple[str, str]]:
    status = found.minutes_status
    valid = f"from {day(found.valid_from)}" if found.valid_from else ""
    if found.valid_to:
        valid = f"{valid} to {day(found.valid_to)}".strip()
    facts = [
        ("Type", found.type.words + (f", {status.value}" if status else "")),
        ("Date", day(found.event_date) if found.event_date else "Not given"),
        ("Valid", valid),
        ("Body", found.body),
        ("Items about careers", found.minute_items),
        ("Area", found.area),
        ("Who may see it", found.sensitivity.words),
        ("Provided by", found.provided_by),
        ("Added by", f"{found.uploaded_by}, {day(found.created_at.date())}"),
        ("Accepted by", found.accepted_by or "Nobody yet"),
        ("File", f"{found.file_name}, revision {found.revision_number}"),
    ]
    return [(name, value) for name, value in facts if value]


@bp.post("/documents/<key>/accept")
def accept(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        vouching.accept(session, current_actor(), key, now=utc_now())
    tell("Accepted. Who added it is told.")
    return redirect(url_for(".document", key=key))


@bp.post("/documents/<key>/return")
def send_back(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            vouching.send_back(
                session, current_actor(), key, reason=text("return_reason"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _document(key, error), 422 if isinstance(error, IncompleteError) else 409
    tell("Returned. Who added it is told why.")
    return redirect(url_for(".document", key=key))


@bp.post("/documents/<key>/mended")
def say_mended(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        vouching.say_mended(session, current_actor(), key, now=utc_now())
    tell("Noted. Who returned it is told, and it waits to be accepted again.")
    return redirect(url_for(".document", key=key))


@bp.post("/documents/<key>/revision")
def add_revision(key: str) -> ResponseReturnValue:
    file = request.files.get("file")
    if file is None or not file.filename:
        return _document(key, IncompleteError("Choose the new file.", "file")), 422
    with services().blobs.stage() as staging:
        staging.copy_from(file.stream, limit=services().settings.max_upload_mb * MEGABYTE)
        receiving.add_revision(
            services().database,
            services().blobs,
            current_actor(),
            key,
            staging=staging,
            file_name=file.filename,
        )
    tell("The new revision has arrived. Earlier ones stay as they are.")
    return redirect(url_for(".document", key=key))


@bp.post("/files/<revision>/classify")
def classify(revision: str) -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        found = sensitivities.classify_pages(
            session,
            actor,
            revision,
            first_page=whole_number("first_page", "Give the first page."),
            last_page=whole_number("last_page", "Give the last page."),
            sensitivity=choice("sensitivity", Sensitivity),
        )
        library.document_changed(session, actor.college_id, found.id)
    tell("Saved. It holds in search, pages and pictures from now on.")
    return redirect(url_for(".document", key=found.key))


@bp.get("/files/<revision>/download")
def download(revision: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        found = downloading.file_to_download(session, current_actor(), revision)
    if found.is_waiting and services().settings.clamd_url:
        raise RefusedError(scanning.NOT_YET)
    answer = send_file(
        services().blobs.open(found.college_key, found.sha256),
        as_attachment=True,
        download_name=found.file_name,
        mimetype="application/octet-stream",
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.get("/files/<revision>/pages/<int:number>")
def page(revision: str, number: int) -> str:
    return _page(revision, number)


def _page(revision: str, number: int, error: CareersEvidenceError | None = None) -> str:
    facts = page_facts(revision, number, request.values)
    return render_template("evidence/page.html", error=error, typed=request.form, **facts)


@bp.post("/files/<revision>/pages/<int:number>/cite")
def cite(revision: str, number: int) -> ResponseReturnValue:
    try:
        if text("replaces"):
            dimension = replace_citation(revision, number)
            tell("Replaced. The older citation stays readable, struck through.")
            return redirect(url_for("assessment.dimension", code=dimension))
        dimensions = cite_words(revision, number)
    except (IncompleteError, ConflictError) as error:
        return _page(revision, number, error), 422
    tell(f"Cited for {' and '.join(dimensions)}.")
    if text("back") == "evidence":
        return redirect(to_ranked(dimensions[0]))
    if text("back") == "dimension":
        return redirect(url_for("assessment.dimension", code=dimensions[0]))
    search: dict[str, Any] = {
        name: text(name) or None for name in ("q", "expand", "sort", "offset", "hit")
    }
    return redirect(url_for(".page", revision=revision, number=number, **search))


@bp.get("/files/<revision>/pages/<int:number>/image-<int:width>.png")
def image(revision: str, number: int, width: int) -> ResponseReturnValue:
    with services().database.reading() as session:
        found = page_files.find_file(session, current_actor(), revision, number)
    if found is None:
        raise RefusedError("This page has no picture.")
    return _as_picture(pictures().image(found, width))


@bp.get("/files/<revision>/pages/<int:number>/words")
def words(revision: str, number: int) -> ResponseReturnValue:
    with services().database.reading() as session:
        found = page_files.find_page(session, current_actor(), revision, number)
    return jsonify(
        words=[
            {"text": word.text, "boxes": [[round(side, 4) for side in box] for box in word.boxes]}
            for word in pictures().words(found)
        ]
    )


@bp.get("/files/<revision>/pages/<int:number>/figure-<int:figure>.png")
def figure(revision: str, number: int, figure: int) -> ResponseReturnValue:
    with services().database.reading() as session:
        found = page_files.find_page(session, current_actor(), revision, number)
    return _as_picture(pictures().figure_image(found, figure))


def _as_picture(data: bytes) -> Response:
    answer = Response(data, mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
