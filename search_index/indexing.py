"""Puts pages into the search and takes them out, in the transaction of the caller's own rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from search_index import generations
from search_index.analysis import analyse, index_text, joined_text
from search_index.engine import IndexedText
from search_index.matching import Matcher, PageMatch
from search_index.models import (
    GenerationKind,
    GenerationState,
    LearnedWords,
    Match,
    MatchedPage,
    PageMarkKind,
    SearchGeneration,
    SearchMark,
    SearchPage,
)
from store.people import College


@dataclass(frozen=True)
class PageToIndex:
    """What the search is told of a page besides its text. All numbers are the caller's own."""

    page_id: int
    document_id: int
    revision_id: int
    number: int
    title: str
    type: str
    year: int | None
    sensitivity: str
    event_date: date | None = None
    area: str = ""
    added_by: str = ""


@dataclass(frozen=True)
class PreparedText:
    """A page's text analysed and matched: all that is slow, done before a transaction begins."""

    stems: str
    joined: str
    words: int
    matches: tuple[PageMatch, ...]
    matched_by: str


def prepare(text: str, matcher: Matcher) -> PreparedText:
    """Analyse and match a page's text. Pure; call it outside any transaction."""
    tokens = analyse(text)
    stems = index_text(tokens)
    return PreparedText(
        stems,
        joined_text(tokens),
        stems.count(" ") + 1 if stems else 0,
        matcher.page_matches(text, tokens),
        matcher.recipe,
    )


def open_college(session: Session, college_id: int, matched_by: str = "") -> None:
    """Make a college's index and its first generations; harmless when they are there."""
    recipes = {
        GenerationKind.INDEX: generations.index_recipe(session),
        GenerationKind.MATCH: matched_by,
    }
    if all(generations.find_live(session, college_id, kind) for kind in recipes):
        return
    # Two workers may bring a college's first pages at the same moment.
    session.execute(select(College.id).where(College.id == college_id).with_for_update())
    for kind, recipe in recipes.items():
        if generations.find_live(session, college_id, kind) is None:
            generations.begin(session, college_id, kind, GenerationState.LIVE, recipe)


def drop_college(session: Session, college_id: int) -> None:
    """Remove every row and table of a college."""
    for generation in generations.written(session, college_id, GenerationKind.INDEX):
        index = generations.table_of(generation)
        generations.engine_of(session, index).drop(session, index)
    for table in (Match, MatchedPage, SearchMark, SearchPage, SearchGeneration, LearnedWords):
        session.execute(delete(table).where(table.college_id == college_id))


def add(
    session: Session, college_id: int, pages: Sequence[tuple[PageToIndex, PreparedText]]
) -> None:
    """Make new pages findable in every generation, the one being written beside included.

    Raises sqlalchemy.exc.IntegrityError for a page that is in already.
    """
    if not pages:
        return
    open_college(session, college_id, pages[0][1].matched_by)
    session.execute(insert(SearchPage), [_row(college_id, page) for page, _ in pages])
    prepared = [(page.page_id, text) for page, text in pages]
    indexes = generations.written(session, college_id, GenerationKind.INDEX)
    grown = [g for g in indexes if generations.will_double(g, len(pages))]
    for generation in indexes:
        write_texts(session, generation, prepared)
    for generation in generations.written(session, college_id, GenerationKind.MATCH):
        write_matches(session, generation, prepared)
    for generation in grown:
        table = generations.table_of(generation)
        generations.engine_of(session, table).look_again(session, table)


def replace_texts(
    session: Session, college_id: int, pages: Sequence[tuple[int, PreparedText]]
) -> None:
    """Give pages another text (OCR, a second opinion); their rows and marks stay."""
    page_ids = [page_id for page_id, _ in pages]
    _forget_texts(session, college_id, page_ids)
    for generation in generations.written(session, college_id, GenerationKind.INDEX):
        write_texts(session, generation, pages)
    for generation in generations.written(session, college_id, GenerationKind.MATCH):
        write_matches(session, generation, pages)


def remove(session: Session, college_id: int, page_ids: Iterable[int]) -> None:
    """Take pages out of the search; those that are not in it do no harm."""
    gone = list(page_ids)
    _forget_texts(session, college_id, gone)
    for table in (SearchMark, SearchPage):
        session.execute(
            delete(table).where(table.college_id == college_id, table.page_id.in_(gone))
        )


