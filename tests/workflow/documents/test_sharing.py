"""What a review is shown of the library: share scopes in pages, search, suggestions, citations."""

import pytest
from sqlalchemy import select

from ingest import documents, finding, page_files, pages, sensitivities
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, ShareScope
from ingest.models.documents import Document, Shown
from store.errors import NotFoundError
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.workflow import NOW, a_citation, a_review, an_engagement
from workflow.citations import citations, evidence, suggestions
from workflow.documents import library, sharing

FIRST = f"Page one. {LINK_GOVERNOR}"
SECOND = "Page two. The link governor for careers will report on destinations of learners."
CLOSED = {Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED}


def seen_by(session, actor, library_):
    """Page numbers that somebody opens, finds, is suggested and is told of by the document."""
    opened = []
    for page in library_.pages:
        try:
            pages.get_page(session, actor, library_.revision.key, page.number)
            opened.append(page.number)
        except NotFoundError:
            continue
    key = library_.document.key
    found = finding.find(session, actor, "link governor", limit=100)
    hits = sorted(page.number for page in found.pages if page.document_key == key)
    suggested = sorted(
        page.page_number
        for page in suggestions.pages_for(session, actor, "1.5", limit=100)
        if page.document_key == key
    )
    listed = [
        line.number
        for view in documents.get_documents(session, actor, [key])
        for line in documents.list_pages(session, actor, view)
    ]
    assert opened == hits == suggested == listed
    return opened


def share(session, year, library_, *, cited=()):
    """Take a document as the worker does when it became readable; cite some of its pages."""
    for number in cited:
        exact = "Page one." if number == 1 else "Page two."
        a_citation(session, year.leader, year.claim, library_, exact, page=number)
    library.document_changed(session, year.college.id, library_.document.id)
    return library_


def scope_of(**facts):
    defaults = {
        "type": DocumentType.REPORT,
        "sensitivity": Sensitivity.INTERNAL,
        "share_scope": None,
        "minutes_status": None,
        "retired_at": None,
    }
    return sharing.scope_of(Document(**(defaults | facts)))


@pytest.mark.parametrize("kind", DocumentType)
def test_minutes_and_board_papers_are_shown_by_cited_pages_and_others_whole(kind):
    limited = kind in {DocumentType.MINUTES, DocumentType.BOARD_PAPER}

    assert scope_of(type=kind) is (ShareScope.CITED_PAGES if limited else ShareScope.WHOLE)


@pytest.mark.parametrize("kind", DocumentType)
@pytest.mark.parametrize("chosen", [None, *ShareScope])
@pytest.mark.parametrize("sensitivity", sorted(CLOSED))
def test_nothing_of_what_is_confidential_is_ever_shown(kind, chosen, sensitivity):
    found = scope_of(type=kind, share_scope=chosen, sensitivity=sensitivity)

    assert found is ShareScope.NOTHING


def test_draft_minutes_are_shown_when_somebody_chose_so():
    draft = {"type": DocumentType.MINUTES, "minutes_status": MinutesStatus.DRAFT}

    assert scope_of(**draft) is ShareScope.NOTHING
    assert scope_of(**draft, share_scope=ShareScope.WHOLE) is ShareScope.WHOLE
    assert scope_of(type=DocumentType.MINUTES, minutes_status=MinutesStatus.APPROVED) is (
        ShareScope.CITED_PAGES
    )


def test_a_retired_document_is_shown_to_nobody_whatever_was_chosen():
    assert scope_of(retired_at=NOW, share_scope=ShareScope.WHOLE) is ShareScope.NOTHING


def test_a_report_is_shown_whole_but_for_its_confidential_pages(year):
    with year.database.writing() as session:
        report = a_document_with_pages(
            session,
            year.leader,
            [FIRST, SECOND],
            page_sensitivities={2: Sensitivity.CONFIDENTIAL},
        )
        share(session, year, report, cited=(1, 2))

        assert seen_by(session, year.assessor, report) == [1]
        assert seen_by(session, year.contributor, report) == [1]
        assert seen_by(session, year.leader, report) == [1, 2]


@pytest.mark.parametrize("kind", [DocumentType.MINUTES, DocumentType.BOARD_PAPER])
def test_of_minutes_and_board_papers_only_cited_pages_are_shown(year, kind):
    with year.database.writing() as session:
        paper = a_document_with_pages(session, year.leader, [FIRST, SECOND], type=kind)
        share(session, year, paper)
        assert seen_by(session, year.assessor, paper) == []

        share(session, year, paper, cited=(2,))
        assert seen_by(session, year.assessor, paper) == [2]
        assert seen_by(session, year.contributor, paper) == [1, 2]


def test_a_cited_page_that_is_confidential_is_not_shown(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session,
            year.leader,
            [FIRST, SECOND],
            type=DocumentType.MINUTES,
            page_sensitivities={1: Sensitivity.RESTRICTED},
        )
        share(session, year, minutes, cited=(1, 2))

        shown = select(Shown.page_id).where(Shown.document_id == minutes.document.id)
        assert session.scalars(shown).all() == [minutes.page(2).id]
        assert seen_by(session, year.assessor, minutes) == [2]


