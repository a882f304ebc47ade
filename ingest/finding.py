"""Finding pages for people: hits of the search with their documents, places and snippets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from framework.keywords import builtin_keywords
from ingest import field_words, visibility
from ingest.field_words import Narrowed
from ingest.kinds import DocumentType
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.pages import locator_words, require_page
from search_index import highlight, likeness, searching, speaking
from search_index.candidates import Sort
from search_index.highlight import Snippet
from search_index.models import PageMarkKind, SearchMark
from search_index.query import Query, each_of
from search_index.speaking import PageDimension
from store.permissions import Actor, Operation


@dataclass(frozen=True)
class FoundPage:
    """A page that answers a query. `snippet` is text in parts, each marked or not.

    `of_document` counts the pages found in its document.
    """

    page_id: int
    document_key: str
    title: str
    type: DocumentType
    event_date: date | None
    file_name: str
    revision_key: str
    number: int
    locator: dict[str, object]
    where: str
    has_all: bool
    score: float
    snippet: tuple[tuple[str, bool], ...]
    cited_for: tuple[str, ...]
    of_document: int


@dataclass(frozen=True)
class FoundDocument:
    """The found pages of one document, best first; documents stand in order of their best.

    `total` counts those on other stretches of the hits too.
    """

    document_key: str
    title: str
    type: DocumentType
    event_date: date | None
    total: int
    pages: list[FoundPage] = field(default_factory=list)


@dataclass(frozen=True)
class Facet:
    """A way to narrow a query down; each value has the query that does it.

    `values` are those with most pages, `more` the others.
    """

    name: str
    values: tuple["FacetValue", ...]
    more: tuple["FacetValue", ...] = ()


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the number of pages that have it."""

    words: str
    count: int
    query: str


@dataclass(frozen=True)
class Found:
    """What a query found that the actor may see; `total` counts pages.

    `has_words`: more was asked than fields and what must not be there. `advice`: a sentence for
    each field that was not understood. `left_out`: words that so many pages have that a page with
    nothing else of the query was not looked for.
    """

    total: int
    with_all: int
    has_words: bool
    narrowed: tuple[Narrowed, ...]
    advice: tuple[str, ...]
    pages: tuple[FoundPage, ...]
    facets: tuple[Facet, ...]
    also_searched_for: tuple[str, ...]
    next_offset: int | None
    left_out: tuple[str, ...]

    @property
    def documents(self) -> tuple[FoundDocument, ...]:
        """The pages grouped by document."""
        groups: dict[str, FoundDocument] = {}
        for page in self.pages:
            group = groups.setdefault(
                page.document_key,
                FoundDocument(
                    page.document_key, page.title, page.type, page.event_date, page.of_document
                ),
            )
            group.pages.append(page)
        return tuple(groups.values())


def find(
    session: Session,
    actor: Actor,
    text: str,
    *,
    limit: int = 20,
    offset: int = 0,
    sort: Sort = Sort.BEST,
    expand: bool = True,
) -> Found:
    """Search what the actor may see; any text has a meaning. Raises NotPermittedError."""
    actor.require(Operation.SEARCH_EVIDENCE)
    seen = visibility.visibility_for(session, actor)
    result = searching.search(
        session,
        actor.college_id,
        text,
        seen,
        limit=limit,
        offset=offset,
        sort=sort,
        expand=expand,
        edition=builtin_keywords(),
    )
    pages = _pages(session, actor, result)
    shown = offset + len(pages)
    return Found(
        result.total,
        result.with_all,
        bool(result.query.clauses),
        tuple(field_words.narrowings(text)),
        tuple(field_words.advice(text)),
        pages,
        _facets(result, text),
        result.also_searched_for,
        shown if pages and shown < result.total else None,
        result.left_out,
    )


def _pages(session: Session, actor: Actor, result: searching.SearchResult) -> tuple[FoundPage, ...]:
    page_ids = [hit.page_id for hit in result.hits]
    rows, cited = _rows(session, actor, page_ids), _cited(session, actor, page_ids)
    in_document = {**Counter(hit.document_id for hit in result.hits), **result.of_documents}
    spoken = _spoken(session, actor, result)
    found = []
    for hit in result.hits:
        row, match = rows[hit.page_id], spoken.get(hit.page_id)
        shown = (
            highlight.snippet(
                row.text[match.start : match.end], searching.as_query(each_of(match.terms))
            )
            if match
            else highlight.snippet(row.text, result.query)
        )
        found.append(
            FoundPage(
                page_id=row.page_id,
                document_key=row.document_key,
                title=row.title,
                type=row.type,
                event_date=row.event_date,
                file_name=row.file_name,
                revision_key=row.revision_key,
                number=row.number,
                locator=row.locator,
                where=locator_words(row.locator),
                has_all=hit.has_all,
                score=hit.score,
                snippet=_with_gaps(shown),
                cited_for=cited.get(row.page_id, ()),
                of_document=in_document[hit.document_id],
            )
        )
    return tuple(found)