def describe(
    session: Session,
    college_id: int,
    *,
    document_id: int | None = None,
    page_ids: Sequence[int] | None = None,
    cited: Sequence[str] | None = None,
    confirmed: Sequence[str] | None = None,
    dismissed: Sequence[str] | None = None,
    **columns: Any,
) -> None:
    """Write what filters and facets read, for a document or for some pages.

    `columns` are `title`, `type`, `year`, `event_date`, `area`, `added_by` and `sensitivity`; the
    three lists of dimensions take
    the place of those before. What is left out stays as it is; unknown pages do no harm.
    """
    which = [SearchPage.college_id == college_id]
    if document_id is not None:
        which.append(SearchPage.document_id == document_id)
    if page_ids is not None:
        which.append(SearchPage.page_id.in_(page_ids))
    columns |= _stemmed(columns)
    if columns:
        session.execute(update(SearchPage).where(*which).values(**columns))
    marks = {
        PageMarkKind.CITED: cited,
        PageMarkKind.CONFIRMED: confirmed,
        PageMarkKind.DISMISSED: dismissed,
    }
    if any(dimensions is not None for dimensions in marks.values()):
        found = list(session.scalars(select(SearchPage.page_id).where(*which)))
        for kind, dimensions in marks.items():
            if dimensions is not None:
                _write_marks(session, college_id, found, kind, dimensions)


# The pages of a document come together, each with the document's title and names.
@lru_cache(maxsize=1_000)
def spaced_stems(words: str) -> str:
    """The stems of a title or name, with a space at both ends."""
    return f" {index_text(analyse(words))} "


def _stemmed(columns: Mapping[str, Any]) -> dict[str, str]:
    """The columns that are looked in by words, beside those that are given."""
    named = (name for name in ("title", "area", "added_by") if name in columns)
    return {f"{name}_stems": spaced_stems(columns[name]) for name in named}


def _write_marks(
    session: Session,
    college_id: int,
    page_ids: Sequence[int],
    kind: PageMarkKind,
    dimensions: Sequence[str],
) -> None:
    session.execute(
        delete(SearchMark).where(
            SearchMark.college_id == college_id,
            SearchMark.page_id.in_(page_ids),
            SearchMark.kind == kind,
        )
    )
    rows = [
        {"college_id": college_id, "page_id": page_id, "kind": kind, "dimension": dimension}
        for page_id in page_ids
        for dimension in dict.fromkeys(dimensions)
    ]
    if rows:
        session.execute(insert(SearchMark), rows)


def _row(college_id: int, page: PageToIndex) -> dict[str, Any]:
    return vars(page) | {"college_id": college_id} | _stemmed(vars(page))


def write_texts(
    session: Session, generation: SearchGeneration, pages: Sequence[tuple[int, PreparedText]]
) -> None:
    """Write pages into one generation of the index."""
    texts = [IndexedText(page_id, text.stems, text.joined) for page_id, text in pages]
    table = generations.table_of(generation)
    generations.engine_of(session, table).add(session, table, texts)
    words = sum(text.words for _, text in pages)
    generations.count(session, generation, pages=len(pages), words=words)


def write_matches(
    session: Session, generation: SearchGeneration, pages: Sequence[tuple[int, PreparedText]]
) -> None:
    """Write what pages match into one generation of the matches."""
    shared = {"college_id": generation.college_id, "generation": generation.number}
    looked_at = [
        shared
        | {
            "page_id": page_id,
            "abstained": not text.matches,
            "speaks_to": ",".join(spoken(m.dimension, m.level) for m in text.matches),
        }
        for page_id, text in pages
    ]
    matches = [
        shared | vars(match) | {"page_id": page_id, "terms": list(match.terms)}
        for page_id, text in pages
        for match in text.matches
    ]
    if looked_at:
        session.execute(insert(MatchedPage), looked_at)
    if matches:
        session.execute(insert(Match), matches)
    generations.count(session, generation, pages=len(pages), words=0)


def spoken(dimension: str, level: int | None) -> str:
    """A match as counting reads it: `1.5:3`, or `1.5:` where no level is likely."""
    return f"{dimension}:{level or ''}"


def _forget_texts(session: Session, college_id: int, page_ids: Sequence[int]) -> None:
    """Take pages out of every generation of index and matches."""
    for generation in generations.written(session, college_id, GenerationKind.INDEX):
        table = generations.table_of(generation)
        engine = generations.engine_of(session, table)
        held = engine.texts(session, table, page_ids)
        engine.remove(session, table, list(held))
        words = sum(len(text.stems.split()) for text in held.values())
        generations.count(session, generation, pages=-len(held), words=-words)
    for generation in generations.written(session, college_id, GenerationKind.MATCH):
        gone = session.execute(
            select(MatchedPage.page_id).where(
                MatchedPage.college_id == college_id,
                MatchedPage.generation == generation.number,
                MatchedPage.page_id.in_(page_ids),
            )
        ).all()
        generations.count(session, generation, pages=-len(gone), words=0)
    for table_ in (Match, MatchedPage):
        session.execute(
            delete(table_).where(table_.college_id == college_id, table_.page_id.in_(page_ids))
        )
