"""Questions of a session: planned ones, open verdicts, statements that nothing shows yet."""

import pytest

from tests.factories.visits import a_visit
from tests.factories.workflow import NOW
from workflow.claims import coverage
from workflow.kinds.reviews import CoverageMark, Outcome
from workflow.reviews import verdicts
from workflow.visits import visit_questions


@pytest.fixture
def visit(year):
    with year.database.writing() as session:
        validator, visit, _ = a_visit(
            session, year.leader, year.college, year.assessment, word="Who decides?"
        )
    return validator, visit


def questions(year, visit):
    with year.database.reading() as session:
        _, [one] = visit_questions.list_questions(session, visit[0], visit[1].key)
    return one


def test_planned_questions_come_with_what_is_not_judged_and_not_shown(year, visit):
    one = questions(year, visit)

    assert one.planned == ("Who decides?",)
    assert [dimension.code for dimension in one.dimensions] == ["1.5"]
    assert any(words.startswith("Not judged yet: ") for _, words in one.derived)
    assert any(words.startswith("Not shown yet: ") for _, words in one.derived)


def test_an_open_verdict_is_asked_with_its_reason_and_a_settled_one_is_not(year, visit):
    validator, _ = visit
    with year.database.writing() as session:
        verdicts.give(
            session, validator, year.citation.key, Outcome.SUPPORTS_IN_PART,
            seen_version=0, now=NOW, reason="One term only.",
        )  # fmt: skip
    asked = [words for _, words in questions(year, visit).derived]
    assert any("Supports in part" in words and "One term only." in words for words in asked)

    with year.database.writing() as session:
        verdicts.give(
            session, validator, year.citation.key, Outcome.SUPPORTS, seen_version=1, now=NOW
        )
    asked = [words for _, words in questions(year, visit).derived]
    assert not any("One term only." in words or "Not judged" in words for words in asked)


def test_a_statement_that_the_team_found_shown_is_asked_no_more(year, visit):
    validator, _ = visit
    before = [words for _, words in questions(year, visit).derived if "Not shown" in words]
    with year.database.writing() as session:
        coverage.mark(session, validator, year.claim, "1.5/3/b", CoverageMark.SHOWN, now=NOW)
    after = [words for _, words in questions(year, visit).derived if "Not shown" in words]

    assert len(after) == len(before) - 1
