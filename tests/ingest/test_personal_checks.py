"""The check for personal data: told to those who describe documents, and looked at by a person."""

import pytest

from ingest import personal_checks
from ingest.kinds import Sensitivity
from ingest.personal_data import find
from store.db import utc_now
from store.errors import NotFoundError, NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.ingest.reading.making import page_of, pdf

ULN = "1234567899"


def check(shelf, actor, received):
    with shelf.database.reading() as session:
        return personal_checks.check_of(session, actor, received.revision_key)


def keep(shelf, actor, key):
    with shelf.database.writing() as session:
        return personal_checks.keep(session, actor, key, now=utc_now())


def test_reading_a_file_tells_what_it_may_tell_of_people_and_where(shelf):
    received = shelf.taken_in(
        pdf(page_of("Nothing"), page_of(f"Learner {ULN}", "a.person@college.example"))
    )

    found = check(shelf, shelf.leader, received)

    assert [(one.number, one.where, one.words) for one in found.findings] == [
        (2, "page 2", "1 unique learner number, 1 e-mail address")
    ]
    assert found.kept_by is None
    assert ULN not in str(found)


def test_a_file_that_tells_of_nobody_has_no_check(shelf):
    assert check(shelf, shelf.leader, shelf.taken_in(pdf(page_of("Nothing")))) is None


def test_a_person_looks_and_keeps_it_once(shelf):
    received = shelf.taken_in(pdf(page_of(f"Learner {ULN}")))

    first = keep(shelf, shelf.leader, received.revision_key)
    again = keep(shelf, shelf.contributor, received.revision_key)

    assert first == again == received.document_key
    assert check(shelf, shelf.contributor, received).kept_by == shelf.leader.name


def test_who_does_not_describe_documents_is_told_nothing(shelf):
    received = shelf.taken_in(pdf(page_of(f"Learner {ULN}")))

    assert check(shelf, shelf.governor, received) is None
    with pytest.raises(NotPermittedError):
        keep(shelf, shelf.governor, received.revision_key)


def test_a_page_that_is_not_shown_is_not_told_of(shelf):
    with shelf.database.writing() as session:
        library = a_document_with_pages(
            session, shelf.leader, ["Open", f"Learner {ULN}"],
            page_sensitivities={2: Sensitivity.CONFIDENTIAL},
        )  # fmt: skip
        personal_checks.rewrite(
            session, shelf.college.id, library.page(2).id, find(f"Learner {ULN}")
        )

    with shelf.database.reading() as session:
        seen = personal_checks.check_of(session, shelf.leader, library.revision.key)
        hidden = personal_checks.check_of(session, shelf.contributor, library.revision.key)

    assert (len(seen.findings), hidden) == (1, None)
    with pytest.raises(NotFoundError):
        keep(shelf, shelf.leader, "no-such-file")
