"""The cited part of the library as a snapshot holds it: citations, documents, pages, redactions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from ingest.kinds import Sensitivity, ShareScope
from ingest.models.documents import Document, Page, Revision, SensitivityRange, TextLayer
from ingest.models.redactions import Redaction
from ingest.models.shares import ShareRange
from ingest.pages import locator_words
from ingest.sensitivities import stricter
from store.people import Person
from workflow.documents import sharing
from workflow.models.claims import Assessment, Citation, Claim, KeyCitation


def moment(at: datetime | None) -> str | None:
    """A time as snapshots write it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def citations(
    session: Session, assessment: Assessment, as_of: datetime
) -> list[Row[*tuple[Any, ...]]]:
    """The citations that stood at `as_of`, with document, revision and page, in one order."""
    query = (
        select(Citation, Claim.dimension, KeyCitation.slot, Person.name, Document, Revision, Page)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(Person, Person.id == Citation.author_id)
        .join(
            Revision,
            (Revision.college_id == Citation.college_id) & (Revision.id == Citation.revision_id),
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .outerjoin(
            KeyCitation,
            (KeyCitation.college_id == Citation.college_id)
            & (KeyCitation.citation_id == Citation.id),
        )
        .where(
            Citation.college_id == assessment.college_id,
            Claim.assessment_id == assessment.id,
            Citation.at <= as_of,
            Citation.struck_at.is_(None) | (Citation.struck_at > as_of),
        )
    )
    found = session.execute(query).all()
    return sorted(found, key=lambda row: (row[1], row[2] or 9, row[0].at, row[0].key))


def citation(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """One row of `citations` as plain values."""
    cited, dimension, slot, author, document, revision, page = row
    return {
        "key": cited.key,
        "dimension": dimension,
        "level": cited.level,
        "statement": cited.statement,
        "document": document.key,
        "revision": revision.key,
        "page": page.number,
        "layer_sha256": cited.layer_sha256,
        "start": cited.start,
        "end": cited.end,
        "exact": cited.exact,
        "shows": cited.shows,
        "is_key": slot is not None,
        "author": author,
        "at": moment(cited.at),
        "is_after_submission": cited.is_after_submission,
    }


def library(
    session: Session, college_id: int, cited: Iterable[Row[*tuple[Any, ...]]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cited documents and pages; a page is named `revision/number`."""
    documents: dict[str, Any] = {}
    pages: dict[str, Any] = {}
    document_ids, page_ids = {}, {}
    cited = list(cited)
    ranged = _share_ranges(session, college_id, {row[-3].id for row in cited})
    for *_, document, revision, page in cited:
        document_ids[document.id] = document.key
        page_ids[page.id] = f"{revision.key}/{page.number}"
        entry = documents.setdefault(document.key, _document(document, ranged.get(document.id, [])))
        entry["revisions"][revision.key] = _revision(revision)
        pages[page_ids[page.id]] = _page(
            page, sharing.scope_of_page(document, ranged.get(document.id, []), page.number)
        )
    newest = _newest_revisions(session, college_id, document_ids)
    for key, number in newest.items():
        documents[key]["newest"] = number
    for document_key, revision_key, level in _sensitivities(session, college_id, document_ids):
        if (kept := documents[document_key]["revisions"].get(revision_key)) is not None:
            kept["strictest"] = stricter(Sensitivity(kept["strictest"]), level).value
    for document_key, page_id, taken_out in _redactions(session, college_id, document_ids):
        documents[document_key]["is_redacted"] = True
        if page_id in page_ids:
            pages[page_ids[page_id]]["redactions"].append(taken_out)
    return documents, pages


def _share_ranges(
    session: Session, college_id: int, document_ids: set[int]
) -> dict[int, list[ShareRange]]:
    query = select(ShareRange).where(
        ShareRange.college_id == college_id, ShareRange.document_id.in_(sorted(document_ids))
    )
    found: dict[int, list[ShareRange]] = {}
    for one in session.scalars(query.order_by(ShareRange.id)):
        found.setdefault(one.document_id, []).append(one)
    return found


def _document(document: Document, ranges: Sequence[ShareRange]) -> dict[str, Any]:
    scope = sharing.scope_of(document)
    closed = any(one.scope is not ShareScope.WHOLE for one in ranges)
    return {
        "title": document.title,
        "type": document.type.value,
        "event_date": document.event_date.isoformat() if document.event_date else None,
        "sensitivity": document.sensitivity.value,
        "scope": scope.value,
        # Whether reviewers may have the file itself: no page of it is shown less than whole.
        "is_whole": scope is ShareScope.WHOLE and not closed,
        "minutes_status": document.minutes_status.value if document.minutes_status else None,
        "provided_by": document.provided_by,
        "is_redacted": False,
        "revisions": {},
        "newest": 0,
    }


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "sha256": revision.sha256,
        "size": revision.size,
        "file_name": revision.file_name,
        "media_type": revision.media_type,
        "strictest": Sensitivity.OPEN.value,
    }


def _page(page: Page, scope: ShareScope) -> dict[str, Any]:
    return {
        "number": page.number,
        "locator": page.locator,
        "where": locator_words(page.locator),
        "sensitivity": page.sensitivity.value,
        "scope": scope.value,
        "redactions": [],
    }


def _sensitivities(
    session: Session, college_id: int, document_ids: dict[int, str]
) -> Iterable[tuple[str, str, Sensitivity]]:
    """How sensitive pages of revisions are, as stored pages and ranges of pages say."""
    of_documents = (
        Revision.college_id == college_id,
        Revision.document_id.in_(list(document_ids)),
    )
    tables: tuple[type[Page | SensitivityRange], ...] = (Page, SensitivityRange)
    for table in tables:
        query = (
            select(Revision.document_id, Revision.key, table.sensitivity)
            .join(
                table,
                (table.college_id == Revision.college_id) & (table.revision_id == Revision.id),
            )
            .where(*of_documents)
            .distinct()
        )
        for document_id, revision_key, level in session.execute(query):
            yield document_ids[document_id], revision_key, level


def _newest_revisions(
    session: Session, college_id: int, document_ids: dict[int, str]
) -> dict[str, int]:
    query = select(Revision.document_id, func.max(Revision.number)).where(
        Revision.college_id == college_id, Revision.document_id.in_(list(document_ids))
    )
    return {
        document_ids[document_id]: number
        for document_id, number in session.execute(query.group_by(Revision.document_id))
    }


def _redactions(
    session: Session, college_id: int, document_ids: dict[int, str]
) -> Iterable[tuple[str, int, dict[str, Any]]]:
    query = (
        select(Redaction, Revision.document_id, TextLayer.text)
        .join(Page, (Page.college_id == Redaction.college_id) & (Page.id == Redaction.page_id))
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .outerjoin(
            TextLayer,
            (TextLayer.college_id == Redaction.college_id)
            & (TextLayer.page_id == Redaction.page_id)
            & (TextLayer.sha256 == Redaction.layer_sha256),
        )
        .where(
            Redaction.college_id == college_id,
            Redaction.lifted_at.is_(None),
            Revision.document_id.in_(list(document_ids)),
        )
        .order_by(Redaction.at, Redaction.key)
    )
    for redaction, document_id, text in session.execute(query):
        words = "" if redaction.start is None else text[redaction.start : redaction.end]
        taken_out = {
            "layer_sha256": redaction.layer_sha256,
            "start": redaction.start,
            "end": redaction.end,
            "words": words,
            "boxes": redaction.boxes,
        }
        yield document_ids[document_id], redaction.page_id, taken_out
