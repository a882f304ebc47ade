"""Questions and dated notes that governors leave with an assessment."""

from datetime import date

import pytest
from sqlalchemy import select

from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.workflow import NOW
from workflow.governance import governors
from workflow.kinds.sign_off import NoteKind
from workflow.models.mail import Notice
from workflow.needs import needs

VISIT = date(2027, 1, 20)


def leave(session, year, *, kind=NoteKind.QUESTION, words="How is 1.5 known?", dated=VISIT, of=""):
    return governors.leave(
        session, year.governor, year.assessment, kind, words, dated=dated, dimension=of, now=NOW
    )


def test_a_link_governor_can_leave_a_question_for_the_careers_leader_who_is_told(year):
    with year.database.writing() as session:
        leave(session, year, of="1.5")

    with year.database.reading() as session:
        [note] = governors.list_notes(session, year.governor, year.assessment)
        told = session.scalars(select(Notice)).one()
        waiting = [need.sentence for need in needs.list_needs(session, year.leader)]
    assert (note.dimension, note.dated, note.words) == ("1.5", VISIT, "How is 1.5 known?")
    assert told.person_id == year.leader.person_id
    assert "A governor asks: How is 1.5 known?" in waiting


def test_an_answer_goes_back_to_the_governor_once(year):
    with year.database.writing() as session:
        note = leave(session, year)
        governors.answer(session, year.senior, note.key, "By termly reports.", now=NOW)

        with pytest.raises(ConflictError):
            governors.answer(session, year.leader, note.key, "Another.", now=NOW)
    with year.database.reading() as session:
        [seen] = governors.list_notes(session, year.governor, year.assessment)
        told = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert seen.answer == "By termly reports."
    assert told.person_id == year.governor.person_id


def test_a_note_keeps_its_date_and_needs_no_answer(year):
    with year.database.writing() as session:
        note = leave(session, year, kind=NoteKind.NOTE, words="I visited Foundry Lane.")

        with pytest.raises(ConflictError):
            governors.answer(session, year.leader, note.key, "Thank you.", now=NOW)
        assert [n for n in needs.list_needs(session, year.leader) if "governor" in n.sentence] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": " "}, "words"),
        ({"dated": date(2027, 2, 4)}, "dated"),
        ({"of": "9.9"}, "dimension"),
    ],
)
def test_a_note_has_words_a_day_that_was_and_a_dimension_that_is(year, fields, field):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        leave(session, year, **fields)
    assert refused.value.field == field


def test_reviewers_and_contributors_neither_read_nor_leave_any(year):
    with year.database.writing() as session:
        leave(session, year)
        for actor in (year.assessor, year.contributor):
            with pytest.raises(NotPermittedError):
                governors.list_notes(session, actor, year.assessment)
            with pytest.raises(NotPermittedError):
                governors.leave(
                    session, actor, year.assessment, NoteKind.NOTE, "x", dated=VISIT, now=NOW
                )
