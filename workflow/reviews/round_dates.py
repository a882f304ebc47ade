"""The round that a review is in, and the day before which nothing of it is released."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import ConflictError
from workflow.calendars.working_days import local_day
from workflow.models.reviews import Review
from workflow.models.rounds import ReviewRound, RoundReview


def round_of(session: Session, review: Review, *, for_share: bool = False) -> ReviewRound | None:
    """The round of a review; None where it is in none."""
    query = (
        select(ReviewRound)
        .join(RoundReview, RoundReview.round_id == ReviewRound.id)
        .where(RoundReview.college_id == review.college_id, RoundReview.review_id == review.id)
    )
    if for_share:
        query = query.with_for_update(read=True, of=ReviewRound)
        query = query.execution_options(populate_existing=True)
    return session.scalar(query)


def refuse_before_day(session: Session, review: Review, now: datetime) -> None:
    """Raise ConflictError before the day on which the review's round releases."""
    # Held: the day does not move between this look and the release.
    found = round_of(session, review, for_share=True)
    if found is not None and local_day(now) < found.release_on:
        day = found.release_on
        raise ConflictError(
            f"“{found.name}” releases its reviews together on {day.day} {day:%B %Y}. "
            "Nothing of this one goes out before."
        )
