"""See as reviewer: the preview says what the reviewer finds."""

import pytest

from ingest import finding, pages
from ingest.kinds import DocumentType, Sensitivity, ShareScope
from store.errors import NotFoundError, NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import a_citation
from workflow.documents import library as library_jobs
from workflow.documents import share_scopes
from workflow.reviews import share_preview

TEXTS = ["Page one speaks of careers.", "Page two speaks of careers.", "Page three, of careers."]


def test_the_preview_see_as_reviewer_says_of_each_page_what_the_reviewer_gets(year):
    with year.database.writing() as session:
        paper = a_document_with_pages(
            session,
            year.leader,
            TEXTS,
            type=DocumentType.MINUTES,
            page_sensitivities={3: Sensitivity.CONFIDENTIAL},
        )
        a_citation(session, year.leader, year.claim, paper, "Page two", page=2)
        a_citation(session, year.leader, year.claim, paper, "Page three", page=3)
        view, chosen = share_preview.get_choice(session, year.leader, paper.document.key)

        def seen():
            found = share_preview.pages_as_seen(session, year.leader, year.review.key, view)
            return [page.sees for page in found]

        assert chosen.scope is ShareScope.CITED_PAGES
        assert seen() == ["Nothing", "The page", "Nothing: it is confidential"]
        pages.get_page(session, year.assessor, paper.revision.key, 2)
        with pytest.raises(NotFoundError):
            pages.get_page(session, year.assessor, paper.revision.key, 1)
        share_scopes.choose(session, year.leader, paper.document.key, ShareScope.QUOTE_ONLY)
        assert seen() == ["Nothing", "The cited quotes only", "Nothing: it is confidential"]


def test_the_library_is_listed_with_what_a_review_sees_of_it_and_why(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session, year.leader, TEXTS, type=DocumentType.MINUTES, title="Minutes"
        )
        a_citation(session, year.leader, year.claim, minutes, "Page two", page=2)
        closed = a_document_with_pages(
            session, year.leader, TEXTS, title="Closed", sensitivity=Sensitivity.RESTRICTED
        )
        for one in (year.library, closed):
            library_jobs.document_changed(session, year.college.id, one.document.id)

        listed, more = share_preview.library_as_seen(session, year.leader, year.review.key)

        assert {one.document.title: one.sees for one in listed} == {
            "Closed": "Nothing",
            "Minutes": "Page 2",
            "Careers report to governors": "All of it",
        }
        assert [one.why for one in listed if one.document.title == "Closed"] == [
            "It is restricted."
        ]
        assert more is None


def test_a_search_as_reviewer_finds_what_the_reviewer_finds(year):
    with year.database.writing() as session:
        a_document_with_pages(session, year.leader, TEXTS, sensitivity=Sensitivity.CONFIDENTIAL)
        _, seer = share_preview.reviewer_of(session, year.senior, year.review.key)

        as_seen = finding.find(session, seer, "careers")
        by_them = finding.find(session, year.assessor, "careers")

        assert [page.page_id for page in as_seen.pages] == [page.page_id for page in by_them.pages]
        assert as_seen.facets == by_them.facets


def test_only_who_may_choose_sees_the_preview(year):
    with year.database.reading() as session:
        for other in (year.contributor, year.governor, year.assessor):
            with pytest.raises(NotPermittedError):
                share_preview.reviewer_of(session, other, year.review.key)