def _spoken(
    session: Session, actor: Actor, result: searching.SearchResult
) -> dict[int, PageDimension]:
    """Of pages that only dimensions or themes were asked of: what speaks to one of them most."""
    fields = {filter_.field for filter_ in result.query.filters}
    if result.query.clauses or not fields & {"dimension", "theme"}:
        return {}
    page_ids = [hit.page_id for hit in result.hits]
    speaks = speaking.dimensions_of_pages(session, actor.college_id, page_ids)
    best = {page: speaking.asked_for(result.query, matches) for page, matches in speaks.items()}
    return {page: match for page, match in best.items() if match is not None}


def _with_gaps(snippet: Snippet) -> tuple[tuple[str, bool], ...]:
    """The parts of a snippet, with dots where text was left out."""
    before, after = (("… ", False),), ((" …", False),)
    return (
        *(before if snippet.cut_before else ()),
        *snippet.parts,
        *(after if snippet.cut_after else ()),
    )


def _rows(session: Session, actor: Actor, page_ids: Iterable[int]) -> dict[int, Row[Any]]:
    """What is shown of pages, by their ids: columns, since whole rows of three tables cost more."""
    query = (
        select(
            Document.key.label("document_key"),
            Document.title,
            Document.type,
            Document.event_date,
            Revision.file_name,
            Revision.key.label("revision_key"),
            Page.id.label("page_id"),
            Page.number,
            Page.locator,
            TextLayer.text,
        )
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(
            Document.college_id == actor.college_id,
            Page.id.in_(list(page_ids)),
            TextLayer.is_current,
        )
    )
    return {row.page_id: row for row in session.execute(query)}


def _cited(session: Session, actor: Actor, page_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(SearchMark.page_id, SearchMark.dimension)
        .where(
            SearchMark.college_id == actor.college_id,
            SearchMark.page_id.in_(list(page_ids)),
            SearchMark.kind == PageMarkKind.CITED,
        )
        .order_by(SearchMark.dimension)
    )
    found: dict[int, tuple[str, ...]] = {}
    for page_id, dimension in session.execute(query):
        found[page_id] = (*found.get(page_id, ()), dimension)
    return found


MOST_VALUES = 8
# One value alone narrows nothing down.
FEWEST_VALUES = 2


def _facets(result: searching.SearchResult, text: str) -> tuple[Facet, ...]:
    """The facets that narrow a query down; what it asks for already is left out."""
    counted = dict(result.facets)
    statuses = dict(counted["status"])
    unused = result.total - statuses.pop("used", 0)
    counted["status"] = tuple(statuses.items()) + ((("unused", unused),) if unused else ())
    asked = {filter_.field for filter_ in result.query.filters if not filter_.is_excluded}
    facets = []
    for field_name, name in field_words.FIELDS.items():
        counts = counted[field_name]
        if len(counts) < FEWEST_VALUES or field_name in asked:
            continue
        often = {value for value, _ in sorted(counts, key=lambda one: -one[1])[:MOST_VALUES]}
        values = {
            value: FacetValue(
                field_words.of_value(field_name, value),
                count,
                field_words.narrowed(text, field_name, value),
            )
            for value, count in counts
        }
        first = tuple(shown for value, shown in values.items() if value in often)
        more = tuple(shown for value, shown in values.items() if value not in often)
        facets.append(Facet(name, first, more))
    return tuple(facets)


@dataclass(frozen=True)
class LikePage:
    """A page like another, with its place in words."""

    title: str
    revision_key: str
    number: int
    where: str


def find_like(session: Session, actor: Actor, page_id: int, *, limit: int = 10) -> list[LikePage]:
    """Pages most like one that the actor may see. Raises NotPermittedError, NotFoundError."""
    actor.require(Operation.SEARCH_EVIDENCE)
    require_page(session, actor, page_id)
    seen = visibility.visibility_for(session, actor)
    page_ids = likeness.pages_like(session, actor.college_id, page_id, seen, limit=limit)
    rows = _rows(session, actor, page_ids)
    return [
        LikePage(row.title, row.revision_key, row.number, locator_words(row.locator))
        for row in (rows[page_id] for page_id in page_ids)
    ]


def pages_with(
    session: Session, actor: Actor, query: Query, document_id: int, number: int
) -> tuple[int | None, int | None]:
    """The pages before and after one in its document that a query finds as well, or None."""
    seen = visibility.visibility_for(session, actor)
    numbers = searching.pages_with(
        session, actor.college_id, query, seen, document_id, number=number
    )
    before = max((found for found in numbers if found < number), default=None)
    return before, min((found for found in numbers if found > number), default=None)
