"""Counts of what became of matches, of one college."""

from dataclasses import replace

import pytest

from search_index import indexing
from search_index.outcomes import DimensionOutcome, missed_pages, outcomes
from search_index.visibility import Visibility

LINK_GOVERNOR = (
    "The link governor for careers challenged the careers strategy and reported to the board."
)
BOILER = "The boiler was replaced."


def counted(library, college):
    with library.database.reading() as session:
        return outcomes(session, college)


def mark(library, college, page, **marks):
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], **marks)


def test_pages_taken_up_confirmed_dismissed_and_missed_are_counted_by_dimension(library):
    college, other = library.college("millbank"), library.college("wyrecombe")
    cited, confirmed, dismissed, _, missed = library.add(college, *[LINK_GOVERNOR] * 4, BOILER)
    mark(library, college, cited, cited=["1.5"])
    mark(library, college, confirmed, cited=["1.5"], confirmed=["1.5"])
    mark(library, college, dismissed, dismissed=["1.5"])
    mark(library, college, missed, cited=["1.5"])
    theirs = library.add(other, LINK_GOVERNOR)
    mark(library, other, theirs[0], dismissed=["1.5"])

    found = counted(library, college)

    assert (found.pages, found.abstained) == (5, 1)
    assert found.dimensions["1.5"] == DimensionOutcome(
        matched=4, taken_up=2, confirmed=1, missed=1, dismissed=1
    )
    assert found.dimensions["1.5"].decided == 3
    assert counted(library, other).dimensions["1.5"].taken_up == 0


def test_a_college_without_pages_has_nothing_to_count(library):
    assert counted(library, library.college("millbank")).pages == 0


def test_a_page_that_is_cited_and_dismissed_counts_once_as_cited(library):
    college = library.college("millbank")
    matching, other = library.add(college, LINK_GOVERNOR, BOILER)
    mark(library, college, matching, cited=["1.5"], dismissed=["1.5", "1.2"])
    mark(library, college, other, cited=["1.5"], dismissed=["1.5"])

    found = counted(library, college).dimensions

    assert (found["1.5"].taken_up, found["1.5"].missed, found["1.5"].dismissed) == (1, 1, 0)
    assert found["1.5"].decided == 1
    assert found["1.2"].dismissed == 1


def test_missed_pages_are_those_of_the_college_that_may_be_seen(library):
    college, other = library.college("millbank"), library.college("wyrecombe")
    suggested, *missed = library.add(college, LINK_GOVERNOR, BOILER, BOILER, BOILER)
    closed = library.add(college, BOILER, sensitivity="restricted")
    for page in (suggested, *missed, *closed):
        mark(library, college, page, cited=["1.5"])
    theirs = library.add(other, BOILER)
    mark(library, other, theirs[0], cited=["1.5"])
    may_see = Visibility(college, frozenset({"internal"}))

    def found(visibility, most=20):
        with library.database.reading() as session:
            return missed_pages(session, college, visibility, most=most)

    sees_closed = replace(may_see, sensitivities=frozenset({"internal", "restricted"}))
    assert found(may_see) == {"1.5": missed}
    assert found(may_see, most=2) == {"1.5": missed[:2]}
    assert found(Visibility(college, frozenset())) == {}
    assert found(sees_closed) == {"1.5": [*missed, *closed]}
    with pytest.raises(ValueError, match="another college"):
        found(Visibility(other, frozenset({"internal"})))
