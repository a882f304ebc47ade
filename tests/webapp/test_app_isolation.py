"""No byte of one college reaches a person of another: every route, with the other's real keys."""

import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from ingest.models.documents import Document, Revision
from store.people import Interest, Person
from tests.webapp.conftest import sign_in, token_of
from webapp.current import OPEN_TO_ALL, WITHOUT_PLACE
from webapp.sample.papers import content, papers
from workflow.models.claims import Citation, Claim, ClaimVersion
from workflow.models.leadership import LeadershipReview
from workflow.models.requests import Request
from workflow.models.reviews import Review
from workflow.models.snapshots import Snapshot
from workflow.models.visits import Visit, VisitSession

CANARIES = ("Wyrecombe", "Maeve Tolland", *(paper.title for paper in papers()))
METHODS = ("GET", "POST")


@pytest.fixture
def stranger(app):
    """The careers leader of Tallowmere, in their own college."""
    client = app.test_client()
    sign_in(client, content("facts")["people"]["assessor"]["email"])
    page = client.get("/where").text
    own = re.search(r'value="([^"]+)"[^>]*><label[^>]*>Tallowmere[^<]*', page)
    client.post("/where", data={"csrf_token": token_of(page), "place": own[1]})
    return client


@pytest.fixture
def keys(sample):
    """Real keys of Wyrecombe for every argument that a route may take."""
    with sample.database.reading() as session:
        claim = session.scalars(select(Claim.key)).first()
        return {
            "key": [
                session.scalars(select(Document.key)).first(),
                session.scalars(select(Review.key)).first(),
                session.scalars(select(Citation.key)).first(),
                claim,
                session.scalars(select(Request.key)).first(),
                session.scalars(select(LeadershipReview.key)).first(),
                session.scalars(select(Snapshot.key)).first() or "nothing",
            ],
            "revision": list(session.scalars(select(Revision.key).limit(3))),
            "claim": [claim],
            "citation": [session.scalars(select(Citation.key)).first()],
            "code": ["1.5"],
            "number": [1, 2],
            "width": [1000],
            "visit": [session.scalars(select(Visit.key)).first()],
            "meeting": list(session.scalars(select(VisitSession.key).limit(2))),
            "figure": [1],
            "chosen": ["nothing"],
            "judgement": ["nothing"],
            "interest": [session.scalars(select(Interest.key)).first()],
            "objection": ["nothing"],
            "finding": ["nothing"],
            "comment": ["nothing"],
            "section": ["context"],
            "kind": ["pdf"],
            "who": [session.scalars(select(Person.key)).first()],
            "token": ["x"],
            "file": ["x"],
            "filename": ["pages.css"],
        }


def addresses(app, rule, keys):
    """The rule's addresses with every real key of each argument, one argument at a time."""
    arguments = sorted(rule.arguments)
    choices = [keys[name] for name in arguments]
    for number in range(max((len(choice) for choice in choices), default=1)):
        values = {
            name: choice[number % len(choice)]
            for name, choice in zip(arguments, choices, strict=True)
        }
        with app.test_request_context():
            yield rule.build(values)[1]


@pytest.fixture
def canaries(sample):
    """Words that stand in Wyrecombe's rows only: names, titles, cited quotes, reasons, notes."""
    with sample.database.reading() as session:
        quotes = session.scalars(select(Citation.exact)).all()
        shown = session.scalars(select(Citation.shows)).all()
        reasons = session.scalars(select(ClaimVersion.reason)).all()
        reasons += session.scalars(select(VisitSession.questions)).all()
    words = {*CANARIES, *quotes, *shown, *reasons} - {""}
    return words | {str(escape(word)) for word in words}


def test_no_route_tells_a_stranger_anything_of_the_college(app, stranger, keys, canaries):
    token = token_of(stranger.get("/").text)
    walked, leaks = 0, []

    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_ALL | WITHOUT_PLACE:
            continue
        for address in addresses(app, rule, keys):
            for method in sorted(rule.methods & set(METHODS)):
                form = {"csrf_token": token, "keys": keys["key"][0], "version-1": "1"}
                asked = {"query_string": {"keys": keys["key"][0], "q": "governor"}}
                if method == "POST":
                    asked = {"data": form}
                answer = stranger.open(address, method=method, **asked)
                walked += 1
                body = answer.get_data(as_text=True) if answer.mimetype != "image/png" else "PNG"
                leaks += [(method, address, word) for word in canaries if word in body]
                if answer.mimetype == "image/png":
                    leaks.append((method, address, "a picture"))

    assert leaks == []
    assert walked > 40


def test_the_stranger_is_somebody_elsewhere(stranger):
    assert "Begin this year’s assessment" in stranger.get("/assessment").text
