"""Second assessors who judge blind, both judgements side by side, and what is agreed."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import InterestKind, Person
from store.permissions import Role
from tests.factories.people import a_person
from tests.factories.workflow import NOW, a_claim, a_review, an_engagement
from workflow.citations import evidence
from workflow.claims import claims, coverage, overview
from workflow.kinds.reviews import CoverageMark, Outcome, ReviewKind
from workflow.models.claims import ClaimVersion
from workflow.models.reviews import Determination, Judgement, Moderation, SecondAssessment
from workflow.reviews import judgements, moderation, reviews, verdicts


@pytest.fixture
def second(year):
    with year.database.writing() as session:
        return an_engagement(session, year.leader, year.college, year.review)


@pytest.fixture
def lead(year):
    with year.database.writing() as session:
        return an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )


def judge(session, year, actor, level=3, *, seen=0, **more):
    return judgements.judge(
        session, actor, year.claim.key, level=level, reason="As the papers say.",
        seen_version=seen, now=NOW, **more,
    )  # fmt: skip


def submit(session, actor):
    return judgements.submit(session, actor, now=NOW)


def ask(session, year, of, by):
    return moderation.ask_second(session, by, year.claim.key, of.person_key, now=NOW)


def agree(session, year, actor, level=2, *, reason="We looked again.", seen=""):
    return moderation.moderate(
        session, actor, year.claim.key, level=level, reason=reason, seen=seen, now=NOW
    )


def seen_by(session, actor):
    """Whose judgements somebody sees, with the levels."""
    found = moderation.load(session, actor).rows
    return {(j.author_id, j.level) for row in found for j in row.judgements}


def both_judge(session, year, second):
    judge(session, year, year.assessor, 3)
    judge(session, year, second, 2)


def test_two_assessors_are_blind_until_both_have_submitted(year, second):
    with year.database.writing() as session:
        ask(session, year, second, year.assessor)
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        both_judge(session, year, second)
        first_own, second_own = {(year.assessor.person_id, 3)}, {(second.person_id, 2)}

        submit(session, year.assessor)
        assert seen_by(session, year.assessor) == first_own
        assert seen_by(session, second) == second_own
        assert not verdicts_seen(session, year, second)
        submit(session, second)

        assert seen_by(session, year.assessor) == first_own | second_own
        assert seen_by(session, second) == first_own | second_own
        assert verdicts_seen(session, year, second)
        assert seen_by(session, year.assessor) != seen_by(session, outsider(session, year))


def verdicts_seen(session, year, actor):
    cited = evidence.citations_of_claims(session, actor, [year.claim.id])
    return [verdict.author_id for view in cited for verdict in view.verdicts]


def outsider(session, year):
    """A third assessor of the review, who has judged nothing."""
    return an_engagement(session, year.leader, year.college, year.review)


def test_a_lead_reads_along_but_waits_where_a_second_was_asked_for(year, second, lead):
    """Lead assessor: sees differing judgements of two assessors."""
    with year.database.writing() as session:
        ask(session, year, second, lead)
        verdicts.give(session, second, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW)
        both_judge(session, year, second)
        other = a_claim(session, year.leader, year.assessment, "2.4", agreed_by=year.senior)
        moderation.ask_second(session, lead, other.key, year.assessor.person_key, now=NOW)
        assert seen_by(session, lead) == set()
        submit(session, year.assessor)
        assert seen_by(session, lead) == set()
        assert verdicts_seen(session, year, lead) == []
        submit(session, second)

        assert seen_by(session, lead) == {(year.assessor.person_id, 3), (second.person_id, 2)}
        assert verdicts_seen(session, year, lead) == [second.person_id]
        [row] = [row for row in moderation.load(session, lead).rows if row.differs]
        assert row.dimension.code == "1.5"


def test_a_facilitator_reads_all_and_agrees_on_nothing(year, second):
    with year.database.writing() as session:
        facilitator = an_engagement(
            session, year.leader, year.college, year.review, role=Role.FACILITATOR
        )
        both_judge(session, year, second)

        assert len(seen_by(session, facilitator)) == 2
        with pytest.raises(NotPermittedError):
            agree(session, year, facilitator)


def test_what_is_submitted_stands_until_the_claim_is_worded_anew(year):
    with year.database.writing() as session:
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        judge(session, year, year.assessor)
        assert submit(session, year.assessor) == 1
        claim = claims.get_claim(session, year.assessor, year.claim.key)
        for change in (
            lambda: judge(session, year, year.assessor, 2, seen=2),
            lambda: verdicts.give(
                session, year.assessor, year.citation.key, Outcome.CONTEXT_ONLY,
                seen_version=1, now=NOW,
            ),
            lambda: coverage.mark(
                session, year.assessor, claim, "1.5/3/a", CoverageMark.SHOWN, now=NOW
            ),
        ):  # fmt: skip
            with pytest.raises(ConflictError, match="so it stands"):
                change()
        with pytest.raises(ConflictError, match="no judgement of yours to submit"):
            submit(session, year.assessor)
        claims.claim_level(
            session, year.leader, year.claim.key, level=3, reason="Anew.", seen_version=1, now=NOW
        )

        assert judge(session, year, year.assessor, 2, seen=2).submitted_at is None


def test_one_claim_is_submitted_alone(year, second):
    with year.database.writing() as session:
        other = a_claim(session, year.leader, year.assessment, "2.4", agreed_by=year.senior)
        judge(session, year, year.assessor)
        judgements.judge(session, year.assessor, other.key, level=3, seen_version=0, now=NOW)

        judgements.submit(session, year.assessor, now=NOW, claim_key=other.key)

        assert moderation.load(session, year.assessor).own_drafts == 1


def test_the_agreed_judgement_is_recorded_with_a_reason_and_becomes_the_outcome(year, second, lead):
    """Lead assessor: records the agreed one with reason."""
    with year.database.writing() as session:
        both_judge(session, year, second)
        with pytest.raises(ConflictError, match="Not everybody has submitted"):
            agree(session, year, lead)
        for actor in (year.assessor, second):
            submit(session, actor)
        with pytest.raises(ConflictError, match="judged a claim differently"):
            reviews.release(session, lead, year.review.key, now=NOW)
        with pytest.raises(IncompleteError):
            agree(session, year, lead, reason=" ")
        with pytest.raises(NotPermittedError, match="The lead assessor records"):
            agree(session, year, second)
        agree(session, year, lead)

        reviews.release(session, lead, year.review.key, now=NOW)

        determined = session.scalars(select(Determination)).one()
        assert (determined.level, determined.reason) == (2, "We looked again.")
        assert (len(determined.judgements), determined.decided_by) == (2, lead.person_id)


def test_without_a_lead_one_who_judged_records_it(year, second):
    with year.database.writing() as session:
        both_judge(session, year, second)
        for actor in (year.assessor, second):
            submit(session, actor)

        with pytest.raises(NotPermittedError, match="Somebody who judged"):
            agree(session, year, outsider(session, year))
        assert agree(session, year, second).level == 2


def test_a_second_record_succeeds_the_first_and_who_comes_second_sees_it(year, second):
    with year.database.writing() as session:
        both_judge(session, year, second)
        for actor in (year.assessor, second):
            submit(session, actor)
        first = agree(session, year, second)
        with pytest.raises(EditedMeanwhileError) as refused:
            agree(session, year, year.assessor, 3, reason="No.")
        again = agree(
            session, year, year.assessor, 3, reason="We looked once more.", seen=first.key
        )

        assert refused.value.theirs == "Level 2. We looked again."
        [row] = [row for row in moderation.load(session, second).rows if row.differs]
        assert row.agreed.key == again.key


def test_what_was_agreed_of_other_judgements_is_no_outcome(year, second):
    with year.database.writing() as session:
        both_judge(session, year, second)
        for actor in (year.assessor, second):
            submit(session, actor)
        agree(session, year, second)
        person = session.get_one(Person, second.person_id)
        third = outsider(session, year)
        judge(session, year, third, 3)
        reviews.declare_interest(session, year.college.id, person, InterestKind.SUPPLIER)

        reviews.release(session, year.assessor, year.review.key, now=NOW)

        # Both who are left judged level 3; nothing is left of what was agreed with the other.
        assert session.scalars(select(Determination.level)).all() == [3]


def test_where_nobody_differs_there_is_nothing_to_agree_on(year, second):
    with year.database.writing() as session:
        judge(session, year, year.assessor)
        judge(session, year, second)

        with pytest.raises(ConflictError, match="Nobody differs"):
            agree(session, year, second)


def test_a_second_is_asked_once_of_who_judges_here_and_has_not_read_along(year, second, lead):
    with year.database.writing() as session:
        judge(session, year, year.assessor)
        with pytest.raises(NotFoundError):
            moderation.ask_second(session, lead, year.claim.key, a_person(session).key, now=NOW)
        with pytest.raises(ConflictError, match="could read the first judgement"):
            ask(session, year, lead, lead)
        ask(session, year, second, lead)
        with pytest.raises(ConflictError, match=r"asked for 1\.5 already"):
            ask(session, year, year.assessor, lead)
        with pytest.raises(NotPermittedError):
            ask(session, year, second, year.leader)
        with pytest.raises(ConflictError, match=r"submit a judgement of 1\.5"):
            reviews.release(session, lead, year.review.key, now=NOW)


def test_an_earlier_review_is_hidden_until_ones_own_judgement_is_in(year):
    """An earlier review's verdicts stay hidden from a later reviewer until their own are in."""
    with year.database.writing() as session:
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        judge(session, year, year.assessor, 2)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        later = a_review(session, year.leader, year.assessment, kind=ReviewKind.HUB)
        reviewer = an_engagement(session, year.leader, year.college, later)

        def sees():
            [row] = [
                row for row in overview.overview(session, reviewer, year.assessment).rows
                if row.dimension.code == "1.5"
            ]  # fmt: skip
            return bool(verdicts_seen(session, year, reviewer)), len(row.reviews)

        assert sees() == (False, 0)
        judge(session, year, reviewer)
        assert sees() == (False, 0)
        submit(session, reviewer)
        assert sees() == (True, 1)


