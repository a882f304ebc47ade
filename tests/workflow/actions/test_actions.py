"""Actions: planned, looked at each term, late, done; files with the college's own words."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook

from ingest.reading.events import CellRow, Cells
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotPermittedError,
)
from tests.factories.workflow import NOW
from workflow.actions import action_files, actions
from workflow.actions.action_files import Difference, Field
from workflow.actions.actions import Step
from workflow.calendars import college_calendar
from workflow.kinds.actions import ActionState
from workflow.kinds.calendars import PeriodKind
from workflow.needs import needs


def a_step(year, **changed):
    facts = {
        "dimension": "1.5", "level": 4, "statement": "1.5/4/a",
        "words": "Put destinations on each board agenda.", "measure": "Minutes show it.",
        "owner_key": year.contributor.person_key, "due_on": date(2027, 3, 6),
    }  # fmt: skip
    return Step(**(facts | changed))


def plan(session, year, **changed):
    return actions.plan(session, year.leader, a_step(year, **changed), now=NOW)


def listed(session, year, actor=None):
    return actions.list_actions(session, actor or year.leader, year.assessment)


def test_plan_to_the_next_level_with_owner_measure_and_a_working_day(year):
    with year.database.writing() as session:
        plan(session, year)
        [view] = listed(session, year)

    assert (view.owner, view.measure) == (year.contributor.name, "Minutes show it.")
    assert view.due_on == date(2027, 3, 8)
    assert view.aims_at
    assert (view.is_late(date(2027, 3, 8)), view.is_late(date(2027, 3, 9))) == (False, True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": " "}, "words"),
        ({"measure": "x" * 1001}, "measure"),
        ({"level": 9}, "about"),
        ({"statement": "1.5/1/a"}, "about"),
        ({"owner_key": "nobody"}, "owner"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
    ],
)
def test_what_is_missing_is_named_at_its_field(year, changed, field):
    with pytest.raises(IncompleteError) as refused, year.database.writing() as session:
        plan(session, year, **changed)

    assert refused.value.field == field


def test_each_term_that_ends_asks_how_it_goes_until_somebody_says(year):
    with year.database.writing() as session:
        college_calendar.add_period(
            session, year.leader, PeriodKind.TERM, name="Spring",
            starts_on=date(2027, 1, 5), ends_on=date(2027, 3, 25),
        )  # fmt: skip
        action = plan(session, year)
        [view] = listed(session, year)
        assert view.check_on == date(2027, 3, 25)
        assert view.is_to_check(date(2027, 3, 25))
        assert not view.is_to_check(date(2027, 3, 24))
        actions.note_progress(
            session, year.contributor, action.key, "Two boards.",
            now=datetime(2027, 3, 26, tzinfo=UTC),
        )  # fmt: skip
        [view] = listed(session, year)

    assert not view.is_to_check(date(2027, 4, 1))
    assert view.last_words == "Two boards."


def test_two_who_change_an_action_at_once_both_keep_their_words(year):
    with year.database.writing() as session:
        action = plan(session, year)
        actions.change(
            session, year.senior, action.key, a_step(year, words="Theirs."), seen_version=1
        )
        with pytest.raises(EditedMeanwhileError) as refused:
            actions.change(
                session, year.leader, action.key, a_step(year, words="Mine."), seen_version=1
            )

    assert refused.value.theirs == "Theirs."


def test_its_owner_or_a_leader_says_how_it_goes_and_ends_it_with_words(year):
    with year.database.writing() as session:
        action = plan(session, year, owner_key=year.leader.person_key)
        with pytest.raises(NotPermittedError):
            actions.note_progress(session, year.contributor, action.key, "I know.", now=NOW)
        with pytest.raises(IncompleteError):
            actions.note_progress(session, year.leader, action.key, " ", now=NOW)
        with pytest.raises(IncompleteError):
            actions.end(session, year.senior, action.key, ActionState.DONE, reason="", now=NOW)
        with pytest.raises(IncompleteError):
            actions.end(session, year.senior, action.key, ActionState.OPEN, reason="-", now=NOW)
        actions.end(session, year.senior, action.key, ActionState.DONE, reason="Minutes.", now=NOW)
        with pytest.raises(ConflictError):
            actions.note_progress(session, year.leader, action.key, "More.", now=NOW)


def test_the_home_page_of_its_owner_names_what_is_due(year):
    with year.database.writing() as session:
        action = plan(session, year)
        action.due_on = (datetime.now(UTC) + timedelta(days=10)).date()
        session.flush()
        found = [n.subject for n in needs.list_needs(session, year.contributor)]

    assert action.key in found


def test_the_spreadsheet_has_the_colleges_own_headings_and_never_a_formula(year):
    with year.database.writing() as session:
        names = {Field.ACTION: "QIP step", Field.OWNER: "Lead"}
        action_files.name_columns(session, year.leader, names)
        plan(session, year, words='=HYPERLINK("http://x.example")')
        body = action_files.to_xlsx(session, year.leader, year.assessment)

    rows = list(load_workbook(BytesIO(body)).active.iter_rows())
    headings = [cell.value for cell in rows[0]][3:7]
    assert headings == ["QIP step", "How we will know", "Cost", "Lead"]
    assert (rows[1][3].data_type, rows[1][3].quotePrefix) == ("s", True)
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_the_document_has_the_same_headings(year):
    with year.database.writing() as session:
        action_files.name_columns(session, year.leader, {Field.ACTION: "QIP step"})
        plan(session, year)
        body = action_files.to_docx(session, year.leader, year.assessment)

    table = WordDocument(BytesIO(body)).tables[0]
    assert [cell.text for cell in table.rows[0].cells][2] == "QIP step"
    assert table.rows[1].cells[2].text == "Put destinations on each board agenda."


def test_two_columns_do_not_get_one_name(year):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError):
            action_files.name_columns(session, year.leader, {Field.ACTION: "owner"})
        with pytest.raises(IncompleteError):
            action_files.name_columns(session, year.leader, {Field.ACTION: "x" * 61})


def cells(*rows):
    return Cells(
        tuple(
            CellRow("Actions", number, tuple(enumerate(row, 1)))
            for number, row in enumerate(rows, 1)
        ),
        (),
    )


def test_progress_is_read_back_with_its_differences_before_anything_is_saved(year):
    with year.database.writing() as session:
        first, same, ended = (plan(session, year) for _ in range(3))
        actions.note_progress(session, year.leader, same.key, "As before.", now=NOW)
        actions.end(session, year.leader, ended.key, ActionState.DROPPED, reason="-", now=NOW)
        found = action_files.read_back(
            session, year.leader, year.assessment,
            cells(
                ("Our plan", ""), ("Reference", "Progress"), (first.key, "On every agenda."),
                (same.key, "As before."), (ended.key, "Late words."), ("unknown", "Words."),
                ("", ""),
            ),
        )  # fmt: skip
        views = listed(session, year)

    assert found.differences == (Difference(first.key, "1.5", first.words, "", "On every agenda."),)
    assert len(found.left_out) == 2
    assert [view.last_words for view in views if view.key == first.key] == [""]


def test_a_file_without_the_columns_is_refused_with_their_names(year):
    wanted = pytest.raises(IncompleteError, match="“Reference” and “Progress”")

    with year.database.reading() as session, wanted:
        action_files.read_back(session, year.leader, year.assessment, cells(("A", "B")))
