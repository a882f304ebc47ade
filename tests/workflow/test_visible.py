"""Drafts of a review are their author's until the release; nothing that others read changes."""

import pytest

from store.permissions import Role
from tests.factories.workflow import NOW, a_review, an_engagement
from workflow.citations import dimension_page, evidence
from workflow.claims import claims, coverage, overview
from workflow.desk import desk
from workflow.governance import summary
from workflow.kinds.reviews import CoverageMark, Outcome
from workflow.needs import needs
from workflow.reviews import judgements, reviews, verdicts


def everything_seen_by(session, actor, year):
    """All that pages say of the claim to one viewer, as text."""
    page = dimension_page.load(session, actor, year.assessment, "1.5")
    seen = overview.overview(session, actor, year.assessment)
    cited = evidence.citations_of_claims(session, actor, [year.claim.id], with_struck=True)
    words = [
        page.label,
        page.coverage_words,
        page.levels,
        page.determinations,
        [(j.level, j.reason) for j in page.judgements],
        [row.label for row in seen.rows],
        [row.coverage_words for row in seen.rows],
        cited,
        evidence.citations_on_page(session, actor, year.library.page(1).id),
        evidence.citations_of_document(session, actor, year.document.id),
        summary.summarise(actor, seen),
        needs.list_needs(session, actor),
        needs.list_changes(session, actor, limit=100),
        [(r.title, r.state) for r in reviews.list_reviews(session, actor, year.assessment)],
    ]
    if actor.review_id is not None:
        on_desk = desk.load(session, actor)
        words += [on_desk.finished, on_desk.minutes_left]
        words += [desk.step(session, actor, year.claim.key).marks]
    return repr(words)


def draft_everything(session, year, actor):
    claim = claims.get_claim(session, actor, year.claim.key)
    verdicts.give(
        session, actor, year.citation.key, Outcome.DOES_NOT_SUPPORT,
        seen_version=0, now=NOW, reason="Last year's paper.",
    )  # fmt: skip
    coverage.mark(session, actor, claim, "1.5/3/b", CoverageMark.SHOWN_IN_PART, now=NOW)
    judgements.judge(
        session, actor, claim.key,
        level=2, seen_version=0, now=NOW, reason="Reported once.", best_fit_reason="Near.",
    )  # fmt: skip


@pytest.fixture
def viewers(year):
    """Whoever may look at the assessment besides the assessor who drafts."""
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)
        later = a_review(session, year.leader, year.assessment, title="Later review")
        validator = an_engagement(
            session, year.leader, year.college, later, role=Role.LEAD_ASSESSOR
        )
    return {
        "leader": year.leader,
        "senior": year.senior,
        "contributor": year.contributor,
        "governor": year.governor,
        "second assessor": second,
        "later reviewer": validator,
    }


def test_until_the_release_nobody_else_sees_a_trace_of_drafts(year, viewers):
    with year.database.writing() as session:
        before = {who: everything_seen_by(session, actor, year) for who, actor in viewers.items()}
        own_before = everything_seen_by(session, year.assessor, year)

        draft_everything(session, year, year.assessor)

        after = {who: everything_seen_by(session, actor, year) for who, actor in viewers.items()}
        assert after == before
        assert everything_seen_by(session, year.assessor, year) != own_before


def test_the_release_is_seen_by_the_college_and_not_by_a_later_reviewer(year, viewers):
    with year.database.writing() as session:
        before = everything_seen_by(session, viewers["later reviewer"], year)
        draft_everything(session, year, year.assessor)
        reviews.release(session, year.assessor, year.review.key, now=NOW)

        for who in ("leader", "senior", "contributor", "governor", "second assessor"):
            seen = everything_seen_by(session, viewers[who], year)
            assert "Last year's paper." in seen, who
            assert "Reported once." in seen, who
            assert "Level 3 claimed, peer review says level 2" in seen, who
        assert everything_seen_by(session, viewers["later reviewer"], year) == before


def test_who_leads_or_facilitates_a_review_reads_its_drafts(year):
    with year.database.writing() as session:
        readers = [
            an_engagement(session, year.leader, year.college, year.review, role=role)
            for role in (Role.LEAD_ASSESSOR, Role.FACILITATOR)
        ]
        draft_everything(session, year, year.assessor)

        for reader in readers:
            assert "Last year's paper." in everything_seen_by(session, reader, year)
