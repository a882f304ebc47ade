"""Three engines, one answer: the same random pages and queries on each.

Wherever at most 200 pages match, the answers are equal, scores and order too. Above that totals and
facets are equal; which 200 are ranked is each engine's guess by one formula, and nine of the first
ten are the same.
"""

import itertools
import random

import pytest

from search_index import generations, indexing, searching
from search_index.models import GenerationKind
from store.db import Database, TextFiles
from tests.conftest import administer, at_database
from tests.search_index.conftest import Library
from webapp.schema import upgrade

ENGINES = ("sqlite", "whoosh", "postgresql")
PAGES = 900
QUERIES = 90

pytestmark = pytest.mark.postgres


def vocabulary(draw):
    """Words as often as Zipf has them, some of one stem, some that are written in two ways."""
    sounds = ["ca", "re", "lo", "mi", "ta", "gov", "er", "plan", "stu", "dent", "wo", "rk"]
    words = {"".join(draw.choices(sounds, k=draw.randint(2, 5))) for _ in range(6000)}
    return [*sorted(words), "co-op", "coop", "governor", "governors", "infor-\nmation"]


def a_page(draw, words, weights):
    return " ".join(draw.choices(words, weights, k=draw.randint(20, 250)))


def a_query(draw, words, weights):
    """Few common words or many rarer ones, with whatever the language has between them."""
    chosen = draw.choices(words, weights, k=draw.randint(1, 3))
    chosen = [word.replace("\n", "") for word in chosen]
    match draw.randint(0, 9):
        case 0:
            return f'"{" ".join(chosen[:2])}"'
        case 1:
            return f"{chosen[0][:7]}*"
        case 2:
            return " OR ".join(chosen)
        case 3:
            return f"{' '.join(chosen)} -{draw.choice(words)}"
        case 4:
            return f"{' '.join(chosen)} type:minutes"
        case _:
            return " ".join(chosen)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory, postgresql_server, matcher):
    """The same college on every engine, and the random queries to ask."""
    draw = random.Random(26)
    words = vocabulary(draw)
    draw.shuffle(words)
    weights = [1 / (place + 20) for place in range(len(words))]
    documents = [
        (
            [a_page(draw, words, weights) for _ in range(draw.randint(1, 12))],
            {
                "title": " ".join(draw.choices(words, k=3)),
                "type": draw.choice(["minutes", "plan", "report"]),
                "year": draw.randint(2022, 2026),
            },
        )
        for _ in range(PAGES // 6)
    ]
    gone = set(draw.sample(range(1, PAGES // 2), 40))
    made = {}
    administer(postgresql_server, "CREATE DATABASE engines_agree")
    for kind in ENGINES:
        folder = tmp_path_factory.mktemp(kind)
        address = f"sqlite:///{folder / 'all.db'}"
        if kind == "postgresql":
            address = at_database(postgresql_server, "engines_agree")
        # So many pages a batch that some wait in their rows at the end.
        files = TextFiles(folder / "search", kind == "whoosh", batch_pages=100)
        library = Library(Database(address, text_files=files), matcher)
        upgrade(library.database)
        college = library.college("A")
        for texts, facts in documents:
            library.add(college, *texts, **facts)
        with library.database.writing() as session:
            indexing.remove(session, college, gone)
        made[kind] = library, college
    # Asked with a steeper curve than pages are written with, so that half have many matches.
    asked = [a_query(draw, words, [weight**3 for weight in weights]) for _ in range(QUERIES)]
    yield made, asked
    for library, _ in made.values():
        library.database.dispose()
    administer(postgresql_server, "DROP DATABASE engines_agree WITH (FORCE)")


def answers(libraries, query, **options):
    """The same question to each engine."""
    found = {}
    for kind, (library, college) in libraries.items():
        with library.database.reading() as session:
            found[kind] = searching.search(
                session, college, query, library.sees_all(college), limit=50, **options
            )
    return found


def test_few_matches_are_the_same_in_the_same_order_and_many_count_the_same(libraries, subtests):
    made, asked = libraries
    many = 0
    for query in asked:
        found = answers(made, query)
        for one, other in itertools.combinations(found, 2):
            with subtests.test(query=query, one=one, other=other):
                compare(found[one], found[other])
        many += found["sqlite"].total > searching.CANDIDATES
    assert many >= QUERIES / 2


def compare(one, other):
    assert (one.total, one.with_all, one.facets) == (other.total, other.with_all, other.facets)
    if one.total <= searching.CANDIDATES:
        assert one == other
    first, second = ({hit.page_id for hit in found.hits[:10]} for found in (one, other))
    assert len(first & second) >= min(9, len(first))


def test_word_counts_and_words_are_the_same(libraries):
    made, _ = libraries
    told = []
    for library, college in made.values():
        with library.database.reading() as session:
            live = generations.find_live(session, college, GenerationKind.INDEX)
            table = generations.table_of(live)
            engine = generations.engine_of(session, table)
            words = [word for letter in "cgimp" for word in engine.words(session, table, letter)]
            counts = engine.page_counts(session, table, [(word, False) for word in words])
            told.append((sorted(words), counts, live.pages, live.words))
    assert told[0] == told[1] == told[2]
