"""The sample of a visit: drawing it, changing it, telling the college, adding on the day."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import optional_day, tell, text, whole_number
from workflow.lifecycle import VisitState
from workflow.visits import visit_sample
from workflow.visits.visit_sample import ANNOUNCE_DAYS, MOST_ON_THE_DAY
from workflow.visits.visit_sampling import USUAL_SHARE, USUAL_SIZE, Rules, SampleRule

bp = Blueprint("visit_sample", __name__, url_prefix="/visits/<visit>/sample")
# A seed of this many digits is read out and typed in again without a mistake.
_SEEDS = 10**6


@bp.get("")
def show(visit: str) -> str:
    return _show(visit)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        seen = visit_sample.load(session, actor, key)
    may_plan = actor.may(Operation.PLAN_VISIT)
    row = seen.sample
    return render_template(
        "visits/sample.html",
        seen=seen,
        visit=seen.visit,
        sample=row,
        rules=tuple(SampleRule),
        usual_size=USUAL_SIZE,
        usual_share=USUAL_SHARE,
        announce_days=ANNOUNCE_DAYS,
        most=MOST_ON_THE_DAY,
        may_draw=may_plan and (row is None or row.announced_at is None),
        may_add=may_plan
        and row is not None
        and seen.visit.state is VisitState.UNDER_WAY
        and len(row.on_the_day) < MOST_ON_THE_DAY,
        error=error,
        typed=request.form,
    )


def _done(visit: str, sentence: str) -> ResponseReturnValue:
    tell(sentence)
    return redirect(url_for(".show", visit=visit))


def _refused(visit: str, error: CareersEvidenceError) -> ResponseReturnValue:
    return _show(visit, error), 422 if isinstance(error, IncompleteError) else 409


def _seen_version() -> int:
    return whole_number("seen_version", "Open the page again.")


@bp.post("/draw")
def draw(visit: str) -> ResponseReturnValue:
    try:
        how = Rules(
            size=whole_number("size", "Say how many dimensions are tested, such as 12."),
            rules=tuple(rule for rule in SampleRule if rule in request.form.getlist("rules")),
            random_share=whole_number("random_share", "Enter a share of a hundred, such as 25."),
            seed=whole_number("seed", "Enter the number.")
            if text("seed")
            else secrets.randbelow(_SEEDS),
        )
        with services().database.writing() as session:
            visit_sample.draw(
                session,
                current_actor(),
                visit,
                how,
                seen_version=_seen_version(),
                now=utc_now(),
                announce_by=optional_day("announce_by"),
            )
    except (IncompleteError, ConflictError) as error:
        return _refused(visit, error)
    return _done(visit, "The sample is drawn. The college sees it once you announce it.")


@bp.post("/swap")
def swap(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visit_sample.swap(
                session,
                current_actor(),
                visit,
                put_in=text("put_in"),
                leave_out=text("leave_out"),
                reason=text("reason"),
                seen_version=_seen_version(),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _refused(visit, error)
    return _done(visit, "The sample is changed.")


@bp.post("/announce")
def announce(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visit_sample.announce(
                session, current_actor(), visit, seen_version=_seen_version(), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _refused(visit, error)
    return _done(visit, "The sample is announced. The college sees it now.")


@bp.post("/add")
def add(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visit_sample.add_on_the_day(
                session, current_actor(), visit, text("dimension"), reason=text("reason")
            )
    except (IncompleteError, ConflictError) as error:
        return _refused(visit, error)
    return _done(visit, "One more dimension is tested.")
