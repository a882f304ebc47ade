"""After a visit: actions from areas, progress at 12 and 24 months, marked by the team."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Engagement
from tests.factories.finished_visits import FINISHED, a_finished_visit
from tests.factories.visits import a_visit
from tests.factories.workflow import a_citation
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.kinds.actions import ActionOrigin
from workflow.kinds.after_visits import ProgressMark
from workflow.models.mail import Notice
from workflow.visits import after_visit
from workflow.visits.after_visit import Progress

YEAR_ON = FINISHED + timedelta(days=365)


@pytest.fixture
def after(year):
    """What is done after a finished visit: operation by actor, with the key of its one area."""
    with year.database.writing() as session:
        validator, visit, area = a_finished_visit(session, year)

    def do(operation, *args, actor=None, **more):
        with year.database.writing() as session:
            return operation(session, actor or year.leader, visit.key, *args, **more)

    do.year, do.validator, do.area = year, validator, area
    return do


def report(after, progress="Twice a term now.", **more):
    said = {after.area.key: Progress(progress, **more)}
    return after(after_visit.report_progress, 12, said, now=YEAR_ON)


def mark(after, what=ProgressMark.SUFFICIENT, reason="", **more):
    marks = {after.area.key: (what, reason)}
    return after(after_visit.mark_progress, 12, marks, now=YEAR_ON, actor=after.validator, **more)


def test_progress_is_looked_at_12_and_24_months_after_the_report(after):
    """Story 33: between-visit check (12/24 months)."""
    seen = after(after_visit.load)

    assert seen.due == {12: date(2028, 3, 12), 24: date(2029, 3, 12)}
    assert seen.now_due == 12
    [area] = seen.areas
    assert area.aims_at == area.finding.words


def test_each_area_shows_progress_and_evidence(after):
    """Story 33: each area shows progress, evidence."""
    year = after.year
    with year.database.writing() as session:
        a_citation(session, year.contributor, year.claim, year.library, "by campus")
    report(after, evidence=(year.document.key, "somebody else's"))
    seen = after(after_visit.load, actor=after.validator)

    [area] = seen.areas
    assert area.checks[12].progress == "Twice a term now."
    assert [one["key"] for one in area.checks[12].evidence] == [year.document.key]


def test_an_area_may_be_no_longer_relevant_with_why(after):
    """Story 33: "no longer relevant because"."""
    report(after, "", irrelevant_because="The campus closed.")
    [area] = after(after_visit.load).areas
    with pytest.raises(IncompleteError, match="or why it is no longer relevant"):
        report(after, "Both.", irrelevant_because="And.", seen_version=1)

    assert area.checks[12].irrelevant_because == "The campus closed."


def test_the_reviewer_marks_sufficient_or_not_and_the_mark_stays(after):
    """Story 33: reviewer marks sufficient or not."""
    with pytest.raises(NotFoundError, match="not reported on this area"):
        mark(after)
    report(after)
    with pytest.raises(NotPermittedError):
        after(after_visit.mark_progress, 12, {}, now=YEAR_ON)
    with pytest.raises(IncompleteError, match="what is missing"):
        mark(after, ProgressMark.NOT_SUFFICIENT)
    mark(after, ProgressMark.NOT_SUFFICIENT, "Only one campus.")
    with pytest.raises(ConflictError, match="has marked the progress"):
        report(after, seen_version=2)
    with pytest.raises(ConflictError, match="marked already"):
        mark(after)

    seen = after(after_visit.load)
    assert seen.areas[0].checks[12].mark_reason == "Only one campus."
    assert seen.now_due == 24


def test_who_saves_progress_second_gets_the_others_words(after):
    report(after)
    with pytest.raises(EditedMeanwhileError) as refused:
        report(after, "Mine.")

    assert refused.value.theirs == "Twice a term now."


def test_team_and_college_are_told_of_progress_and_marks(after):
    report(after)
    mark(after)
    with after.year.database.reading() as session:
        told = session.execute(
            select(Notice.person_id, Notice.sentence).where(Notice.path.endswith("/after"))
        ).all()

    assert {person for person, words in told if "reports on progress" in words} == {
        after.validator.person_id
    }
    assert {person for person, words in told if "is marked" in words} == {
        after.year.leader.person_id, after.year.senior.person_id
    }  # fmt: skip


def test_an_action_from_an_area_stands_beside_it_with_its_progress(after):
    """Story 35: an action follows from a report."""
    year, area = after.year, after.area
    step = Step(
        area.dimension, 4, "Ask each term.", year.senior.person_key, YEAR_ON.date(),
        statement=area.statement, origin=ActionOrigin.REPORT,
    )  # fmt: skip
    with year.database.writing() as session:
        actions.plan(session, year.leader, step, now=FINISHED)
    [mine] = after(after_visit.load).areas
    [theirs] = after(after_visit.load, actor=after.validator).areas

    assert [one.words for one in mine.actions] == ["Ask each term."]
    assert theirs.actions == ()


def test_the_team_is_let_back_until_a_day_and_never_shortened(after):
    until = date(2028, 4, 30)
    with pytest.raises(IncompleteError, match="still to come"):
        after(after_visit.let_team_back, date(2026, 1, 1), now=YEAR_ON)
    assert after(after_visit.let_team_back, until, now=YEAR_ON) == 1
    after(after_visit.let_team_back, until - timedelta(days=20), now=YEAR_ON)
    with after.year.database.reading() as session:
        ends = session.scalars(
            select(Engagement.ends_on).where(Engagement.person_id == after.validator.person_id)
        ).one()

    assert ends == until


def test_nothing_follows_a_visit_whose_report_is_not_final(year):
    with year.database.writing() as session:
        validator, visit, _ = a_visit(session, year.leader, year.college, year.assessment)
        with pytest.raises(ConflictError, match="not final yet"):
            after_visit.load(session, validator, visit.key)
