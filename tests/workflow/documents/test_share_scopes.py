"""Choosing what reviewers see of documents and pages: who may, what follows, that it is at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from ingest import documents, downloading, finding, page_files, pages
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, ShareScope
from ingest.models.documents import InnerFile
from ingest.models.shares import ShareRange
from store.audit import Event
from store.errors import IncompleteError, NotFoundError, NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import an_actor
from tests.factories.workflow import NOW, a_citation
from workflow.citations import evidence, suggestions
from workflow.documents import share_scopes
from workflow.kinds.reviews import Outcome
from workflow.needs import needs
from workflow.reviews import verdicts

TEXTS = [f"Page {n}. The link governor for careers will report on page {n}." for n in (1, 2, 3)]


def opened_by(session, actor, library):
    """Page numbers that somebody opens, in text and picture; both agree."""
    found = []
    for page in library.pages:
        try:
            page_files.find_file(session, actor, library.revision.key, page.number)
            pages.get_page(session, actor, library.revision.key, page.number)
            found.append(page.number)
        except NotFoundError:
            with pytest.raises(NotFoundError):
                pages.get_page(session, actor, library.revision.key, page.number)
    return found


def is_downloaded(session, actor, library):
    try:
        downloading.file_to_download(session, actor, library.revision.key)
    except NotFoundError:
        return False
    return True


def draft_minutes(session, year):
    minutes = a_document_with_pages(
        session, year.leader, TEXTS, type=DocumentType.MINUTES, minutes_status=MinutesStatus.DRAFT
    )
    a_citation(session, year.leader, year.claim, minutes, "Page 2.", page=2)
    return minutes


def test_the_governance_professional_opens_draft_minutes_as_draft_and_nobody_else(year):
    with year.database.writing() as session:
        clerk = an_actor(session, year.college, Role.GOVERNANCE_PROFESSIONAL)
        minutes = draft_minutes(session, year)
        key = minutes.document.key
        for other in (year.leader, year.senior, year.contributor, year.assessor):
            with pytest.raises(NotPermittedError):
                share_scopes.choose(session, other, key, ShareScope.CITED_PAGES)
        assert opened_by(session, year.assessor, minutes) == []
        told = [need for need in needs.list_needs(session, clerk) if need.subject == key]
        assert [need.place for need in told] == [needs.Place.SHARING]

        share_scopes.choose(session, clerk, key, ShareScope.CITED_PAGES)
        assert key not in {need.subject for need in needs.list_needs(session, clerk)}

        assert opened_by(session, year.assessor, minutes) == [2]
        assert pages.get_page(session, year.assessor, minutes.revision.key, 2).is_draft
        share_scopes.choose(session, year.leader, key, ShareScope.NOTHING)
        assert opened_by(session, year.assessor, minutes) == []


def test_some_pages_of_draft_minutes_are_opened_alone(year):
    with year.database.writing() as session:
        clerk = an_actor(session, year.college, Role.GOVERNANCE_PROFESSIONAL)
        minutes = draft_minutes(session, year)

        share_scopes.choose(
            session, clerk, minutes.document.key, ShareScope.WHOLE, first_page=3, last_page=3
        )

        assert opened_by(session, year.assessor, minutes) == [3]


def test_minutes_that_become_a_draft_again_are_closed_whatever_was_chosen(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session,
            year.leader,
            TEXTS,
            type=DocumentType.MINUTES,
            minutes_status=MinutesStatus.APPROVED,
        )
        key = minutes.document.key
        share_scopes.choose(session, year.leader, key, ShareScope.WHOLE)
        assert opened_by(session, year.assessor, minutes) == [1, 2, 3]

        said = Description("Minutes", DocumentType.MINUTES, minutes_status=MinutesStatus.DRAFT)
        documents.describe(
            session, year.contributor, key, said, seen_version=minutes.document.row_version
        )
        share_scopes.choose(
            session, year.leader, key, ShareScope.NOTHING, first_page=1, last_page=1
        )

        assert opened_by(session, year.assessor, minutes) == []
        approved = Description("Minutes", DocumentType.MINUTES, minutes_status=MinutesStatus.SIGNED)
        with pytest.raises(NotPermittedError):
            documents.describe(
                session, year.contributor, key, approved,
                seen_version=minutes.document.row_version,
            )  # fmt: skip


@pytest.mark.parametrize("sensitivity", [Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED])
def test_restricted_and_confidential_items_are_left_out_whoever_chooses(year, sensitivity):
    with year.database.writing() as session:
        closed = a_document_with_pages(session, year.leader, TEXTS, sensitivity=sensitivity)
        with pytest.raises(IncompleteError, match=f"is {sensitivity.value}"):
            share_scopes.choose(session, year.leader, closed.document.key, ShareScope.WHOLE)
        assert opened_by(session, year.assessor, closed) == []


def test_a_quote_that_is_shared_without_its_page_is_read_and_judged_and_nothing_else(year):
    with year.database.writing() as session:
        paper = a_document_with_pages(session, year.leader, TEXTS)
        citation = a_citation(session, year.leader, year.claim, paper, "Page 2.", page=2)
        share_scopes.choose(session, year.leader, paper.document.key, ShareScope.QUOTE_ONLY)

        found = evidence.citations_of_claims(session, year.assessor, [year.claim.id])
        [view] = [one for one in found if one.key == citation.key]

        assert (view.exact, view.is_quoted, view.is_readable) == ("Page 2.", True, False)
        assert opened_by(session, year.assessor, paper) == []
        assert not is_downloaded(session, year.assessor, paper)
        assert paper.document.key not in {
            page.document_key for page in finding.find(session, year.assessor, "governor").pages
        }
        verdicts.give(
            session, year.assessor, citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )


def test_withdrawal_works_at_once_for_pages_quotes_and_verdicts(year):
    with year.database.writing() as session:
        key = year.document.key
        assert opened_by(session, year.assessor, year.library) == [1]

        share_scopes.choose(session, year.leader, key, ShareScope.NOTHING)

        assert opened_by(session, year.assessor, year.library) == []
        [view] = evidence.citations_of_claims(session, year.assessor, [year.claim.id])
        assert (view.exact, view.document_title) == ("", "A document that is not shared")
        with pytest.raises(NotFoundError):
            verdicts.give(
                session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
            )


def test_what_came_out_of_a_document_is_shown_no_further_than_it(year):
    with year.database.writing() as session:
        outer = a_document_with_pages(session, year.leader, TEXTS, title="All of it")
        inner = a_document_with_pages(session, year.leader, TEXTS, title="Inside")
        session.add(
            InnerFile(
                college_id=year.college.id,
                container_id=outer.document.id,
                revision_id=outer.revision.id,
                root_id=outer.revision.id,
                number=1,
                depth=1,
                path="Inside.pdf",
                size=10,
                document_id=inner.document.id,
            )
        )
        session.flush()
        share_scopes.choose(session, year.leader, outer.document.key, ShareScope.WHOLE)
        assert is_downloaded(session, year.assessor, outer)
        share_scopes.choose(session, year.leader, inner.document.key, ShareScope.CITED_PAGES)
        # The archive holds what is not shown whole.
        assert not is_downloaded(session, year.assessor, outer)

        share_scopes.choose(session, year.leader, outer.document.key, ShareScope.NOTHING)

        assert inner.document.share_scope is ShareScope.NOTHING


def test_downloads_are_off_but_for_what_is_shown_whole_and_each_is_noted(year):
    with year.database.writing() as session:
        key = year.document.key
        assert is_downloaded(session, year.assessor, year.library)
        share_scopes.choose(session, year.leader, key, ShareScope.CITED_PAGES)
        assert not is_downloaded(session, year.assessor, year.library)
    with year.database.reading() as session:
        noted = session.scalars(select(Event).where(Event.kind == "file downloaded")).all()
        assert [(event.actor, event.subject) for event in noted] == [
            (year.assessor.person_key, key)
        ]


scopes = st.sampled_from(ShareScope)
ranges = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), scopes), max_size=3)
choices = st.lists(st.tuples(scopes, ranges), min_size=2, max_size=2)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(choices)
def test_random_scopes_hold_for_pages_pictures_text_search_counts_and_originals(year, chosen):
    with year.database.writing() as session:
        for scope, parts in chosen:
            library = _with_scopes(session, year, scope, parts)
            expected = [n for n in (1, 2, 3) if _is_shown(scope, parts, n)]

            assert opened_by(session, year.assessor, library) == expected
            assert _found(session, year.assessor, library) == expected
            quotes = [n for n in (1, 3) if _scope(scope, parts, n) is not ShareScope.NOTHING]
            assert _quoted(session, year, library) == quotes
            whole = scope is ShareScope.WHOLE and not parts
            assert is_downloaded(session, year.assessor, library) == whole
            assert is_downloaded(session, year.leader, library)


def _with_scopes(session, year, scope, parts):
    """A document of three pages, of which 1 and 3 are cited, with choices made one by one."""
    library = a_document_with_pages(session, year.contributor, TEXTS)
    for number in (1, 3):
        a_citation(session, year.leader, year.claim, library, f"Page {number}.", page=number)
    share_scopes.choose(session, year.leader, library.document.key, scope)
    for first, last, of_pages in parts:
        share_scopes.choose(
            session,
            year.leader,
            library.document.key,
            of_pages,
            first_page=min(first, last),
            last_page=max(first, last),
        )
    return library


def _scope(scope, parts, number):
    """What holds for a page: the narrowest range with it, of equals the later made."""
    naming: dict[tuple[int, int], tuple[int, ShareScope]] = {}
    for first, last, chosen in parts:
        ends = (min(first, last), max(first, last))
        if ends[0] <= number <= ends[1]:
            made = naming.get(ends, (len(naming), chosen))[0]
            naming[ends] = (made, chosen)
    if not naming:
        return scope
    return min(naming.items(), key=lambda one: (one[0][1] - one[0][0], -one[1][0]))[1][1]


def _is_shown(scope, parts, number):
    found = _scope(scope, parts, number)
    return found is ShareScope.WHOLE or (found is ShareScope.CITED_PAGES and number in {1, 3})


def _found(session, actor, library):
    """Pages of a document that search finds; lists, counts and suggestions say the same."""
    key = library.document.key
    found = finding.find(session, actor, "link governor", limit=1000)
    facet = next((one for one in found.facets if one.name == "Type"), None)
    assert sum(value.count for value in facet.values if facet) == found.total if facet else True
    assert found.total == len(found.pages)
    hits = sorted(page.number for page in found.pages if page.document_key == key)
    suggested = suggestions.pages_for(session, actor, "1.5", limit=1000)
    assert hits == sorted(p.page_number for p in suggested if p.document_key == key)
    listed = documents.get_documents(session, actor, [key])
    lines = [line.number for view in listed for line in documents.list_pages(session, actor, view)]
    assert lines == hits
    return hits


def _quoted(session, year, library):
    found = evidence.citations_of_document(session, year.assessor, library.document.id)
    return [view.page_number for view in found if view.exact]


def test_pages_follow_their_document_again(year):
    with year.database.writing() as session:
        library = _with_scopes(session, year, ShareScope.WHOLE, [(2, 2, ShareScope.NOTHING)])
        [chosen] = session.scalars(select(ShareRange)).all()
        assert opened_by(session, year.assessor, library) == [1, 3]

        share_scopes.forget_pages(session, year.leader, library.document.key, chosen.key)

        assert opened_by(session, year.assessor, library) == [1, 2, 3]
        session.execute(delete(ShareRange))
        with pytest.raises(NotFoundError):
            share_scopes.forget_pages(session, year.leader, library.document.key, chosen.key)


@pytest.mark.parametrize(("first", "last"), [(None, 2), (2, None), (3, 2), (0, 1)])
def test_a_range_needs_a_first_and_a_last_page(year, first, last):
    with year.database.writing() as session, pytest.raises(IncompleteError, match="5 to 7"):
        share_scopes.choose(
            session,
            year.leader,
            year.document.key,
            ShareScope.WHOLE,
            first_page=first,
            last_page=last,
        )
