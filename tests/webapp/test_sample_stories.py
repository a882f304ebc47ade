"""The sample college argues with you: its stories, as people meet them on pages."""

import re
from collections import Counter

import pytest
from sqlalchemy import select

from ingest.kinds import Sensitivity
from ingest.models.documents import Document, Page, Revision
from store.people import Person
from store.permissions import Actor, Role
from webapp.sample.papers import content
from workflow.claims import assessments, overview
from workflow.lifecycle import CycleState
from workflow.models.claims import Assessment, Citation, Claim, Cycle
from workflow.models.reviews import Review

CONFIDENTIAL_WORDS = content("college")["confidential_words"]


@pytest.fixture(scope="module")
def seen(sample):
    """This year's overview, as the careers leader sees it."""
    with sample.database.reading() as session:
        person = session.scalars(select(Person).where(Person.name == "Maeve Tolland")).one()
        college_id = session.scalars(select(Document.college_id).limit(1)).one()
        actor = Actor(
            person.id, person.key, person.name, college_id, "k", frozenset({Role.CAREERS_LEADER})
        )
        assessment = assessments.require_current(session, actor)
        return overview.overview(session, actor, assessment)


def test_all_34_dimensions_stand_in_a_state(seen):
    counted = Counter(row.level for row in seen.rows)

    assert counted == {0: 1, 1: 3, 2: 14, 3: 12, 4: 3, None: 1}


def test_about_eighty_quotes_are_cited_and_half_of_them_are_key(seen):
    citations = sum(row.citations for row in seen.rows)
    keys = sum(row.key_citations for row in seen.rows)

    assert 75 <= citations <= 90
    assert 0.4 <= keys / citations <= 0.6


def test_last_year_is_closed_and_both_reviews_are_open(sample):
    with sample.database.reading() as session:
        states = dict(session.execute(select(Cycle.name, Cycle.state)).all())
        reviews = session.scalars(select(Review)).all()

    assert states == {"2025/26": CycleState.CLOSED, "2026/27": CycleState.OPEN}
    assert [review.released_at for review in reviews] == [None, None]


def test_1_5_is_claimed_4_while_the_minutes_only_noted(client_as, seen):
    page = client_as("careers_leader").get("/assessment/1.5").text
    desk = client_as("assessor").get("/desk").text

    assert next(row for row in seen.rows if row.dimension.code == "1.5").level == 4
    assert "Level 4 claimed" in page
    row = next(row for row in desk.split("<tr") if "1.5 Support" in row)
    assert 'data-label="Your judgement">Level 3' in row


def test_5_1_is_claimed_2_while_the_assessor_sees_3(client_as):
    desk = client_as("assessor").get("/desk").text

    row = next(row for row in desk.split("<tr") if "5.1 Effective" in row)
    assert 'data-label="Claimed">Level 2' in row
    assert 'data-label="Your judgement">Level 3' in row


def test_one_page_is_cited_in_five_dimensions(sample):
    query = (
        select(Citation.page_id, Claim.dimension)
        .join(Claim, Claim.id == Citation.claim_id)
        .distinct()
    )
    with sample.database.reading() as session:
        dimensions = Counter(page for page, _ in session.execute(query))

    assert max(dimensions.values()) >= 5


def test_6_2_says_that_no_level_1_is_published(client_as):
    page = client_as("careers_leader").get("/assessment/6.2").text

    assert "No descriptor is published for this level" in page
    assert "Below level 2 claimed" in page


def test_a_claim_without_evidence_is_said_to_need_some(client_as):
    home = client_as("careers_leader").get("/").text

    assert re.search(r"3\.3 [^<]*: claimed with nothing cited for it", home)


@pytest.mark.parametrize("word", CONFIDENTIAL_WORDS)
def test_the_search_shows_a_confidential_word_to_leaders_and_to_nobody_outside(client_as, word):
    found = client_as("careers_leader").get(f"/search?q={word}").text
    hidden = client_as("assessor").get(f"/search?q={word}").text

    assert "all your words" in found
    assert "No page has these words" in hidden


def test_no_page_of_the_assessor_holds_a_confidential_word(app, sample, client_as):
    client = client_as("assessor")
    with sample.database.reading() as session:
        pages = session.execute(
            select(Revision.key, Page.number, Page.sensitivity).join(
                Page, Page.revision_id == Revision.id
            )
        ).all()
        documents = session.scalars(select(Document.key)).all()
        dimensions = session.scalars(
            select(Claim.dimension).join(Assessment).where(Assessment.state == "submitted")
        ).all()
    addresses = [f"/evidence/files/{key}/pages/{number}" for key, number, _ in pages]
    addresses += [f"/evidence/documents/{key}" for key in documents]
    addresses += [f"/assessment/{code}" for code in set(dimensions)]
    addresses += ["/", "/assessment", "/summary", "/desk", "/evidence"]

    leaks = [
        (address, word)
        for address in addresses
        for text in [client.get(address).text]
        for word in CONFIDENTIAL_WORDS
        if word in text
    ]

    assert leaks == []
    closed = [(key, number) for key, number, level in pages if level is Sensitivity.CONFIDENTIAL]
    assert closed
    for key, number in closed:
        assert client.get(f"/evidence/files/{key}/pages/{number}").status_code == 404
        image = f"/evidence/files/{key}/pages/{number}/image-1000.png"
        assert client.get(image).status_code == 404


def test_outsiders_see_of_minutes_the_cited_pages_only(sample, client_as):
    client = client_as("assessor")
    query = (
        select(Revision.key, Page.number, Citation.id)
        .join(Document, Document.id == Revision.document_id)
        .join(Page, Page.revision_id == Revision.id)
        .outerjoin(Citation, Citation.page_id == Page.id)
        .where(Document.type == "minutes", Page.sensitivity == "internal", Revision.number == 1)
    )
    with sample.database.reading() as session:
        rows = session.execute(query).all()

    for key, number, citation in rows:
        answer = client.get(f"/evidence/files/{key}/pages/{number}")
        assert answer.status_code == (404 if citation is None else 200), (key, number)
