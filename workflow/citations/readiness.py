"""What to look at before the assessment is submitted: findings, each graded, each with its place.

Nothing is blocked by a finding and no level is computed; a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from ingest.kinds import MinutesStatus, TextSource
from ingest.models.documents import (
    Document,
    Page,
    PersonalDataFound,
    PersonalDataKept,
    Revision,
    TextLayer,
)
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import claims
from workflow.documents.freshness import fresh_until
from workflow.models.anchors import Anchor
from workflow.models.claims import Assessment, Citation, Claim, ClaimVersion
from workflow.quotes import reanchoring


class Grade(StrEnum):
    """How much a finding matters."""

    MEND = "mend"
    LOOK = "look"

    @property
    def words(self) -> str:
        """As a heading."""
        return {"mend": "Mend before you submit", "look": "Worth a look"}[self.value]


class Mends(StrEnum):
    """Where a finding is mended; pages turn it into an address."""

    DIMENSION = "dimension"
    DOCUMENT = "document"
    QUOTES = "quotes"
    DETAILS = "details"


@dataclass(frozen=True)
class Finding:
    """One thing about the evidence of a claim. `subject` is a code or key that `where` knows."""

    name: str
    grade: Grade
    dimension: str
    sentence: str
    where: Mends
    subject: str


def check(
    session: Session, actor: Actor, assessment: Assessment, *, today: date
) -> tuple[Finding, ...]:
    """Every finding about the claims of an assessment, in the model's order; two statements."""
    actor.require(Operation.CLAIM_LEVEL)
    cited: dict[int, list[Row[Any]]] = {}
    for row in session.execute(_cited(assessment)):
        cited.setdefault(row.claim_id, []).append(row)
    claimed = session.execute(
        select(Claim.id, Claim.dimension, ClaimVersion.level)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id)
    ).all()
    by_code = {code: (claim_id, level) for claim_id, code, level in claimed}
    return tuple(
        finding
        for dimension in frameworks.version_of(assessment).dimensions
        if dimension.code in by_code
        for finding in (
            *_of_claim(dimension.code, claims.level_words(dimension, by_code[dimension.code][1]),
                       cited.get(by_code[dimension.code][0], ())),
            *_of_citations(dimension.code, cited.get(by_code[dimension.code][0], ()), today),
        )
    )  # fmt: skip


def _cited(assessment: Assessment):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the row type is long and used once
    has_personal = (
        exists()
        .where(
            PersonalDataFound.college_id == Citation.college_id,
            PersonalDataFound.page_id == Citation.page_id,
        )
        .correlate(Citation)
    )
    was_looked_at = (
        exists()
        .where(
            PersonalDataKept.college_id == Citation.college_id,
            PersonalDataKept.revision_id == Citation.revision_id,
        )
        .correlate(Citation)
    )
    return (
        select(
            Citation.claim_id, Document.id.label("document_id"), Document.key, Document.title,
            Document.type, Document.event_date, Document.valid_to, Document.minutes_status,
            Document.retired_at, Page.sensitivity, TextLayer.source, Anchor.outcome,
            (has_personal & ~was_looked_at).label("is_personal"),
        )
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(Revision, (Revision.college_id == Citation.college_id)
              & (Revision.id == Citation.revision_id))
        .join(Document, (Document.college_id == Citation.college_id)
              & (Document.id == Revision.document_id))
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .join(TextLayer, (TextLayer.college_id == Citation.college_id)
              & (TextLayer.id == Citation.layer_id))
        .outerjoin(Anchor, (Anchor.college_id == Citation.college_id)
                   & (Anchor.citation_id == Citation.id) & reanchoring.is_newest(Anchor))
        .where(
            Claim.college_id == assessment.college_id,
            Claim.assessment_id == assessment.id,
            Citation.struck_at.is_(None),
        )
        .order_by(Citation.id)
    )  # fmt: skip


def _of_claim(code: str, level: str, cited: Sequence[Row[Any]]) -> Iterator[Finding]:
    if not cited:
        yield Finding(
            "no citation", Grade.MEND, code, f"{level} is claimed and nothing is cited for it.",
            Mends.DIMENSION, code,
        )  # fmt: skip
        return
    if len({row.document_id for row in cited}) == 1:
        yield Finding(
            "single source", Grade.LOOK, code,
            f"Everything rests on one document, “{cited[0].title}”.", Mends.DIMENSION, code,
        )  # fmt: skip
    if all(row.source is TextSource.OCR for row in cited):
        yield Finding(
            "only OCR text", Grade.LOOK, code,
            "Every quote was read by OCR. Check the words against the pictures.",
            Mends.DIMENSION, code,
        )  # fmt: skip


