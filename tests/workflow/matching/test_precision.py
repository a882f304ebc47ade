"""The report of how well pages are matched: numbers, words, and what was learned."""

import pytest

from ingest import rebuilding
from ingest.preparing import Preparing
from search_index import indexing
from search_index.models import GenerationKind
from search_index.outcomes import DimensionOutcome
from store.errors import NotPermittedError
from store.permissions import Role
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.people import an_actor
from tests.factories.workflow import NOW, a_citation
from workflow.citations import suggestions
from workflow.kinds.reviews import Outcome
from workflow.matching import evidence_marks, learning, precision
from workflow.matching.precision import DimensionPrecision, MissedPage
from workflow.reviews import reviews, verdicts


def of_governance(report):
    return next(one for one in report.dimensions if one.dimension.code == "1.5")


def told(year, actor=None):
    with year.database.reading() as session:
        return precision.report(session, actor or year.leader)


@pytest.fixture
def decided(year):
    """One page cited and confirmed, four dismissed, one that matches nothing."""
    with year.database.writing() as session:
        papers = a_document_with_pages(
            session, year.leader, [LINK_GOVERNOR] * 4 + ["The boiler was replaced."]
        )
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        for number in range(1, 5):
            suggestions.dismiss(session, year.leader, papers.revision.key, number, "1.5", now=NOW)
    return papers


def test_precision_of_a_dimension_in_words_and_numbers(year, decided):
    report = told(year)

    found = of_governance(report)
    assert found.outcome == DimensionOutcome(
        matched=5, taken_up=1, confirmed=1, missed=0, dismissed=4
    )
    assert found.words == "Few fit: 1 of 5 taken up"
    assert (report.pages, report.abstained) == (6, 1)
    assert report.total.decided == 5


@pytest.mark.parametrize(
    ("taken_up", "dismissed", "words"),
    [
        (0, 0, "Nobody has decided yet"),
        (2, 1, "2 of 3 taken up so far"),
        (7, 3, "Most fit: 7 of 10 taken up"),
        (5, 5, "Some fit: 5 of 10 taken up"),
        (1, 9, "Few fit: 1 of 10 taken up"),
    ],
)
def test_few_decisions_are_called_few(taken_up, dismissed, words):
    outcome = DimensionOutcome(taken_up=taken_up, dismissed=dismissed)

    assert DimensionPrecision(None, outcome, ()).words == words


def test_what_was_learned_is_told_with_its_decisions(year, decided):
    learning.learn_again(year.database, year.college.id)

    report = told(year)

    assert (report.lessons_confirmed, report.lessons_dismissed) == (1, 4)
    assert report.learned == len(of_governance(report).learned) > 0
    assert all(one.confirmed + one.dismissed >= 3 for one in of_governance(report).learned)
    assert report.is_old


def test_how_far_matching_anew_has_come_is_told(year, decided, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH_PAGES", 4)
    under_way = rebuilding.rebuild(
        year.database, year.college.id, GenerationKind.MATCH, Preparing()
    )
    next(under_way)

    assert told(year).rematching == (4, 6)

    list(under_way)
    assert told(year).rematching is None


def test_dismissals_that_teach_and_are_not_counted_are_told_apart(year, decided):
    with year.database.writing() as session:
        cited = decided.page(1)
        a_citation(session, year.leader, year.claim, decided, "by campus")
        evidence_marks.refresh(session, year.college.id, cited.id)
        indexing.remove(session, year.college.id, [decided.page(4).id])
    learning.learn_again(year.database, year.college.id)

    report = told(year)

    assert of_governance(report).outcome.dismissed == 2
    assert of_governance(report).outcome.taken_up == 2
    assert (report.taught_by_gone, report.taught_by_cited) == (1, 1)
    assert report.lessons_dismissed == report.total.dismissed + 2


def test_missed_pages_are_named_to_those_who_may_read_them(year):
    with year.database.writing() as session:
        administrator = an_actor(session, year.college, Role.ADMINISTRATOR)
        papers = a_document_with_pages(session, year.leader, ["The boiler was replaced."])
        a_citation(session, year.leader, year.claim, papers, "boiler")
        evidence_marks.refresh(session, year.college.id, papers.page(1).id)

    found = of_governance(told(year))
    figures = of_governance(told(year, administrator))

    assert found.missed == (
        MissedPage("Careers report to governors", "page 1", papers.revision.key, 1),
    )
    assert figures.outcome.missed == found.outcome.missed == 1
    assert figures.missed == ()


def test_those_who_look_after_it_are_told_and_nobody_else(year):
    with year.database.writing() as session:
        administrator = an_actor(session, year.college, Role.ADMINISTRATOR)

    assert told(year, administrator).pages == 1
    for actor in (year.contributor, year.governor, year.senior, year.assessor):
        with pytest.raises(NotPermittedError):
            told(year, actor)
