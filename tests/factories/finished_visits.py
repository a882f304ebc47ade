"""A visit whose report is final, with one area for improvement."""

from datetime import timedelta

from tests.factories.visits import ON_THE_DAY, a_visit, begun
from workflow.kinds.reports import FindingKind
from workflow.reports import report, report_outcome, report_rounds
from workflow.reviews import judgements

FINISHED = ON_THE_DAY + timedelta(days=2)


def a_finished_visit(session, year):
    """The validator, the visit and its area (a statement of level 4 of 1.5)."""
    validator, visit, _ = a_visit(session, year.leader, year.college, year.assessment)
    begun(session, year.leader, validator, visit)
    judgements.judge(
        session, validator, year.claim.key, level=3, seen_version=0, now=ON_THE_DAY,
        reason="Used each week.", best_fit_reason="It fits best.",
    )  # fmt: skip
    outcome = report_outcome.load(session, validator, visit.key)
    area = report_outcome.add_finding(
        session, validator, visit.key, FindingKind.AREA,
        subject=outcome.tested[0].next_statements[0].code,
    )  # fmt: skip
    report.draft(session, validator, visit.key)
    report_rounds.send(session, validator, visit.key, days=10, now=ON_THE_DAY)
    report_rounds.reply(session, year.leader, visit.key, now=FINISHED)
    report_rounds.finish(session, validator, visit.key, now=FINISHED)
    return validator, visit, area
