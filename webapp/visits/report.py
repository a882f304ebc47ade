"""Outcome, report, the college's check of facts, and the sealed report in three formats."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import (
    CareersEvidenceError,
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
)
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text, whole_number
from workflow.kinds.reports import CommentAnswer, FindingKind
from workflow.lifecycle import VisitState
from workflow.papers import report_formats
from workflow.reports import report, report_outcome, report_rounds, second_reading
from workflow.reports.report_rounds import USUAL_DAYS

bp = Blueprint("visit_report", __name__, url_prefix="/visits/<visit>")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _status(error: CareersEvidenceError) -> int:
    return 422 if isinstance(error, IncompleteError) else 409


@bp.get("/outcome")
def outcome(visit: str) -> str:
    return _outcome(visit)


def _outcome(key: str, error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        seen = report_outcome.load(session, current_actor(), key)
        title = seen.visit.review.title
    return render_template(
        "visits/outcome.html",
        seen=seen,
        visit=seen.visit,
        title=title,
        strength=FindingKind.STRENGTH,
        area=FindingKind.AREA,
        may_write=current_actor().may(Operation.WRITE_REPORT),
        may_draft=seen.visit.state is VisitState.UNDER_WAY
        and current_actor().may(Operation.WRITE_REPORT),
        to_read=[
            one
            for one in seen.tested
            if one.judgement and one.judgement.author_id != current_actor().person_id
        ],
        error=error,
        typed=request.form,
    )


@bp.post("/outcome/findings")
def add_finding(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_outcome.add_finding(
                session,
                current_actor(),
                visit,
                choice("kind", FindingKind),
                subject=text("subject"),
                words=text("words"),
            )
    except (IncompleteError, ConflictError) as error:
        return _outcome(visit, error), _status(error)
    return redirect(url_for(".outcome", visit=visit))


@bp.post("/outcome/findings/<finding>/remove")
def remove_finding(visit: str, finding: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_outcome.remove_finding(session, current_actor(), visit, finding, now=utc_now())
    except ConflictError as error:
        return _outcome(visit, error), 409
    return redirect(url_for(".outcome", visit=visit))


@bp.post("/outcome/read")
def read(visit: str) -> ResponseReturnValue:
    keys = request.form.getlist("read")
    try:
        with services().database.writing() as session:
            remarks = {key: text(f"remark-{key}") for key in keys}
            second_reading.read(session, current_actor(), visit, remarks, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _outcome(visit, error), _status(error)
    tell("Kept. The report names you as the second reader.")
    return redirect(url_for(".outcome", visit=visit))


@bp.post("/outcome/draft")
def draft(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report.draft(session, current_actor(), visit)
    except (IncompleteError, ConflictError) as error:
        return _outcome(visit, error), _status(error)
    tell("The report is drafted from the judgements. Edit it section by section.")
    return redirect(url_for(".write", visit=visit))


@bp.get("/report/write")
def write(visit: str) -> str:
    return write_page(visit)


def write_page(key: str, error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        actor = current_actor()
        seen = report.load(session, actor, key)
        found = None
        if seen.visit.state is VisitState.FACTUAL_CHECK:
            found = report_rounds.load(session, actor, key)
    return render_template(
        "visits/write_report.html",
        seen=seen,
        visit=seen.visit,
        titles=report.SECTIONS,
        found=found,
        decisions=tuple(CommentAnswer),
        days=USUAL_DAYS,
        may_send=seen.visit.state is VisitState.REPORT_DRAFTED,
        may_finish=seen.visit.state is VisitState.FACTUAL_CHECK,
        may_reopen=seen.visit.state is VisitState.FINAL,
        error=error,
        theirs=error.theirs if isinstance(error, EditedMeanwhileError) else "",
        typed=request.form,
    )


@bp.post("/report/write/<section>")
def edit(visit: str, section: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            seen = whole_number("seen_version", "Open the page again.")
            report.edit(session, current_actor(), visit, section, text("words"), seen_version=seen)
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), _status(error)
    tell("The section is saved.")
    return redirect(url_for(".write", visit=visit, _anchor=section))


@bp.post("/report/send")
def send(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            days = whole_number("days", "Enter a number of working days, such as 10.")
            report_rounds.send(session, current_actor(), visit, days=days, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), _status(error)
    tell("The college can check the facts now.")
    return redirect(url_for(".write", visit=visit))


@bp.post("/report/comments/<comment>")
def answer(visit: str, comment: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            decision, reason = choice("answer", CommentAnswer), text("reason")
            report_rounds.answer(
                session, current_actor(), visit, comment, decision, reason=reason, now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), _status(error)
    return redirect(url_for(".write", visit=visit))


@bp.post("/report/finish")
def finish(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_rounds.finish(session, current_actor(), visit, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), _status(error)
    tell("The report is final. Its words stay as they are.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/report/reopen")
def reopen(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_rounds.reopen(session, current_actor(), visit, reason=text("reason"))
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), _status(error)
    tell("Write the next version. The sealed one stays.")
    return redirect(url_for(".write", visit=visit))


@bp.get("/report/check")
def check(visit: str) -> str:
    return _check(visit)


def _check(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = report_rounds.load(session, actor, key)
    is_open = found.visit.state is VisitState.FACTUAL_CHECK and found.reply is None
    return render_template(
        "visits/check_report.html",
        found=found,
        visit=found.visit,
        may_comment=is_open and actor.may(Operation.COMMENT_REPORT),
        may_reply=is_open and actor.may(Operation.ANSWER_REPORT),
        error=error,
        typed=request.form,
    )


@bp.post("/report/check")
def comment(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_rounds.comment(
                session, current_actor(), visit, text("paragraph"), text("words"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _check(visit, error), _status(error)
    tell("Your comment is kept inside the college until a leader sends the reply.")
    return redirect(url_for(".check", visit=visit))


@bp.post("/report/reply")
def reply(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            report_rounds.reply(session, current_actor(), visit, now=utc_now())
    except ConflictError as error:
        return _check(visit, error), 409
    tell("The reply of the college is sent to the team.")
    return redirect(url_for(".check", visit=visit))


@bp.get("/report")
def show(visit: str) -> str:
    with services().database.reading() as session:
        found, edition = report_rounds.load_final(session, current_actor(), visit)
    return render_template("visits/report.html", visit=found, edition=edition)


@bp.get("/report.<kind>")
def download(visit: str, kind: str) -> Response:
    """The sealed report as PDF or Word document."""
    formats = {"pdf": (report_formats.pdf, "application/pdf"), "docx": (report_formats.docx, DOCX)}
    if kind not in formats:
        raise NotFoundError("The report comes as PDF and as Word document.")
    with services().database.reading() as session:
        _, edition = report_rounds.load_final(session, current_actor(), visit)
    write, mimetype = formats[kind]
    mark = f"Version {edition.number}. SHA-256 of the text: {edition.sha256}"
    name = f'attachment; filename="visit-report-{edition.number}.{kind}"'
    body = write(edition.body | {"mark": mark})
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": name})
