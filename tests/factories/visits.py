"""Validation visits for tests, through the operations that plan real ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from store.people import College
from store.permissions import Role
from tests.factories.people import a_person, as_actor
from tests.factories.workflow import NOW
from workflow.kinds.reports import FindingKind
from workflow.kinds.reviews import ReviewKind
from workflow.kinds.visits import VisitMode
from workflow.models.reviews import Judgement
from workflow.reports import report, report_outcome, report_rounds, second_reading
from workflow.reviews import judgements, reviews
from workflow.visits import visit_sample, visit_sessions, visits
from workflow.visits.visit_sampling import Rules
from workflow.visits.visit_sessions import SessionPlan
from workflow.visits.visits import VisitPlan

# A Wednesday and a Thursday; no bank holiday lies in the ten working days before.
FIRST, LAST = date(2027, 3, 10), date(2027, 3, 11)
ON_THE_DAY = datetime(2027, 3, 10, 10, 30, tzinfo=UTC)
PLAN = VisitPlan(FIRST, LAST, VisitMode.ON_SITE, place="Main Campus", safeguarding="Sign in.")
MEETING = SessionPlan(
    "Tutors", FIRST, time(9, 30), time(10, 30), who="three tutors", room="M204",
    questions="How is the programme used?", dimensions=("1.5",),
)  # fmt: skip


def a_validation(session, leader, college, assessment, *, title="Validation"):
    """An external review and its validator, at work in it."""
    review = reviews.open_review(
        session, leader, assessment, kind=ReviewKind.EXTERNAL, title=title,
        starts_on=date(2027, 1, 4), ends_on=date(2027, 7, 30),
    )  # fmt: skip
    return review, a_member_of_the_team(session, leader, college, review, Role.VALIDATOR)


def a_member_of_the_team(session, leader, college, review, role=Role.ASSESSOR):
    """Somebody more of the team, at work in the review."""
    person = a_person(session)
    reviews.engage(
        session, leader, review, person, role,
        starts_on=review.starts_on, ends_on=review.ends_on,
    )  # fmt: skip
    return as_actor(college, person, role, review=review)


def a_visit(session, leader, college, assessment, *, word="Whatever is asked"):
    """A proposed visit with one session; `word` stands in every text of it."""
    _, validator = a_validation(session, leader, college, assessment, title=f"Validation {word}")
    plan = replace(PLAN, place=word, documents_wanted=word, safeguarding=word)
    visit = visits.propose(session, validator, plan)
    meeting = visit_sessions.add(
        session, validator, visit.key,
        replace(MEETING, title=word, who=word, room=word, questions=word),
    )  # fmt: skip
    visit_sample.draw(session, validator, visit.key, Rules(size=1), seen_version=0, now=NOW)
    return validator, visit, meeting


def begun(session, leader, validator, visit):
    """The visit, confirmed by the college and under way."""
    seen = visits.get_visit(session, leader, visit.key).row_version
    visits.agree(session, leader, visit.key, seen_version=seen, now=NOW)
    return visits.begin(session, validator, visit.key, now=ON_THE_DAY)


def a_report(session, leader, validator, visit, claim, *, word="Used each week."):
    """A report in its factual check with a finding and a comment that was sent; their keys."""
    begun(session, leader, validator, visit)
    judgements.judge(
        session, validator, claim.key, level=2, seen_version=0, now=ON_THE_DAY, reason=word,
        best_fit_reason=word,
    )  # fmt: skip
    finding = report_outcome.add_finding(
        session, validator, visit.key, FindingKind.STRENGTH, subject=claim.dimension, words=word
    )
    report.draft(session, validator, visit.key)
    college = session.get_one(College, visit.college_id)
    mate = a_member_of_the_team(session, leader, college, visit.review)
    [judged] = session.scalars(select(Judgement).where(Judgement.author_id == validator.person_id))
    second_reading.read(session, mate, visit.key, {judged.key: word}, now=ON_THE_DAY)
    report_rounds.send(session, validator, visit.key, days=10, now=ON_THE_DAY)
    said = report_rounds.comment(session, leader, visit.key, "context/1", word, now=ON_THE_DAY)
    report_rounds.reply(session, leader, visit.key, now=ON_THE_DAY)
    return finding.key, said.key
