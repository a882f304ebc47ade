"""Putting other words in a citation's place; two people who do so at once."""

import pytest
from sqlalchemy import func, select

from store.errors import (
    CareersEvidenceError,
    EditedMeanwhileError,
    IncompleteError,
    NotPermittedError,
)
from tests.factories.library import LINK_GOVERNOR
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, QUOTE
from tests.workflow.quotes.test_reanchoring import arrive
from workflow.citations import citations, evidence, succeeding
from workflow.citations.citations import Quote
from workflow.models.claims import Citation, KeyCitation

CHANGED = LINK_GOVERNOR.replace("met the careers leader each term", "met the leader each term")


@pytest.fixture
def newer(year):
    with year.database.writing() as session:
        return arrive(session, year.library, [CHANGED])


def accept(session, year, newer, actor=None, choice=0):
    return succeeding.accept_place(
        session,
        actor or year.contributor,
        year.citation.key,
        revision_key=newer.revision.key,
        choice=choice,
        now=NOW,
    )


def test_accepting_the_new_words_keeps_claim_level_statement_and_key(year, newer):
    with year.database.writing() as session:
        new = accept(session, year, newer)

    with year.database.reading() as session:
        old, _ = citations.get_citation(session, year.leader, year.citation.key)
        key = session.scalars(select(KeyCitation.citation_id)).one()
        in_force = evidence.citations_of_claims(session, year.leader, [year.claim.id])
    assert new.exact == "The link governor for careers met the leader each term"
    assert (new.level, new.statement, new.shows) == (old.level, old.statement, old.shows)
    assert (new.succeeds, key, old.exact) == (old.id, new.id, QUOTE)
    assert old.struck_reason == succeeding.REASON
    assert [(one.key, one.anchor) for one in in_force] == [(new.key, None)]


def test_other_words_may_be_picked_instead(year, newer):
    with year.database.writing() as session:
        quote = Quote(newer.revision.key, 1, "reported to the board")
        new = succeeding.succeed(
            session, year.contributor, year.citation.key, quote, shows="She reports.", now=NOW
        )

        assert (new.exact, new.shows) == ("reported to the board", "She reports.")


def test_a_place_that_was_not_offered_is_refused(year, newer):
    with year.database.writing() as session, pytest.raises(IncompleteError):
        accept(session, year, newer, choice=3)


def test_governors_replace_nothing(year, newer):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        accept(session, year, newer, year.governor)


def test_a_still_newer_file_is_looked_at_first(year, newer):
    with year.database.writing() as session:
        arrive(session, year.library, ["Nothing of careers."], number=3)

        with pytest.raises(EditedMeanwhileError, match="still newer") as refused:
            accept(session, year, newer)
    assert refused.value.theirs == "The words are no longer there."


def test_who_comes_second_sees_what_stands_now(year, newer):
    with year.database.writing() as session:
        accept(session, year, newer)

    with year.database.writing() as session, pytest.raises(EditedMeanwhileError) as refused:
        citations.strike(session, year.leader, year.citation.key, reason="Old.", now=NOW)
    assert "met the leader each term" in refused.value.theirs


ROUNDS = 25


def test_two_at_once_on_one_citation_never_both_win(year):
    """Of a replacement and a strike at the same moment one happens; the other sees it."""
    quotes = ["reported to the board", "noted the careers strategy"]

    def attempt(call):
        try:
            with year.database.writing() as session:
                call(session)
        except CareersEvidenceError as error:
            return error
        return None

    key = year.citation.key
    for turn in range(ROUNDS):
        calls = [
            lambda session, key=key, words=words: succeeding.succeed(
                session, year.contributor, key, Quote(year.library.revision.key, 1, words), now=NOW
            )
            for words in quotes
        ]
        if turn % 2:
            calls[1] = lambda session, key=key: citations.strike(
                session, year.leader, key, reason="Mistaken.", now=NOW
            )
        ended = at_once(*[lambda call=call: attempt(call) for call in calls])

        lost = [error for error in ended if error is not None]
        assert len(lost) == 1
        assert isinstance(lost[0], EditedMeanwhileError)
        assert lost[0].theirs
        with year.database.writing() as session:
            successor = session.scalar(
                select(Citation.key).where(
                    Citation.succeeds
                    == select(Citation.id).where(Citation.key == key).scalar_subquery()
                )
            )
            in_force = session.scalar(select(func.count()).where(Citation.struck_at.is_(None)))
            assert in_force == (1 if successor else 0)
            if successor is None:
                successor = citations.cite(
                    session, year.contributor, year.claim.key,
                    Quote(year.library.revision.key, 1, QUOTE), level=3, shows="Again.", now=NOW,
                ).key  # fmt: skip
        key = successor
