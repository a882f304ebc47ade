"""What released reviews say of an assessment, as a snapshot holds it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from store.people import Person
from workflow.freezing.snapshot_library import moment
from workflow.models.claims import Assessment, Citation, Claim
from workflow.models.reviews import Coverage, Determination, Judgement, Response, Review, Verdict


def reviews(session: Session, assessment: Assessment, as_of: datetime) -> dict[int, dict[str, Any]]:
    """Reviews released by `as_of`, whole or in part, without their words; drafts stand nowhere."""
    query = select(Review).where(
        Review.college_id == assessment.college_id,
        Review.assessment_id == assessment.id,
        or_(Review.released_at <= as_of, Review.id.in_(_in_part(assessment, as_of))),
    )
    order = (Review.released_at.is_(None), Review.released_at, Review.key)
    return {review.id: _review(review) for review in session.scalars(query.order_by(*order))}


def _in_part(assessment: Assessment, as_of: datetime) -> Select[int]:
    """Reviews of which a theme with a judgement was released by `as_of`, if not the whole."""
    return select(Judgement.review_id).where(
        Judgement.college_id == assessment.college_id, Judgement.released_at <= as_of
    )


def with_words(
    session: Session, assessment: Assessment, found: dict[int, dict[str, Any]], as_of: datetime
) -> list[dict[str, Any]]:
    """The reviews with their verdicts, judgements, marks and determinations."""
    for review_id, entry in _verdicts(session, assessment, found, as_of):
        found[review_id]["verdicts"].append(entry)
    for review_id, entry in _judgements(session, assessment, found, as_of):
        found[review_id]["judgements"].append(entry)
    for review_id, statement, mark in _review_marks(session, assessment, found, as_of):
        found[review_id]["marks"].append({"statement": statement, "mark": mark.value})
    for review_id, entry in _determinations(session, assessment, found, as_of):
        found[review_id]["determinations"].append(entry)
    for entry in found.values():
        for name in ("verdicts", "judgements", "marks", "determinations"):
            entry[name].sort(key=lambda one: sorted((k, str(v)) for k, v in one.items()))
    return list(found.values())


def _review(review: Review) -> dict[str, Any]:
    return {
        "key": review.key,
        "kind": review.kind.value,
        "title": review.title,
        "released_at": moment(review.released_at),
        "verdicts": [],
        "judgements": [],
        "marks": [],
        "determinations": [],
    }


def _verdicts(
    session: Session, assessment: Assessment, review_ids: Iterable[int], as_of: datetime
) -> Iterable[tuple[int, dict[str, Any]]]:
    newer = aliased(Verdict)
    query: Select[*tuple[Any, ...]] = (
        select(Verdict, Citation.key, Person.name)
        .join(
            Citation,
            (Citation.college_id == Verdict.college_id) & (Citation.id == Verdict.citation_id),
        )
        .join(Person, Person.id == Verdict.author_id)
        .outerjoin(
            newer, (newer.college_id == Verdict.college_id) & (newer.supersedes == Verdict.id)
        )
        .where(
            Verdict.college_id == assessment.college_id,
            Verdict.review_id.in_(list(review_ids)),
            Verdict.released_at <= as_of,
            newer.id.is_(None),
        )
    )
    for verdict, citation, author in session.execute(query):
        yield (
            verdict.review_id,
            {
                "citation": citation,
                "outcome": verdict.outcome.value,
                "level": verdict.level,
                "reason": verdict.reason,
                "author": author,
            },
        )


def _judgements(
    session: Session, assessment: Assessment, review_ids: Iterable[int], as_of: datetime
) -> Iterable[tuple[int, dict[str, Any]]]:
    newer = aliased(Judgement)
    query: Select[*tuple[Any, ...]] = (
        select(Judgement, Claim.dimension, Person.name)
        .join(Claim, (Claim.college_id == Judgement.college_id) & (Claim.id == Judgement.claim_id))
        .join(Person, Person.id == Judgement.author_id)
        .outerjoin(
            newer, (newer.college_id == Judgement.college_id) & (newer.supersedes == Judgement.id)
        )
        .where(
            Judgement.college_id == assessment.college_id,
            Judgement.review_id.in_(list(review_ids)),
            Judgement.released_at <= as_of,
            newer.id.is_(None),
        )
    )
    for judgement, dimension, author in session.execute(query):
        yield (
            judgement.review_id,
            {
                "dimension": dimension,
                # None in a review that gives no levels.
                "level": judgement.level,
                "reason": judgement.reason,
                "best_fit_reason": judgement.best_fit_reason,
                "author": author,
            },
        )


def _review_marks(
    session: Session, assessment: Assessment, review_ids: Iterable[int], as_of: datetime
) -> Iterable[tuple[int, str, Any]]:
    query = select(Coverage.review_id, Coverage.statement, Coverage.mark).where(
        Coverage.college_id == assessment.college_id,
        Coverage.review_id.in_(list(review_ids)),
        Coverage.released_at <= as_of,
    )
    for review_id, statement, mark in session.execute(query):
        yield int(review_id or 0), statement, mark


def _determinations(
    session: Session, assessment: Assessment, review_ids: Iterable[int], as_of: datetime
) -> Iterable[tuple[int, dict[str, Any]]]:
    newer, newer_response = aliased(Determination), aliased(Response)
    query: Select[*tuple[Any, ...]] = (
        select(Determination, Claim.dimension, Response)
        .join(
            Claim,
            (Claim.college_id == Determination.college_id) & (Claim.id == Determination.claim_id),
        )
        .outerjoin(
            newer,
            (newer.college_id == Determination.college_id) & (newer.supersedes == Determination.id),
        )
        .outerjoin(
            Response,
            (Response.college_id == Determination.college_id)
            & (Response.determination_id == Determination.id),
        )
        .outerjoin(
            newer_response,
            (newer_response.college_id == Response.college_id)
            & (newer_response.supersedes == Response.id),
        )
        .where(
            Determination.college_id == assessment.college_id,
            Determination.review_id.in_(list(review_ids)),
            Determination.released_at <= as_of,
            newer.id.is_(None),
            newer_response.id.is_(None),
        )
    )
    for determination, dimension, response in session.execute(query):
        yield (
            determination.review_id,
            {
                "dimension": dimension,
                "level": determination.level,
                "reason": determination.reason,
                "response": {"kind": response.kind.value, "reason": response.reason}
                if response
                else None,
            },
        )
