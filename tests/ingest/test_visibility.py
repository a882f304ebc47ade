"""What each person sees of a library: one answer for documents, pages, pictures and search."""

import pytest
from sqlalchemy import delete, select

from ingest import documents, downloading, finding, page_files, pages
from ingest.kinds import Sensitivity
from ingest.models.documents import Page, Revision, Shown
from ingest.visibility import is_quoted_to, visibility_for
from store.errors import NotFoundError, NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor, as_actor
from tests.factories.statements import counted
from tests.factories.workflow import a_review, an_assessment, an_engagement

OPEN, INTERNAL = Sensitivity.OPEN, Sensitivity.INTERNAL
CONFIDENTIAL, RESTRICTED = Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED
TEXT = "Governors asked for destinations by campus"


@pytest.fixture
def library(shelf):
    """One document of each sensitivity, and one internal with a confidential second page."""
    with shelf.database.writing() as session:
        found = {
            level: a_document_with_pages(
                session, shelf.leader, (TEXT,), title=f"A {level} paper", sensitivity=level
            )
            for level in Sensitivity
        }
        found["mixed"] = a_document_with_pages(
            session,
            shelf.leader,
            (TEXT, TEXT, TEXT),
            title="Minutes with a confidential part",
            page_sensitivities={2: CONFIDENTIAL},
        )
    return found


@pytest.fixture
def review(shelf):
    """A review that is shown nothing, until a test says what."""
    with shelf.database.writing() as session:
        opened = a_review(session, shelf.leader, an_assessment(session, shelf.college))
        session.execute(delete(Shown))
    return opened


@pytest.fixture
def assessor(shelf, review):
    with shelf.database.writing() as session:
        return an_engagement(session, shelf.leader, shelf.college, review)


def show(shelf, review, library, page=None, *, is_quote_only=False):
    with shelf.database.writing() as session:
        session.add(
            Shown(
                college_id=shelf.college.id,
                review_id=review.id,
                document_id=library.document.id,
                page_id=page.id if page else None,
                is_quote_only=is_quote_only,
            )
        )


def opens(shelf, actor, library, number=1):
    """Whether an actor gets at a page: by text, by picture and by id alike."""
    key = library.revision.key
    answers = set()
    for ask in (
        lambda session: pages.get_page(session, actor, key, number),
        lambda session: page_files.find_page(session, actor, key, number),
        lambda session: pages.require_page(session, actor, library.page(number).id),
    ):
        with shelf.database.reading() as session:
            try:
                ask(session)
            except NotFoundError:
                answers.add("closed")
            else:
                answers.add("open")
    (answer,) = answers
    return answer == "open"


def listed(shelf, actor):
    with shelf.database.reading() as session:
        return {view.key for view in documents.list_documents(session, actor).documents}


def found(shelf, actor, query="destinations"):
    """The ids of the pages that a search finds, which its counts agree with."""
    with shelf.database.reading() as session:
        result = finding.find(session, actor, query, limit=50)
    assert result.total == len(result.pages)
    return {page.page_id for page in result.pages}


def member(shelf, role):
    with shelf.database.writing() as session:
        return an_actor(session, shelf.college, role)


@pytest.mark.parametrize(
    "role", [Role.CAREERS_LEADER, Role.SENIOR_LEADER, Role.GOVERNANCE_PROFESSIONAL]
)
def test_leaders_and_governance_see_everything(shelf, library, role):
    actor = member(shelf, role)

    assert listed(shelf, actor) == {one.document.key for one in library.values()}
    assert all(opens(shelf, actor, one) for one in library.values())
    assert opens(shelf, actor, library["mixed"], 2)
    assert len(found(shelf, actor)) == 7


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.GOVERNOR])
def test_others_of_the_college_see_what_is_open_or_internal(shelf, library, role):
    actor = member(shelf, role)

    assert listed(shelf, actor) == {
        library[name].document.key for name in (OPEN, INTERNAL, "mixed")
    }
    assert [level for level in Sensitivity if opens(shelf, actor, library[level])] == [
        OPEN,
        INTERNAL,
    ]
    assert not opens(shelf, actor, library["mixed"], 2)
    assert found(shelf, actor) == {
        library[OPEN].page(1).id,
        library[INTERNAL].page(1).id,
        library["mixed"].page(1).id,
        library["mixed"].page(3).id,
    }


def test_who_runs_the_service_sees_no_evidence(shelf, library):
    actor = member(shelf, Role.ADMINISTRATOR)

    assert not any(opens(shelf, actor, one) for one in library.values())
    with shelf.database.reading() as session:
        with pytest.raises(NotPermittedError):
            finding.find(session, actor, "destinations")
        with pytest.raises(NotPermittedError):
            documents.list_documents(session, actor)


def test_another_college_is_another_world(shelf, library):
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session), Role.SENIOR_LEADER)

    assert listed(shelf, stranger) == set()
    assert found(shelf, stranger) == set()
    assert not any(opens(shelf, stranger, one) for one in library.values())


