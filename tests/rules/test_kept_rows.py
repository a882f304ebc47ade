"""What the database itself keeps: rows that are only added to, and people who must differ."""

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from ingest import documents, returning
from ingest.models.documents import Acceptance
from store import audit, hubs
from store.errors import NotPermittedError
from store.people import Hub, InterestKind, Person
from store.permissions import Role
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.library import a_document_with_pages
from tests.factories.visits import a_report, a_visit
from tests.factories.workflow import NOW, an_engagement
from webapp.triggers import REFUSAL, TRIGGERS
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.claims import assessments
from workflow.governance import governors, hub_summaries, sign_off
from workflow.kinds.after_visits import ProgressMark
from workflow.kinds.reviews import Outcome, ResponseKind
from workflow.kinds.sign_off import NoteKind
from workflow.leadership import leadership
from workflow.models.after_visits import AreaCheck
from workflow.models.reports import Finding
from workflow.models.reviews import Determination, Response
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees
from workflow.requests.requests import Gap
from workflow.reviews import interests, judgements, leverage, moderation, reviews, verdicts


@pytest.fixture
def released(year):
    """The year after its peer review, with a row in every table that is only added to."""
    with year.database.writing() as session:
        documents.accept(session, year.leader, year.document.key, now=NOW)
        another = a_document_with_pages(session, year.contributor).document
        returning.send_back(session, year.leader, another.key, reason="Old.", now=NOW)
        interest = reviews.declare_interest(
            session, year.college.id, session.get_one(Person, year.assessor.person_id),
            InterestKind.NEIGHBOUR,
        )  # fmt: skip
        an_engagement(session, year.leader, year.college, year.review, role=Role.FACILITATOR)
        interests.object_to(
            session, year.leader, year.review.key, interest.key, reason="Near.", now=NOW
        )
        second = an_engagement(session, year.leader, year.college, year.review)
        moderation.ask_second(session, year.assessor, year.claim.key, second.person_key, now=NOW)
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
        for assessor, level in ((year.assessor, 3), (second, 2)):
            judgements.judge(
                session, assessor, year.claim.key, level=level, reason="As read.",
                seen_version=0, now=NOW,
            )  # fmt: skip
            judgements.submit(session, assessor, now=NOW)
        moderation.moderate(
            session, year.assessor, year.claim.key, level=3, reason="Both.", seen="", now=NOW
        )
        leverage.name(session, year.assessor, dimension="1.5", words="Report.", now=NOW)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        session.add(
            Response(
                college_id=year.college.id,
                determination_id=session.scalars(select(Determination.id)).one(),
                kind=ResponseKind.ACCEPTS,
                author_id=year.leader.person_id,
            )
        )
        validator, visit, _ = a_visit(session, year.leader, year.college, year.assessment)
        a_report(session, year.leader, validator, visit, year.claim)
        session.execute(text("DELETE FROM key_citation"))
        gap = Gap("1.5", 3, "Minutes.", NOW.date())
        [request] = requests.ask(
            session, year.leader, gap, Addressees((year.contributor.person_key,)), now=NOW
        )
        prepared = a_leadership_review(session, year.leader, year.senior)
        picks(session, year.leader, prepared, d1_5=3)
        leadership.open_meeting(session, year.leader, prepared.key, now=NOW)
        step = Step("1.5", 3, "Report each term.", year.leader.person_key, NOW.date())
        action = actions.plan(session, year.leader, step, now=NOW)
        actions.note_progress(session, year.leader, action.key, "Begun.", now=NOW)
        hub = Hub(name="A hub")
        session.add(hub)
        session.flush()
        hubs.put_college(session, hub, year.college)
        hub_summaries.publish(session, year.senior, words="Ours.", now=NOW)
        session.add(
            AreaCheck(
                college_id=year.college.id, finding_id=session.scalars(select(Finding.id)).one(),
                months=12, progress="Begun.", evidence=[], answered_by=year.leader.person_id,
                mark=ProgressMark.SUFFICIENT, marked_by=validator.person_id, marked_at=NOW,
            )
        )  # fmt: skip
        requests.answer_with_nothing(session, year.contributor, request.key, reason="-", now=NOW)
        is_signed_off(session, year)
    return year


def is_signed_off(session, year):
    """Governors ask and are answered, the college submits with a reservation, the board adopts."""
    asked = governors.leave(
        session, year.governor, year.assessment, NoteKind.QUESTION, "Why?",
        dated=NOW.date(), now=NOW,
    )  # fmt: skip
    governors.answer(session, year.leader, asked.key, "Since June.", now=NOW)
    reserved = {"1.5": "Not for adults."}
    key = year.assessment.key
    assessments.submit(session, year.senior, key, reservations=reserved, now=NOW)
    decision = sign_off.Decision("The Corporation", NOW.date(), "26/1", "Adopted.")
    sign_off.adopt(session, year.senior, key, decision, now=NOW)


# What nobody may write into a row once it stands; other tables refuse any change at all.
CHANGES = {
    "text_layer": "text = 'Something else.'",
    "event": "kind = 'nothing'",
    "snapshot": "title = 'Something else.'",
    "leverage_action": "words = 'Something else.'",
}


@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_a_row_that_is_only_added_to_is_neither_changed_nor_deleted(released, statement, subtests):
    for table in (trigger.table for trigger in TRIGGERS):
        change = CHANGES.get(table, "college_id = college_id")
        with subtests.test(table=table):
            with released.database.reading() as session:
                assert session.scalar(select(func.count()).select_from(text(table)))

            with (
                pytest.raises(DatabaseError, match=f"{table} {REFUSAL}"),
                released.database.writing() as session,
            ):
                session.execute(text(statement.format(table, change)))


def test_what_an_event_says_may_be_dropped_and_its_line_stays(released):
    with released.database.writing() as session:
        session.execute(text("UPDATE event SET payload = NULL, salt = NULL"))

    with released.database.reading() as session:
        assert list(audit.verify(session, released.college.id)) == []


def test_nobody_accepts_their_own_document(year, own_document):
    with year.database.writing() as session, pytest.raises(NotPermittedError, match="you added"):
        documents.accept(session, year.leader, own_document.key, now=NOW)


@pytest.fixture
def own_document(year):
    """A document that the careers leader added."""
    with year.database.writing() as session:
        return a_document_with_pages(session, year.leader).document


@pytest.mark.parametrize("liar", ["accepts their own", "names another as the uploader"])
def test_the_database_refuses_that_somebody_accepts_their_own_document(year, own_document, liar):
    named = year.leader if liar == "accepts their own" else year.senior
    row = {
        "college_id": year.college.id,
        "document_id": own_document.id,
        "uploader_id": named.person_id,
        "accepted_by": year.leader.person_id,
        "accepted_at": NOW,
    }

    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(Acceptance).values(row))