def test_agreement_is_told_in_words(year, second):
    with year.database.writing() as session:
        both_judge(session, year, second)
        for actor in (year.assessor, second):
            submit(session, actor)
        seen = moderation.load(session, second)

    assert seen.agreement_words == "0 of 1 the same, all within one level."
    assert seen.agreement_with_college == "1 of 2 the same, all within one level."
    assert seen.kappa is None


def test_strength_and_question_are_optional(year):
    """Strength and suggestion optional."""
    with year.database.writing() as session:
        plain = judge(session, year, year.assessor)
        assert (plain.strength, plain.question) == (None, None)
        more = judge(
            session, year, year.assessor, seen=1, strength="Governors ask.", question="How often?"
        )

        assert (more.strength, more.question) == ("Governors ask.", "How often?")


def test_nobody_agrees_on_their_own_claim(year):
    with year.database.writing() as session:
        review = a_review(session, year.senior, year.assessment, kind=ReviewKind.INTERNAL)
        own, *others = [
            an_engagement(
                session, year.senior, year.college, review,
                person=session.get_one(Person, actor.person_id),
            )
            for actor in (year.leader, year.senior, year.contributor)
        ]  # fmt: skip
        for level, actor in zip((2, 3), others, strict=True):
            judge(session, year, actor, level)
            submit(session, actor)

        with pytest.raises(NotPermittedError, match="You wrote this claim"):
            agree(session, year, own)


