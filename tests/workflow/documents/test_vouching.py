"""Accepting or returning a document; whoever added it is told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from ingest import documents, returning
from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.workflow import NOW
from workflow.documents import vouching
from workflow.models.mail import Notice
from workflow.needs import needs

REASON = "The date is missing on page 1."


@pytest.fixture
def key(year):
    return year.document.key


def sentences(session):
    return session.execute(select(Notice.person_id, Notice.sentence).order_by(Notice.id)).all()


def needs_of(session, actor):
    return [need.sentence for need in needs.list_needs(session, actor)]


def test_a_document_is_returned_with_a_reason_and_the_contributor_is_told(year, key):
    with year.database.writing() as session:
        vouching.send_back(session, year.leader, key, reason=REASON, now=NOW)

    with year.database.reading() as session:
        [(told, words)] = sentences(session)
        view = documents.get_document(session, year.contributor, key)
        assert returning.find_open(session, year.contributor, view).reason == REASON
        assert any(REASON in one for one in needs_of(session, year.contributor))
        assert not any("to accept" in one for one in needs_of(session, year.senior))
    assert told == year.contributor.person_id
    assert REASON in words


def test_a_reason_is_needed_to_return(year, key):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        vouching.send_back(session, year.leader, key, reason=" ", now=NOW)
    assert refused.value.field == "return_reason"


def test_nobody_accepts_or_returns_what_they_uploaded(year):
    with year.database.writing() as session:
        own = documents.get_document(session, year.contributor, year.document.key)
        uploader = replace(year.leader, person_id=own.uploaded_by_id)
        for decide in (
            lambda: vouching.accept(session, uploader, own.key, now=NOW),
            lambda: vouching.send_back(session, uploader, own.key, reason=REASON, now=NOW),
        ):
            with pytest.raises(NotPermittedError):
                decide()


def test_an_accepted_document_tells_its_contributor_and_is_not_returned(year, key):
    with year.database.writing() as session:
        vouching.accept(session, year.leader, key, now=NOW)

        with pytest.raises(ConflictError):
            vouching.send_back(session, year.senior, key, reason=REASON, now=NOW)
        [(told, words)] = sentences(session)
    assert told == year.contributor.person_id
    assert "accepted" in words


def test_what_was_put_right_waits_to_be_accepted_again_and_the_returner_is_told(year, key):
    with year.database.writing() as session:
        vouching.send_back(session, year.leader, key, reason=REASON, now=NOW)
        with pytest.raises(ConflictError):
            vouching.send_back(session, year.senior, key, reason=REASON, now=NOW)
        with pytest.raises(NotPermittedError):
            vouching.say_mended(session, year.senior, key, now=NOW)

        vouching.say_mended(session, year.contributor, key, now=NOW)

        told, words = sentences(session)[-1]
        assert "1 document waits" in " ".join(needs_of(session, year.senior))
        vouching.send_back(session, year.senior, key, reason="Still missing.", now=NOW)
    assert told == year.leader.person_id
    assert "put" in words
