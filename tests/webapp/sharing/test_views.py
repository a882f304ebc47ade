"""Choosing what reviewers see, and seeing it as they do, in the pages."""

import re
from datetime import timedelta

from sqlalchemy import select

from store.db import utc_now
from store.people import Engagement, Person
from tests.webapp.conftest import post
from webapp.sample.papers import content

DRAFT = "Corporation minutes, 13 October 2026"


def key_of(client, title):
    """The key of a document by its title in the library."""
    for page in ("/evidence?type=minutes", "/evidence", "/evidence?page=2"):
        found = re.search(
            rf'/evidence/documents/([^"]+)">{re.escape(title)}<', client.get(page).text
        )
        if found:
            return found[1]
    raise AssertionError(title)


def test_the_document_page_leads_to_what_reviewers_see_and_a_choice_for_some_pages_holds(client_as):
    leader = client_as("careers_leader")
    key = key_of(leader, "Corporation minutes, 9 December 2025")
    document = leader.get(f"/evidence/documents/{key}").text
    assert f"/sharing/documents/{key}" in document
    assert "The pages that are cited, and no others" in document
    address = f"/sharing/documents/{key}"

    wrong = post(leader, address, address, scope="whole", first_page="3", last_page="1")
    assert wrong.status_code == 422
    assert "such as 5 to 7" in wrong.text
    post(leader, address, address, scope="whole", first_page="1", last_page="1")

    page = leader.get(address).text
    assert re.search(r"Page 1</a></td><td[^>]*>The page<", page)
    removing = re.search(r'action="([^"]+/forget)"', page)[1]
    post(leader, address, removing)
    assert "Pages with a choice of their own" not in leader.get(address).text


def test_reviewers_get_originals_of_what_is_shown_whole_and_the_page_says_so(client_as):
    leader, assessor = client_as("careers_leader"), client_as("assessor")
    found = re.search(
        r'/evidence/documents/([^"]+)">([^<]+)<', assessor.get("/evidence?type=strategy").text
    )
    document = assessor.get(f"/evidence/documents/{found[1]}").text
    link = re.search(r'"(/evidence/files/[^"]+/download)"', document)[1]
    with assessor.get(link, buffered=True) as file:
        assert file.status_code == 200

    address = f"/sharing/documents/{found[1]}"
    post(leader, address, address, scope="cited_pages")

    assert assessor.get(link).status_code == 404
    assert "Download the file" not in assessor.get(f"/evidence/documents/{found[1]}").text
    post(leader, address, address, scope="whole")


def test_see_as_reviewer_searches_and_lists_what_the_review_is_shown(client_as):
    leader = client_as("careers_leader")
    review = re.search(r"/reviews/(?!new)[^\"]+", leader.get("/assessment").text)[0]
    preview = re.search(r"/sharing/reviews/[^\"]+", leader.get(review).text)[0]

    page = leader.get(f"{preview}?q=link+governor").text

    assert "found by a reviewer" in page
    assert "All of it" in page
    assert "Nothing" in page
    assert client_as("contributor_quality").get(preview).status_code == 403


def test_access_expires_with_the_engagement(client_as, sample):
    assessor = client_as("assessor")
    shown = re.search(r'/evidence/documents/[^"]+', assessor.get("/evidence").text)[0]
    assert assessor.get(shown).status_code == 200

    with sample.database.writing() as session:
        query = select(Engagement).join(Person, Person.id == Engagement.person_id)
        email = content("facts")["people"]["assessor"]["email"]
        engagement = session.scalars(query.where(Person.email == email)).one()
        engagement.starts_on = utc_now().date() - timedelta(days=2)
        engagement.ends_on = utc_now().date() - timedelta(days=1)

    # What is left to them is their own college.
    assert assessor.get(shown).status_code == 404
    assert "in a review" not in assessor.get("/where").text