@pytest.mark.parametrize(
    ("change", "refused"),
    [({"own": True}, "not_of_ones_own_claim"), ({"reason": ""}, "reason_is_given")],
)
def test_the_database_refuses_what_the_rules_refuse(year, change, refused):
    with year.database.reading() as session:
        version = session.scalars(select(ClaimVersion)).one()
    row = {
        "key": "k" * 22, "college_id": year.college.id, "review_id": year.review.id,
        "claim_id": year.claim.id, "claim_version_id": version.id, "level": 2, "reason": "So.",
        "claim_author_id": version.author_id, "judgements": [], "at": NOW,
        "decided_by": version.author_id if "own" in change else year.assessor.person_id,
    }  # fmt: skip
    row |= {name: value for name, value in change.items() if name != "own"}

    with pytest.raises(IntegrityError, match=refused), year.database.writing() as session:
        session.execute(insert(Moderation).values(row))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE judgement SET level = 1",
        "UPDATE judgement SET submitted_at = NULL",
        "DELETE FROM judgement",
        "UPDATE moderation SET level = 1",
        "DELETE FROM second_assessment",
    ],
)
def test_the_database_keeps_what_was_submitted_asked_and_agreed(year, second, change):
    with year.database.writing() as session:
        ask(session, year, second, year.assessor)
        both_judge(session, year, second)
        for actor in (year.assessor, second):
            submit(session, actor)
        agree(session, year, second)
        assert session.scalars(select(SecondAssessment.id)).all()
        assert session.scalars(select(Judgement.id)).all()

    with pytest.raises(DatabaseError, match="is kept as it was"), year.database.writing() as s:
        s.execute(text(change))