def _of_citations(code: str, cited: Sequence[Row[Any]], today: date) -> Iterator[Finding]:
    by_document: dict[str, Row[Any]] = {row.key: row for row in cited}
    stale = {row.key for row in cited if row.outcome is not None and not row.outcome.keeps_fresh}
    personal = {row.key for row in cited if row.is_personal}
    closed = {row.key: row.sensitivity for row in cited if row.sensitivity.is_closed}
    for key, row in by_document.items():
        if key in stale:
            yield Finding(
                "stale", Grade.MEND, code,
                f"Words cited from “{row.title}” are not in its newest file as cited.",
                Mends.QUOTES, key,
            )  # fmt: skip
        yield from _of_document(code, key, row, closed, today)
        if key in personal:
            yield Finding(
                "personal data", Grade.MEND, code,
                f"A cited page of “{row.title}” may name people and nobody has looked.",
                Mends.DOCUMENT, key,
            )  # fmt: skip


def _of_document(
    code: str, key: str, row: Row[Any], closed: Mapping[str, Any], today: date
) -> Iterator[Finding]:
    until = fresh_until(row.type, row.event_date, row.valid_to)
    if row.retired_at is not None:
        yield Finding(
            "retired", Grade.MEND, code, f"“{row.title}” was taken out of use.",
            Mends.DIMENSION, code,
        )  # fmt: skip
    elif until is not None and until < today:
        yield Finding(
            "past its freshness", Grade.LOOK, code,
            f"“{row.title}” was fresh until {until.day} {until:%B %Y}.", Mends.DETAILS, key,
        )  # fmt: skip
    elif until is None:
        yield Finding(
            "no date", Grade.LOOK, code,
            f"“{row.title}” has no date or period, so nobody can tell whether it still holds.",
            Mends.DETAILS, key,
        )  # fmt: skip
    if row.minutes_status is MinutesStatus.DRAFT:
        yield Finding(
            "draft minutes", Grade.MEND, code,
            f"“{row.title}” are draft minutes, which reviewers do not see.", Mends.DOCUMENT, key,
        )  # fmt: skip
    if key in closed:
        yield Finding(
            "confidential", Grade.MEND, code,
            f"A cited page of “{row.title}” is {closed[key].value}, so reviewers do not see it.",
            Mends.DOCUMENT, key,
        )  # fmt: skip


@dataclass(frozen=True)
class Lapse:
    """What is lost when a document goes: claims that nothing else is cited for."""

    dimensions: tuple[str, ...]
    until: date | None

    @property
    def words(self) -> str:
        """As a sentence; empty when every claim has other evidence."""
        count = len(self.dimensions)
        if not count:
            return ""
        lose = "1 claim loses its" if count == 1 else f"{count} claims lose their"
        return f"{lose} only evidence: {', '.join(self.dimensions)}."


def lapse_of(session: Session, actor: Actor, assessment: Assessment, document_id: int) -> Lapse:
    """Which claims of an assessment rest on one document alone, and until when it is fresh."""
    actor.require(Operation.READ_ASSESSMENT)
    sources: dict[str, set[int]] = {}
    query = (
        select(Claim.dimension, Revision.document_id)
        .join(Citation, (Citation.college_id == Claim.college_id) & (Citation.claim_id == Claim.id))
        .join(Revision, (Revision.college_id == Citation.college_id)
              & (Revision.id == Citation.revision_id))
        .where(
            Claim.college_id == actor.college_id,
            Claim.assessment_id == assessment.id,
            Citation.struck_at.is_(None),
        )
        .distinct()
    )  # fmt: skip
    for dimension, source in session.execute(query):
        sources.setdefault(dimension, set()).add(source)
    order = [dimension.code for dimension in frameworks.version_of(assessment).dimensions]
    document = session.scalars(
        select(Document).where(Document.college_id == actor.college_id, Document.id == document_id)
    ).one()
    return Lapse(
        tuple(code for code in order if sources.get(code) == {document_id}),
        fresh_until(document.type, document.event_date, document.valid_to),
    )
