"""The desk: survey, read and judge. A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import page_files
from ingest.page_layout import with_figures
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, pictures, services
from webapp.forms import choice, optional_number, tell, text, whole_number
from workflow import desk, evidence, judgements, reviews, verdicts
from workflow.kinds import Outcome

bp = Blueprint("desk", __name__, url_prefix="/desk")

CANNED = (
    "The page says it was noted, not what was asked or decided.",
    "It is planned; nothing yet shows that it happened.",
    "It shows one area, not the whole college.",
    "It is older than the year that is claimed.",
)


@bp.get("")
def survey() -> str:
    with services().database.reading() as session:
        seen = desk.load(session, current_actor())
    may_release = current_actor().may(Operation.RELEASE_REVIEW)
    return render_template("desk/survey.html", desk=seen, may_release=may_release)


@bp.get("/<claim>")
@bp.get("/<claim>/<citation>")
def read(claim: str, citation: str | None = None) -> str:
    return _read(claim, citation)


def _read(claim: str, citation: str | None, error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        step = desk.step(session, current_actor(), claim, citation)
        cited = step.citation if step.citation and step.citation.is_readable else None
        words = evidence.words_around(session, current_actor(), cited) if cited else None
        page = (
            page_files.find_page(
                session, current_actor(), cited.revision_key, cited.page_number, cited.layer_sha256
            )
            if cited
            else None
        )
    return render_template(
        "desk/read.html",
        step=step,
        picture=pictures().picture(page, ((cited.start, cited.end),)) if page and cited else None,
        words=with_figures(words or (), pictures().figures(page) if page else ()),
        outcomes=tuple(Outcome),
        canned=CANNED,
        error=error,
        typed=request.form,
        me=current_actor().person_id,
    )


@bp.post("/<claim>/<citation>/verdict")
def give_verdict(claim: str, citation: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            verdicts.give(
                session,
                actor,
                citation,
                choice("outcome", Outcome),
                level=optional_number("verdict_level"),
                reason=text("verdict_reason"),
                seen_version=whole_number("seen_version", "Open the page again."),
                now=utc_now(),
            )
            following = desk.step(session, actor, claim, citation).next_citation
    except (IncompleteError, ConflictError) as error:
        return _read(claim, citation, error), 422 if isinstance(error, IncompleteError) else 409
    if following is not None:
        return redirect(url_for(".read", claim=claim, citation=following.key))
    return redirect(url_for(".read", claim=claim, citation=citation, _anchor="judgement"))


@bp.post("/<claim>/judgement")
def judge(claim: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        level = whole_number("level", "Choose the level that you judge.")
        with services().database.writing() as session:
            judgements.judge(
                session,
                actor,
                claim,
                level=level,
                reason=text("reason"),
                best_fit_reason=text("best_fit_reason"),
                strength=text("strength"),
                question=text("question"),
                seen_version=whole_number("seen_version", "Open the page again."),
                now=utc_now(),
            )
            following = desk.load(session, actor).after(claim)
    except (IncompleteError, ConflictError) as error:
        return _read(claim, None, error), 422 if isinstance(error, IncompleteError) else 409
    if following is None:
        tell("Every claim is judged. Look over the survey, then release the review.")
        return redirect(url_for(".survey"))
    return redirect(url_for(".read", claim=following.claim.key))


@bp.get("/release")
def confirm_release() -> str:
    with services().database.reading() as session:
        seen = desk.load(session, current_actor())
    return render_template("desk/release.html", desk=seen)


@bp.post("/release")
def release() -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        review = reviews.own_review(session, actor)
        reviews.release(session, actor, review.key, now=utc_now())
    tell("The review is released. The college sees your verdicts and judgements now.")
    return redirect(url_for(".survey"))
