"""A college in the middle of its year, for the tests of its rules."""

from dataclasses import dataclass

import pytest

from ingest.models.documents import Document
from store.db import Database
from store.people import College
from store.permissions import Actor, Role
from tests.factories.library import Library, a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import a_citation, a_claim, a_review, an_assessment, an_engagement
from workflow.models.claims import Assessment, Citation, Claim
from workflow.models.reviews import Review


@dataclass
class Year:
    """One claim (1.5, level 3, agreed) with a key citation, and a peer review of it."""

    database: Database
    college: College
    leader: Actor
    senior: Actor
    contributor: Actor
    governor: Actor
    assessment: Assessment
    library: Library
    claim: Claim
    citation: Citation
    review: Review
    assessor: Actor

    @property
    def document(self) -> Document:
        return self.library.document


@pytest.fixture
def year(database):
    with database.writing() as session:
        college = a_college(session)
        leader = an_actor(session, college, Role.CAREERS_LEADER)
        senior = an_actor(session, college, Role.SENIOR_LEADER)
        contributor = an_actor(session, college, Role.CONTRIBUTOR)
        governor = an_actor(session, college, Role.GOVERNOR)
        assessment = an_assessment(session, college)
        library = a_document_with_pages(session, contributor)
        claim = a_claim(session, leader, assessment, agreed_by=senior)
        citation = a_citation(
            session, contributor, claim, library, statement="1.5/3/a", is_key=True
        )
        review = a_review(session, leader, assessment)
        assessor = an_engagement(session, leader, college, review)
    return Year(
        database, college, leader, senior, contributor, governor,
        assessment, library, claim, citation, review, assessor,
    )  # fmt: skip
