"""What the papers are called that speak to a dimension."""

import pytest

from ingest.kinds import DocumentType, Sensitivity
from ingest.visibility import visibility_for
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.workflow import NOW
from workflow.citations import suggestions
from workflow.matching import papers
from workflow.matching.papers import Paper


def called(session, actor, year, dimension="1.5"):
    seen = visibility_for(session, actor)
    return papers.for_dimension(session, year.college.id, dimension, seen)


def test_papers_are_named_by_title_type_and_the_first_row_of_their_first_page(year):
    with year.database.writing() as session:
        pages = [f"\n\n  Annual report\n\n{LINK_GOVERNOR}", f"Next\n{LINK_GOVERNOR}"]
        a_document_with_pages(session, year.leader, pages, title="Scan", type=DocumentType.OTHER)

        found = [one for one in called(session, year.leader, year) if one.title == "Scan"]

    assert sorted(found, key=lambda one: one.first_row) == [
        Paper("Scan", "Other"), Paper("Scan", "Other", "Annual report")
    ]  # fmt: skip


def test_papers_that_speak_of_something_else_or_were_dismissed_or_are_closed_do_not_count(year):
    with year.database.writing() as session:
        a_document_with_pages(
            session, year.leader, ["The boiler house roof was mended."], title="R"
        )
        closed = Sensitivity.RESTRICTED
        a_document_with_pages(session, year.leader, title="Closed", sensitivity=closed)
        other = a_document_with_pages(session, year.leader, title="Dismissed")
        suggestions.dismiss(session, year.leader, other.revision.key, 1, "1.5", now=NOW)

        theirs = {one.title for one in called(session, year.contributor, year)}
        ours = {one.title for one in called(session, year.leader, year)}

    assert theirs == {year.document.title}
    assert ours == {year.document.title, "Closed"}


def test_a_visibility_of_another_college_is_refused(year):
    with year.database.reading() as session:
        seen = visibility_for(session, year.leader)
        with pytest.raises(ValueError, match="another college"):
            papers.for_dimension(session, year.college.id + 1, "1.5", seen)
