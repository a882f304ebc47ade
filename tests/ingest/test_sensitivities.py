"""How sensitive pages are, and that pages and search agree on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ingest.kinds import Sensitivity
from ingest.models.documents import Document, Page, SensitivityRange
from ingest.sensitivities import STRICTNESS, classify_pages, sensitivity_of_page, stricter
from search_index.models import SearchPage
from store.audit import Event
from store.errors import IncompleteError, NotFoundError, NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor

LEVELS = st.sampled_from(Sensitivity)
TEXTS = ("one", "two", "three", "four")


@pytest.fixture
def library(shelf):
    with shelf.database.writing() as session:
        return a_document_with_pages(session, shelf.leader, TEXTS)


def classify(shelf, library, first, last, sensitivity, *, by=None):
    with shelf.database.writing() as session:
        classify_pages(
            session,
            by or shelf.leader,
            library.revision.key,
            first_page=first,
            last_page=last,
            sensitivity=sensitivity,
        )


def levels(shelf):
    """The pages' sensitivities in order; fails when the search says otherwise."""
    with shelf.database.reading() as session:
        rows = session.execute(
            select(Page.sensitivity, SearchPage.sensitivity)
            .join(SearchPage, SearchPage.page_id == Page.id)
            .order_by(Page.number)
        ).all()
    assert all(page.value == search for page, search in rows)
    return [page.value for page, _ in rows]


def test_marked_pages_are_closed_at_once_in_the_search_too(shelf, library):
    classify(shelf, library, 2, 3, Sensitivity.CONFIDENTIAL)

    assert levels(shelf) == ["internal", "confidential", "confidential", "internal"]
    with shelf.database.reading() as session:
        assert "pages classified" in session.scalars(select(Event.kind)).all()


def test_a_later_word_on_the_same_page_counts(shelf, library):
    classify(shelf, library, 1, 4, Sensitivity.RESTRICTED)
    classify(shelf, library, 2, 2, Sensitivity.CONFIDENTIAL)
    classify(shelf, library, 3, 3, Sensitivity.OPEN)

    assert levels(shelf) == ["restricted", "confidential", "internal", "restricted"]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (-1, -1)])
def test_pages_are_given_in_order(shelf, library, first, last):
    with pytest.raises(IncompleteError, match="first and the last page"):
        classify(shelf, library, first, last, Sensitivity.CONFIDENTIAL)


def test_only_leaders_and_governance_classify(shelf, library):
    with pytest.raises(NotPermittedError):
        classify(shelf, library, 1, 1, Sensitivity.CONFIDENTIAL, by=shelf.contributor)


def test_the_file_of_another_college_cannot_be_classified(shelf, library):
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))

    with pytest.raises(NotFoundError):
        classify(shelf, library, 1, 1, Sensitivity.OPEN, by=stranger)


@given(LEVELS, st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), LEVELS)), st.integers(1, 9))
def test_a_page_is_never_less_sensitive_than_its_document(level, marks, number):
    document = Document(sensitivity=level)
    ranges = [
        SensitivityRange(first_page=first, last_page=first + more, sensitivity=marked)
        for first, more, marked in marks
    ]

    found = sensitivity_of_page(document, ranges, number)

    assert STRICTNESS[found] >= STRICTNESS[level]
    covering = [one.sensitivity for one in ranges if one.first_page <= number <= one.last_page]
    assert found is (stricter(level, covering[-1]) if covering else level)
