"""Notes: received once however often they are sent, conflicts kept and shown, nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from store.errors import IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.visits import ON_THE_DAY, a_member_of_the_team, a_visit
from tests.factories.workflow import NOW
from workflow.kinds.visits import NoteKind
from workflow.lifecycle import VisitState
from workflow.models.visits import Visit, VisitNote
from workflow.visits import visit_notes, visits
from workflow.visits.visit_notes import TakenNote

NOTE = TakenNote(
    "0123456789abcdef", NoteKind.HEARD, "Tutors use it each week.", ON_THE_DAY, dimension="1.5"
)


@pytest.fixture
def visit(year):
    with year.database.writing() as session:
        validator, visit, meeting = a_visit(session, year.leader, year.college, year.assessment)
        visits.agree(session, year.leader, visit.key, seen_version=1, now=NOW)
    return validator, visit, meeting


def send(year, visit, *notes, actor=None):
    with year.database.writing() as session:
        found = visit_notes.receive(session, actor or visit[0], visit[1].key, notes, now=ON_THE_DAY)
    return [(receipt.is_kept, receipt.sentence) for receipt in found]


def seen(year, visit, actor=None):
    with year.database.reading() as session:
        return visit_notes.load(session, actor or visit[0], visit[1].key)


def test_a_note_has_time_session_dimension_and_how_it_was_known(year, visit):
    """Story 29: each note has time, session, dimension, seen, heard or read."""
    send(year, visit, replace(NOTE, session=visit[2].key))
    [view] = seen(year, visit).notes

    assert view.note.taken_at == ON_THE_DAY
    assert view.session.key == visit[2].key
    assert (view.note.dimension, view.note.kind) == ("1.5", NoteKind.HEARD)


def test_sending_twice_keeps_once_and_names_it_both_times(year, visit):
    """Story 29: synced later without loss."""
    assert send(year, visit, NOTE) == send(year, visit, NOTE) == [(True, "")]
    assert len(seen(year, visit).notes) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.lists(st.integers(0, 5), max_size=6), max_size=6))
def test_whatever_part_arrives_how_often_ever_each_note_stands_once(year, visit, sendings):
    notes = [replace(NOTE, key=f"{n}" * 16, words=f"Note {n}.") for n in range(6)]
    for sending in [*sendings, range(6)]:
        assert all(kept for kept, _ in send(year, visit, *(notes[n] for n in sending)))

    assert sorted(view.note.words for view in seen(year, visit).notes) == [
        f"Note {n}." for n in range(6)
    ]


def test_a_note_that_was_changed_in_two_places_is_a_conflict_until_somebody_ends_it(year, visit):
    """Story 29: conflict shown."""
    first = replace(NOTE, key="b" * 16, words="Weekly.", replaces=(NOTE.key,))
    second = replace(NOTE, key="c" * 16, words="Monthly.", replaces=(NOTE.key,))
    send(year, visit, NOTE, first, second)
    [group] = seen(year, visit).conflicts
    assert {view.note.words for view in group} == {"Weekly.", "Monthly."}

    ends = replace(NOTE, key="d" * 16, words="Weekly, said two.", replaces=("b" * 16, "c" * 16))
    send(year, visit, ends)

    now = seen(year, visit)
    assert now.conflicts == []
    assert [view.note.words for view in now.notes] == ["Weekly, said two."]
    with year.database.reading() as session:
        assert session.scalar(select(func.count(VisitNote.id))) == 4


def test_one_number_with_other_words_keeps_both(year, visit):
    other = replace(NOTE, words="Something else.")
    send(year, visit, NOTE, other)
    send(year, visit, other)

    [group] = seen(year, visit).conflicts
    assert len(group) == 2


def test_a_note_that_cannot_be_kept_is_refused_alone_with_a_sentence(year, visit):
    bad = replace(NOTE, key="e" * 16)
    said = send(
        year, visit, replace(bad, words=" "), replace(bad, dimension="9.9"), replace(bad, key="x"),
        replace(bad, session="nowhere"), replace(bad, words="x" * 5001),
        replace(bad, taken_at=ON_THE_DAY + timedelta(days=2)), NOTE,
    )  # fmt: skip

    assert [kept for kept, _ in said] == [False] * 6 + [True]
    assert all(sentence for kept, sentence in said if not kept)


def test_too_many_at_once_are_refused(year, visit):
    with year.database.writing() as session, pytest.raises(IncompleteError, match="at most 200"):
        visit_notes.receive(session, visit[0], visit[1].key, [NOTE] * 201, now=ON_THE_DAY)


def test_a_closed_visit_takes_notes_from_before_it_closed(year, visit):
    with year.database.writing() as session:
        row = session.get_one(Visit, visit[1].id)
        row.state, row.finished_at = VisitState.FINAL, ON_THE_DAY
    later = replace(NOTE, key="f" * 16, taken_at=ON_THE_DAY + timedelta(minutes=1))

    assert [kept for kept, _ in send(year, visit, NOTE, later)] == [True, False]


def test_the_team_alone_reads_notes(year, visit):
    send(year, visit, NOTE)
    with year.database.writing() as session:
        review = visits.get_visit(session, visit[0], visit[1].key).review
        second = a_member_of_the_team(session, year.leader, year.college, review)
        facilitator = a_member_of_the_team(
            session, year.leader, year.college, review, Role.FACILITATOR
        )

    assert len(seen(year, visit, second).notes) == 1
    for other in (year.leader, year.governor, facilitator):
        with pytest.raises(NotPermittedError):
            seen(year, visit, other)


def test_nobody_replaces_a_note_of_another_by_its_number(year, visit):
    send(year, visit, NOTE)
    with year.database.writing() as session:
        review = visits.get_visit(session, visit[0], visit[1].key).review
        second = a_member_of_the_team(session, year.leader, year.college, review)

    assert [kept for kept, _ in send(year, visit, NOTE, actor=second)] == [False]


def test_each_tested_dimension_says_which_sources_are_missing(year, visit):
    send(year, visit, NOTE, replace(NOTE, key="2" * 16, kind=NoteKind.READ))
    [row] = seen(year, visit).triangulation

    assert row.dimension == "1.5"
    assert row.counts == {"observation": 0, "interview": 1, "document": 1}
    assert row.missing == ("observation",)
