"""Saying what added files are: title, type, dates, and whether they name learners."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import describing, documents, earlier_versions, learner_checks, personal_checks
from ingest.describing import Description
from ingest.kinds import DocumentType, LearnerAnswer, MinutesStatus, Sensitivity
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, optional_choice, optional_day, tell, text, whole_number
from workflow.documents import learners, library, newer_versions
from workflow.documents.newer_versions import Answer

bp = Blueprint("describing", __name__, url_prefix="/evidence")


@bp.get("/describe")
def describe() -> str:
    return _describe(request.args.get("keys", ""))


def _describe(keys: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    actor.require(Operation.DESCRIBE_DOCUMENT)
    with services().database.reading() as session:
        found = documents.get_documents(session, actor, keys.split(","))
        areas = describing.list_areas(session, actor.college_id)
        earlier = earlier_versions.find_earlier(session, actor, found)
        personal = personal_checks.words_of(session, actor, [view.revision_id for view in found])
        unanswered = learner_checks.list_unanswered(session, actor, found)
    return render_template(
        "evidence/describe.html",
        documents=found,
        unanswered=[view for view in found if view.key in unanswered],
        answers=tuple(LearnerAnswer),
        earlier=earlier,
        personal=personal,
        areas=areas,
        types=tuple(DocumentType),
        statuses=tuple(MinutesStatus),
        levels=tuple(Sensitivity),
        error=error,
        typed=request.form,
    )


@bp.post("/describe")
def save_descriptions() -> ResponseReturnValue:
    actor = current_actor()
    keys = text("keys")
    try:
        with services().database.writing() as session:
            found = documents.get_documents(session, actor, keys.split(","))
            asked = learner_checks.list_unanswered(session, actor, found)
            for number, key in enumerate(keys.split(","), start=1):
                document = documents.describe(
                    session,
                    actor,
                    key,
                    _description(number),
                    seen_version=whole_number(f"version-{number}", "Open the page again."),
                )
                library.document_changed(session, actor.college_id, document.id)
            became = newer_versions.answer_each(
                session, actor, _said_of_earlier(keys.split(",")), now=utc_now()
            )
            learners.answer_for(
                session,
                actor,
                [became.get(key, key) for key in asked],
                optional_choice("learners", LearnerAnswer),
                {became.get(key, key) for key in request.form.getlist("learners-of")},
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _describe(keys, error), 422
    tell("Saved. Each page shows up in the search as soon as it is read.")
    # What was restricted or taken out may be out of sight now.
    is_open = text("learners") in {"", LearnerAnswer.NONE}
    if "," in keys or became or not is_open:
        return redirect(url_for("evidence.library"))
    return redirect(url_for("evidence.document", key=keys))


def _said_of_earlier(keys: list[str]) -> list[tuple[str, str, Answer]]:
    """What is answered where a document looks like an earlier one: both keys and the answer."""
    said = [
        (key, text(f"earlier-{number}"), optional_choice(f"answer-{number}", Answer))
        for number, key in enumerate(keys, start=1)
    ]
    return [(key, earlier, answer) for key, earlier, answer in said if answer is not None]


def _description(number: int) -> Description:
    return Description(
        title=text(f"title-{number}"),
        type=choice(f"type-{number}", DocumentType),
        event_date=optional_day(f"date-{number}"),
        valid_from=optional_day(f"from-{number}"),
        valid_to=optional_day(f"until-{number}"),
        body=text(f"body-{number}"),
        minute_items=text(f"items-{number}"),
        provided_by=text(f"provided-{number}"),
        minutes_status=optional_choice(f"status-{number}", MinutesStatus),
        sensitivity=choice(f"sensitivity-{number}", Sensitivity),
        area_key=text(f"area-{number}"),
    )


@bp.post("/documents/<key>/earlier")
def answer_earlier(key: str) -> ResponseReturnValue:
    """Say whether a document is the newer version of the one that was asked about."""
    answer, earlier = choice("answer-1", Answer), text("earlier-1")
    with services().database.writing() as session:
        newer_versions.answer(session, current_actor(), key, earlier, answer, now=utc_now())
    if answer is Answer.NEWER:
        tell("It is the newest revision of this document now. Earlier ones stay as they are.")
        return redirect(url_for("evidence.document", key=earlier))
    tell("Noted: they are different documents.")
    return redirect(url_for("evidence.document", key=key))


@bp.post("/documents/<key>/learners")
def answer_learners(key: str) -> ResponseReturnValue:
    """Say whether a document names or pictures a learner, where somebody was not sure."""
    said = choice("learners", LearnerAnswer)
    with services().database.writing() as session:
        learners.answer(session, current_actor(), key, said, now=utc_now())
    tell("Noted. It is open to the college again." if said is LearnerAnswer.NONE else "Noted.")
    return redirect(url_for("evidence.document", key=key))