def test_an_outsider_sees_nothing_until_it_is_shown(shelf, library, assessor):
    assert listed(shelf, assessor) == set()
    assert found(shelf, assessor) == set()
    assert not any(opens(shelf, assessor, one) for one in library.values())


def test_a_document_shown_whole_is_seen_whole_but_for_what_is_closed(
    shelf, library, review, assessor
):
    show(shelf, review, library["mixed"])

    assert listed(shelf, assessor) == {library["mixed"].document.key}
    assert [opens(shelf, assessor, library["mixed"], number) for number in (1, 2, 3)] == [
        True,
        False,
        True,
    ]
    assert found(shelf, assessor) == {library["mixed"].page(1).id, library["mixed"].page(3).id}


def test_of_a_document_shown_by_pages_only_those_are_seen(shelf, library, review, assessor):
    mixed = library["mixed"]
    show(shelf, review, mixed, mixed.page(3))

    assert listed(shelf, assessor) == {mixed.document.key}
    assert [opens(shelf, assessor, mixed, number) for number in (1, 2, 3)] == [False, False, True]
    assert found(shelf, assessor) == {mixed.page(3).id}
    with shelf.database.reading() as session:
        view = documents.get_document(session, assessor, mixed.document.key)
        assert [line.number for line in documents.list_pages(session, assessor, view)] == [3]
        page = pages.get_page(session, assessor, mixed.revision.key, 3)
    assert (page.previous, page.next, page.count) == (None, None, 1)


def test_a_page_shown_as_a_quote_is_neither_opened_nor_found(shelf, library, review, assessor):
    mixed = library["mixed"]
    show(shelf, review, mixed, mixed.page(1), is_quote_only=True)

    assert not opens(shelf, assessor, mixed)
    assert found(shelf, assessor) == set()
    assert listed(shelf, assessor) == set()


@pytest.mark.parametrize("level", [CONFIDENTIAL, RESTRICTED])
def test_what_is_closed_is_never_shown_to_an_outsider(shelf, library, review, assessor, level):
    show(shelf, review, library[level])
    show(shelf, review, library[level], library[level].page(1))

    assert not opens(shelf, assessor, library[level])
    assert listed(shelf, assessor) == found(shelf, assessor) == set()


def test_a_leader_who_reviews_elsewhere_takes_no_right_along(shelf, library, review, assessor):
    both = as_actor(
        shelf.college, assessor_person(assessor), Role.ASSESSOR, Role.SENIOR_LEADER, review=review
    )
    show(shelf, review, library[CONFIDENTIAL])

    assert not opens(shelf, both, library[CONFIDENTIAL])


def assessor_person(actor):
    class Person:
        id, key, name = actor.person_id, actor.person_key, actor.name

    return Person


def test_one_review_is_not_shown_what_another_is(shelf, library, review, assessor):
    with shelf.database.writing() as session:
        other = a_review(
            session, shelf.leader, an_assessment(session, shelf.college, first_year=2027)
        )
    show(shelf, other, library[OPEN])

    assert listed(shelf, assessor) == set()


def test_an_outsider_gets_the_file_of_what_is_shown_whole_and_no_other(
    shelf, library, review, assessor
):
    show(shelf, review, library[OPEN])

    with shelf.database.writing() as session:
        got = downloading.file_to_download(session, assessor, library[OPEN].revision.key)
        with pytest.raises(NotFoundError):
            downloading.file_to_download(session, assessor, library["mixed"].revision.key)
    assert got.sha256 == library[OPEN].revision.sha256


def test_a_file_is_had_only_by_who_may_see_every_page_of_it(shelf, library):
    key = library["mixed"].revision.key

    with shelf.database.writing() as session:
        with pytest.raises(NotFoundError):
            downloading.file_to_download(session, shelf.contributor, key)
        assert downloading.file_to_download(session, shelf.leader, key)


def test_visibility_costs_one_statement_at_most(shelf, review, assessor):
    with shelf.database.reading() as session, counted(shelf.database) as seen:
        visibility_for(session, shelf.leader)
        assert len(seen) == 0
        visibility_for(session, assessor)
        assert len(seen) == 1


@pytest.mark.parametrize("shown", [(None, False), (1, False), (1, True), (2, False), (2, True)])
def test_a_query_that_asks_for_quotes_says_the_same_as_the_answer_for_one_page(
    shelf, library, review, assessor, shown
):
    page, is_quote_only = shown
    mixed, closed = library["mixed"], library[CONFIDENTIAL]
    show(shelf, review, mixed, mixed.page(page) if page else None, is_quote_only=is_quote_only)
    show(shelf, review, closed)
    with shelf.database.reading() as session:
        for actor in (assessor, shelf.leader):
            seen = visibility_for(session, actor)
            rows = session.execute(
                select(Page.id, Page.sensitivity, Revision.document_id, is_quoted_to(actor)).join(
                    Revision,
                    (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
                )
            ).all()

            assert rows
            for page_id, level, document_id, is_quoted in rows:
                assert is_quoted == seen.allows_quote(document_id, page_id, level.value)
