"""Pages that may show a dimension: suggested with the words that decided, taken up or dismissed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.keywords import builtin_keywords
from ingest import pages, rebuilding, visibility
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.visibility import Sight
from search_index import highlight, searching, speaking
from search_index.query import any_of
from search_index.speaking import DimensionHit
from store import audit
from store.errors import NotFoundError
from store.people import Person
from store.permissions import Actor, Operation
from workflow.claims import claims
from workflow.matching import evidence_marks, evidence_types, learning, papers, proposals
from workflow.matching.proposals import ProposedQuote
from workflow.models.claims import Dismissal

# How many ranked pages stand together.
STRETCH = 20


@dataclass(frozen=True)
class SuggestedPage:
    """A page that may show a dimension. `passage` is its best passage, `terms` why.

    `quote` are the words of the passage that are proposed for citing, `parts` the passage with the
    words that decided marked.
    """

    document_key: str
    document_title: str
    event_date: date | None
    revision_key: str
    page_id: int
    page_number: int
    where: str
    level: int | None
    terms: tuple[str, ...]
    passage: str
    quote: ProposedQuote
    parts: tuple[tuple[str, bool], ...]
    is_cited: bool
    is_confirmed: bool
    is_dismissed: bool
    dismissed_by: str = ""
    dismissed_because: str = ""

    @property
    def query(self) -> str:
        """The words that decided, as a search for any of them."""
        return any_of(self.terms)


@dataclass(frozen=True)
class RankedPages:
    """One stretch of all pages that may show a dimension, what was decided of them included."""

    pages: tuple[SuggestedPage, ...]
    total: int
    next_offset: int | None
    missing_types: tuple[str, ...]
    rematching: tuple[int, int] | None


def pages_for(
    session: Session,
    actor: Actor,
    dimension: str,
    *,
    limit: int = 8,
    offset: int = 0,
    seen: Sight | None = None,
) -> list[SuggestedPage]:
    """Pages ranked for a dimension that the actor may see; dismissed ones do not come back.

    `seen` is what the actor may see of the library, where the caller has asked already.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    seen = seen or visibility.visibility_for(session, actor)
    hits = speaking.pages_for_dimension(
        session, actor.college_id, dimension, seen, limit=limit, offset=offset
    )
    return _suggested(session, actor, hits)


def ranked(
    session: Session, actor: Actor, dimension: str, *, limit: int = STRETCH, offset: int = 0
) -> RankedPages:
    """Every page that may show a dimension, best first; dismissed ones for those who dismiss."""
    actor.require(Operation.SEARCH_EVIDENCE)
    seen = visibility.visibility_for(session, actor)
    sees_dismissed = actor.may(Operation.DISMISS_SUGGESTION)
    hits = speaking.pages_for_dimension(
        session, actor.college_id, dimension, seen,
        limit=limit, offset=offset, with_dismissed=sees_dismissed,
    )  # fmt: skip
    total = speaking.count_for_dimension(
        session, actor.college_id, dimension, seen, with_dismissed=sees_dismissed
    )
    shown = offset + len(hits)
    suggested = _suggested(session, actor, hits)
    return RankedPages(
        tuple(_with_reasons(session, actor, dimension, suggested)),
        total,
        shown if hits and shown < total else None,
        missing_types(session, actor, dimension, seen),
        rebuilding.progress_of(session, actor.college_id),
    )


def missing_types(session: Session, actor: Actor, dimension: str, seen: Sight) -> tuple[str, ...]:
    """The usual kinds of evidence for a dimension that no paper the actor may see looks like."""
    edition = builtin_keywords()
    here = papers.for_dimension(session, actor.college_id, dimension, seen)
    return evidence_types.missing(edition.evidence_types.get(dimension, ()), here, edition)


def _with_reasons(
    session: Session, actor: Actor, dimension: str, suggested: Sequence[SuggestedPage]
) -> Iterator[SuggestedPage]:
    """Suggested pages; those that were dismissed with who did so, and why."""
    page_ids = [page.page_id for page in suggested if page.is_dismissed]
    query = (
        select(Dismissal.page_id, Person.name, Dismissal.reason)
        .join(Person, Person.id == Dismissal.dismissed_by)
        .where(
            Dismissal.college_id == actor.college_id,
            Dismissal.dimension == dimension,
            Dismissal.page_id.in_(page_ids),
        )
    )
    told = {row.page_id: row for row in session.execute(query)} if page_ids else {}
    for page in suggested:
        row = told.get(page.page_id)
        yield (
            page
            if row is None
            else replace(page, dismissed_by=row.name, dismissed_because=row.reason)
        )


