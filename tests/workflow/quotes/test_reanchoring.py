"""A newer file of a document: what becomes of the quotes and verdicts on the older one."""

import pytest
from sqlalchemy import select

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity
from ingest.models.documents import Page, Revision
from search_index.models import PageMarkKind, SearchMark
from store.errors import ConflictError
from tests.factories.library import a_document_with_pages, a_revision
from tests.factories.workflow import NOW, a_citation
from workflow.citations import citations, dimension_page, evidence
from workflow.documents import sharing
from workflow.kinds.anchors import AnchorOutcome
from workflow.kinds.reviews import Outcome
from workflow.models.anchors import Anchor
from workflow.needs import document_needs, needs
from workflow.needs.document_needs import Why
from workflow.quotes import anchors, reanchoring
from workflow.reviews import verdicts

DRAFT = (
    "7. Careers. The link governor challenged the leader on destinations of construction "
    "students and asked for figures by campus. The board noted the careers strategy. "
    "The chair thanked the careers leader for the year."
)
APPROVED = (
    DRAFT.removesuffix(" The chair thanked the careers leader for the year.").replace(
        "challenged the leader on", "asked the leader about"
    ),
    "The chair thanked the careers leader for the year.",
)
CHALLENGED = (
    "The link governor challenged the leader on destinations of construction students and asked "
    "for figures by campus."
)


def minutes(session, year):
    return a_document_with_pages(
        session,
        year.contributor,
        [DRAFT],
        type=DocumentType.MINUTES,
        title="Corporation minutes",
        minutes_status=MinutesStatus.APPROVED,
    )


def arrive(session, library, texts, number=2):
    """A newer file arrives and its quotes are looked for, as the worker does it."""
    newer = a_revision(session, library.document, texts, number=number)
    prepared = reanchoring.prepare(session, library.document.college_id, newer.revision.id)
    reanchoring.keep(session, prepared, now=NOW)
    return newer


def seen(session, year, library):
    return {
        one.exact: one
        for one in evidence.citations_of_document(session, year.leader, library.document.id)
    }


