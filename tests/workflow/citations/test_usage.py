"""Where a document is used: what breaks if it is replaced."""

from tests.factories.workflow import NOW, a_citation, a_claim, an_assessment
from workflow.citations import usage
from workflow.kinds.reviews import Outcome
from workflow.reviews import reviews, verdicts


def test_every_link_is_listed_with_cycle_dimension_level_part_page_and_who_confirmed_it(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        claim = a_claim(session, year.leader, earlier, "1.4", level=2)
        a_citation(session, year.leader, claim, year.library, "by campus", level=2)
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        drafted = usage.list_uses(session, year.leader, year.document.id)
        reviews.release(session, year.assessor, year.review.key, now=NOW)

        newer, older = usage.list_uses(session, year.leader, year.document.id)

    assert [use.confirmed_by for use in drafted] == [(), ()]
    assert (newer.cycle, newer.citation.dimension, newer.citation.level) == ("2026/27", "1.5", 3)
    assert newer.part
    assert newer.citation.where == "page 1"
    assert newer.confirmed_by == (f"{year.assessor.name}, Peer review",)
    assert (older.cycle, older.citation.dimension, older.part) == ("2025/26", "1.4", "")
    assert older.confirmed_by == ()
