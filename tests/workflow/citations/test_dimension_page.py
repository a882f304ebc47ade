"""The page of one dimension."""

from datetime import date

import pytest

from store.errors import NotFoundError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW, a_citation, a_claim, an_assessment
from workflow.citations import citations, dimension_page
from workflow.claims import assessments, claims, coverage
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark
from workflow.lifecycle import ClaimAction
from workflow.reviews import judgements, reviews


def load(session, year, actor=None, code="1.5"):
    return dimension_page.load(session, actor or year.leader, year.assessment, code)


def level_of(page, number):
    return next(view for view in page.levels if view.descriptor.level == number)


def test_citations_stand_with_their_statement_and_the_others_with_their_level(year):
    with year.database.writing() as session:
        loose = a_citation(session, year.leader, year.claim, year.library, "by campus", level=2)
        page = load(session, year)

    third, second = level_of(page, 3), level_of(page, 2)
    tied = next(view for view in third.statements if view.statement.code == "1.5/3/a")
    assert [c.key for c in tied.citations] == [year.citation.key]
    assert [c.key for c in second.loose] == [loose.key]
    assert (third.citation_count, second.citation_count, level_of(page, 1).citation_count) == (
        1,
        1,
        0,
    )


def test_a_struck_citation_stands_apart_with_its_reason(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)
        page = load(session, year)

    assert [(c.key, c.is_struck, c.struck_reason) for c in page.struck] == [
        (year.citation.key, True, "Wrong.")
    ]
    assert level_of(page, 3).citation_count == 0


def test_the_claimed_level_stands_open_else_the_lowest_published(year):
    with year.database.writing() as session:
        assert load(session, year).focus.descriptor.level == 3
        assert load(session, year, code="6.2").focus.descriptor.level == 2
        a_claim(session, year.leader, year.assessment, "6.2", level=BELOW_LOWEST)
        page = load(session, year, code="6.2")
        assert page.focus.descriptor.level == 2
        assert page.label == "Below level 2 claimed, draft"


def test_buttons_leave_out_agreeing_ones_own_wording(year):
    with year.database.writing() as session:
        claims.claim_level(
            session, year.leader, year.claim.key, level=3, reason="Anew.", seen_version=1, now=NOW
        )

        assert load(session, year, year.leader).actions == (ClaimAction.CLAIM,)
        assert load(session, year, year.senior).actions == (ClaimAction.CLAIM, ClaimAction.AGREE)
        assert load(session, year, year.contributor).actions == ()
        assert load(session, year, year.assessor).actions == ()


def test_once_submitted_there_is_no_button(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)

    with year.database.reading() as session:
        sent = assessments.get_assessment(session, year.leader, year.assessment.key)
        page = dimension_page.load(session, year.leader, sent, "1.5")

    assert page.actions == ()


def test_history_last_year_and_kinds_of_evidence_are_there(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        a_claim(session, year.leader, earlier, level=2)
        claims.claim_level(
            session, year.senior, year.claim.key, level=4, reason="Anew.", seen_version=1, now=NOW
        )
        page = load(session, year)

    assert [v.number for v in page.versions] == [2, 1]
    assert (page.level, page.last_level) == (4, 2)
    assert page.evidence_types
    assert page.coverage_words.startswith("0 of 2 sentences shown")


def test_marks_are_the_colleges_to_its_people_and_ones_own_to_an_assessor(year):
    def mark_seen_by(session, actor):
        statements = level_of(load(session, year, actor), 3).statements
        return next(v.mark for v in statements if v.statement.code == "1.5/3/b")

    with year.database.writing() as session:
        for actor, mark in ((year.leader, CoverageMark.SHOWN), (year.assessor, "not_shown")):
            claim = claims.get_claim(session, actor, year.claim.key)
            coverage.mark(session, actor, claim, "1.5/3/b", CoverageMark(mark), now=NOW)

        assert mark_seen_by(session, year.contributor) is CoverageMark.SHOWN
        assert mark_seen_by(session, year.assessor) is CoverageMark.NOT_SHOWN


def test_a_released_review_is_told_with_its_reason(year):
    with year.database.writing() as session:
        judgements.judge(
            session, year.assessor, year.claim.key,
            level=2, seen_version=0, now=NOW, reason="Reported once.",
        )  # fmt: skip
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        page = load(session, year)

    [told] = page.determinations
    assert (told.review, told.side.level, told.reason) == ("Peer review", 2, "Reported once.")
    assert [j.author.name for j in page.judgements] == [year.assessor.name]
    assert page.label == "Level 3 claimed, peer review says level 2"


def test_pages_are_suggested_to_whoever_may_search(year):
    with year.database.reading() as session:
        assert [p.page_number for p in load(session, year).suggested] == [1]
        assert load(session, year, year.governor).suggested
        assert load(session, year, year.assessor).suggested


def test_an_unclaimed_dimension_has_descriptors_and_no_wording(year):
    with year.database.reading() as session:
        page = load(session, year, code="2.4")

    assert (page.version, page.level, page.versions, page.coverage_words) == (None, None, (), "")
    assert page.label == "Not claimed"
    assert [v.descriptor.level for v in page.levels] == [1, 2, 3, 4]


def test_a_dimension_that_the_model_does_not_have_is_not_found(year):
    with year.database.reading() as session, pytest.raises(NotFoundError):
        load(session, year, code="9.9")


def test_weak_practice_that_the_next_level_replaces_is_folded_away_once_it_is_passed(year):
    with year.database.writing() as session:
        before = level_of(load(session, year, code="4.2"), 1)
        a_claim(session, year.leader, year.assessment, "4.2", level=2)
        passed = level_of(load(session, year, code="4.2"), 1)

    assert [view.statement.code for view in passed.left_behind] == ["4.2/1/a"]
    assert passed.kept == ()
    assert before.left_behind == ()


def test_evidence_is_grouped_by_level_and_part_newest_first_and_counted(year):
    with year.database.writing() as session:
        dated = {
            day: a_document_with_pages(session, year.contributor, event_date=day)
            for day in (date(2026, 9, 1), date(2027, 1, 1))
        }
        for library in dated.values():
            a_citation(session, year.leader, year.claim, library, "by campus", statement="1.5/3/b")
        third = level_of(load(session, year), 3)

    part = next(view for view in third.statements if view.statement.code == "1.5/3/b")
    assert [c.event_date for c in part.citations] == [date(2027, 1, 1), date(2026, 9, 1)]
    assert third.citation_count == 3


def test_without_evidence_the_types_that_usually_show_it_are_listed(year):
    with year.database.writing() as session:
        page = load(session, year, code="3.5")

    assert sum(level.citation_count for level in page.levels) == 0
    assert len(page.evidence_types) > 1
