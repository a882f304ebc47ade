"""What a visit needs of whom: confirm a plan, check a report, finish it, tell and mark progress."""

from datetime import date, timedelta

from tests.factories.finished_visits import FINISHED, a_finished_visit
from tests.factories.visits import FIRST, ON_THE_DAY, a_visit, begun
from workflow.calendars.working_days import local_day
from workflow.kinds.after_visits import ProgressMark
from workflow.needs import needs
from workflow.reports import report, report_rounds
from workflow.reviews import judgements
from workflow.visits import after_visit
from workflow.visits.after_visit import Progress
from workflow.visits.visit_needs import VisitPage, list_visit_needs

TODAY = local_day(ON_THE_DAY)
A_YEAR_ON = date(2028, 3, 12)


def pages(session, actor, today=TODAY):
    return [(need.page, need.due) for need in list_visit_needs(session, actor, today=today)]


def in_factual_check(session, year):
    """A visit whose report the college checks for ten working days."""
    validator, visit, _ = a_visit(session, year.leader, year.college, year.assessment)
    begun(session, year.leader, validator, visit)
    judgements.judge(
        session, validator, year.claim.key, level=3, seen_version=0, now=ON_THE_DAY,
        reason="Used each week.", best_fit_reason="It fits best.",
    )  # fmt: skip
    report.draft(session, validator, visit.key)
    return (
        validator,
        visit,
        report_rounds.send(session, validator, visit.key, days=10, now=ON_THE_DAY),
    )


def test_a_plan_waits_for_the_college_until_it_is_confirmed(year):
    with year.database.writing() as session:
        validator, visit, _ = a_visit(session, year.leader, year.college, year.assessment)

        assert pages(session, year.leader) == [(VisitPage.PLAN, FIRST)]
        assert pages(session, validator) == []
        assert needs.Place.VISIT in {need.place for need in needs.list_needs(session, year.leader)}
        begun(session, year.leader, validator, visit)
        assert pages(session, year.leader) == []


def test_a_report_waits_for_the_college_then_for_the_validator(year):
    with year.database.writing() as session:
        validator, visit, sent = in_factual_check(session, year)
        late = sent.answer_by + timedelta(days=1)

        assert pages(session, year.leader) == [(VisitPage.CHECK, sent.answer_by)]
        assert pages(session, validator) == []
        assert pages(session, year.leader, late) == []
        assert pages(session, validator, late) == [(VisitPage.WRITE, None)]
        report_rounds.reply(session, year.leader, visit.key, now=ON_THE_DAY)
        assert pages(session, year.leader) == []
        assert pages(session, validator) == [(VisitPage.WRITE, None)]


def test_progress_is_asked_for_a_month_ahead_and_then_waits_for_a_mark(year):
    with year.database.writing() as session:
        validator, visit, area = a_finished_visit(session, year)
        early = A_YEAR_ON - timedelta(days=31)

        assert pages(session, year.leader, early) == []
        assert pages(session, year.leader, A_YEAR_ON) == [(VisitPage.AFTER, A_YEAR_ON)]
        said = {area.key: Progress("Twice a term now.")}
        at = FINISHED + timedelta(days=365)
        after_visit.report_progress(session, year.leader, visit.key, 12, said, now=at)
        assert pages(session, year.leader, A_YEAR_ON) == []
        assert pages(session, validator, A_YEAR_ON) == [(VisitPage.AFTER, None)]
        marks = {area.key: (ProgressMark.SUFFICIENT, "")}
        after_visit.mark_progress(session, validator, visit.key, 12, marks, now=at)
        assert pages(session, validator, A_YEAR_ON) == []


def test_those_who_can_do_nothing_are_told_nothing(year):
    with year.database.writing() as session:
        a_visit(session, year.leader, year.college, year.assessment)

        for person in (year.contributor, year.governor, year.assessor):
            assert pages(session, person) == []
