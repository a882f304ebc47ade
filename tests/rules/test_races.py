"""Two people at the same moment on PostgreSQL: one wins, no text is lost, the loser sees both.

`python -m benchmarks.races` does the same 500 times each.
"""

import pytest

from benchmarks import races
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor

DATABASE_KINDS = [pytest.param("postgresql", marks=pytest.mark.postgres)]
ROUNDS = 20


@pytest.fixture
def year(database):
    with database.writing() as session:
        leader = an_actor(session, a_college(session))
        library = a_document_with_pages(session, leader, [races.WORDS])
    return races.begin_year(database, leader, library.revision.key)


@pytest.mark.parametrize("name", races.RACES)
def test_of_two_at_the_same_moment_one_wins_and_no_text_is_lost(year, name):
    tally = races.run(year, races.RACES[name], ROUNDS)

    assert tally.rounds == ROUNDS
    assert tally.other_than_one_winner == 0
    assert tally.text_lost == 0
    assert tally.loser_not_shown == 0


def test_a_race_without_a_rule_is_noticed(year):
    """Else the tests above would prove nothing."""

    def overwrite(year, turn):
        refused = races.run_race(year.database, lambda s: None, lambda s: None)
        return races.Ended(refused.count(None), shown=False, kept=False)

    tally = races.run(year, overwrite, 1)

    assert not tally.is_clean
