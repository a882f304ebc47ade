"""Pages are loaded in a fixed number of statements, however much there is to show."""

from contextlib import contextmanager

from sqlalchemy import event

from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW, a_citation, a_claim
from workflow import (
    assessments,
    desk,
    dimension_page,
    judgements,
    needs,
    overview,
    reviews,
    verdicts,
)
from workflow.kinds import Outcome

MOST = 12
# An outsider's page asks one thing more: what their review is shown of the library.
MOST_OUTSIDE = MOST + 1

DIMENSIONS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "4.1")
WORDS = ("The link governor", "careers leader each term", "Governors noted")


@contextmanager
def counted(database):
    """The statements that the database is sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def overview_page(session, year):
    assessment = assessments.get_assessment(session, year.leader, year.assessment.key)
    overview.overview(session, year.leader, assessment)


def page_of_a_dimension(session, year):
    assessment = assessments.get_assessment(session, year.leader, year.assessment.key)
    dimension_page.load(session, year.leader, assessment, "1.5")


def the_same_for_an_assessor(session, year):
    assessment = assessments.get_assessment(session, year.assessor, year.assessment.key)
    dimension_page.load(session, year.assessor, assessment, "1.5")


def the_desk(session, year):
    desk.load(session, year.assessor)


def a_step_of_the_desk(session, year):
    desk.step(session, year.assessor, year.claim.key, year.citation.key)


def needs_of_a_leader(session, year):
    needs.list_needs(session, year.leader)
    needs.list_changes(session, year.leader)


def needs_of_an_assessor(session, year):
    needs.list_needs(session, year.assessor)


def the_list_of_reviews(session, year):
    assessment = assessments.require_current(session, year.leader)
    found = reviews.list_reviews(session, year.leader, assessment)
    reviews.list_engagements(session, found[0])


def ten_times_as_much(year):
    """Ten more claims, each with three citations, verdicts and a judgement; documents too."""
    with year.database.writing() as session:
        for code in DIMENSIONS:
            library = a_document_with_pages(session, year.contributor)
            claim = a_claim(session, year.leader, year.assessment, code, level=2)
            for exact in WORDS:
                found = a_citation(session, year.contributor, claim, library, exact, level=2)
                a_citation(session, year.contributor, year.claim, library, exact)
                _verdict(session, year, found)
            judgements.judge(session, year.assessor, claim.key, level=2, seen_version=0, now=NOW)


def _verdict(session, year, citation):
    verdicts.give(session, year.assessor, citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW)


PAGES = (
    overview_page,
    page_of_a_dimension,
    the_same_for_an_assessor,
    the_desk,
    a_step_of_the_desk,
    needs_of_a_leader,
    needs_of_an_assessor,
    the_list_of_reviews,
)


def statements_of(year):
    """How many statements each page takes, on a session of its own."""
    found = {}
    for page in PAGES:
        with counted(year.database) as sent, year.database.reading() as session:
            page(session, year)
        found[page.__name__] = len(sent)
    return found


def test_ten_times_as_much_takes_as_many_statements_and_few_of_them(year):
    with year.database.writing() as session:
        _verdict(session, year, year.citation)
    statements_of(year)  # the first look fills caches that live as long as the process

    before = statements_of(year)
    ten_times_as_much(year)
    after = statements_of(year)

    assert after == before
    assert after.pop("the_same_for_an_assessor") <= MOST_OUTSIDE
    assert {page: count for page, count in after.items() if count > MOST} == {}
