"""Counts of what became of matches, of one college."""

from search_index import indexing
from search_index.outcomes import DimensionOutcome, outcomes

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
