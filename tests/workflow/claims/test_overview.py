"""The assessment on one screen."""

from dataclasses import replace

import pytest

from store.errors import NotPermittedError
from tests.factories.workflow import NOW, a_citation, a_claim, an_assessment
from workflow.citations import citations
from workflow.claims import claims, coverage, overview
from workflow.kinds.reviews import CoverageMark, ReviewKind
from workflow.reviews import judgements, reviews


def row_of(session, year, code="1.5", actor=None):
    seen = overview.overview(session, actor or year.leader, year.assessment)
    return next(row for row in seen.rows if row.dimension.code == code)


def test_dimensions_stand_in_the_models_order_and_by_theme(year):
    with year.database.reading() as session:
        seen = overview.overview(session, year.leader, year.assessment)

    codes = [row.dimension.code for row in seen.rows]
    assert codes == [dimension.code for dimension in seen.framework.dimensions]
    assert [row for n in range(1, 7) for row in seen.of_theme(n)] == list(seen.rows)
    assert seen.claimed == 1
    assert overview.count_levels(seen.rows) == {3: 1, None: 33}


def test_citations_in_force_are_counted_and_key_ones_apart(year):
    with year.database.writing() as session:
        loose = a_citation(session, year.leader, year.claim, year.library, "by campus")
        assert (row_of(session, year).citations, row_of(session, year).key_citations) == (2, 1)
        citations.strike(session, year.leader, loose.key, reason="Wrong.", now=NOW)
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)
        row = row_of(session, year)
        assert (row.citations, row.key_citations, row.lacks_citation) == (0, 0, True)


def test_what_is_not_claimed_lacks_no_citation(year):
    with year.database.reading() as session:
        row = row_of(session, year, "2.4")

    assert (row.label, row.level, row.lacks_citation, row.coverage_words) == (
        "Not claimed",
        None,
        False,
        "",
    )


def test_last_years_level_is_that_of_the_latest_earlier_year(year):
    with year.database.writing() as session:
        for first_year, level in ((2024, 1), (2025, 2), (2027, 4)):
            assessment = an_assessment(session, year.college, first_year=first_year)
            a_claim(session, year.leader, assessment, level=level)

        assert row_of(session, year).last_level == 2
        assert row_of(session, year, "2.4").last_level is None


def test_target_and_coverage_stand_beside_the_level(year):
    with year.database.writing() as session:
        claims.set_target(session, year.leader, year.claim.key, 4)
        claim = claims.get_claim(session, year.leader, year.claim.key)
        coverage.mark(session, year.leader, claim, "1.5/3/a", CoverageMark.SHOWN, now=NOW)

        row = row_of(session, year)

        assert row.target == 4
        assert row.coverage_words.startswith("1 of 2 sentences shown; not yet")


def test_a_released_review_stands_beside_the_claim(year):
    with year.database.writing() as session:
        judgements.judge(
            session, year.assessor, year.claim.key,
            level=2, seen_version=0, now=NOW, reason="Reported once.",
        )  # fmt: skip
        assert row_of(session, year).reviews == ()
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        row = row_of(session, year)

        assert row.label == "Level 3 claimed, peer review says level 2"
        assert row.differs
        assert row.level_of(ReviewKind.PEER) == 2
        assert row.level_of(ReviewKind.EXTERNAL) is None
        assert not row_of(session, year, "2.4").differs


def test_who_has_no_role_reads_no_assessment(year):
    with year.database.reading() as session, pytest.raises(NotPermittedError):
        overview.overview(session, replace(year.leader, roles=frozenset()), year.assessment)
