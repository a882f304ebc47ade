"""Last year's claims in three piles, what is still open, which quotes still hold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from framework.loading import builtin
from ingest.kinds import DocumentType
from store.errors import ConflictError, IncompleteError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW, QUOTE, a_citation, a_claim
from workflow import frameworks
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.claims import claims, cycles
from workflow.models.claims import Citation, Claim, KeyCitation
from workflow.reviews import judgements, reviews
from workflow.rolling import carrying, rolling
from workflow.rolling.rolling import Pile

NEXT = date(2027, 9, 1)
LATER = datetime(2027, 9, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def following(year):
    """The next academic year, begun; the one before has a claim on a quote that still holds."""
    with year.database.writing() as session:
        begun = cycles.begin(
            session, year.leader, first_year=2027, scope=year.assessment.scope, today=NEXT
        )
        assert begun.cycle.name == "2027/28"
    return begun


def load(session, year, following, today=NEXT):
    return rolling.load(session, year.leader, following, today=today)


def test_claims_are_shown_as_last_years_and_not_copied_as_new_claims(year, following):
    with year.database.reading() as session:
        found = load(session, year, following)
        claim = claims.find_claim(session, year.leader, following, "1.5")

    [row] = found.pile(Pile.SAME)
    assert (row.then.level, row.then.reason) == (3, "Governors hear of careers each term.")
    assert (row.why, row.is_claimed, claim.current_version) == ((), False, 0)
    assert found.pile(Pile.LOOK) == found.pile(Pile.REWORDED) == ()


def test_still_valid_evidence_is_offered_expired_evidence_is_not(year, following):
    with year.database.writing() as session:
        old = a_document_with_pages(
            session, year.leader, type=DocumentType.MINUTES, event_date=date(2025, 1, 1)
        )
        a_citation(session, year.leader, year.claim, old)

    with year.database.reading() as session:
        found = load(session, year, following)
        [row] = found.pile(Pile.LOOK)
        refused = next(q.citation.key for q in row.quotes if q.problem)
    assert [quote.citation.key for quote in found.offered] == [year.citation.key]
    assert any("past its time" in line for line in row.why)
    with year.database.writing() as session, pytest.raises(ConflictError):
        carrying.take_over(session, year.leader, following, [refused], now=LATER)


def test_a_review_that_said_otherwise_is_a_reason_to_look_again(year, following):
    with year.database.writing() as session:
        judgements.judge(
            session, year.assessor, year.claim.key, level=2, reason="Noted only.",
            best_fit_reason="", seen_version=0, now=NOW,
        )  # fmt: skip
        reviews.release(session, year.assessor, year.review.key, now=NOW)

    with year.database.reading() as session:
        found = load(session, year, following)
    [row] = found.pile(Pile.LOOK)
    assert "The peer review said level 2." in row.why
    assert [(one.title, one.count) for one in found.unanswered] == [("Peer review", 1)]


def test_a_claim_without_evidence_is_looked_at_again(year, following):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.1", level=2, agreed_by=year.senior)
    with year.database.reading() as session:
        [row] = load(session, year, following).pile(Pile.LOOK)
    assert (row.pair.code, row.why) == ("2.1", ("Nothing was cited for it.",))


def test_a_dimension_whose_text_changed_is_new_wording(year, following):
    model = builtin()
    themes = list(model.themes)
    dimensions = list(themes[0].dimensions)
    at = next(n for n, d in enumerate(dimensions) if d.code == "1.5")
    dimensions[at] = replace(dimensions[at], title="Challenge by governors")
    themes[0] = replace(themes[0], dimensions=tuple(dimensions))
    edition = replace(model, themes=tuple(themes), version="2", sha256="0" * 64)
    with year.database.writing() as session:
        row = frameworks.keep(session, edition)
        assessment = session.merge(following)
        assessment.framework_version_id = row.id
        session.flush()
        session.refresh(assessment, ["framework"])

        found = load(session, year, assessment)

    [row] = found.pile(Pile.REWORDED)
    assert (row.pair.code, row.pair.has_new_wording) == ("1.5", True)


def test_a_quote_is_taken_over_once_as_a_citation_of_this_year(year, following):
    with year.database.writing() as session:
        assert (
            carrying.take_over(session, year.leader, following, [year.citation.key], now=LATER) == 1
        )
        query = select(Citation).join(Claim, Claim.id == Citation.claim_id)
        new = session.scalars(query.where(Claim.assessment_id == following.id)).one()
        keys = session.scalars(select(KeyCitation.citation_id)).all()

        assert (new.exact, new.statement, new.author_id) == (
            QUOTE, "1.5/3/a", year.leader.person_id,
        )  # fmt: skip
        assert new.id in keys
        assert load(session, year, following).offered == ()
        with pytest.raises(ConflictError):
            carrying.take_over(session, year.leader, following, [year.citation.key], now=LATER)


def test_something_is_chosen_to_be_taken_over(year, following):
    with year.database.writing() as session, pytest.raises(IncompleteError):
        carrying.take_over(session, year.leader, following, [], now=LATER)


def test_open_actions_are_shown_first_and_carried(year, following):
    with year.database.writing() as session:
        at_then = replace(year.leader, assessment_key=year.assessment.key)
        step = Step("1.5", 4, "Ask each campus.", year.senior.person_key, NEXT, "1.5/4/a")
        actions.plan(session, at_then, step, now=NOW)

        [one] = load(session, year, following).actions
        assert (one.dimension, one.words) == ("1.5", "Ask each campus.")
        assert carrying.carry_actions(session, year.leader, following) == 1
        assert load(session, year, following).actions == ()
        [carried] = actions.list_actions(session, year.leader, following)
        assert carried.words == "Ask each campus."


def test_where_nothing_came_before_there_is_nothing_to_roll(year):
    with year.database.reading() as session:
        assert rolling.load(session, year.leader, year.assessment, today=NEXT) is None