@pytest.mark.parametrize("sensitivity", sorted(CLOSED))
def test_a_confidential_document_is_shown_to_no_outsider_and_few_insiders(year, sensitivity):
    with year.database.writing() as session:
        closed = a_document_with_pages(
            session, year.leader, [FIRST, SECOND], sensitivity=sensitivity
        )
        share(session, year, closed, cited=(1,))

        assert seen_by(session, year.assessor, closed) == []
        assert seen_by(session, year.governor, closed) == []
        assert seen_by(session, year.senior, closed) == [1, 2]


def test_draft_minutes_are_shown_from_when_somebody_chooses(year):
    with year.database.writing() as session:
        draft = a_document_with_pages(
            session,
            year.leader,
            [FIRST, SECOND],
            type=DocumentType.MINUTES,
            minutes_status=MinutesStatus.DRAFT,
        )
        share(session, year, draft, cited=(1,))
        assert seen_by(session, year.assessor, draft) == []

        draft.document.share_scope = ShareScope.CITED_PAGES
        session.flush()
        share(session, year, draft)
        assert seen_by(session, year.assessor, draft) == [1]


def test_a_page_shown_as_a_quote_only_is_neither_opened_nor_found(year):
    with year.database.writing() as session:
        paper = a_document_with_pages(
            session, year.leader, [FIRST, SECOND], share_scope=ShareScope.QUOTE_ONLY
        )
        share(session, year, paper, cited=(1,))

        rows = session.scalars(select(Shown).where(Shown.document_id == paper.document.id)).all()
        assert [(row.page_id, row.is_quote_only) for row in rows] == [(paper.page(1).id, True)]
        assert seen_by(session, year.assessor, paper) == []


def test_striking_the_last_citation_of_a_page_hides_it_again(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session, year.leader, [FIRST, SECOND], type=DocumentType.MINUTES
        )
        one, other = (
            a_citation(session, year.leader, year.claim, minutes, exact)
            for exact in ("Page one.", "by campus")
        )
        citations.strike(session, year.leader, one.key, reason="Wrong.", now=NOW)
        assert seen_by(session, year.assessor, minutes) == [1]
        citations.strike(session, year.leader, other.key, reason="Wrong.", now=NOW)
        assert seen_by(session, year.assessor, minutes) == []


def test_marking_pages_confidential_hides_them_at_once(year):
    with year.database.writing() as session:
        report = share(session, year, a_document_with_pages(session, year.leader, [FIRST, SECOND]))
        assert seen_by(session, year.assessor, report) == [1, 2]

        sensitivities.classify_pages(
            session,
            year.leader,
            report.revision.key,
            first_page=1,
            last_page=1,
            sensitivity=Sensitivity.CONFIDENTIAL,
        )

        assert seen_by(session, year.assessor, report) == [2]


def test_a_review_opened_later_is_shown_what_is_there(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session, year.leader, [FIRST, SECOND], type=DocumentType.MINUTES
        )
        a_citation(session, year.leader, year.claim, minutes, "Page two.", page=2)
        review = a_review(session, year.leader, year.assessment, title="Second look")
        outsider = an_engagement(session, year.leader, year.college, review)

        assert seen_by(session, outsider, minutes) == [2]
        assert seen_by(session, outsider, year.library) == [1]


def test_search_counts_and_facets_speak_of_shown_pages_only(year):
    with year.database.writing() as session:
        for kind in (DocumentType.MINUTES, DocumentType.STRATEGY, DocumentType.PLAN):
            paper = a_document_with_pages(session, year.leader, [FIRST, SECOND], type=kind)
            share(session, year, paper)
        share(
            session,
            year,
            a_document_with_pages(
                session, year.leader, [FIRST], sensitivity=Sensitivity.CONFIDENTIAL
            ),
        )

        outside = finding.find(session, year.assessor, "link governor", limit=1)
        inside = finding.find(session, year.leader, "link governor", limit=1)

        assert (outside.total, inside.total) == (5, 8)
        assert facet(outside, "Type") == {"Plan": 2, "Strategy": 2, "Report": 1}
        assert facet(inside, "Type") == {"Plan": 2, "Strategy": 2, "Report": 2, "Minutes": 2}


def facet(found, name):
    values = next(facet.values for facet in found.facets if facet.name == name)
    return {value.words: value.count for value in values}


def test_a_citation_of_a_hidden_page_keeps_its_words_and_title_to_itself(year):
    with year.database.writing() as session:
        closed = a_document_with_pages(
            session,
            year.leader,
            [FIRST],
            title="Redundancies",
            sensitivity=Sensitivity.CONFIDENTIAL,
        )
        share(session, year, closed, cited=(1,))

        def view_of(actor):
            found = evidence.citations_of_claims(session, actor, [year.claim.id])
            return next(view for view in found if view.document_key == closed.document.key)

        hidden, open_ = view_of(year.assessor), view_of(year.leader)

        assert (hidden.exact, hidden.is_readable) == ("", False)
        assert "Redundancies" not in str(hidden)
        assert (open_.exact, open_.document_title) == ("Page one.", "Redundancies")
        page = page_files.find_page(
            session, year.leader, open_.revision_key, open_.page_number, open_.layer_sha256
        )
        [block] = evidence.words_around(page, open_)
        assert ("Page one.", 1) in block.rows[0][0]
        with pytest.raises(NotFoundError):
            page_files.find_page(session, year.assessor, hidden.revision_key, hidden.page_number)
