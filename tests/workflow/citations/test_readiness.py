"""Findings about the evidence of claims, graded, each with the place that mends it."""

from datetime import date

import pytest

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, TextSource
from ingest.models.documents import PersonalDataFound, TextLayer
from ingest.personal_data import PersonalKind
from store.errors import NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW, a_citation, a_claim
from tests.workflow.quotes.test_reanchoring import arrive
from workflow.citations import citations, readiness
from workflow.citations.readiness import Grade, Mends

TODAY = date(2027, 2, 3)


def found(session, year, today=TODAY):
    return {
        one.name: one
        for one in readiness.check(session, year.leader, year.assessment, today=today)
        if one.dimension == "1.5"
    }


def test_a_claim_on_one_fresh_document_has_one_finding(year):
    with year.database.reading() as session:
        (one,) = found(session, year).values()

    assert (one.name, one.grade, one.where) == ("single source", Grade.LOOK, Mends.DIMENSION)


def test_no_citation(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        (one,) = found(session, year).values()
    assert (one.sentence, one.grade) == (
        "Level 3 is claimed and nothing is cited for it.", Grade.MEND,
    )  # fmt: skip


def test_past_its_freshness(year):
    with year.database.reading() as session:
        one = found(session, year, date(2027, 9, 13))["past its freshness"]

    assert one.sentence == "“Careers report to governors” was fresh until 12 September 2027."
    assert (one.where, one.subject) == (Mends.DETAILS, year.document.key)


def test_a_policy_without_a_review_date(year):
    with year.database.writing() as session:
        policy = a_document_with_pages(session, year.leader, type=DocumentType.POLICY)
        a_citation(session, year.leader, year.claim, policy)

        assert "no date" in found(session, year)
        assert "single source" not in found(session, year)


def test_draft_minutes_and_confidential_pages(year):
    with year.database.writing() as session:
        minutes = a_document_with_pages(
            session, year.leader, type=DocumentType.MINUTES, minutes_status=MinutesStatus.DRAFT,
            page_sensitivities={1: Sensitivity.CONFIDENTIAL},
        )  # fmt: skip
        a_citation(session, year.leader, year.claim, minutes)

        names = set(found(session, year))
    assert {"draft minutes", "confidential"} <= names


def test_words_that_changed_since(year):
    with year.database.writing() as session:
        arrive(session, year.library, ["Nothing of it."])

        one = found(session, year)["stale"]
    assert (one.grade, one.where, one.subject) == (Grade.MEND, Mends.QUOTES, year.document.key)


def test_only_ocr_text(year):
    with year.database.writing() as session:
        scan = a_document_with_pages(session, year.leader)
        layer = session.get_one(
            TextLayer, a_citation(session, year.leader, year.claim, scan).layer_id
        )
        layer.source = TextSource.OCR
        session.flush()
        assert "only OCR text" not in found(session, year)
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        assert "only OCR text" in found(session, year)


def test_personal_data_that_nobody_looked_at(year):
    with year.database.writing() as session:
        session.add(
            PersonalDataFound(
                college_id=year.college.id, page_id=year.library.page(1).id,
                kind=PersonalKind.EMAIL, count=2,
            )
        )  # fmt: skip
        session.flush()

        assert found(session, year)["personal data"].where is Mends.DOCUMENT


def test_only_who_claims_levels_sees_findings(year):
    with year.database.reading() as session:
        for actor in (year.contributor, year.assessor, year.governor):
            with pytest.raises(NotPermittedError):
                readiness.check(session, actor, year.assessment, today=TODAY)


def test_where_a_document_is_used_alone_is_named(year):
    """If this document goes, these claims lose their only evidence."""
    with year.database.writing() as session:
        other = a_document_with_pages(session, year.leader)
        for code in ("2.1", "2.4"):
            claim = a_claim(session, year.leader, year.assessment, code, level=2)
            a_citation(session, year.leader, claim, year.library, "by campus", level=2)
        a_citation(session, year.leader, claim, other, "by campus", level=2)

        lapse = readiness.lapse_of(session, year.leader, year.assessment, year.document.id)
        spared = readiness.lapse_of(session, year.leader, year.assessment, other.document.id)
    assert lapse.words == "2 claims lose their only evidence: 1.5, 2.1."
    assert lapse.until == date(2027, 9, 12)
    assert spared.words == ""
