"""Everything that was dismissed for a dimension can be found and taken back."""

import pytest

from ingest.kinds import Sensitivity
from search_index.learning import Decision
from store.errors import NotPermittedError
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages, a_revision
from tests.factories.workflow import NOW
from workflow.citations import dismissals, suggestions
from workflow.matching import learning


def dismiss(session, actor, library, dimension="1.5", **more):
    suggestions.dismiss(session, actor, library.revision.key, 1, dimension, now=NOW, **more)


def listed(session, actor, dimension="1.5"):
    return dismissals.list_dismissed(session, actor, dimension)


def test_a_dismissal_is_listed_with_its_place_and_who_when_and_why(year):
    with year.database.writing() as session:
        dismiss(session, year.leader, year.library, reason="Another year.")
        dismiss(session, year.leader, year.library, "2.4")

        (page,) = listed(session, year.leader)

    assert (page.document_title, page.where) == (year.document.title, "page 1")
    assert (page.revision_key, page.page_number) == (year.library.revision.key, 1)
    assert (page.dismissed_by, page.at, page.reason) == (year.leader.name, NOW, "Another year.")
    assert page.is_ranked


def test_pages_that_match_no_more_or_stand_in_an_older_file_are_listed_and_taken_back(year):
    with year.database.writing() as session:
        boiler = a_document_with_pages(session, year.leader, ["The boiler house roof was mended."])
        older = a_document_with_pages(session, year.leader)
        dismiss(session, year.leader, boiler)
        dismiss(session, year.leader, older)
        a_revision(session, older.document, [LINK_GOVERNOR], number=2)

        found = {page.revision_key: page.is_ranked for page in listed(session, year.leader)}
        for key in found:
            suggestions.bring_back(session, year.leader, key, 1, "1.5")

        assert set(found) == {boiler.revision.key, older.revision.key}
        assert not found[boiler.revision.key]
        assert listed(session, year.leader) == []
        sha256 = year.assessment.framework.sha256
        taught = learning.lessons(session, year.college.id, sha256)
        assert Decision.DISMISSED not in {one.decision for one in taught}


def test_a_dismissed_page_that_one_may_not_see_is_not_named(year):
    with year.database.writing() as session:
        closed = a_document_with_pages(session, year.leader, sensitivity=Sensitivity.RESTRICTED)
        dismiss(session, year.leader, closed)
        dismiss(session, year.leader, year.library)

        assert len(listed(session, year.leader)) == 2
        (theirs,) = listed(session, year.contributor)

    assert theirs.revision_key == year.library.revision.key


def test_who_may_not_dismiss_is_told_nothing_of_it(year):
    with year.database.reading() as session:
        for actor in (year.assessor, year.governor):
            with pytest.raises(NotPermittedError):
                listed(session, actor)
