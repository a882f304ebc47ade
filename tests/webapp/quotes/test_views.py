"""The approved minutes have taken the place of the draft ones: what people decide about quotes."""

import pytest
from sqlalchemy import select

from ingest.models.documents import Document, Revision
from tests.webapp.conftest import post

NOW = "(2,423 learners)"


@pytest.fixture
def minutes(sample):
    """The key of the minutes that have two files, and that of the newer one."""
    with sample.database.reading() as session:
        return session.execute(
            select(Document.key, Revision.key)
            .join(Revision, Revision.document_id == Document.id)
            .where(Revision.number == 2)
        ).one()


def citation_of(page):
    return page.split('<article class="ce-panel" id="c-')[1].split('"')[0]


def test_the_page_says_what_changed_and_what_is_still_there(client_as, minutes):
    client = client_as("careers_leader")

    page = client.get(f"/quotes/{minutes[0]}").text

    assert "1 quote needs a look" in page
    assert "<del>(2,432</del> learners)" in page
    assert "<ins>(2,423</ins> learners)" in page
    assert "Still there, word for word" in page


def test_it_is_reached_from_home_the_document_and_the_dimension(client_as, minutes):
    client = client_as("careers_leader")

    for address in ("/", f"/evidence/documents/{minutes[0]}", "/assessment/6.1"):
        assert f"/quotes/{minutes[0]}" in client.get(address).text


def test_a_page_of_the_older_file_leads_to_the_newer_one(sample, client_as, minutes):
    with sample.database.reading() as session:
        newer = session.scalars(select(Revision).where(Revision.key == minutes[1])).one()
        older = session.scalars(
            select(Revision.key).where(
                Revision.document_id == newer.document_id, Revision.number == 1
            )
        ).one()

    page = client_as("careers_leader").get(f"/evidence/files/{older}/pages/3").text

    assert f"/evidence/files/{minutes[1]}/pages/1" in page
    assert "Cite a quote" not in page


def test_who_comes_second_sees_both_texts(client_as, minutes):
    """Two leaders have the page open; one accepts, the other strikes through."""
    first, second = client_as("careers_leader"), client_as("senior_leader")
    where = f"/quotes/{minutes[0]}"
    key = citation_of(first.get(where).text)

    missing = post(first, where, f"{where}/{key}/strike", reason="")
    accepted = post(
        first, where, f"{where}/{key}/accept", revision=minutes[1], choice="0", yours="x"
    )
    late = post(second, where, f"{where}/{key}/strike", reason="It was a draft.")

    assert (missing.status_code, accepted.status_code, late.status_code) == (422, 302, 409)
    assert NOW in late.text
    assert "It was a draft." in late.text
    assert "1 quote needs a look" not in first.get(where).text
    dimension = first.get("/assessment/6.1").text
    assert NOW in dimension
    assert "Replaced by a citation of the newer file." in dimension


def test_another_place_may_be_picked(sample, client_as, minutes):
    client = client_as("careers_leader")
    page = client.get("/assessment/1.5").text
    key = page.split('id="c-')[1].split('"')[0]
    with sample.database.reading() as session:
        assert session.scalar(select(Document.key))
    where = f"/evidence/files/{minutes[1]}/pages/3?replaces={key}"

    offered = client.get(where).text
    answer = post(
        client, where, where.replace("?", "/cite?"), replaces=key,
        exact="The Chair thanked Ms Tolland for a clear paper.",
    )  # fmt: skip

    assert "Cite these words instead" in offered
    assert answer.status_code == 302
    assert "The Chair thanked Ms Tolland" in client.get("/assessment/1.5").text
