"""The SQL around an engine's answer: permissions, fields, the first 200, other orders.

Written once for every engine. Whatever leaves here has passed the viewer's filter, counts too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from search_index.engine import Wanted
from search_index.fields import Scope, conditions_of
from search_index.generations import engine_of
from search_index.models import SearchPage
from search_index.query import Term
from search_index.visibility import Visibility

# What ranking is told of a page, in the order of `rerank.Candidate`.
_COLUMNS = (
    SearchPage.page_id,
    SearchPage.document_id,
    SearchPage.revision_id,
    SearchPage.number,
    SearchPage.title,
    SearchPage.title_stems,
)


def one_of(session: Session, column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is among numbers, as one parameter however many there are."""
    values = sorted(numbers)
    if session.get_bind().dialect.name == "sqlite":
        listed = func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(select(listed.c.value))  # type: ignore[no-any-return]
    return column == any_(cast(values, ARRAY(BigInteger)))  # type: ignore[no-any-return]


def _one_of_pairs(
    session: Session, columns: tuple[Any, Any], pairs: Sequence[tuple[int, int]]
) -> ColumnElement[bool]:
    """Whether two columns are among pairs of numbers, as `one_of`."""
    both = tuple_(*columns)
    if session.get_bind().dialect.name == "sqlite":
        pair = func.json_each(json.dumps(pairs)).table_valued("value").c.value
        return both.in_(select(func.json_extract(pair, "$[0]"), func.json_extract(pair, "$[1]")))
    parts = [cast(list(part), ARRAY(BigInteger)) for part in zip(*pairs, strict=True)]
    listed = func.unnest(*parts).table_valued("one", "other").render_derived()
    return both.in_(select(listed.c.one, listed.c.other))


def visible(session: Session, visibility: Visibility) -> ColumnElement[bool]:
    """The viewer's filter over `search_page`."""
    conditions: list[ColumnElement[bool]] = [
        SearchPage.college_id == visibility.college_id,
        SearchPage.sensitivity.in_(sorted(visibility.sensitivities)),
    ]
    if visibility.is_limited:
        conditions.append(
            or_(
                one_of(session, SearchPage.document_id, visibility.documents or ()),
                one_of(session, SearchPage.page_id, visibility.pages or ()),
            )
        )
    return and_(*conditions)


class Sort(StrEnum):
    """The order of hits."""

    BEST = "best"
    NEWEST = "newest"
    TITLE = "title"


# Pages of one document stay together and in their order; those without a date come last.
_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.NEWEST: (SearchPage.event_date.desc().nulls_last(), SearchPage.title),
    Sort.TITLE: (SearchPage.title,),
}


def in_order(
    session: Session,
    scope: Scope,
    wanted: Wanted,
    all_words: Wanted,
    sort: Sort,
    *,
    limit: int,
    offset: int,
) -> list[Row[Any]]:
    """Pages that match inside the scope, as people asked to have them sorted.

    Those that hold all words first, then those that hold some.
    """
    query = select(*_COLUMNS)
    engine, order = engine_of(session, scope.table), _ORDERS[sort]
    if wanted.groups:
        matching = materialized(engine.matching(session, scope.table, wanted), "matching")
        query = query.join(matching, matching.c.page_id == SearchPage.page_id)
    if wanted != all_words:
        whole = materialized(engine.matching(session, scope.table, all_words), "whole")
        order = (SearchPage.page_id.in_(select(whole.c.page_id)).desc(), *order)
    query = query.where(*conditions(session, scope, wanted))
    query = query.order_by(*order, SearchPage.document_id, SearchPage.number)
    return list(session.execute(query.limit(limit).offset(offset)))


def newest(session: Session, scope: Scope, wanted: Wanted, *, limit: int) -> list[int]:
    """The ids of the last pages to come that match and that the viewer may see."""
    matching = materialized(
        engine_of(session, scope.table).matching(session, scope.table, wanted), "matching"
    )
    query = (
        select(SearchPage.page_id)
        .where(SearchPage.page_id.in_(select(matching.c.page_id)))
        .where(*conditions(session, scope, wanted))
        .order_by(SearchPage.page_id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def held(session: Session, scope: Scope, stems: Sequence[str]) -> set[str]:
    """Of some stems those that stand on a page that the viewer may see."""
    if not stems:
        return set()
    engine = engine_of(session, scope.table)
    seen = select(SearchPage.page_id).where(*conditions(session, scope, Wanted(())))
    pages_with = (
        engine.matching(session, scope.table, Wanted(((Term((name,), name),),))) for name in stems
    )
    asked = (
        select(literal(name)).where(seen.where(SearchPage.page_id.in_(pages)).exists())
        for name, pages in zip(stems, pages_with, strict=True)
    )
    return set(session.scalars(union_all(*asked)))


def numbers_in_document(
    session: Session, scope: Scope, wanted: Wanted, document_id: int
) -> list[int]:
    """The numbers of a document's pages that match and that the viewer may see, in order."""
    matching = materialized(
        engine_of(session, scope.table).matching(session, scope.table, wanted), "matching"
    )
    query = (
        select(SearchPage.number)
        .join(matching, matching.c.page_id == SearchPage.page_id)
        .where(SearchPage.document_id == document_id, *conditions(session, scope, wanted))
        .order_by(SearchPage.number)
    )
    return list(session.scalars(query))


def every(session: Session, scope: Scope, wanted: Wanted) -> list[Row[Any]]:
    """All pages that match inside the scope, in no order that says anything; for a few."""
    query = select(*_COLUMNS)
    if wanted.groups:
        matching = engine_of(session, scope.table).matching(session, scope.table, wanted)
        found = materialized(matching, "matching")
        query = query.join(found, found.c.page_id == SearchPage.page_id)
    return list(session.execute(query.where(*conditions(session, scope, wanted))))


def first(
    session: Session, scope: Scope, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[Row[Any]]:
    """The engine's best pages inside the scope, in its order: `page_id`, `document_id` ..."""
    page = SearchPage
    query = select(*_COLUMNS)
    if wanted.groups:
        ranked = materialized(
            engine_of(session, scope.table).ranked(session, scope.table, wanted), "ranked"
        )
        query = query.join(ranked, ranked.c.page_id == page.page_id).order_by(ranked.c.rank)
    query = query.where(*conditions(session, scope, wanted)).order_by(page.page_id)
    return list(session.execute(query.limit(limit).offset(offset)))


def numbered(
    session: Session, scope: Scope, numbers: Mapping[int, Iterable[int]]
) -> list[Row[Any]]:
    """Pages of files by their numbers, as far as the viewer may see them."""
    if not numbers:
        return []
    places = [(file, number) for file, of_file in numbers.items() for number in of_file]
    at_places = _one_of_pairs(session, (SearchPage.revision_id, SearchPage.number), places)
    query = select(*_COLUMNS).where(visible(session, scope.visibility), at_places)
    return list(session.execute(query.order_by(SearchPage.page_id)))


def materialized(query: Select[Any], name: str) -> CTE:
    """A list made once. Left to itself a planner may ask the index anew for every page."""
    return query.cte(name).prefix_with("MATERIALIZED")


def conditions(session: Session, scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The viewer's filter, the fields, and exclusions where no group carries them."""
    conditions = [visible(session, scope.visibility), *conditions_of(scope)]
    if wanted.excluded and not wanted.groups:
        unwanted = engine_of(session, scope.table).matching(
            session, scope.table, Wanted((wanted.excluded,))
        )
        conditions.append(SearchPage.page_id.not_in(unwanted))
    return conditions
