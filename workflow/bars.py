"""What bars somebody from reviews of a college: belonging to it, an interest, an earlier part."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from store.errors import NotPermittedError
from store.people import BARRING, Engagement, Interest, Membership
from store.permissions import JUDGES
from workflow.kinds.reviews import ReviewKind
from workflow.models.reviews import Review

# Who left a college stays barred from its reviews for this long (DESIGN section 7).
COOLING_OFF = timedelta(days=3 * 365)


def still_bars(on: date) -> ColumnElement[bool]:
    """Whether a declared interest bars on a day: of such a kind, and not over for long enough."""
    is_near = or_(Interest.ends_on.is_(None), Interest.ends_on >= on - COOLING_OFF)
    return Interest.kind.in_(list(BARRING)) & is_near


def declared(session: Session, college_id: int, person_id: int, on: date) -> Interest | None:
    """The first interest of a person that bars them from the reviews of a college."""
    query = select(Interest).where(
        Interest.college_id == college_id, Interest.person_id == person_id, still_bars(on)
    )
    return session.scalars(query.order_by(Interest.id).limit(1)).first()


def belongs_to_college(session: Session, college_id: int, person_id: int, on: date) -> bool:
    """Whether somebody is a member of a college, or was within the time of cooling off."""
    query = select(Membership.ended_at).where(
        Membership.college_id == college_id, Membership.person_id == person_id
    )
    return any(
        ended is None or ended.date() + COOLING_OFF >= on for ended in session.scalars(query)
    )


def was_peer_assessor(session: Session, review: Review, person_id: int) -> bool:
    """Whether somebody judged in a peer review of the same assessment."""
    query = (
        select(Engagement.id)
        .join(
            Review,
            (Review.college_id == Engagement.college_id) & (Review.id == Engagement.review_id),
        )
        .where(
            Engagement.college_id == review.college_id,
            Engagement.person_id == person_id,
            Engagement.role.in_(list(JUDGES)),
            Review.assessment_id == review.assessment_id,
            Review.kind == ReviewKind.PEER,
        )
    )
    return session.scalars(query.limit(1)).first() is not None


def refuse_barred(session: Session, review: Review, person_id: int, *, on: date) -> None:
    """Raise NotPermittedError when something bars the person from a review of this college.

    Internal reviews are made by the college's own people, so nothing bars there.
    """
    if review.kind is ReviewKind.INTERNAL:
        return
    if belongs_to_college(session, review.college_id, person_id, on):
        raise NotPermittedError(
            "Somebody who belongs to this college, or did within three years, "
            "cannot take part in a review of it."
        )
    interest = declared(session, review.college_id, person_id, on)
    if interest is not None:
        words = interest.kind.value.replace("_", " ")
        raise NotPermittedError(f"A declared interest ({words}) bars this person from the review.")
    if review.kind is ReviewKind.EXTERNAL and was_peer_assessor(session, review, person_id):
        raise NotPermittedError("A peer assessor of this assessment cannot also validate it.")
