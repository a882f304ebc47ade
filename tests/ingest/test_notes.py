"""Notes: evidence without a file, kept as a text of its own."""

from datetime import date

import pytest

from ingest import documents, notes
from ingest.kinds import DocumentType
from ingest.notes import LONGEST_WORDS, Note, NoteKind
from store.blobs import FolderBlobs
from store.errors import IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.people import a_college, an_actor

SEEN = Note(
    NoteKind.OBSERVATION, "Careers corner in Building C", date(2027, 2, 3), "Head of Construction",
    "Learners asked about degree apprenticeships.",
)  # fmt: skip


@pytest.fixture
def contributor(database):
    with database.writing() as session:
        return an_actor(session, a_college(session), Role.CONTRIBUTOR)


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


def changed(**facts):
    return Note(**({name: getattr(SEEN, name) for name in vars(SEEN)} | facts))


def test_a_note_has_type_date_who_and_words(database, blobs, contributor):
    kept = notes.write(database, blobs, contributor, SEEN)

    with database.reading() as session:
        document = documents.get_document(session, contributor, kept.document_key)
    assert (document.type, document.event_date) == (DocumentType.NOTE, SEEN.day)
    assert (document.title, document.provided_by) == (SEEN.title, SEEN.who)
    assert "Note: observation, 3 February 2027" in SEEN.text


def test_two_notes_of_the_same_words_are_two(database, blobs, contributor):
    first = notes.write(database, blobs, contributor, SEEN)

    assert notes.write(database, blobs, contributor, SEEN).document_key != first.document_key


def test_a_link_keeps_its_address_and_the_day_it_was_looked_at():
    link = changed(kind=NoteKind.LINK, address="https://example.org/careers")

    assert "Address: https://example.org/careers, as it stood on 3 February 2027" in link.text


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"words": ""}, "words"),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "words"),
        ({"kind": NoteKind.LINK}, "address"),
        ({"kind": NoteKind.LINK, "address": "javascript:alert(1)"}, "address"),
        ({"who": "x" * 201}, "who"),
    ],
)
def test_what_is_missing_is_named_at_its_field(database, blobs, contributor, facts, field):
    with pytest.raises(IncompleteError) as refused:
        notes.write(database, blobs, contributor, changed(**facts))

    assert refused.value.field == field


def test_governors_write_no_notes(database, blobs, contributor):
    with database.writing() as session:
        governor = an_actor(session, a_college(session), Role.GOVERNOR)

    with pytest.raises(NotPermittedError):
        notes.write(database, blobs, governor, SEEN)
