"""Pages that may show a dimension: suggested with the words that decided, dismissed, cited."""

import pytest
from sqlalchemy import select

from ingest import rebuilding
from ingest.kinds import Sensitivity
from ingest.preparing import Preparing
from search_index import speaking
from search_index.models import GenerationKind, PageMarkKind, SearchMark
from store import audit
from store.errors import NotFoundError, NotPermittedError
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, a_citation
from workflow.citations import citations, suggestions
from workflow.citations.citations import Quote


def suggested(session, actor, dimension="1.5", **more):
    return suggestions.pages_for(session, actor, dimension, **more)


def dismiss(session, year, actor=None, dimension="1.5", **more):
    suggestions.dismiss(
        session, actor or year.leader, year.library.revision.key, 1, dimension, now=NOW, **more
    )


def test_a_page_is_suggested_with_its_passage_and_the_words_that_decided(year):
    with year.database.reading() as session:
        [page] = suggested(session, year.leader)

    assert (page.document_key, page.page_number) == (year.document.key, 1)
    assert page.where == "page 1"
    assert "link governor" in page.passage
    assert page.terms
    assert page.is_cited


def test_pages_that_match_nothing_are_not_suggested(year):
    with year.database.writing() as session:
        a_document_with_pages(session, year.leader, ["The boiler house roof was repaired in May."])

        assert len(suggested(session, year.leader)) == 1


def test_a_dismissed_page_does_not_come_back_until_somebody_brings_it_back(year):
    key = year.library.revision.key
    with year.database.writing() as session:
        dismiss(session, year, reason="Another year.")
        dismiss(session, year)
        assert suggested(session, year.contributor) == []

        suggestions.bring_back(session, year.leader, key, 1, "1.5")
        assert len(suggested(session, year.contributor)) == 1
        with pytest.raises(NotFoundError, match="Nobody dismissed"):
            suggestions.bring_back(session, year.leader, key, 1, "1.5")


def test_a_dismissed_page_does_not_come_back_when_everything_is_matched_anew(year):
    with year.database.writing() as session:
        dismiss(session, year, reason="It is of another college.")

    list(rebuilding.rebuild(year.database, year.college.id, GenerationKind.MATCH, Preparing()))

    page = year.library.page(1).id
    with year.database.reading() as session:
        speaks_to = speaking.dimensions_of_pages(session, year.college.id, [page])[page]
        assert suggested(session, year.leader) == []
    assert "1.5" not in {one.dimension for one in speaks_to}


def test_the_proposed_quote_stands_on_the_page_and_is_cited_as_it_is(year):
    with year.database.writing() as session:
        other = a_document_with_pages(
            session,
            year.leader,
            ["It rained. The link governor for careers challenged\nthe careers strategy. Tea."],
        )
        page = next(
            p for p in suggested(session, year.leader) if p.document_key == other.document.key
        )
        quote = Quote(page.revision_key, 1, page.quote.exact, page.quote.prefix, page.quote.suffix)
        citation = citations.cite(
            session, year.leader, year.claim.key, quote, level=3, shows="Challenge.", now=NOW
        )

    assert citation.exact == "The link governor for careers challenged\nthe careers strategy."


def test_dismissing_for_one_dimension_leaves_the_others(year):
    with year.database.writing() as session:
        dismiss(session, year, dimension="2.4")

        assert len(suggested(session, year.leader)) == 1


def test_dismissing_twice_is_said_once(year):
    with year.database.writing() as session:
        dismiss(session, year)
        dismiss(session, year)
    with year.database.reading() as session:
        events = audit.list_events(session, year.college.id, limit=100)

    assert [e.kind for e in events].count("suggestion dismissed") == 1


def test_a_dimension_that_the_model_does_not_have_is_not_dismissed(year):
    with year.database.writing() as session, pytest.raises(NotFoundError):
        dismiss(session, year, dimension="<b>9.9</b>")


