"""Citing, marking as key and striking through; what the database keeps of it."""

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from ingest.kinds import Sensitivity
from ingest.models.documents import Shown
from search_index.models import SearchMark
from store.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import an_actor
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, QUOTE, a_citation, a_claim
from workflow.citations import citations
from workflow.citations.citations import CONTEXT, LONGEST_QUOTE, LONGEST_SHOWS, Quote
from workflow.claims import assessments, claims
from workflow.models.claims import Citation, KeyCitation

TWICE = "Careers were noted.\nThe board met.  Careers were noted. Then it closed."


def cite(session, actor, year, quote, **more):
    facts = {"level": 3, "shows": "It shows this.", "now": NOW} | more
    return citations.cite(session, actor, year.claim.key, quote, **facts)


def test_a_quote_is_pinned_to_the_text_of_its_page_with_a_little_around_it(year):
    layer = year.citation

    with year.database.reading() as session:
        cited = citations.get_citation(session, year.leader, layer.key)[0]

    assert cited.exact == QUOTE
    assert cited.prefix == ""
    assert cited.suffix.startswith(" and reported to the board")
    assert len(cited.suffix) == CONTEXT
    assert (cited.start, cited.end) == (0, len(QUOTE))
    assert cited.author_id == year.contributor.person_id


def test_a_quote_must_stand_on_its_page(year):
    quote = Quote(year.library.revision.key, 1, "words that nobody wrote")

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        cite(session, year.contributor, year, quote)

    assert refused.value.field == "exact"


def test_white_space_of_a_selection_may_differ_from_that_of_the_page(year):
    with year.database.writing() as session:
        library = a_document_with_pages(session, year.leader, ["Careers\n  leadership is shared."])

        cited = cite(
            session, year.leader, year, Quote(library.revision.key, 1, "Careers leadership is")
        )

        assert cited.exact == "Careers\n  leadership is"


def test_words_before_and_after_choose_between_places(year):
    with year.database.writing() as session:
        library = a_document_with_pages(session, year.leader, [TWICE])
        quote = Quote(library.revision.key, 1, "Careers were noted.", prefix="The board met. ")

        cited = cite(session, year.leader, year, quote)

        assert cited.start == TWICE.rindex("Careers")


def test_a_quote_from_a_page_that_the_person_may_not_see_is_not_found(year):
    with year.database.writing() as session:
        library = a_document_with_pages(session, year.leader, sensitivity=Sensitivity.CONFIDENTIAL)
        quote = Quote(library.revision.key, 1, QUOTE)

        with pytest.raises(NotFoundError):
            cite(session, year.contributor, year, quote)
        cite(session, year.leader, year, quote)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": 0}, "level"),
        ({"level": 5}, "level"),
        ({"shows": "  "}, "shows"),
        ({"shows": "x" * (LONGEST_SHOWS + 1)}, "shows"),
        ({"statement": "1.5/2/a"}, "statement"),
        ({"statement": "nonsense"}, "statement"),
    ],
)
def test_what_is_missing_or_wrong_is_named(year, change, field):
    quote = Quote(year.library.revision.key, 1, QUOTE)

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        cite(session, year.contributor, year, quote, **change)

    assert refused.value.field == field


def test_all_that_is_missing_is_named_at_once(year):
    quote = Quote(year.library.revision.key, 1, "words that nobody wrote")

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        cite(session, year.contributor, year, quote, level=5, shows="")

    assert [error.field for error in refused.value.each] == ["level", "shows", "exact"]


@pytest.mark.parametrize("exact", ["", " \n ", "x" * (LONGEST_QUOTE + 1)])
def test_a_quote_is_a_sentence_or_two(year, exact):
    with year.database.writing() as session, pytest.raises(IncompleteError, match="Select"):
        cite(session, year.contributor, year, Quote(year.library.revision.key, 1, exact))


def test_nothing_can_be_cited_for_a_level_without_descriptor(year):
    with year.database.writing() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "6.2")

        with pytest.raises(
            IncompleteError, match=r"No descriptor is published for level 1 of 6\.2"
        ):
            a_citation(session, year.leader, claim, year.library, level=1)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ADMINISTRATOR])
def test_governors_and_administrators_cite_nothing(year, role):
    with year.database.writing() as session:
        actor = an_actor(session, year.college, role)

        with pytest.raises(NotPermittedError):
            cite(session, actor, year, Quote(year.library.revision.key, 1, QUOTE))


def test_a_citation_made_after_submission_says_so(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)

        late = a_citation(session, year.contributor, year.claim, year.library, "Governors noted")

        assert late.is_after_submission
        assert not year.citation.is_after_submission


def test_striking_through_needs_a_reason_and_keeps_the_text(year):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError) as refused:
            citations.strike(session, year.leader, year.citation.key, reason=" ", now=NOW)
        citations.strike(session, year.leader, year.citation.key, reason="Wrong page.", now=NOW)

    with year.database.reading() as session:
        struck, _ = citations.get_citation(session, year.leader, year.citation.key)
    assert refused.value.field == "reason"
    assert struck.exact == QUOTE
    assert (struck.struck_reason, struck.struck_by) == ("Wrong page.", year.leader.person_id)


