"""What a snapshot holds: an assessment as it stands, as plain values with keys and no ids.

Only what is released stands in it of reviews; notes of visits never do.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from store import audit
from store.people import College, Engagement, Membership, Person
from workflow.freezing import snapshot_library, snapshot_reviews
from workflow.freezing.snapshot_library import moment
from workflow.kinds.snapshots import Occasion
from workflow.models.claims import Agreement, Assessment, Claim, ClaimVersion
from workflow.models.reviews import Coverage, Review
from workflow.models.sign_off import Adoption
from workflow.models.visits import Visit, VisitSample

FORMAT = 1
Content = dict[str, Any]


def capture(
    session: Session,
    assessment: Assessment,
    occasion: Occasion,
    *,
    as_of: datetime,
    visit: Visit | None = None,
) -> Content:
    """An assessment with everything that was there by `as_of`, in a fixed number of statements."""
    college = session.get_one(College, assessment.college_id)
    reviews = snapshot_reviews.reviews(session, assessment, as_of)
    return compared(session, assessment, as_of=as_of) | {
        "format": FORMAT,
        "occasion": occasion.value,
        "as_of": moment(as_of),
        "college": {"key": college.key, "code": college.code, "name": college.name},
        "framework": {
            "sha256": assessment.framework.sha256,
            "title": assessment.framework.title,
            "edition": assessment.framework.edition,
        },
        "decision": _decision(session, assessment),
        "visit": _visit(session, visit),
        "people": _people(session, assessment),
        "reviews": snapshot_reviews.with_words(session, assessment, reviews, as_of),
        "chain": audit.head_of(session, assessment.college_id),
    }


def compared(session: Session, assessment: Assessment, *, as_of: datetime) -> Content:
    """The part of it that is compared when somebody asks what has changed since."""
    cited = snapshot_library.citations(session, assessment, as_of)
    documents, pages = snapshot_library.library(session, assessment.college_id, cited)
    reviews = snapshot_reviews.reviews(session, assessment, as_of)
    return {
        "assessment": {
            "key": assessment.key,
            "cycle": assessment.cycle.name,
            "scope": assessment.scope,
            "state": assessment.state.value,
            "submitted_at": moment(assessment.submitted_at),
            "adopted_at": moment(assessment.adopted_at),
        },
        "claims": _claims(session, assessment, as_of),
        "citations": [snapshot_library.citation(row) for row in cited],
        "documents": documents,
        "pages": pages,
        "reviews": list(reviews.values()),
    }


def _decision(session: Session, assessment: Assessment) -> dict[str, str] | None:
    """The board's decision, as its minutes say it."""
    query = select(Adoption).where(
        Adoption.college_id == assessment.college_id, Adoption.assessment_id == assessment.id
    )
    adoption = session.scalar(query)
    if adoption is None:
        return None
    return {
        "body": adoption.body,
        "decided_on": adoption.decided_on.isoformat(),
        "minute": adoption.minute,
        "resolution": adoption.resolution,
    }


def _visit(session: Session, visit: Visit | None) -> dict[str, Any] | None:
    if visit is None:
        return None
    query = select(VisitSample).where(
        VisitSample.college_id == visit.college_id, VisitSample.visit_id == visit.id
    )
    sample = session.scalar(query)
    return {
        "key": visit.key,
        "review": visit.review.key,
        "title": visit.review.title,
        "starts_on": visit.starts_on.isoformat(),
        "ends_on": visit.ends_on.isoformat(),
        "mode": visit.mode.value,
        "place": visit.place,
        "evidence_by": visit.evidence_by.isoformat(),
        "sample": sample.codes if sample and sample.announced_at else None,
    }


def _people(session: Session, assessment: Assessment) -> list[dict[str, Any]]:
    """Who has a role in the college or in a review of the assessment; no address of anybody."""
    inside = select(Person.key, Person.name, Membership.role).join(
        Membership, Membership.person_id == Person.id
    )
    inside = inside.where(
        Membership.college_id == assessment.college_id, Membership.ended_at.is_(None)
    )
    outside = (
        select(Person.key, Person.name, Engagement.role, Review.key)
        .join(Engagement, Engagement.person_id == Person.id)
        .join(
            Review,
            (Review.college_id == Engagement.college_id) & (Review.id == Engagement.review_id),
        )
        .where(
            Review.college_id == assessment.college_id,
            Review.assessment_id == assessment.id,
            Engagement.ended_at.is_(None),
        )
    )
    found = [
        {"key": key, "name": name, "role": role.value, "review": None}
        for key, name, role in session.execute(inside)
    ]
    found += [
        {"key": key, "name": name, "role": role.value, "review": review}
        for key, name, role, review in session.execute(outside)
    ]
    return sorted(
        found, key=lambda one: (one["name"], one["key"], one["role"], one["review"] or "")
    )


def _claims(session: Session, assessment: Assessment, as_of: datetime) -> list[dict[str, Any]]:
    author, agreer = aliased(Person), aliased(Person)
    query = (
        select(Claim, ClaimVersion, author.name, agreer.name)
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.at <= as_of),
        )
        .outerjoin(author, author.id == ClaimVersion.author_id)
        .outerjoin(
            Agreement,
            (Agreement.college_id == ClaimVersion.college_id)
            & (Agreement.claim_version_id == ClaimVersion.id),
        )
        .outerjoin(agreer, agreer.id == Agreement.agreed_by)
        .where(Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id)
        .order_by(Claim.dimension, ClaimVersion.number)
    )
    marks = _marks(session, assessment)
    found: dict[str, dict[str, Any]] = {}
    for claim, version, written_by, agreed_by in session.execute(query):
        entry = found.setdefault(claim.dimension, _claim(claim, marks.get(claim.id, {})))
        if version is not None:
            entry["versions"].append(_version(version, written_by, agreed_by))
    return [found[code] for code in sorted(found)]


def _claim(claim: Claim, marks: dict[str, str]) -> dict[str, Any]:
    return {
        "key": claim.key,
        "dimension": claim.dimension,
        "state": claim.state.value,
        "target": claim.target_level,
        "marks": marks,
        "versions": [],
    }


def _version(version: ClaimVersion, author: str, agreed_by: str | None) -> dict[str, Any]:
    return {
        "number": version.number,
        "level": version.level,
        "reason": version.reason,
        "best_fit_reason": version.best_fit_reason,
        "author": author,
        "at": moment(version.at),
        "agreed_by": agreed_by,
    }


def _marks(session: Session, assessment: Assessment) -> dict[int, dict[str, str]]:
    query = (
        select(Coverage.claim_id, Coverage.statement, Coverage.mark)
        .join(Claim, (Claim.college_id == Coverage.college_id) & (Claim.id == Coverage.claim_id))
        .where(
            Coverage.college_id == assessment.college_id,
            Coverage.review_id.is_(None),
            Claim.assessment_id == assessment.id,
        )
    )
    found: dict[int, dict[str, str]] = {}
    for claim_id, statement, mark in session.execute(query):
        found.setdefault(claim_id, {})[statement] = mark.value
    return found
