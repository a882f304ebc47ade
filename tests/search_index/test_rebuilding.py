"""A new generation grows beside the old, goes on where it stopped, and takes its place at once."""

from dataclasses import replace

import pytest

from framework.keywords import builtin_keywords
from framework.loading import builtin
from search_index import checking, indexing, rebuilding, searching, speaking
from search_index.matching import Matcher
from search_index.models import GenerationKind
from store.errors import ConflictError

LINK = "The link governor visited the college and reported to the corporation."
KINDS = pytest.mark.parametrize("kind", list(GenerationKind))


@pytest.fixture
def other_matcher():
    return Matcher(builtin(), replace(builtin_keywords(), sha256="of another recipe"))


def texts(library, *page_ids, text=LINK, matcher=None):
    return [(page, indexing.prepare(text, matcher or library.matcher)) for page in page_ids]


def begin(library, college, kind, matcher=None):
    with library.database.writing() as session:
        return rebuilding.begin(session, college, kind, matcher or library.matcher)


def write(library, rebuild, pages):
    with library.database.writing() as session:
        return rebuilding.write(session, rebuild, pages)


def swap(library, rebuild):
    with library.database.writing() as session:
        rebuilding.swap(session, rebuild)


def hits(library, college):
    with library.database.reading() as session:
        sees = library.sees_all(college)
        found = searching.search(session, college, "governor", sees)
        matched = speaking.pages_for_dimension(session, college, "1.5", sees)
        return {hit.page_id for hit in found.hits}, {hit.page_id for hit in matched}


def faults(library, college):
    with library.database.writing() as session:
        return checking.faults(session, college)


@KINDS
def test_the_old_generation_is_read_until_the_swap(library, kind):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    everything = (set(pages), set(pages))

    rebuild = begin(library, college, kind)
    assert hits(library, college) == everything
    rebuild = write(library, rebuild, texts(library, pages[0]))
    assert (hits(library, college), rebuild.after) == (everything, pages[0])
    rebuild = write(library, rebuild, texts(library, pages[1]))
    swap(library, rebuild)

    assert hits(library, college) == everything
    assert faults(library, college) == []


@KINDS
def test_a_rebuild_goes_on_where_it_stopped(library, kind):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    write(library, begin(library, college, kind), texts(library, pages[0]))

    again = begin(library, college, kind)

    assert again.after == pages[0]
    assert again.number == 2


@KINDS
def test_pages_that_come_and_go_meanwhile_are_neither_lost_nor_doubled(library, kind):
    college = library.college("A")
    old = library.add(college, LINK, LINK, LINK)
    rebuild = begin(library, college, kind)
    (new,) = library.add(college, LINK)
    with library.database.writing() as session:
        indexing.remove(session, college, [old[1]])

    rebuild = write(library, rebuild, texts(library, *old, new))
    swap(library, rebuild)

    left = {old[0], old[2], new}
    assert hits(library, college) == (left, left)
    assert faults(library, college) == []


@KINDS
def test_pages_written_twice_are_there_once(library, kind):
    college = library.college("A")
    pages = library.add(college, LINK)
    rebuild = write(library, begin(library, college, kind), texts(library, *pages))

    swap(library, write(library, rebuild, texts(library, *pages)))

    assert hits(library, college) == (set(pages), set(pages))
    assert faults(library, college) == []


def test_a_page_added_after_the_swap_is_read(library):
    college = library.college("A")
    pages = library.add(college, LINK)
    rebuild = write(library, begin(library, college, GenerationKind.INDEX), texts(library, *pages))
    swap(library, rebuild)

    (new,) = library.add(college, LINK)

    assert new in hits(library, college)[0]


def test_a_rebuild_by_another_recipe_begins_anew_and_ends_the_first(library, other_matcher):
    college = library.college("A")
    pages = library.add(college, LINK)
    first = write(library, begin(library, college, GenerationKind.MATCH), texts(library, *pages))

    second = begin(library, college, GenerationKind.MATCH, other_matcher)

    assert (second.after, second.number) == (0, first.number)
    with library.database.reading() as session:
        stale = rebuilding.is_stale(session, college, GenerationKind.MATCH, other_matcher)
    assert stale
    swap(library, write(library, second, texts(library, *pages, matcher=other_matcher)))
    with library.database.reading() as session:
        fresh = not rebuilding.is_stale(session, college, GenerationKind.MATCH, other_matcher)
    assert fresh


def test_a_rebuild_that_was_swapped_already_takes_no_more_pages(library):
    college = library.college("A")
    rebuild = begin(library, college, GenerationKind.INDEX)
    swap(library, rebuild)

    with pytest.raises(ConflictError, match="Start it again"):
        write(library, rebuild, [])


def test_the_index_is_stale_only_when_the_analysis_changed(library):
    college = library.college("A")

    with library.database.reading() as session:
        stale = rebuilding.is_stale(session, college, GenerationKind.INDEX, library.matcher)

    assert not stale
