"""Measures searching, with many colleges in one installation, on both databases.

``python -m benchmarks.searching [CORPUS [PAGES]]``: 100,000 pages in 20 colleges unless told
otherwise, 200 fixed queries. The search call beside one hand-written FTS5 query over one table of
all pages that asks for the same words, and beside the same over the college's own pages; the page
of results over HTTP; twenty colleges beside two of them; one college of half as many pages as all;
and how fast pages become findable with two processes.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import select, text

from benchmarks import many_colleges
from benchmarks.installation import Client, serving
from benchmarks.many_colleges import PASSWORD, Filled, Text, address_of_leader
from benchmarks.retrieval import asked_in
from benchmarks.shelf import DATABASES, address_of
from benchmarks.yardsticks.fts5_query import HandWritten
from framework.keywords import builtin_keywords
from ingest.preparing import Preparing, PreparingPool
from search_index import generations, plans, searching
from search_index.engine_sqlite import expression
from search_index.models import GenerationKind, Match, SearchPage
from search_index.synonyms import thesaurus
from search_index.visibility import Visibility
from store.db import Database
from store.permissions import Actor
from store.settings import Settings
from webapp.commands import init

PAGES, COLLEGES, QUERIES, ROUNDS = 100_000, 20, 200, 5
SECRET = "a key for measurements that is long enough to sign with"
_LEVELS = frozenset({"open", "internal", "confidential", "restricted"})


@dataclass(frozen=True)
class _Asked:
    """A query, who asks it, and the words of the yardstick that find the same pages."""

    query: str
    leader: Actor
    expression: str


def run(corpus: Path, pages: int = PAGES) -> dict[str, Any]:
    """Measure on both databases; an empty answer when the corpus is not there."""
    if not (corpus / "retrieval" / "committee-meetings").is_dir():
        return {}
    each = pages // COLLEGES
    told = list(many_colleges.texts(corpus, 2 * each))
    queries = _queries(corpus, told)
    figures: dict[str, Any] = {"pages": each * COLLEGES, "queries": len(queries)}
    for kind in DATABASES:
        with tempfile.TemporaryDirectory() as name:
            found = _measure(kind, Path(name), told, queries)
        figures |= {f"{kind}_{figure}": value for figure, value in found.items()}
    return figures


def _queries(corpus: Path, told: Sequence[str]) -> list[str]:
    """Questions, words that stand together in a page, single words, phrases, OR, minus, star."""
    draw = random.Random(2)
    questions = draw.sample(asked_in(corpus), QUERIES * 3 // 10)
    made = [
        shape(draw, [word for word in draw.choice(told).split() if word.isalpha()])
        for shape in _SHAPES
        for _ in range(QUERIES // 10)
    ]
    return [*questions, *made]


def _some(most: int) -> Callable[[random.Random, list[str]], str]:
    return lambda draw, words: " ".join(draw.sample([w for w in words if len(w) > 3], most))


def _beside(draw: random.Random, words: list[str]) -> str:
    at = draw.randrange(len(words) - 4)
    return " ".join(words[at : at + 4])


_SHAPES: tuple[Callable[[random.Random, list[str]], str], ...] = (
    _some(1),
    _some(2),
    _some(3),
    _beside,
    lambda draw, words: f'"{" ".join(_beside(draw, words).split()[:2])}"',
    lambda draw, words: " OR ".join(_some(2)(draw, words).split()),
    lambda draw, words: " -".join(_some(2)(draw, words).split()),
)


def _measure(kind: str, folder: Path, told: list[str], queries: list[str]) -> dict[str, Any]:
    environ = {
        "CE_DATA_DIR": str(folder / "data"),
        "CE_DATABASE_URL": address_of(kind, folder),
        "CE_SECRET_KEY": SECRET,
    }
    filled = Filled(init.prepare(Settings.from_env(environ)))
    leaders = [many_colleges.add_college(filled, f"c{number}") for number in range(COLLEGES)]
    each = len(told) // 2
    made, rate = (_fill_sqlite if kind == "sqlite" else _fill_postgresql)(
        filled.database, leaders[:2], told
    )
    two = [
        _asked(filled.database, query, leaders[number % 2]) for number, query in enumerate(queries)
    ]
    of_two = _seconds(filled.database, two)
    for leader in leaders[2:]:
        many_colleges.store(filled.database, leader, made, each)
    figures = {"pages_per_second": round(rate, 1), **_beside_by_hand(filled.database, folder, two)}
    figures["of_twenty_to_two"] = round(_seconds(filled.database, two) / of_two, 3)
    figures |= _over_http(filled, environ, queries)
    figures |= _one_large(filled, made, each * COLLEGES // 2, queries)
    filled.database.dispose()
    return figures


def _fill_sqlite(
    database: Database, leaders: Sequence[Actor], told: Sequence[str]
) -> tuple[list[Text], float]:
    """One worker with a pool of two."""
    half = len(told) // 2
    made: list[Text] = []
    with PreparingPool(2) as pool:
        pool.warm()
        began = time.perf_counter()
        for leader, part in zip(leaders, (told[:half], told[half:]), strict=True):
            made += many_colleges.prepare_and_store(database, leader, part, pool)
        taken = time.perf_counter() - began
    return made, len(made) / taken


def _fill_postgresql(
    database: Database, leaders: Sequence[Actor], told: Sequence[str]
) -> tuple[list[Text], float]:
    """Two workers, each with a college."""
    half = len(told) // 2
    url = database.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        list(workers.map(_warm, range(2)))
        began = time.perf_counter()
        parts = workers.map(_work, [url] * 2, leaders, [told[:half], told[half:]])
        made = [page for part in parts for page in part]
        taken = time.perf_counter() - began
    return made, len(made) / taken


def _warm(_number: int) -> None:
    Preparing().begin("The link governor for careers.")()
    time.sleep(0.5)  # so that the other process takes the other one


def _work(url: str, leader: Actor, told: Sequence[str]) -> list[Text]:
    database = Database(url)
    made = many_colleges.prepare_and_store(database, leader, told, Preparing())
    database.dispose()
    return made


def _asked(database: Database, query: str, leader: Actor) -> _Asked:
    """What the search asks its engine for in the end, in FTS5's own language."""
    college = leader.college_id
    asked, _ = thesaurus(builtin_keywords()).expand(searching.as_query(query))
    with database.reading() as session:
        index = generations.find_live(session, college, GenerationKind.INDEX)
        scope = searching.scope_of(session, college, Visibility(college, _LEVELS))
        if index is None or scope is None:
            raise RuntimeError("The college has no page.")
        known = plans.statistics_for(session, index, asked)
        plan = plans.choose(session, scope, asked, known)
    return _Asked(query, leader, expression(plan.wanted))


