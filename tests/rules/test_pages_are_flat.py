"""Pages cost the same few statements whatever the college has."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from ingest.kinds import DocumentType
from ingest.models.documents import Revision
from store import accounts, areas
from store.blobs import open_blobs
from store.people import AreaKind, Person
from store.settings import Settings
from tests.factories.leadership import a_leadership_review
from tests.factories.library import a_document_with_pages
from tests.factories.statements import counted
from tests.factories.workflow import NOW, a_citation, a_claim, an_assessment, an_engagement
from webapp.app import create_app
from webapp.current import TOKEN
from webapp.services import Services
from workflow.actions import next_level
from workflow.citations import dimension_page, evidence, gaps, suggestions, usage
from workflow.claims import assessments, claims, comparison, overview, trends
from workflow.desk import desk
from workflow.governance import sign_off
from workflow.kinds.reviews import Outcome
from workflow.leadership import leadership, leadership_meeting
from workflow.matching import precision
from workflow.needs import needs
from workflow.packs import snapshots
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees
from workflow.requests.requests import Gap
from workflow.reviews import verdicts
from workflow.rolling import rolling

MOST_STATEMENTS = 12
GAP = Gap("1.5", 4, "The minutes in which figures were asked for.", date(2027, 2, 22))


def meeting_of(session, year):
    """The page of a dimension in a meeting: everything, and the key quotes."""
    [review] = leadership.list_reviews(session, year.leader, year.assessment)
    meeting = leadership_meeting.load(session, year.leader, review.key)
    leadership_meeting.key_quotes(session, year.leader, meeting.find("1.5"))


PAGES = {
    "overview": lambda s, year: overview.overview(s, year.leader, year.assessment),
    "dimension": lambda s, year: dimension_page.load(s, year.leader, year.assessment, "1.5"),
    "dimension, for an assessor": lambda s, year: dimension_page.load(
        s, year.assessor, year.assessment, "1.5"
    ),
    "desk": lambda s, year: desk.load(s, year.assessor),
    "desk, one claim": lambda s, year: desk.step(s, year.assessor, year.claim.key),
    "home of a leader": lambda s, year: needs.list_needs(s, year.leader),
    "home of an assessor": lambda s, year: needs.list_needs(s, year.assessor),
    "what changed": lambda s, year: needs.list_changes(s, year.leader),
    "two years side by side": lambda s, year: comparison.compare(
        s, year.leader, year.assessment, year.assessment
    ),
    "rolling forward": lambda s, year: rolling.load(
        s, year.leader, year.following, today=NOW.date()
    ),
    "before signing": lambda s, year: sign_off.to_sign(s, year.senior, year.following),
    "trends": lambda s, year: trends.load(s, year.leader),
    "a page's citations": lambda s, year: evidence.citations_on_page(
        s, year.leader, year.library.page(1).id
    ),
    "a document's citations": lambda s, year: evidence.citations_of_document(
        s, year.leader, year.document.id
    ),
    "gaps": lambda s, year: gaps.list_gaps(s, year.leader, year.assessment, today=NOW.date()),
    "what the next level asks": lambda s, year: next_level.list_next(
        s, year.leader, year.assessment
    ),
    "where a document is used": lambda s, year: usage.list_uses(s, year.leader, year.document.id),
    "a leadership meeting, one dimension": meeting_of,
    "how well pages are matched": lambda s, year: precision.report(s, year.leader),
    "snapshot": lambda s, year: snapshots.load(s, year.leader, year.snapshot.key, now=NOW),
    "all evidence for a dimension": lambda s, year: suggestions.ranked(s, year.leader, "1.5"),
    "suggestions": lambda s, year: suggestions.pages_for(s, year.leader, "1.5"),
}


@pytest.fixture
def meeting(year):
    """A leadership meeting that is open."""
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)


def grow(session, year):
    """Ten times the documents, claims, citations, verdicts and assessors, and an earlier year."""
    earlier = an_assessment(session, year.college, first_year=2025)
    a_claim(session, year.leader, earlier, agreed_by=year.senior)
    assessors = [
        year.assessor,
        *(an_engagement(session, year.leader, year.college, year.review) for _ in range(3)),
    ]
    papers = [
        a_document_with_pages(session, year.contributor, type=kind)
        for kind in (DocumentType.MINUTES, DocumentType.REPORT) * 5
    ]
    codes = [d.code for d in claims.framework_of(year.claim).dimensions if d.code != "1.5"][:9]
    made = [
        a_claim(session, year.leader, year.assessment, code, level=2, agreed_by=year.senior)
        for code in codes
    ]
    cited = [
        a_citation(session, year.contributor, claim, paper, "by campus", level=2)
        for claim in (year.claim, *made)
        for paper in (year.library, *papers)
    ]
    for citation in cited[:20]:
        for assessor in assessors:
            verdicts.give(
                session, assessor, citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
            )


def costs(year):
    """How many statements each page costs."""
    found = {}
    for name, load in PAGES.items():
        with year.database.reading() as session, counted(year.database) as statements:
            load(session, year)
        found[name] = len(statements)
    return found


REQUESTS = {
    "home of a leader": ("leader", lambda _: "/"),
    "home of a senior leader": ("senior", lambda _: "/"),
    "home of a contributor": ("contributor", lambda _: "/"),
    "home of a governor": ("governor", lambda _: "/"),
    "home of an assessor": ("assessor", lambda _: "/"),
    "claims": ("leader", lambda _: "/assessment"),
    "claims, for an assessor": ("assessor", lambda _: "/assessment"),
    "dimension": ("leader", lambda _: "/assessment/1.5"),
    "dimension that speaks of every area": ("leader", lambda _: "/assessment/4.2"),
    "dimension, for an assessor": ("assessor", lambda _: "/assessment/1.5"),
    "summary": ("governor", lambda _: "/summary"),
    "desk": ("assessor", lambda _: "/desk"),
    "desk by document": ("assessor", lambda _: "/desk/by-document"),
    "desk of a claim": ("assessor", lambda year: f"/desk/{year.claim.key}"),
    "desk of a quote": (
        "assessor",
        lambda year: f"/desk/{year.claim.key}/{year.citation.key}?by=document",
    ),
}


@pytest.fixture
def browsers(year, tmp_path, time_machine):
    """A browser for each person of the year, signed in, while the review runs."""
    time_machine.move_to(NOW, tick=False)
    settings = Settings.from_env({"CE_DATA_DIR": str(tmp_path), "CE_SECRET_KEY": "s" * 40})
    app = create_app(Services(settings, year.database, open_blobs(settings)))
    found = {}
    for name in {who for who, _ in REQUESTS.values()}:
        found[name] = app.test_client()
        with year.database.writing() as session:
            person = session.get_one(Person, getattr(year, name).person_id)
            token = accounts.begin_session(session, person, NOW)
        with found[name].session_transaction() as cookie:
            cookie[TOKEN] = token
    yield found
    app.extensions["page_images"].close()


def costs_of_requests(year, browsers):
    """How many statements each page costs from the sign-in to the answer."""
    found = {}
    for name, (who, address) in REQUESTS.items():
        with counted(year.database) as statements:
            answer = browsers[who].get(address(year))
        assert answer.status_code == 200, name
        found[name] = sum(not s.startswith(("BEGIN", "PRAGMA")) for s in statements)
    return found


def test_a_whole_request_costs_the_same_few_statements_with_ten_times_the_data(year, browsers):
    with year.database.writing() as session:
        areas.add(session, year.leader, "Town campus", AreaKind.CAMPUS)
        a_claim(session, year.leader, year.assessment, "4.2", agreed_by=year.senior)
        requests.ask(session, year.assessor, GAP, Addressees(), now=NOW)
        # Pages of these tests have no file that could be drawn.
        session.execute(update(Revision).values(media_type="txt"))
    costs_of_requests(year, browsers)
    few = costs_of_requests(year, browsers)
    with year.database.writing() as session:
        grow(session, year)

    many = costs_of_requests(year, browsers)

    assert many == few
    assert max(many.values()) <= MOST_STATEMENTS


@pytest.mark.usefixtures("meeting")
def test_a_page_costs_the_same_few_statements_with_ten_times_the_data(year):
    with year.database.writing() as session:
        an_assessment(session, year.college, first_year=2027)
        year.following = assessments.require_current(session, year.leader)
    # The others stay at the year in which there is much.
    year.leader = replace(year.leader, assessment_key=year.assessment.key)
    with year.database.writing() as session:
        year.snapshot = snapshots.take_now(session, year.leader, year.assessment.key, now=NOW)
    few = costs(year)
    with year.database.writing() as session:
        grow(session, year)

    many = costs(year)

    assert many == few
    assert max(many.values()) <= MOST_STATEMENTS