def test_a_citation_is_struck_through_once(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        with pytest.raises(ConflictError, match="struck this citation through before you"):
            citations.strike(session, year.leader, year.citation.key, reason="Again.", now=NOW)


def test_a_contributor_strikes_nothing_through_not_even_their_own(year):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        citations.strike(session, year.contributor, year.citation.key, reason="Mine.", now=NOW)


def test_striking_takes_the_page_from_search_marks_slots_and_hash(year):
    with year.database.writing() as session:
        before = citations.hash_of_citations(session, year.claim)
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        assert citations.hash_of_citations(session, year.claim) != before
        assert session.scalar(select(func.count(KeyCitation.id))) == 0
        assert session.scalar(select(func.count(SearchMark.id))) == 0
        with pytest.raises(ConflictError, match="cannot be key"):
            citations.set_key(session, year.leader, year.citation.key, is_key=True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE citation SET exact = 'Better words'",
        "UPDATE citation SET level = 4",
        "UPDATE citation SET shows = 'More than it does'",
        "UPDATE citation SET author_id = author_id + 1",
        "DELETE FROM citation",
    ],
)
def test_the_database_keeps_a_citation_as_it_was(year, change):
    with year.database.writing() as session:
        session.execute(text("DELETE FROM key_citation"))

    with (
        pytest.raises(DatabaseError, match="citation is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text(change))


def test_the_database_lets_nobody_take_a_strike_back_or_change_its_reason(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

    for values in (
        {"struck_at": None, "struck_by": None, "struck_reason": None},
        {"struck_reason": "Another."},
    ):
        with (
            pytest.raises(DatabaseError, match="citation is kept as it was"),
            year.database.writing() as session,
        ):
            session.execute(update(Citation).values(values))


def test_the_database_refuses_a_strike_without_a_reason(year):
    with (
        pytest.raises(IntegrityError, match="struck_with_a_reason"),
        year.database.writing() as session,
    ):
        session.execute(update(Citation).values(struck_at=NOW, struck_by=year.leader.person_id))


def four_more(session, year):
    words = ("The link governor", "careers leader each term", "Governors noted", "by campus")
    return [
        a_citation(session, year.contributor, year.claim, year.library, exact) for exact in words
    ]


def test_a_claim_has_at_most_three_key_citations(year):
    with year.database.writing() as session:
        second, third, fourth, _ = four_more(session, year)
        for citation in (second, third, second):
            citations.set_key(session, year.contributor, citation.key, is_key=True)

        with pytest.raises(ConflictError, match="three key citations already"):
            citations.set_key(session, year.contributor, fourth.key, is_key=True)
        citations.set_key(session, year.contributor, second.key, is_key=False)
        citations.set_key(session, year.contributor, second.key, is_key=False)
        citations.set_key(session, year.contributor, fourth.key, is_key=True)

        keys = session.scalars(select(KeyCitation.citation_id)).all()
        assert set(keys) == {year.citation.id, third.id, fourth.id}


def test_two_who_take_the_last_key_slot_at_once_leave_three(year):
    with year.database.writing() as session:
        second, third, fourth, _ = four_more(session, year)
        citations.set_key(session, year.contributor, second.key, is_key=True)

    def take(citation):
        try:
            with year.database.writing() as session:
                citations.set_key(session, year.contributor, citation.key, is_key=True)
        except ConflictError:
            return "refused"
        return "taken"

    outcomes = at_once(lambda: take(third), lambda: take(fourth))

    with year.database.reading() as session:
        slots = session.scalars(select(KeyCitation.slot).order_by(KeyCitation.slot)).all()
    assert sorted(outcomes) == ["refused", "taken"]
    assert slots == [1, 2, 3]


def test_two_who_cite_one_page_at_once_are_both_found_by_the_search(year):
    with year.database.writing() as session:
        other = a_claim(session, year.leader, year.assessment, "2.4", level=2)

    def cite_for(claim, exact):
        with year.database.writing() as session:
            a_citation(session, year.contributor, claim, year.library, exact, level=2)

    both = [(claim, exact) for claim in (year.claim, other) for exact in ("by campus", "noted")]
    at_once(*[lambda one=one: cite_for(*one) for one in both])

    with year.database.reading() as session:
        marked = session.scalars(select(SearchMark.dimension)).all()
        shown = session.scalar(select(func.count(Shown.id)))
    assert sorted(marked) == ["1.5", "2.4"]
    assert shown == 1


@pytest.mark.parametrize("slot", [0, 4])
def test_the_database_counts_to_three(year, slot):
    with year.database.writing() as session:
        second = four_more(session, year)[0]
    row = {
        "college_id": year.college.id,
        "claim_id": year.claim.id,
        "citation_id": second.id,
        "slot": slot,
    }

    with pytest.raises(IntegrityError, match="three_at_most"), year.database.writing() as session:
        session.execute(insert(KeyCitation).values(row))


def test_the_database_refuses_a_key_citation_of_another_claim(year):
    with year.database.writing() as session:
        second = four_more(session, year)[0]
        other = claims.find_claim(session, year.leader, year.assessment, "2.4")
    row = {
        "college_id": year.college.id,
        "claim_id": other.id,
        "citation_id": second.id,
        "slot": 1,
    }

    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(KeyCitation).values(row))


def test_the_hash_of_citations_is_that_of_those_in_force_in_any_order(year):
    with year.database.writing() as session:
        alone = citations.hash_of_citations(session, year.claim)
        second = a_citation(session, year.contributor, year.claim, year.library, "by campus")
        both = citations.hash_of_citations(session, year.claim)
        citations.strike(session, year.leader, second.key, reason="Wrong.", now=NOW)

        assert both != alone
        assert citations.hash_of_citations(session, year.claim) == alone
