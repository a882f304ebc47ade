"""The college answers what a review released: accepts, holds, adds evidence; nothing is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import Role
from tests.factories.people import an_actor
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, a_claim
from workflow.claims import assessments, claims, coverage
from workflow.kinds.reviews import CoverageMark, ResponseKind
from workflow.lifecycle import ClaimState
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.mail import Notice
from workflow.models.reviews import Determination, Response
from workflow.needs import needs
from workflow.reviews import judgements, responding, responses, reviews

HOLDS, ACCEPTS, ADDS = ResponseKind.HOLDS, ResponseKind.ACCEPTS, ResponseKind.ADDS_EVIDENCE


def release(session, year, *, submitted=False):
    """1.5 is judged level 2 (claimed 3), 2.4 and 3.1 as claimed; all released."""
    for dimension in ("2.4", "3.1"):
        a_claim(session, year.leader, year.assessment, dimension, level=2, agreed_by=year.senior)
    if submitted:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)
    for dimension in ("1.5", "2.4", "3.1"):
        claim = claims.find_claim(session, year.leader, year.assessment, dimension)
        judgements.judge(
            session, year.assessor, claim.key, level=2, seen_version=0, now=NOW,
            reason="Reported once a year.",
        )  # fmt: skip
    return reviews.release(session, year.assessor, year.review.key, now=NOW)


def key_of(session, year, dimension="1.5"):
    claim = claims.find_claim(session, year.leader, year.assessment, dimension)
    query = select(Determination.key).where(Determination.claim_id == claim.id)
    return session.scalars(query).one()


def answer(session, year, kind=HOLDS, reason="Minutes of May show it.", seen="", **more):
    actor = more.pop("actor", year.leader)
    key = more.pop("key", None) or key_of(session, year)
    return responses.respond(session, actor, key, kind, seen=seen, reason=reason, now=NOW, **more)


def claim_of(session, year):
    return session.scalars(select(Claim).where(Claim.id == year.claim.id)).one()


@pytest.mark.parametrize("kind", [HOLDS, ADDS])
def test_holding_and_adding_evidence_need_words(year, kind):
    with year.database.writing() as session:
        release(session, year)

        with pytest.raises(IncompleteError) as refused:
            answer(session, year, kind, " ")
        kept = answer(session, year, kind)

        assert refused.value.field == "reason"
        assert (kept.kind, kept.reason) == (kind, "Minutes of May show it.")
        assert claim_of(session, year).current_version == 1


def test_accepting_another_level_writes_a_new_wording_that_a_second_person_agrees(year):
    with year.database.writing() as session:
        release(session, year, submitted=True)
        with pytest.raises(IncompleteError):
            answer(session, year, ACCEPTS, "")
        made = answer(session, year, ACCEPTS, "They are right.", actor=year.senior)

        claim = claim_of(session, year)
        version = session.get_one(ClaimVersion, made.claim_version_id)
        assert (claim.state, claim.current_version) == (ClaimState.REVISED, 2)
        assert (version.level, version.reason) == (2, "They are right.")
        with pytest.raises(NotPermittedError, match="A second person agrees"):
            claims.agree(session, year.senior, claim.key, now=NOW)
        claims.agree(session, year.leader, claim.key, now=NOW)
        assert claim.state is ClaimState.SUBMITTED
        levels = select(ClaimVersion.level).where(ClaimVersion.claim_id == claim.id)
        assert session.scalars(levels.order_by(ClaimVersion.number)).all() == [3, 2]


def test_while_the_assessment_is_drafted_an_accepted_level_is_a_draft_again(year):
    with year.database.writing() as session:
        release(session, year)

        answer(session, year, ACCEPTS, "They are right.")

        assert claim_of(session, year).state is ClaimState.DRAFT


def test_an_accepted_level_with_a_statement_not_shown_has_its_reason_as_the_answer(year):
    with year.database.writing() as session:
        claim = claims.get_claim(session, year.leader, year.claim.key)
        coverage.mark(session, year.leader, claim, "1.5/2/a", CoverageMark.NOT_SHOWN, now=NOW)
        release(session, year)

        made = answer(session, year, ACCEPTS, "The rest is strong.")

        assert made.claim_version_id is not None


def test_accepting_what_the_college_claims_changes_no_claim(year):
    with year.database.writing() as session:
        release(session, year)

        made = answer(session, year, ACCEPTS, "", key=key_of(session, year, "2.4"))

        assert made.claim_version_id is None


def test_what_the_board_adopted_is_not_changed_by_an_answer(year):
    with year.database.writing() as session:
        release(session, year, submitted=True)
        session.execute(update(Claim).where(Claim.id == year.claim.id).values(state="adopted"))

        with pytest.raises(ConflictError, match="The board has adopted"):
            answer(session, year, ACCEPTS, "They are right.")
        assert answer(session, year).kind is HOLDS


def test_all_agreeing_judgements_are_accepted_in_one_list_and_no_other(year):
    with year.database.writing() as session:
        review = release(session, year)
        keys = [key_of(session, year, code) for code in ("1.5", "2.4", "3.1")]

        count = responses.accept_agreeing(session, year.leader, review.key, keys, now=NOW)
        again = responses.accept_agreeing(session, year.leader, review.key, keys, now=NOW)

        seen = responding.load(session, year.leader, review)
        assert (count, again) == (2, 0)
        assert [row.dimension.code for row in seen.differing] == ["1.5"]
        assert [row.dimension.code for row in seen.answered] == ["2.4", "3.1"]


def test_a_second_answer_succeeds_the_first_and_both_stay(year):
    with year.database.writing() as session:
        review = release(session, year)
        first = answer(session, year)
        with pytest.raises(EditedMeanwhileError) as refused:
            answer(session, year, ADDS, "The survey.", actor=year.senior)
        second = answer(session, year, ADDS, "The survey.", first.key, actor=year.senior)

        assert refused.value.theirs == "The college holds its claim. Minutes of May show it."
        [row] = responding.load(session, year.leader, review).answered
        assert row.response.key == second.key
        assert len(session.scalars(select(Response)).all()) == 2


def test_of_two_answers_at_once_one_stands_and_the_other_sees_it(year):
    with year.database.writing() as session:
        release(session, year)
        key = key_of(session, year)

    def say(actor, reason):
        try:
            with year.database.writing() as session:
                return answer(session, year, HOLDS, reason, actor=actor, key=key).reason
        except EditedMeanwhileError as refused:
            return refused.theirs

    said = at_once(lambda: say(year.leader, "Ours."), lambda: say(year.senior, "Mine."))

    with year.database.reading() as session:
        [kept] = session.scalars(select(Response.reason))
    assert sorted(said) == sorted([kept, f"The college holds its claim. {kept}"])


def test_the_college_is_told_and_answers_by_a_working_day(year):
    with year.database.writing() as session:
        review = release(session, year)

        told = session.scalars(select(Notice)).all()
        waiting = [n for n in needs.list_needs(session, year.leader) if "to answer" in n.sentence]

        # 3 February 2027 and 15 working days.
        assert review.respond_by == date(2027, 2, 24)
        assert {n.person_id for n in told} == {year.leader.person_id, year.senior.person_id}
        assert [(n.sentence, n.due) for n in waiting] == [
            ("3 judgements of “Peer review” to answer.", date(2027, 2, 24))
        ]
        keys = [key_of(session, year, code) for code in ("1.5", "2.4", "3.1")]
        responses.accept_agreeing(session, year.leader, review.key, keys, now=NOW)
        answer(session, year)
        assert responding.list_unanswered(session, year.leader) == []


def test_a_day_to_answer_by_is_not_before_the_review_ends(year):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        reviews.open_review(
            session, year.leader, year.assessment, kind=year.review.kind, title="Second",
            starts_on=year.review.starts_on, ends_on=year.review.ends_on,
            respond_by=year.review.ends_on - timedelta(days=1),
        )  # fmt: skip

    assert refused.value.field == "respond_by"


def test_what_the_review_did_not_judge_was_not_looked_at(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "4.1", level=2, agreed_by=year.senior)
        review = release(session, year)
        answer(session, year, ACCEPTS, "They are right.")

        seen = responding.load(session, year.leader, review)

        assert [dimension.code for dimension in seen.not_looked_at] == ["4.1"]
        outcomes = {row.dimension.code: row.outcome_words for row in seen.rows}
        assert outcomes == {"1.5": "Confirmed at level 2", "2.4": "Confirmed", "3.1": "Confirmed"}


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.GOVERNOR, Role.ADMINISTRATOR])
def test_only_leaders_answer_for_the_college(year, role):
    with year.database.writing() as session:
        release(session, year)
        actor = an_actor(session, year.college, role)

        with pytest.raises(NotPermittedError):
            answer(session, year, actor=actor)
        with pytest.raises(NotPermittedError):
            answer(session, year, actor=year.assessor)


def test_what_is_not_released_cannot_be_answered(year):
    with year.database.writing() as session:
        with pytest.raises(NotFoundError):
            answer(session, year, key="unknown")
        review = reviews.get_review(session, year.leader, year.review.key)
        assert responding.load(session, year.leader, review).rows == ()


def test_the_database_keeps_an_answer_and_one_first_answer(year):
    with year.database.writing() as session:
        release(session, year)
        made = answer(session, year)
        row = {
            "key": "k" * 22, "college_id": year.college.id, "kind": HOLDS, "at": NOW,
            "determination_id": made.determination_id, "author_id": year.senior.person_id,
        }  # fmt: skip
    for refused in (
        row | {"reason": "Another first."},
        row | {"reason": "", "supersedes": made.id},
    ):
        with pytest.raises(IntegrityError), year.database.writing() as session:
            session.execute(insert(Response).values(refused))
    with (
        pytest.raises(DatabaseError, match="response is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text("UPDATE response SET reason = 'Other'"))