@pytest.fixture
def approved(year):
    """Three quotes of the draft minutes, one with a verdict; then the approved ones arrive."""
    with year.database.writing() as session:
        library = minutes(session, year)
        challenged, _, _ = (
            a_citation(session, year.contributor, year.claim, library, exact)
            for exact in (CHALLENGED, "The board noted the careers strategy", "The chair thanked")
        )
        verdicts.give(
            session, year.assessor, challenged.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        arrive(session, library, APPROVED)
    return library


def test_the_approved_minutes_after_the_draft_ones(year, approved):
    """ "challenged" became "asked": the quote changed, its verdict is stale, nothing is silent."""
    with year.database.reading() as session:
        found = seen(session, year, approved)
        claim_ids = [year.claim.id]
        judged = evidence.citations_of_claims(session, year.assessor, claim_ids)

    changed = found[CHALLENGED]
    assert changed.anchor.outcome is AnchorOutcome.CHANGED
    assert changed.is_stale
    assert [one.is_stale for one in judged if one.verdicts] == [True]
    assert "asked the leader about" in changed.anchor.exact
    still = found["The board noted the careers strategy"]
    assert (still.anchor.outcome, still.is_stale) == (AnchorOutcome.FOUND, False)
    moved = found["The chair thanked"]
    assert (moved.anchor.outcome, moved.anchor.page_number) == (AnchorOutcome.MOVED, 2)
    assert "page 2" in moved.anchor.words


def cited_pages(session, library):
    """The pages of a document's newest file that the search tells as cited."""
    query = (
        select(Page.number)
        .join(Revision, Revision.id == Page.revision_id)
        .join(SearchMark, SearchMark.page_id == Page.id)
        .where(
            Revision.document_id == library.document.id,
            Revision.number == 2,
            SearchMark.kind == PageMarkKind.CITED,
        )
    )
    return set(session.scalars(query))


def test_a_newer_file_is_cited_where_the_words_still_stand(year, approved):
    with year.database.writing() as session:
        before = cited_pages(session, approved)
        moved = seen(session, year, approved)["The chair thanked"]
        citations.strike(session, year.leader, moved.key, reason="Twice.", now=NOW)
        after = cited_pages(session, approved)

    assert (before, after) == ({1, 2}, {1})


def test_the_difference_names_the_words(year, approved):
    with year.database.reading() as session:
        changed = seen(session, year, approved)[CHALLENGED]
    then, now = anchors.difference(changed.exact, changed.anchor.exact)

    assert [words for words, is_other in then if is_other] == ["challenged", "on"]
    assert [words for words, is_other in now if is_other][:2] == ["asked", "about"]


def test_what_needs_a_decision_stands_on_the_home_page(year, approved):
    with year.database.reading() as session:
        lines = [need.sentence for need in needs.list_needs(session, year.leader)]

    assert any("1 quote of “Corporation minutes” changed" in line for line in lines)


def test_an_older_file_can_be_cited_no_longer(year, approved):
    with year.database.writing() as session, pytest.raises(ConflictError, match="newer file"):
        a_citation(session, year.contributor, year.claim, approved, "by campus")


def test_a_third_file_is_compared_with_the_quote_as_it_was_cited(year, approved):
    with year.database.writing() as session:
        arrive(session, approved, [DRAFT], number=3)

    with year.database.reading() as session:
        found = seen(session, year, approved)
    assert {one.anchor.outcome for one in found.values()} == {AnchorOutcome.FOUND}
    assert {one.anchor.revision_number for one in found.values()} == {3}


def test_a_file_that_a_newer_one_overtook_says_nothing_more(year, approved):
    with year.database.writing() as session:
        newest = arrive(session, approved, [DRAFT], number=3)
        older = session.scalars(select(Anchor.revision_id)).first()
        prepared = reanchoring.prepare(session, year.college.id, older)

        assert reanchoring.keep(session, prepared, now=NOW) == 0
        assert newest.revision.id != older


def test_a_file_that_is_read_again_replaces_what_was_found(year, approved):
    with year.database.writing() as session:
        revision_id = session.scalars(select(Anchor.revision_id)).first()
        before = len(session.scalars(select(Anchor.id)).all())
        prepared = reanchoring.prepare(session, year.college.id, revision_id)
        reanchoring.keep(session, prepared, now=NOW)

        assert len(session.scalars(select(Anchor.id)).all()) == before


def test_a_quote_cited_while_the_new_file_was_looked_at_is_not_forgotten(year):
    with year.database.writing() as session:
        library = minutes(session, year)
        newer = a_revision(session, library.document, APPROVED, number=2)
        newer.revision.readable_at, readable = None, newer.revision.readable_at
        session.flush()
        prepared = reanchoring.prepare(session, year.college.id, newer.revision.id)
        a_citation(session, year.contributor, year.claim, library, CHALLENGED)
        newer.revision.readable_at = readable
        session.flush()

        assert reanchoring.keep(session, prepared, now=NOW) == 1


def test_a_reviewer_is_told_of_the_change_but_not_of_pages_that_are_not_shared(year, approved):
    with year.database.writing() as session:
        sharing.rewrite_for_document(session, year.college.id, approved.document.id)
    with year.database.reading() as session:
        page = dimension_page.load(session, year.assessor, year.assessment, "1.5")

    cited = [c for level in page.levels for c in level.loose if c.anchor]
    stale = [c for c in cited if c.is_stale]
    assert stale
    assert all(not c.anchor.exact and not c.anchor.places for c in stale)


def test_who_may_not_see_the_minutes_is_told_of_no_change_in_them(year, approved):
    with year.database.writing() as session:
        approved.document.sensitivity = Sensitivity.CONFIDENTIAL
        session.merge(approved.document)
    with year.database.reading() as session:
        assert document_needs.list_waiting(session, year.contributor) == []
        waiting = document_needs.list_waiting(session, year.leader)

    assert [one.key for one in waiting if one.why is Why.LOOK_AT_QUOTES] == [approved.document.key]