def _suggested(session: Session, actor: Actor, hits: Sequence[DimensionHit]) -> list[SuggestedPage]:
    found = _pages(session, actor, [hit.page_id for hit in hits])
    suggested = []
    for hit in hits:
        document, revision_key, page, text = found[hit.page_id]
        passage = text[hit.start : hit.end]
        suggested.append(
            SuggestedPage(
                document_key=document.key,
                document_title=document.title,
                event_date=document.event_date,
                revision_key=revision_key,
                page_id=page.id,
                page_number=page.number,
                where=pages.locator_words(page.locator),
                level=hit.level,
                terms=hit.terms,
                passage=passage,
                quote=proposals.propose(text, hit.start, hit.end, hit.terms, page.number),
                parts=_marked(passage, hit.terms),
                is_cited=hit.is_cited,
                is_confirmed=hit.is_confirmed,
                is_dismissed=hit.is_dismissed,
            )
        )
    return suggested


def _marked(passage: str, terms: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """A passage in parts, those that decided marked wherever they stand."""
    parts, end = [], 0
    for start, stop in highlight.marks(passage, searching.as_query(any_of(terms))):
        parts += [(passage[end:start], False), (passage[start:stop], True)]
        end = stop
    return (*((words, is_marked) for words, is_marked in parts if words), (passage[end:], False))


def _pages(
    session: Session, actor: Actor, page_ids: list[int]
) -> dict[int, tuple[Document, str, Page, str]]:
    query = (
        select(Document, Revision.key, Page, TextLayer.text)
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(
            TextLayer,
            (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id),
        )
        .where(
            Document.college_id == actor.college_id,
            Page.id.in_(page_ids),
            TextLayer.is_current,
        )
    )
    return {row[2].id: tuple(row) for row in session.execute(query)}  # type: ignore[misc]


def dismiss(
    session: Session,
    actor: Actor,
    revision_key: str,
    page_number: int,
    dimension: str,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Say that a page does not show a dimension; saying it twice is saying it once."""
    actor.require(Operation.DISMISS_SUGGESTION)
    claim = claims.current_claim(session, actor, dimension)
    page = pages.get_page(session, actor, revision_key, page_number)
    evidence_marks.hold(session, actor.college_id, page.page_id)
    query = select(Dismissal.id).where(
        Dismissal.college_id == actor.college_id,
        Dismissal.page_id == page.page_id,
        Dismissal.dimension == dimension,
    )
    if session.scalar(query) is not None:
        return
    session.add(
        Dismissal(
            college_id=actor.college_id,
            page_id=page.page_id,
            dimension=dimension,
            framework_sha256=claim.assessment.framework.sha256,
            reason=reason.strip(),
            dismissed_by=actor.person_id,
            at=now,
        )
    )
    session.flush()
    evidence_marks.refresh(session, actor.college_id, page.page_id)
    learning.ask(session, actor.college_id)
    audit.note(
        session, actor.college_id, actor.person_key, "suggestion dismissed", revision_key,
        page=page_number, dimension=dimension, reason=reason,
    )  # fmt: skip


def bring_back(
    session: Session, actor: Actor, revision_key: str, page_number: int, dimension: str
) -> None:
    """Take a dismissal back. Raises NotFoundError when there is none."""
    actor.require(Operation.DISMISS_SUGGESTION)
    page = pages.get_page(session, actor, revision_key, page_number)
    evidence_marks.hold(session, actor.college_id, page.page_id)
    query = select(Dismissal).where(
        Dismissal.college_id == actor.college_id,
        Dismissal.page_id == page.page_id,
        Dismissal.dimension == dimension,
    )
    row = session.scalar(query)
    if row is None:
        raise NotFoundError("Nobody dismissed this page here.")
    session.delete(row)
    session.flush()
    evidence_marks.refresh(session, actor.college_id, page.page_id)
    learning.ask(session, actor.college_id)
    audit.note(
        session, actor.college_id, actor.person_key, "dismissal taken back", revision_key,
        page=page_number, dimension=dimension,
    )  # fmt: skip
