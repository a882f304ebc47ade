"""The desk: what waits, in which order, and what comes next."""

import pytest

from ingest.kinds import Sensitivity
from store.errors import IncompleteError, NotFoundError, NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import LINK_GOVERNOR, NOW, QUOTE, a_citation, a_claim
from workflow.citations import citations
from workflow.desk import desk
from workflow.documents import library
from workflow.kinds.reviews import CoverageMark, DeskOrder, Outcome
from workflow.reviews import judgements, verdicts


def give(session, year, citation=None, outcome=Outcome.SUPPORTS, **more):
    verdicts.give(
        session, year.assessor, (citation or year.citation).key, outcome,
        seen_version=0, now=NOW, **more,
    )  # fmt: skip


def judge(session, year, claim, level):
    judgements.judge(
        session, year.assessor, claim.key, level=level, seen_version=0, now=NOW, reason="So."
    )


@pytest.fixture
def more(year):
    """A second claim, before the first in the model's order, with two quotes of the same page."""
    with year.database.writing() as session:
        claim = a_claim(session, year.leader, year.assessment, "1.2", level=2)
        key = a_citation(
            session, year.contributor, claim, year.library, "by campus", level=2, is_key=True
        )
        loose = a_citation(
            session, year.contributor, claim, year.library, "Governors noted", level=2
        )
    return claim, key, loose


def test_claims_lie_on_the_desk_in_the_models_order_and_unclaimed_ones_do_not(year, more):
    with year.database.reading() as session:
        found = desk.load(session, year.assessor)

    assert [c.dimension.code for c in found.claims] == ["1.2", "1.5"]
    assert found.claims[1].level_words == "Level 3"
    assert (found.finished, found.minutes_left) == (0, 6)


def test_verdicts_are_asked_for_key_citations_and_possible_for_all(year, more):
    _, key, loose = more
    with year.database.writing() as session:
        on_desk = desk.load(session, year.assessor, more[0].key).claims[0]
        assert [c.key for c in on_desk.waiting] == [key.key]
        assert [c.key for c in on_desk.citations] == [key.key, loose.key]

        give(session, year, key)
        give(session, year, loose)

        after = desk.load(session, year.assessor, more[0].key).claims[0]
        assert (after.waiting, after.is_finished, after.minutes_left) == ((), False, 1)


def test_a_claim_is_finished_when_it_is_judged_whatever_was_not_looked_at(year, more):
    claim, _, _ = more
    with year.database.writing() as session:
        judge(session, year, claim, 2)
        found = desk.load(session, year.assessor)

    assert found.claims[0].is_finished
    assert found.finished == 1
    assert found.after(year.claim.key) is None
    assert found.after(claim.key).claim.key == year.claim.key


def test_the_first_quote_that_waits_is_opened_and_the_next_is_known(year, more):
    claim, key, loose = more
    with year.database.writing() as session:
        step = desk.step(session, year.assessor, claim.key)
        assert (step.citation.key, step.verdict, step.next_citation) == (key.key, None, None)
        assert (step.position, step.next_claim.claim.key) == (1, year.claim.key)

        give(session, year, key)

        step = desk.step(session, year.assessor, claim.key)
        assert step.citation.key == key.key
        assert step.verdict.words == "Supports"
        named = desk.step(session, year.assessor, claim.key, loose.key)
        assert (named.citation.key, named.verdict) == (loose.key, None)


def test_a_verdict_for_another_level_says_which(year):
    with year.database.writing() as session:
        give(session, year, outcome=Outcome.SUPPORTS_LEVEL, level=2)

        assert desk.step(session, year.assessor, year.claim.key).verdict.words == (
            "Supports level 2"
        )


def test_ones_own_marks_are_said_in_words(year):
    with year.database.writing() as session:
        give(session, year)
        step = desk.step(session, year.assessor, year.claim.key)

    assert step.marks == {"1.5/3/a": CoverageMark.SHOWN}
    assert step.coverage_words.startswith("1 of 2 sentences shown; not yet")


def test_the_same_page_cited_for_other_claims_is_told(year, more):
    with year.database.reading() as session:
        found = desk.load(session, year.assessor)
        here = found.claims[1].citations[0]

    assert {c.dimension for c in found.elsewhere(here)} == {"1.2"}


