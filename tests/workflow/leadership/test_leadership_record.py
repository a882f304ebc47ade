"""What a leadership meeting decides becomes claims, by the operations every claim is made with."""

import pytest
from sqlalchemy import select

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotPermittedError,
)
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.workflow import NOW
from workflow.claims import claims, coverage
from workflow.kinds.reviews import CoverageMark
from workflow.leadership import leadership, leadership_meeting, leadership_record
from workflow.leadership.leadership_meeting import Pile
from workflow.lifecycle import ClaimState
from workflow.models.claims import Agreement, Claim


@pytest.fixture
def met(year):
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior, year.governor)
        for actor in (year.leader, year.senior, year.governor):
            picks(session, actor, review, d1_3=2, d1_4=2, d1_5=3)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)
    return review


def agree(session, actor, review, code="1.2", *, level=2, sentence="It fits.", seen=0, why=""):
    return leadership_record.agree(
        session, actor, review.key, code, level=level, sentence=sentence, seen_version=seen,
        best_fit_reason=why, now=NOW,
    )  # fmt: skip


def claim_of(session, year, code):
    return claims.find_claim(session, year.leader, year.assessment, code)


def test_the_agreed_best_fit_level_is_stored_with_date_and_becomes_a_draft_claim(year, met):
    with year.database.writing() as session:
        item = agree(session, year.leader, met, sentence="Governors ask about it each term.")
        claim = claim_of(session, year, "1.2")
        version = claims.current_version(session, claim)

    assert (item.level, item.at) == (2, NOW)
    assert claim.state is ClaimState.DRAFT
    assert (version.level, version.reason) == (2, "Governors ask about it each term.")
    assert version.author_id == year.leader.person_id


def test_a_second_person_agrees_what_the_meeting_wrote_and_never_the_recorder(year, met):
    with year.database.writing() as session:
        agree(session, year.leader, met)
    with year.database.reading() as session:
        meeting = leadership_meeting.load(session, year.leader, met.key)
        assert meeting.waiting == 1
        assert meeting.to_second(year.leader) == []

    with year.database.writing() as session, pytest.raises(ConflictError, match="does not wait"):
        leadership_record.agree_as_second(session, year.leader, met.key, ["1.2"], now=NOW)
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        leadership_record.agree_as_second(session, year.governor, met.key, ["1.2"], now=NOW)
    with year.database.writing() as session:
        leadership_record.agree_as_second(session, year.senior, met.key, ["1.2"], now=NOW)
        claim = claim_of(session, year, "1.2")
        agreed_by = session.scalars(
            select(Agreement.agreed_by).order_by(Agreement.id.desc())
        ).first()

    assert claim.state is ClaimState.AGREED
    assert agreed_by == year.senior.person_id


def test_where_the_level_is_claimed_already_the_claim_and_its_reason_stand(year, met):
    with year.database.writing() as session:
        agree(session, year.leader, met, "1.5", level=3, seen=1)
        claim = claim_of(session, year, "1.5")

    assert (claim.state, claim.current_version) == (ClaimState.AGREED, 1)


def test_unanimous_levels_are_agreed_in_one_list_in_the_words_that_people_wrote(year, met):
    seen = {"1.3": 0, "1.4": 0, "1.5": 1}
    with year.database.writing() as session:
        leadership_record.agree_unanimous(session, year.leader, met.key, seen, now=NOW)

    with year.database.reading() as session:
        meeting = leadership_meeting.load(session, year.leader, met.key)
        reason = claims.current_version(session, claim_of(session, year, "1.3")).reason
    assert [one.dimension.code for one in meeting.pile(Pile.AGREED)] == ["1.3", "1.4", "1.5"]
    assert reason.startswith("All 3 who picked beforehand chose level 2.")
    assert f"{year.senior.name} thinks so." in reason


def test_a_dimension_that_is_not_unanimous_is_agreed_by_itself(year, met):
    with year.database.writing() as session, pytest.raises(ConflictError, match=r"1\.2"):
        leadership_record.agree_unanimous(session, year.leader, met.key, {"1.2": 0}, now=NOW)
    with year.database.writing() as session, pytest.raises(IncompleteError):
        leadership_record.agree_unanimous(session, year.leader, met.key, {}, now=NOW)


@pytest.mark.parametrize("do", [agree, leadership_record.park])
def test_a_sentence_is_asked_for(year, met, do):
    words = {"sentence": " "} if do is agree else {"reason": " ", "now": NOW}
    subject = met if do is agree else met.key
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        do(session, year.leader, subject, "1.2", **words)

    assert refused.value.field == "sentence"


def test_a_level_with_a_statement_not_shown_asks_why_it_is_still_the_best_fit(year, met):
    with year.database.writing() as session:
        claim = claim_of(session, year, "1.2")
        coverage.mark(session, year.leader, claim, "1.2/2/a", CoverageMark.NOT_SHOWN, now=NOW)

    with year.database.writing() as session, pytest.raises(IncompleteError, match="best fit"):
        agree(session, year.leader, met)
    with year.database.writing() as session:
        agree(session, year.leader, met, why="The new vision says it.")


def test_who_records_what_changed_meanwhile_sees_the_other_text(year, met):
    with year.database.writing() as session:
        claims.claim_level(
            session, year.senior, claim_of(session, year, "1.2").key,
            level=3, reason="Written meanwhile.", seen_version=0, now=NOW,
        )  # fmt: skip

    with year.database.writing() as session, pytest.raises(EditedMeanwhileError) as refused:
        agree(session, year.leader, met)
    assert "Written meanwhile." in refused.value.theirs


def test_nothing_is_recorded_but_by_the_recorder_while_the_meeting_is_open(year, met):
    with year.database.writing() as session, pytest.raises(NotPermittedError, match="records this"):
        agree(session, year.senior, met)
    with year.database.writing() as session:
        leadership.end_meeting(session, year.leader, met.key, now=NOW)

    with year.database.writing() as session, pytest.raises(ConflictError, match="not open"):
        leadership_record.park(session, year.leader, met.key, "1.2", reason="Later.", now=NOW)


def test_opening_a_meeting_selects_no_level(year, met):
    with year.database.reading() as session:
        unclaimed = session.scalars(
            select(Claim.dimension).where(
                Claim.college_id == year.college.id, Claim.state == ClaimState.NOT_CLAIMED
            )
        ).all()

    assert len(unclaimed) == 33
