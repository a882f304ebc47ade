"""The desk: survey, read and judge. A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import page_files, page_images
from ingest.page_layout import with_figures
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, pictures, services
from webapp.forms import choice, optional_number, tell, text, whole_number
from workflow import drafting, frameworks
from workflow.calendars.working_days import local_day
from workflow.citations import evidence
from workflow.desk import desk, looks, reading_plan
from workflow.kinds.reviews import CoverageMark, Depth, DeskOrder, Outcome, ReviewKind
from workflow.requests import request_views
from workflow.reviews import leverage, reviews
from workflow.rounds import rounds

DOCUMENTS_A_PAGE = 50

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("")
def survey() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        seen = desk.load(session, actor)
        here = looks.newest(session, actor)
    return render_template(
        "desk/survey.html",
        desk=seen,
        here=here,
        depths=tuple(Depth),
        may_plan=actor.may(Operation.JUDGE_CLAIM) and seen.review.released_at is None,
        may_release=actor.may(Operation.RELEASE_REVIEW),
    )


@bp.post("/plan")
def plan() -> ResponseReturnValue:
    depths = {key: choice(f"depth-{key}", Depth) for key in request.form.getlist("claim")}
    with services().database.writing() as session:
        reading_plan.choose(session, current_actor(), depths, now=utc_now())
    tell("Your plan is saved. Only you see it.")
    return redirect(url_for(".survey"))


@bp.get("/by-document")
def by_document() -> str:
    with services().database.reading() as session:
        seen, documents = desk.by_document(session, current_actor())
    first = DOCUMENTS_A_PAGE * (max(request.args.get("page", 1, type=int), 1) - 1)
    return render_template(
        "desk/by_document.html",
        desk=seen,
        documents=documents[first : first + DOCUMENTS_A_PAGE],
        next_page=first // DOCUMENTS_A_PAGE + 2
        if len(documents) > first + DOCUMENTS_A_PAGE
        else None,
    )


@bp.get("/<claim>")
@bp.get("/<claim>/<citation>")
def read(claim: str, citation: str | None = None) -> str:
    return _read(claim, citation)


def _order() -> DeskOrder:
    is_by_document = request.values.get("by") == DeskOrder.DOCUMENT
    return DeskOrder.DOCUMENT if is_by_document else DeskOrder.DIMENSION


def _read(claim: str, citation: str | None, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        step = desk.step(session, actor, claim, citation, _order())
        asked = request_views.list_asked(
            session, actor, step.claim.claim.dimension, seen=step.desk.seen
        )
        cited = step.citation if step.citation and step.citation.is_readable else None
        page = (
            page_files.find_page(
                session,
                actor,
                cited.revision_key,
                cited.page_number,
                cited.layer_sha256,
                seen=step.desk.seen,
            )
            if cited
            else None
        )
    words = evidence.words_around(page, cited) if page and cited else ()
    shown = render_template(
        "desk/read.html",
        step=step,
        asked=asked,
        today=local_day(utc_now()),
        picture=pictures().picture(page, ((cited.start, cited.end),)) if page and cited else None,
        picture_width=page_images.WIDTH,
        words=with_figures(words, pictures().figures(page) if page else ()),
        outcomes=tuple(Outcome),
        coverage_marks=tuple(CoverageMark),
        error=error,
        typed=request.form,
        me=actor.person_id,
    )
    if step.citation and request.method == "GET":
        _note_look(step.citation)
    return shown


def _note_look(citation: evidence.CitationView) -> None:
    """Write down that the quote is displayed, unless a browser only fetches the page ahead."""
    actor = current_actor()
    is_ahead = request.args.get("ahead") == "yes" or "prefetch" in request.headers.get(
        "Sec-Purpose", ""
    )
    if citation.is_quoted and actor.may(Operation.GIVE_VERDICT) and not is_ahead:
        with services().database.writing() as session:
            looks.record(session, actor, citation.key, _order(), now=utc_now())


@bp.post("/<claim>/<citation>/verdict")
def give_verdict(claim: str, citation: str) -> ResponseReturnValue:
    actor = current_actor()
    order = _order()
    try:
        with services().database.writing() as session:
            desk.give_verdict(
                session,
                actor,
                citation,
                choice("outcome", Outcome),
                level=optional_number("verdict_level"),
                reason=text("verdict_reason") or text("canned_reason"),
                seen_version=whole_number("seen_version", "Open the page again."),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _read(claim, citation, error), 422 if isinstance(error, IncompleteError) else 409
    by = order if order is DeskOrder.DOCUMENT else None
    # What came next when the page was made: to ask anew would hold up every next quote.
    if following := text("next_citation"):
        return redirect(url_for(".read", claim=text("next_claim"), citation=following, by=by))
    return redirect(url_for(".read", claim=claim, citation=citation, _anchor="judgement"))


@bp.post("/<claim>/judgement")
def judge(claim: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        level = optional_number("level")
        marks = {
            code: choice(f"mark-{code}", CoverageMark) for code in request.form.getlist("statement")
        }
        with services().database.writing() as session:
            desk.judge(
                session,
                actor,
                claim,
                level=level,
                marks=marks,
                reason=text("reason"),
                best_fit_reason=text("best_fit_reason"),
                strength=text("strength"),
                question=text("question"),
                seen_version=whole_number("seen_version", "Open the page again."),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _read(claim, None, error), 422 if isinstance(error, IncompleteError) else 409
    following = text("next_claim")
    if not following:
        tell("Every claim of your plan is judged. Look over the survey, then release the review.")
        return redirect(url_for(".survey"))
    return redirect(url_for(".read", claim=following))


@bp.get("/release")
def confirm_release() -> str:
    return _release()


def _release(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        seen = desk.load(session, actor)
        named = leverage.list_named(session, actor, seen.review)
        in_round = rounds.seen_of(session, actor, seen.review)
    themes = frameworks.version_of(seen.assessment).themes
    return render_template(
        "desk/release.html",
        desk=seen,
        named=named,
        round=in_round,
        waits=in_round is not None and in_round.is_waiting(local_day(utc_now())),
        themes=[one for one in themes if one.number not in seen.review.released_themes],
        may_part=seen.review.kind is not ReviewKind.EXTERNAL,
        error=error,
    )


@bp.post("/release")
def release() -> ResponseReturnValue:
    """Release the whole of what is left, or the themes that are ticked."""
    actor = current_actor()
    chosen = [int(one) for one in request.form.getlist("theme") if one.isdigit()]
    themes = chosen if text("part") else None
    try:
        with services().database.writing() as session:
            key = drafting.own_review(session, actor).key
            review = reviews.release(session, actor, key, now=utc_now(), themes=themes)
    except (IncompleteError, ConflictError) as error:
        return _release(error), 422 if isinstance(error, IncompleteError) else 409
    if review.released_at is None:
        tell("The college sees what you found in these themes now. The others stay drafts.")
    else:
        tell("The review is released. The college sees your verdicts and judgements now.")
    return redirect(url_for(".survey"))