def _search(database: Database, asked: _Asked) -> None:
    college = asked.leader.college_id
    with database.reading() as session:
        searching.search(session, college, asked.query, Visibility(college, _LEVELS), limit=20)


def _seconds(database: Database, asked: Sequence[_Asked]) -> float:
    """The sum over the queries of the median of several rounds."""
    [taken] = _interleaved(asked, [lambda one: _search(database, one)])
    return taken


def _interleaved(
    asked: Sequence[_Asked], ways: Sequence[Callable[[_Asked], object]]
) -> list[float]:
    """For each way to ask, the sum over the queries of the median of its rounds."""
    sums = [0.0] * len(ways)
    for one in asked:
        taken: list[list[float]] = [[] for _ in ways]
        for _ in range(ROUNDS):
            for way, times in zip(ways, taken, strict=True):
                began = time.perf_counter()
                way(one)
                times.append(time.perf_counter() - began)
        sums = [total + statistics.median(times) for total, times in zip(sums, taken, strict=True)]
    return sums


def _beside_by_hand(database: Database, folder: Path, asked: Sequence[_Asked]) -> dict[str, Any]:
    everything, own = HandWritten(folder / "everything.db"), {}
    with database.reading() as session:
        filled = select(SearchPage.college_id).distinct().order_by(SearchPage.college_id)
        for number, college in enumerate(session.scalars(filled)):
            rows = _rows(session, college)
            everything.add(*rows)
            if number < 2:
                own[college] = HandWritten(folder / f"own{college}.db")
                own[college].add(*rows)
    ours, by_hand, in_own = _interleaved(
        asked,
        [
            lambda one: _search(database, one),
            lambda one: everything.find(one.expression, one.leader.college_id),
            lambda one: own[one.leader.college_id].find(one.expression, one.leader.college_id),
        ],
    )
    for table in (everything, *own.values()):
        table.close()
    per_query = 1000 / len(asked)
    return {
        "search_ms": round(ours * per_query, 2),
        "by_hand_ms": round(by_hand * per_query, 2),
        "by_hand_in_own_table_ms": round(in_own * per_query, 2),
        "ratio_to_by_hand": round(ours / by_hand, 3),
    }


def _rows(session: Any, college: int) -> tuple[list[Any], list[Any], list[Any]]:
    """The streams, pages and matches of a college, as the yardstick keeps them."""
    live = generations.find_live(session, college, GenerationKind.INDEX)
    table = generations.table_of(live)  # type: ignore[arg-type]
    page, match = SearchPage, Match
    streams = session.execute(text(_STREAMS[session.get_bind().dialect.name].format(table.name)))
    columns = (
        page.page_id, page.college_id, page.type, page.year, page.area, page.added_by, page.title
    )  # fmt: skip
    pages = session.execute(select(*columns).where(page.college_id == college))
    speaks = session.execute(
        select(match.page_id, match.dimension, match.theme, match.level).where(
            match.college_id == college
        )
    )
    return [[tuple(row) for row in rows] for rows in (streams, pages, speaks)]  # type: ignore[return-value]


_STREAMS = {
    "sqlite": "SELECT rowid, stems, joined FROM {}",
    "postgresql": "SELECT page_id, stems, joined FROM {}",
}


def _over_http(filled: Filled, environ: dict[str, str], queries: Sequence[str]) -> dict[str, Any]:
    """The page of results with facets and snippets, one client."""
    taken = []
    filled.database.dispose()
    with serving(os.environ | environ, "--no-worker") as port:
        client = Client(port)
        client.sign_in(address_of_leader("c0"), PASSWORD)
        for is_measured in (False, True):
            for query in queries if is_measured else queries[::10]:
                began = time.perf_counter()
                status, _ = client.get(f"/search?q={quote_plus(query)}")
                if status != 200:
                    raise RuntimeError(f"A search answered {status}.")
                if is_measured:
                    taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return {
        "http_median_ms": round(statistics.median(taken), 1),
        "http_p95_ms": round(taken[round(len(taken) * 0.95) - 1], 1),
    }


def _one_large(
    filled: Filled, made: Sequence[Text], count: int, queries: Sequence[str]
) -> dict[str, Any]:
    """A college of its own with half as many pages as all others."""
    leader = many_colleges.add_college(filled, "large")
    many_colleges.store(filled.database, leader, made, count)
    asked = [_Asked(query, leader, "") for query in queries]
    taken = _seconds(filled.database, asked)
    return {
        "pages_of_the_large": count,
        "search_of_the_large_ms": round(1000 * taken / len(asked), 2),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/corpus")
    print(json.dumps(run(where, int(sys.argv[2]) if len(sys.argv) > 2 else PAGES), indent=2))