def test_a_quote_that_the_review_is_not_shown_waits_for_nobody(year):
    with year.database.writing() as session:
        closed = a_document_with_pages(session, year.leader, sensitivity=Sensitivity.CONFIDENTIAL)
        a_citation(session, year.leader, year.claim, closed, "by campus", is_key=True)

        on_desk = desk.load(session, year.assessor).claims[0]

    assert [c.is_readable for c in on_desk.citations] == [True, False]
    assert [c.key for c in on_desk.waiting] == [year.citation.key]


def test_a_claim_without_citations_is_judged_all_the_same(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)
        step = desk.step(session, year.assessor, year.claim.key)

    assert (step.citation, step.verdict, step.next_citation) == (None, None, None)
    assert step.claim.minutes_left == 1


@pytest.mark.parametrize("citation", [None, "nothing"])
def test_what_is_not_on_the_desk_is_not_found(year, citation):
    claim = year.claim.key if citation else "nothing"

    with year.database.reading() as session, pytest.raises(NotFoundError):
        desk.step(session, year.assessor, claim, citation)


def test_members_of_the_college_have_no_desk(year):
    with year.database.reading() as session, pytest.raises(NotPermittedError):
        desk.load(session, year.leader)


def test_by_document_every_quote_lies_in_page_order_whatever_claim_it_is_for(year, more):
    claim, key, loose = more
    with year.database.writing() as session:
        other = a_document_with_pages(session, year.contributor, title="Another paper")
        last = a_citation(session, year.contributor, claim, other, "by campus", is_key=True)
        library.document_changed(session, year.college.id, other.document.id)
        _, found = desk.by_document(session, year.assessor)

        assert [one.title for one in found] == ["Careers report to governors", "Another paper"]
        text = LINK_GOVERNOR
        in_order = sorted(
            (text.index(QUOTE), text.index("by campus"), text.index("Governors noted"))
        )
        assert [c.start for c in found[0].quotes] == in_order
        assert {c.key for c in found[0].waiting} == {key.key, year.citation.key}

        def after(citation):
            step = desk.step(
                session, year.assessor, claim.key, citation.key, order=DeskOrder.DOCUMENT
            )
            return step.next_citation.key if step.next_citation else None

        assert after(key) == last.key
        assert after(loose) == key.key
        give(session, year)
        give(session, year, last)
        assert after(key) is None


def test_coverage_filled_from_ones_own_verdicts_is_changed_with_the_judgement(year):
    with year.database.writing() as session:
        give(session, year)
        asked = desk.step(session, year.assessor, year.claim.key).asked
        assert [mark for _, mark in asked] == [CoverageMark.SHOWN, CoverageMark.NOT_LOOKED_AT]
        marks = {asked[0][0].code: CoverageMark.SHOWN, asked[1][0].code: CoverageMark.NOT_SHOWN}

        def judge_with(**more):
            desk.judge(
                session, year.assessor, year.claim.key,
                level=3, marks=marks, seen_version=0, now=NOW, **more,
            )  # fmt: skip

        with pytest.raises(IncompleteError, match="Why is this still the best fit"):
            judge_with()
        judge_with(best_fit_reason="The rest stands in the plan.")
        asked = desk.step(session, year.assessor, year.claim.key).asked
        assert [mark for _, mark in asked] == [CoverageMark.SHOWN, CoverageMark.NOT_SHOWN]


def test_canned_reasons_name_the_statement_that_is_not_shown(year):
    with year.database.reading() as session:
        step = desk.step(session, year.assessor, year.claim.key)

    statement = step.asked[0][0].text
    assert all(words.endswith(f"Not yet shown: “{statement}”") for words in step.canned)
    assert step.canned[0].startswith("The page says it was noted")


def test_the_quote_to_fetch_ahead_is_the_first_of_the_next_claim_after_the_last(year, more):
    _, key, _ = more
    with year.database.reading() as session:
        step = desk.step(session, year.assessor, year.claim.key)

    assert step.next_citation is None
    assert step.following.key == key.key


def test_what_is_asked_are_key_citations_and_one_claims_every_other(year, more):
    claim, key, loose = more
    with year.database.reading() as session:
        asked = desk.load(session, year.assessor)
        here = desk.load(session, year.assessor, claim.key)

    assert {c.key for one in asked.claims for c in one.citations} == {key.key, year.citation.key}
    assert {c.key for c in here.find(claim.key).citations} == {key.key, loose.key}
