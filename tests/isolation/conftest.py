"""Two colleges with the same things in them, and a canary in every word of the second."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from ingest.kinds import DocumentType
from ingest.models.documents import InnerFile
from store import hubs, membership
from store.people import AreaKind, Hub, InterestKind, Person
from store.permissions import Actor, Role
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, a_person, an_actor
from tests.factories.visits import a_report, a_visit
from tests.factories.workflow import NOW, a_claim, a_review, an_assessment, an_engagement
from workflow.actions import action_files, actions
from workflow.actions.action_files import Field
from workflow.actions.actions import Step
from workflow.calendars import college_calendar
from workflow.citations import citations, suggestions
from workflow.citations.citations import Quote
from workflow.claims import claims, coverage
from workflow.governance import hub_summaries
from workflow.kinds.calendars import PeriodKind
from workflow.kinds.reviews import CoverageMark, Outcome, ResponseKind, ReviewKind
from workflow.leadership import leadership, leadership_record
from workflow.models.mail import Mail, ReplyFile
from workflow.models.reviews import Determination
from workflow.requests import reply_links, requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap
from workflow.reviews import interests, judgements, leverage, responses, reviews, verdicts
from workflow.rounds import rounds

CANARY = "kanarienvogel"


@dataclass
class Tenant:
    """One college and everything of it that has a key."""

    college: object
    leader: Actor
    senior: Actor
    assessor: Actor
    assessment: object
    claim: object
    citation: object
    library: object
    review: object
    person: Person
    membership_key: str
    validator: Actor
    visit: object
    meeting: object
    finding_key: str
    comment_key: str
    request: object
    period: object
    outside_request: object
    reply_file: ReplyFile
    mail_key: str
    action: object
    determination_key: str
    leadership: object
    lead: Actor
    interest: object
    objection: object
    leverage_key: str
    round_key: str


def a_tenant(session, name, word):
    """A college in whose every text `word` stands, from its name to its notes."""
    college = a_college(session, code=name, name=f"College {word}")
    membership.add_area(session, college, f"Area {word}", AreaKind.CAMPUS)
    leader = an_actor(session, college, Role.CAREERS_LEADER, a_person(session, f"L. {word}"))
    senior = an_actor(session, college, Role.SENIOR_LEADER, a_person(session, f"S. {word}"))
    given = membership.give_role(session, college.id, a_person(session, word), Role.GOVERNOR)
    assessment = an_assessment(session, college)
    assessment.scope = f"Scope {word}"
    library = a_document_with_pages(
        session,
        leader,
        [f"{word}: the link governor for careers reported to the board on destinations {word}."],
        title=f"Report {word}",
        type=DocumentType.REPORT,
        body=word,
        provided_by=word,
        event_date=date(2026, 3, 1),
    )
    session.add(
        InnerFile(
            college_id=college.id,
            container_id=library.document.id,
            revision_id=library.revision.id,
            root_id=library.revision.id,
            number=1,
            depth=1,
            path=f"{word}/a.txt",
            size=1,
            document_id=library.document.id,
            is_link=True,
        )
    )
    claim = a_claim(session, leader, assessment, reason=word, agreed_by=senior)
    claims.set_target(session, leader, claim.key, 4)
    prepared = a_leadership_review(session, leader, senior, word=word)
    for actor in (leader, senior):
        picks(session, actor, prepared, d1_5=3)
    leadership.open_meeting(session, leader, prepared.key, now=NOW)
    leadership_record.park(session, leader, prepared.key, "1.6", reason=word, now=NOW)
    citation = citations.cite(
        session, leader, claim.key, Quote(library.revision.key, 1, "link governor"),
        level=3, shows=word, now=NOW, statement="1.5/3/a", is_key=True,
    )  # fmt: skip
    coverage.mark(session, leader, claim, "1.5/3/b", CoverageMark.SHOWN, now=NOW)
    suggestions.dismiss(session, leader, library.revision.key, 1, "2.4", reason=word, now=NOW)
    review = a_review(session, leader, assessment, title=f"Review {word}")
    person = a_person(session, f"A. {word}")
    assessor = an_engagement(session, leader, college, review, person=person)
    lead, interest, objection = an_objection(session, (leader, college, review), person, word)
    verdicts.give(
        session, assessor, citation.key, Outcome.SUPPORTS_IN_PART,
        seen_version=0, now=NOW, reason=word,
    )  # fmt: skip
    judgements.judge(
        session, assessor, claim.key, level=2, seen_version=0, now=NOW, reason=word,
        best_fit_reason=word,
    )  # fmt: skip
    round_key, leverage_key = a_round_and_an_action(session, leader, assessor, review, word)
    validator, visit, meeting = a_visit(session, leader, college, assessment, word=word)
    [request] = requests.ask(
        session, leader, Gap("1.5", 3, word, date(2027, 3, 1), "1.5/3/a"),
        Addressees((senior.person_key,)), now=NOW,
    )  # fmt: skip
    requests.answer_with_nothing(session, senior, request.key, reason=word, now=NOW)
    requests.ask_again(session, leader, request.key)
    period = college_calendar.add_period(
        session, leader, PeriodKind.CLOSURE, name=word,
        starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 2),
    )  # fmt: skip
    step = Step("1.5", 3, word, senior.person_key, date(2027, 3, 1), word)
    action = actions.plan(session, leader, step, now=NOW)
    actions.note_progress(session, leader, action.key, word, now=NOW)
    names = {Field.MEASURE: f"Measure {word}"}
    action_files.name_columns(session, leader, names)
    [outside_request] = requests.ask(
        session, leader, Gap("1.5", 3, word, date(2027, 3, 1)),
        Addressees(outsiders=(Outsider(word, f"{word}@employer.example"),)), now=NOW,
    )  # fmt: skip
    token = reply_links.make_for(session, leader, outside_request.key, now=NOW)
    link_id = reply_links.open_link(session, token, "192.0.2.7", now=NOW).link_id
    reply_file = ReplyFile(
        college_id=college.id, request_id=outside_request.id, link_id=link_id,
        file_name=f"{word}.txt", sha256="0" * 64, size=1, words=word, address_hash="0", at=NOW,
    )  # fmt: skip
    session.add(reply_file)
    session.flush()
    mail_key = session.scalars(select(Mail.key).where(Mail.college_id == college.id)).one()
    determination_key = an_answered_review(session, leader, college, claim, word)
    hub = Hub(name=f"Hub of {word}")
    session.add(hub)
    session.flush()
    hubs.put_college(session, hub, college)
    hub_summaries.publish(session, senior, words=word, now=NOW)
    finding_key, comment_key = a_report(session, leader, validator, visit, claim, word=word)
    return Tenant(
        college, leader, senior, assessor, assessment, claim, citation, library, review, person,
        given.key, validator, visit, meeting, finding_key, comment_key,
        request, period, outside_request, reply_file, mail_key, action,
        determination_key, prepared, lead, interest, objection, leverage_key,
        round_key,
    )  # fmt: skip


def an_objection(session, of, person, word):
    """Who leads the review, an interest of a person of it, and an objection to another one."""
    leader, college, review = of
    near, hub = (
        reviews.declare_interest(session, college.id, person, kind, note=word)
        for kind in (InterestKind.NEIGHBOUR, InterestKind.SAME_HUB)
    )
    lead = an_engagement(session, leader, college, review, role=Role.FACILITATOR)
    made = interests.object_to(session, leader, review.key, hub.key, reason=word, now=NOW)
    return lead, near, made


def a_round_and_an_action(session, leader, assessor, review, word):
    """The keys of a round that a review is in, and of an action that it names."""
    begun = rounds.begin(
        session, leader, review.key, name=f"Round {word}", release_on=NOW.date(),
        facilitator=a_person(session, f"F. {word}"), now=NOW,
    )  # fmt: skip
    named = leverage.name(session, assessor, dimension="1.5", words=word, now=NOW)
    return begun.key, named.key


def an_answered_review(session, leader, college, claim, word):
    """A released review that the college has answered; the key of what it determined."""
    review = a_review(session, leader, claim.assessment, kind=ReviewKind.HUB, title=f"Hub {word}")
    person = a_person(session, f"H. {word}")
    assessor = an_engagement(session, leader, college, review, person=person)
    judgements.judge(session, assessor, claim.key, level=2, seen_version=0, now=NOW, reason=word)
    reviews.release(session, assessor, review.key, now=NOW)
    query = select(Determination.key).where(Determination.review_id == review.id)
    key = session.scalars(query).one()
    responses.respond(session, leader, key, ResponseKind.HOLDS, seen="", reason=word, now=NOW)
    return key


@pytest.fixture
def tenants(database):
    """Our college and another one; the canary stands in every word of the other."""
    with database.writing() as session:
        ours = a_tenant(session, "ours", "sparrow")
        theirs = a_tenant(session, "theirs", CANARY)
        reviews.release(session, theirs.assessor, theirs.review.key, now=NOW)
    return ours, theirs
