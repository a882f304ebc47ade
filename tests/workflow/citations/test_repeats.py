"""The same words are cited for the same thing once."""

import pytest

from store.errors import CareersEvidenceError
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, QUOTE, a_citation
from tests.workflow.quotes.test_reanchoring import arrive
from workflow.citations import citations, evidence
from workflow.citations.citations import Quote
from workflow.citations.repeats import AlreadyCitedError

TWICE = "Careers were noted. The board met. Careers were noted. Then it closed."


def cite_again(session, year, library=None, **other):
    """The words that `year.citation` cites, for the same statement, but for what is other."""
    facts = {"exact": QUOTE, "statement": year.citation.statement} | other
    return a_citation(session, year.leader, year.claim, library or year.library, **facts)


def in_force(session, year):
    return evidence.citations_of_claims(session, year.leader, [year.claim.id])


def test_the_same_words_are_not_cited_twice_for_the_same_level(year):
    with year.database.writing() as session:
        with pytest.raises(AlreadyCitedError, match=r"1\.5 level 3") as refused:
            cite_again(session, year, exact="  ".join(QUOTE.split()))

        assert (refused.value.dimension, refused.value.citation_key) == ("1.5", year.citation.key)
        assert len(in_force(session, year)) == 1


def test_other_words_levels_statements_and_places_are_other_citations(year):
    with year.database.writing() as session:
        cite_again(session, year, level=2, statement=None)
        cite_again(session, year, statement=None)
        cite_again(session, year, exact="The link governor")
        again = a_document_with_pages(session, year.leader, [TWICE])
        for prefix in ("", "The board met. "):
            quote = Quote(again.revision.key, 1, "Careers were noted.", prefix)
            citations.cite(
                session, year.leader, year.claim.key, quote, level=3, shows="Noted.", now=NOW
            )

        assert len(in_force(session, year)) == 6


def test_what_was_struck_through_may_be_cited_again(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="A mistake.", now=NOW)
        again = cite_again(session, year)

        assert [one.key for one in in_force(session, year)] == [again.key]


def test_words_that_were_found_again_in_a_newer_file_are_cited_already(year):
    with year.database.writing() as session:
        newer = arrive(session, year.library, ["A new cover.", f"Corrected. {LINK_GOVERNOR}"])

        with pytest.raises(AlreadyCitedError) as refused:
            cite_again(session, year, newer, page=2)
        cite_again(session, year, newer, exact="by campus", page=2)

    assert refused.value.citation_key == year.citation.key


def test_of_two_who_cite_the_same_at_once_one_does(year):
    def cite_it():
        try:
            with year.database.writing() as session:
                cite_again(session, year, exact="by campus")
        except CareersEvidenceError as error:
            return type(error)
        return None

    outcomes = at_once(cite_it, cite_it)

    assert sorted(outcomes, key=str) == [AlreadyCitedError, None]
