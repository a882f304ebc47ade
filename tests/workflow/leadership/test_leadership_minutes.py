"""The minutes of a leadership review: a Word document that becomes evidence by the usual steps."""

from io import BytesIO

import pytest
from docx import Document as WordDocument

from ingest import documents
from store.blobs import FolderBlobs
from store.errors import ConflictError
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.workflow import NOW
from workflow.leadership import leadership, leadership_minutes, leadership_record


@pytest.fixture
def ended(year):
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior, year.governor)
        picks(session, year.leader, review, d1_2=1, d1_3=2)
        picks(session, year.senior, review, d1_2=3, d1_3=2)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)
        leadership_record.agree(
            session, year.leader, review.key, "1.2",
            level=2, sentence="The vision names careers.\x0b", seen_version=0, now=NOW,
        )  # fmt: skip
        leadership_record.park(
            session, year.leader, review.key, "1.4", reason="Ask the clerk.", now=NOW
        )
        leadership.end_meeting(session, year.leader, review.key, now=NOW)
    return review


def words_of(body):
    document = WordDocument(BytesIO(body))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_minutes_name_people_roles_levels_and_what_was_parked(year, ended):
    with year.database.reading() as session:
        said = words_of(leadership_minutes.to_docx(session, year.leader, ended.key))

    assert year.governor.name in said
    assert "Enterprise Adviser" in said
    assert "Level 2" in said
    assert "1 chose level 1, 1 chose level 3" in said
    assert "Ask the clerk." in said
    assert "1.3" in said


def test_individual_views_are_no_part_of_the_minutes(year, ended):
    with year.database.reading() as session:
        said = words_of(leadership_minutes.to_docx(session, year.leader, ended.key))

    assert "thinks so" not in said


def test_the_minutes_wait_for_the_end_of_the_meeting(year):
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.reading() as session, pytest.raises(ConflictError, match="has ended"):
        leadership_minutes.to_docx(session, year.leader, review.key)


def test_one_step_takes_the_minutes_into_the_library_once(year, ended, tmp_path):
    blobs = FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")

    keys = {
        leadership_minutes.add_to_library(year.database, blobs, year.leader, ended.key)
        for _ in range(2)
    }

    [key] = keys
    with year.database.reading() as session:
        document = documents.get_document(session, year.leader, key)
    assert document.title == "Leadership review of careers, 3 February 2027"
    assert document.minutes_status.value == "draft"
