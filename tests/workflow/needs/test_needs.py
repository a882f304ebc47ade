"""What needs a person today, and what changed."""

from datetime import date, timedelta

from sqlalchemy import update

from ingest import documents
from ingest.kinds import RevisionState
from ingest.models.documents import Revision
from store.db import utc_now
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, a_claim
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.citations import citations
from workflow.kinds.reviews import Outcome
from workflow.needs import needs
from workflow.needs.needs import Place
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees
from workflow.requests.requests import Gap
from workflow.reviews import judgements, reviews, verdicts


def needs_of(session, actor, place):
    return [need for need in needs.list_needs(session, actor) if need.place is place]


def judge(session, year, level=3):
    judgements.judge(
        session, year.assessor, year.claim.key, level=level, seen_version=0, now=NOW, reason="So."
    )


def test_an_assessor_is_told_what_waits_on_the_desk_until_the_release(year):
    with year.database.writing() as session:
        [need] = needs_of(session, year.assessor, Place.DESK)
        assert need.sentence == (
            "1 claim waits for your judgement and 1 key quote for your verdict in Peer review."
        )
        assert need.due == year.review.ends_on
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        judge(session, year)
        [need] = needs_of(session, year.assessor, Place.DESK)
        assert need.sentence == "Every claim of Peer review is judged. Release it."
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        assert needs_of(session, year.assessor, Place.DESK) == []


def test_a_leader_is_asked_to_agree_what_somebody_else_wrote(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.4", level=2)

        def asked(actor):
            found = needs_of(session, actor, Place.DIMENSION)
            return [(n.subject, n.asked_by) for n in found if "agree the claim" in n.sentence]

        assert asked(year.senior) == [("2.4", year.leader.name)]
        assert asked(year.leader) == []
        assert asked(year.contributor) == []


def test_gaps_come_gravest_first(year):
    with year.database.writing() as session:
        judge(session, year, 2)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        a_claim(session, year.leader, year.assessment, "1.2", agreed_by=year.senior)
        found = needs_of(session, year.leader, Place.DIMENSION)
        to_answer = needs_of(session, year.leader, Place.RESPONSES)

    assert [n.subject for n in to_answer] == [year.review.key]
    assert (found[0].subject, "nothing cited" in found[0].sentence) == ("1.2", True)
    assert "no level claimed yet" in found[1].sentence
    assert len(found) == 2 * needs.MOST_LISTED


def test_files_that_could_not_be_read_are_told_to_who_sent_them(year):
    with year.database.writing() as session:
        session.execute(update(Revision).values(state=RevisionState.FAILED, reason="Broken."))

        [need] = needs_of(session, year.contributor, Place.DOCUMENT)
        assert year.document.title in need.sentence
        assert all(
            "could not be read" not in n.sentence for n in needs.list_needs(session, year.leader)
        )


def test_documents_that_somebody_else_added_wait_to_be_accepted(year):
    with year.database.writing() as session:
        own = a_document_with_pages(session, year.leader)

        def waiting(actor):
            return [n.sentence for n in needs_of(session, actor, Place.DOCUMENT)]

        assert waiting(year.leader) == ["1 document waits for a second person to accept."]
        assert waiting(year.senior) == ["2 documents wait for a second person to accept."]
        documents.accept(session, year.senior, own.document.key, now=NOW)
        documents.accept(session, year.senior, year.document.key, now=NOW)
        assert waiting(year.senior) == []


def test_before_the_first_assessment_nothing_breaks(database):
    with database.writing() as session:
        college = a_college(session)

        for role in (Role.CAREERS_LEADER, Role.GOVERNOR, Role.CONTRIBUTOR):
            assert needs.list_needs(session, an_actor(session, college, role)) is not None


def test_what_changed_is_told_newest_first_without_drafts(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)
    with year.database.writing() as session:
        judge(session, year)
    with year.database.reading() as session:
        [first, *_] = changes = needs.list_changes(session, year.governor, limit=3)

        assert len(changes) == 3
        assert (first.who, first.what) == (year.leader.name, "citation struck through")
        assert needs.list_changes(session, year.assessor) == []


def test_what_is_late_or_due_soon_comes_first_whatever_its_kind(year):
    today = utc_now().date()
    gap = Gap("1.5", 3, "Minutes.", date(2027, 3, 1))
    step = Step("1.5", 4, "Report.", year.leader.person_key, date(2027, 3, 1))
    with year.database.writing() as session:
        [request] = requests.ask(session, year.assessor, gap, Addressees(), now=NOW)
        action = actions.plan(session, year.leader, step, now=NOW)
        request.due_on, action.due_on = today + timedelta(days=3), today - timedelta(days=1)
        session.flush()
        found = needs.list_needs(session, year.leader)

    assert [need.subject for need in found[:2]] == [action.key, request.key]


def test_what_others_changed_since_one_was_last_here(year):
    with year.database.writing() as session:
        before = utc_now()
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)
    with year.database.reading() as session:
        theirs = needs.list_changes(session, year.senior, since=before)
        own = needs.list_changes(session, year.leader, since=before)

    assert [change.what for change in theirs] == ["citation struck through"]
    assert own == []
