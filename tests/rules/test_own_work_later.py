"""What becomes one's own, or is struck through, after one judged it."""

from sqlalchemy import select

from store.people import Person
from store.permissions import Role
from tests.factories.people import an_actor
from tests.factories.workflow import NOW, a_citation, a_claim, a_review, an_engagement
from workflow.citations import citations
from workflow.claims import coverage, overview
from workflow.kinds.reviews import CoverageMark, Outcome, ReviewKind
from workflow.models.reviews import Determination, Judgement
from workflow.reviews import judgements, reviews, verdicts


def label_of(session, year):
    seen = overview.overview(session, year.leader, year.assessment)
    return next(row.label for row in seen.rows if row.dimension.code == "1.5")


def test_nobody_judges_a_level_and_then_claims_it_to_be_confirmed_by_themselves(year):
    with year.database.writing() as session:
        review = a_review(
            session, year.leader, year.assessment, kind=ReviewKind.INTERNAL, title="Inside"
        )
        person = session.get_one(Person, year.senior.person_id)
        inside = an_engagement(session, year.leader, year.college, review, person=person)
        judgements.judge(
            session, inside, year.claim.key, level=4, reason="More.", seen_version=0, now=NOW
        )
        other = an_actor(session, year.college, Role.CAREERS_LEADER)
        a_claim(session, year.senior, year.assessment, level=4, agreed_by=other)

        reviews.release(session, inside, review.key, now=NOW)

        assert session.scalars(select(Determination.id)).all() == []
        assert session.scalars(select(Judgement.released_at)).all() == [None]
        assert label_of(session, year) == "Level 4 claimed, agreed"


def test_a_judgement_of_an_earlier_wording_by_somebody_else_is_released(year):
    with year.database.writing() as session:
        judgements.judge(session, year.assessor, year.claim.key, level=3, seen_version=0, now=NOW)
        a_claim(session, year.leader, year.assessment, level=4, agreed_by=year.senior)

        reviews.release(session, year.assessor, year.review.key, now=NOW)

        assert label_of(session, year) == "Level 4 claimed, peer review says level 3"


def test_a_verdict_on_a_quote_struck_through_since_fills_in_no_mark(year):
    with year.database.writing() as session:
        other = a_citation(
            session, year.contributor, year.claim, year.library, "by campus", statement="1.5/3/a"
        )
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        verdicts.give(
            session, year.assessor, other.key, Outcome.CONTEXT_ONLY, seen_version=0, now=NOW
        )

        marks = coverage.own_marks(session, year.assessor, year.claim)
        assert marks == {"1.5/3/a": CoverageMark.NOT_SHOWN}