def test_a_page_that_one_may_not_see_is_neither_suggested_nor_dismissed(year):
    with year.database.writing() as session:
        closed = a_document_with_pages(session, year.leader, sensitivity=Sensitivity.RESTRICTED)

        assert len(suggested(session, year.contributor)) == 1
        assert len(suggested(session, year.leader)) == 2
        with pytest.raises(NotFoundError):
            suggestions.dismiss(session, year.contributor, closed.revision.key, 1, "1.5", now=NOW)


def test_outsiders_and_governors_dismiss_nothing(year):
    with year.database.writing() as session:
        for actor in (year.assessor, year.governor):
            with pytest.raises(NotPermittedError):
                dismiss(session, year, actor)


def test_suggestions_come_a_stretch_at_a_time_without_gap_or_repeat(year):
    with year.database.writing() as session:
        a_document_with_pages(
            session, year.leader, [f"{n}. The link governor for careers reports." for n in range(9)]
        )

        together = suggested(session, year.leader, limit=10)
        apart = [
            page
            for offset in range(0, 12, 4)
            for page in suggested(session, year.leader, limit=4, offset=offset)
        ]

    assert len(together) == 10
    assert apart == together


def test_striking_a_citation_takes_its_mark_from_the_suggestion(year):
    with year.database.writing() as session:
        other = a_document_with_pages(session, year.leader)
        before = {p.document_key: p.is_cited for p in suggested(session, year.leader)}
        a_citation(session, year.leader, year.claim, other)
        after = {p.document_key: p.is_cited for p in suggested(session, year.leader)}

    assert (before[other.document.key], after[other.document.key]) == (False, True)


@pytest.mark.parametrize("_round", range(5))
def test_who_dismiss_and_cite_one_page_at_once_are_all_heard(year, _round):
    def dismiss_it():
        with year.database.writing() as session:
            dismiss(session, year, dimension="2.4")

    def cite_it():
        with year.database.writing() as session:
            a_citation(session, year.leader, year.claim, year.library, "by campus")

    at_once(dismiss_it, cite_it, dismiss_it)

    with year.database.reading() as session:
        marks = session.execute(select(SearchMark.kind, SearchMark.dimension)).all()
    assert sorted(marks) == [(PageMarkKind.CITED, "1.5"), (PageMarkKind.DISMISSED, "2.4")]


def test_all_pages_are_ranked_with_what_was_decided_of_each(year):
    with year.database.writing() as session:
        other = a_document_with_pages(session, year.leader)
        suggestions.dismiss(session, year.leader, other.revision.key, 1, "1.5", now=NOW)

        found = suggestions.ranked(session, year.leader, "1.5")
        told = {p.document_key: (p.is_cited, p.is_dismissed) for p in found.pages}
        theirs = suggestions.ranked(session, year.assessor, "1.5")

    assert told == {year.document.key: (True, False), other.document.key: (False, True)}
    assert found.total == 2
    assert not any(page.is_dismissed for page in theirs.pages)
    assert "governing body minutes" in found.missing_types


def test_the_words_that_decided_are_marked_in_the_passage(year):
    with year.database.reading() as session:
        (page,) = suggestions.ranked(session, year.leader, "1.5").pages

    assert "".join(words for words, _ in page.parts) == page.passage
    marked = " ".join(words for words, is_marked in page.parts if is_marked).lower()
    assert "link governor" in marked


def test_the_list_of_a_dimension_goes_on_where_it_stopped(year):
    with year.database.writing() as session:
        a_document_with_pages(session, year.leader, [LINK_GOVERNOR] * 3)

        first = suggestions.ranked(session, year.leader, "1.5", limit=3)
        rest = suggestions.ranked(session, year.leader, "1.5", limit=3, offset=first.next_offset)

    assert (len(first.pages), first.next_offset) == (3, 3)
    assert (len(rest.pages), rest.next_offset) == (1, None)
    assert first.total == rest.total == 4
