"""Pages cost the same few statements whatever the college has."""

from dataclasses import replace

import pytest

from ingest.kinds import DocumentType
from tests.factories.leadership import a_leadership_review
from tests.factories.library import a_document_with_pages
from tests.factories.statements import counted
from tests.factories.workflow import NOW, a_citation, a_claim, an_assessment, an_engagement
from workflow import (
    assessments,
    claims,
    comparison,
    desk,
    dimension_page,
    evidence,
    gaps,
    leadership,
    leadership_meeting,
    needs,
    next_level,
    overview,
    precision,
    rolling,
    sign_off,
    snapshots,
    suggestions,
    trends,
    usage,
    verdicts,
)
from workflow.kinds import Outcome

MOST_STATEMENTS = 12


def meeting_of(session, year):
    """The page of a dimension in a meeting: everything, and the key quotes."""
    [review] = leadership.list_reviews(session, year.leader, year.assessment)
    meeting = leadership_meeting.load(session, year.leader, review.key)
    leadership_meeting.key_quotes(session, year.leader, meeting.find("1.5"))


PAGES = {
    "overview": lambda s, year: overview.overview(s, year.leader, year.assessment),
    "dimension": lambda s, year: dimension_page.load(s, year.leader, year.assessment, "1.5"),
    "dimension, for an assessor": lambda s, year: dimension_page.load(
        s, year.assessor, year.assessment, "1.5"
    ),
    "desk": lambda s, year: desk.load(s, year.assessor),
    "desk, one claim": lambda s, year: desk.step(s, year.assessor, year.claim.key),
    "home of a leader": lambda s, year: needs.list_needs(s, year.leader),
    "home of an assessor": lambda s, year: needs.list_needs(s, year.assessor),
    "what changed": lambda s, year: needs.list_changes(s, year.leader),
    "two years side by side": lambda s, year: comparison.compare(
        s, year.leader, year.assessment, year.assessment
    ),
    "rolling forward": lambda s, year: rolling.load(
        s, year.leader, year.following, today=NOW.date()
    ),
    "before signing": lambda s, year: sign_off.to_sign(s, year.senior, year.following),
    "trends": lambda s, year: trends.load(s, year.leader),
    "a page's citations": lambda s, year: evidence.citations_on_page(
        s, year.leader, year.library.page(1).id
    ),
    "a document's citations": lambda s, year: evidence.citations_of_document(
        s, year.leader, year.document.id
    ),
    "gaps": lambda s, year: gaps.list_gaps(s, year.leader, year.assessment, today=NOW.date()),
    "what the next level asks": lambda s, year: next_level.list_next(
        s, year.leader, year.assessment
    ),
    "where a document is used": lambda s, year: usage.list_uses(s, year.leader, year.document.id),
    "a leadership meeting, one dimension": meeting_of,
    "how well pages are matched": lambda s, year: precision.report(s, year.leader),
    "snapshot": lambda s, year: snapshots.load(s, year.leader, year.snapshot.key, now=NOW),
    "all evidence for a dimension": lambda s, year: suggestions.ranked(s, year.leader, "1.5"),
    "suggestions": lambda s, year: suggestions.pages_for(s, year.leader, "1.5"),
}


@pytest.fixture
def meeting(year):
    """A leadership meeting that is open."""
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)


def grow(session, year):
    """Ten times the documents, claims, citations, verdicts and assessors, and an earlier year."""
    earlier = an_assessment(session, year.college, first_year=2025)
    a_claim(session, year.leader, earlier, agreed_by=year.senior)
    assessors = [
        year.assessor,
        *(an_engagement(session, year.leader, year.college, year.review) for _ in range(3)),
    ]
    papers = [
        a_document_with_pages(session, year.contributor, type=kind)
        for kind in (DocumentType.MINUTES, DocumentType.REPORT) * 5
    ]
    codes = [d.code for d in claims.framework_of(year.claim).dimensions if d.code != "1.5"][:9]
    made = [
        a_claim(session, year.leader, year.assessment, code, level=2, agreed_by=year.senior)
        for code in codes
    ]
    cited = [
        a_citation(session, year.contributor, claim, paper, "by campus", level=2)
        for claim in (year.claim, *made)
        for paper in (year.library, *papers)
    ]
    for citation in cited[:20]:
        for assessor in assessors:
            verdicts.give(
                session, assessor, citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
            )


def costs(year):
    """How many statements each page costs."""
    found = {}
    for name, load in PAGES.items():
        with year.database.reading() as session, counted(year.database) as statements:
            load(session, year)
        found[name] = len(statements)
    return found


@pytest.mark.usefixtures("meeting")
def test_a_page_costs_the_same_few_statements_with_ten_times_the_data(year):
    with year.database.writing() as session:
        an_assessment(session, year.college, first_year=2027)
        year.following = assessments.require_current(session, year.leader)
    # The others stay at the year in which there is much.
    year.leader = replace(year.leader, assessment_key=year.assessment.key)
    with year.database.writing() as session:
        year.snapshot = snapshots.take_now(session, year.leader, year.assessment.key, now=NOW)
    few = costs(year)
    with year.database.writing() as session:
        grow(session, year)

    many = costs(year)

    assert many == few
    assert max(many.values()) <= MOST_STATEMENTS
