"""Share scopes and the preview "see as reviewer". A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import finding
from ingest.kinds import ShareScope
from store.errors import CareersEvidenceError, IncompleteError, NotPermittedError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, optional_number, tell
from workflow.documents import share_scopes
from workflow.reviews import share_preview

bp = Blueprint("sharing", __name__, url_prefix="/sharing")

HITS = 25


@bp.get("/documents/<key>")
def document(key: str) -> str:
    return _document(key)


def _document(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found, chosen = share_preview.get_choice(session, actor, key)
        reviews = share_preview.live_reviews(session, actor)
        seen = [
            (review, share_preview.pages_as_seen(session, actor, review.key, found))
            for review in reviews[:1]
        ]
    return render_template(
        "sharing/document.html",
        doc=found,
        chosen=chosen,
        seen=seen,
        scopes=tuple(ShareScope),
        may_open=not chosen.needs_governance or actor.may(Operation.OPEN_DRAFT_MINUTES),
        error=error,
        typed=request.form,
    )


@bp.post("/documents/<key>")
def choose(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            share_scopes.choose(
                session,
                current_actor(),
                key,
                choice("scope", ShareScope),
                first_page=optional_number("first_page"),
                last_page=optional_number("last_page"),
            )
    except IncompleteError as error:
        return _document(key, error), 422
    except NotPermittedError as error:
        return _document(key, error), 403
    tell("Saved. It holds for every review from now on.")
    return redirect(url_for(".document", key=key))


@bp.post("/documents/<key>/pages/<chosen>/forget")
def forget_pages(key: str, chosen: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        share_scopes.forget_pages(session, current_actor(), key, chosen)
    tell("Saved. These pages follow the document again.")
    return redirect(url_for(".document", key=key))


@bp.get("/reviews/<key>")
def as_reviewer(key: str) -> str:
    actor = current_actor()
    page = request.args.get("page", 1, type=int)
    query = request.args.get("q", "")[:500].strip()
    with services().database.reading() as session:
        review, seer = share_preview.reviewer_of(session, actor, key)
        listed, next_page = share_preview.library_as_seen(session, actor, key, page=page)
        found = finding.find(session, seer, query, limit=HITS) if query else None
    return render_template(
        "sharing/as_reviewer.html",
        review=review,
        listed=listed,
        next_page=next_page,
        query=query,
        found=found,
    )
