"""Operations that take a key, each called with a key of the other college.

One table, so that a reader sees in one place what is tried; it grows with the operations.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from ingest import (
    documents,
    downloading,
    earlier_versions,
    finding,
    learner_checks,
    page_files,
    pages,
    personal_checks,
    redactions,
    returning,
    saved_searches,
    sensitivities,
)
from ingest.describing import Description
from ingest.kinds import LearnerAnswer, Sensitivity, ShareScope
from ingest.reading.events import CellRow, Cells
from store import areas, membership
from store.people import Area, Membership, Person
from store.permissions import Role
from tests.factories.visits import MEETING, PLAN
from tests.factories.workflow import NOW
from tests.isolation.conftest import CANARY
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.calendars import college_calendar
from workflow.citations import (
    area_grid,
    citations,
    dimension_page,
    succeeding,
    suggestions,
)
from workflow.citations.citations import Quote
from workflow.claims import (
    assessments,
    claims,
    cycles,
)
from workflow.desk import desk, looks, reading_plan
from workflow.documents import learners, newer_versions, share_scopes, sharing, vouching
from workflow.governance import governors, sign_off
from workflow.governance.sign_off import Decision
from workflow.kinds.actions import ActionState
from workflow.kinds.objections import ObjectionDecision
from workflow.kinds.reports import CommentAnswer, FindingKind
from workflow.kinds.reviews import Depth, DeskOrder, Outcome, ResponseKind
from workflow.kinds.sign_off import NoteKind
from workflow.kinds.snapshots import Audience
from workflow.leadership import (
    leadership,
    leadership_meeting,
    leadership_minutes,
    leadership_picks,
    leadership_record,
)
from workflow.leadership.leadership import TakesPart
from workflow.leadership.leadership_picks import Picked
from workflow.models.reviews import Judgement
from workflow.packs import packs, snapshots
from workflow.reports import report, report_outcome, report_read_back, report_rounds, second_reading
from workflow.requests import reply_links, requests
from workflow.reviews import (
    interests,
    judgements,
    leverage,
    moderation,
    responses,
    reviews,
    share_preview,
    verdicts,
)
from workflow.rolling import carrying
from workflow.rounds import rounds
from workflow.telling import outbox
from workflow.tracker import claim_owners, tracker
from workflow.tracker.tracker import Plan
from workflow.tracker.tracker_columns import Column, Mapped
from workflow.visits import (
    after_visit,
    visit_notes,
    visit_questions,
    visit_sample,
    visit_sessions,
    visits,
)
from workflow.visits.visit_sampling import Rules


def a_tracker(session, of):
    """The key of a spreadsheet that a college has brought in."""
    cells = Cells((CellRow("Tracker", 1, ((1, CANARY),)),), ())
    return tracker.bring_in(session, of.leader, of.assessment, "x.xlsx", cells, now=NOW).key


def a_choice_for_pages(session, of):
    """The key of what a college has chosen for a page of its document."""
    document = share_scopes.choose(
        session, of.leader, of.library.document.key, ShareScope.WHOLE, first_page=1, last_page=1
    )
    return sharing.ranges_of(session, document)[0].key


def a_mark_of(session, of):
    """The key of what a college takes out of a page of its own."""
    [mark] = redactions.take_out(
        session, of.leader, of.library.revision.key, 1, [((0, 3), [])],
        layer_sha256=of.citation.layer_sha256, reason="Ours.", now=NOW,
    )  # fmt: skip
    return mark.key


def a_snapshot_of(session, of):
    """The key of a snapshot that a college takes."""
    return snapshots.take_now(session, of.leader, of.assessment.key, now=NOW).key


def an_administrator(tenant):
    """Somebody of a tenant who looks after the service."""
    return replace(tenant.leader, roles=frozenset({Role.ADMINISTRATOR}))


def a_membership(session, of):
    """The key of somebody's role in a tenant."""
    query = select(Membership.key).where(Membership.college_id == of.college.id)
    return session.scalars(query.order_by(Membership.id).limit(1)).one()


def judged_on_the_visit(session, tenant):
    """The key of a judgement that a tenant's visit rests on."""
    query = select(Judgement.key).where(Judgement.author_id == tenant.validator.person_id)
    return session.scalars(query).one()


MINUTE = Decision("Ours", NOW.date(), "1", "Ours.")


def a_question(session, of):
    """The key of a question that a governor of a tenant left."""
    governor = replace(of.leader, roles=frozenset({Role.GOVERNOR}))
    left = governors.leave(
        session, governor, of.assessment, NoteKind.QUESTION, CANARY, dated=NOW.date(), now=NOW
    )
    return left.key


def an_area(session, of):
    """The key of an area of a tenant."""
    return session.scalars(select(Area.key).where(Area.college_id == of.college.id)).first()


def area_claim(session, of):
    """The key of a claim of a tenant whose descriptor speaks of every area."""
    return claims.find_claim(session, of.leader, of.assessment, "4.2").key


BY_KEY = {
    "learners.answer": lambda s, us, them: learners.answer(
        s, us.leader, them.library.document.key, LearnerAnswer.RESTRICT, now=NOW
    ),
    "learners.answer_for": lambda s, us, them: learners.answer_for(
        s, us.leader, [them.library.document.key], LearnerAnswer.ASK, (), now=NOW
    ),
    "learner_checks.answer": lambda s, us, them: learner_checks.answer(
        s, us.leader, them.library.document.key, LearnerAnswer.NONE, now=NOW
    ),
    "earlier_versions.say_different": lambda s, us, them: earlier_versions.say_different(
        s, us.leader, us.library.document.key, them.library.document.key, now=NOW
    ),
    "earlier_versions.make_revision": lambda s, us, them: earlier_versions.make_revision(
        s, us.leader, us.library.document.key, them.library.document.key, now=NOW
    ),
    "newer_versions.make_revision": lambda s, us, them: newer_versions.make_revision(
        s, us.leader, them.library.document.key, us.library.document.key, now=NOW
    ),
    "newer_versions.answer": lambda s, us, them: newer_versions.answer(
        s, us.leader, us.library.document.key, them.library.document.key,
        newer_versions.Answer.DIFFERENT, now=NOW,
    ),
    "assessments.get_assessment": lambda s, us, them: assessments.get_assessment(
        s, us.leader, them.assessment.key
    ),
    "assessments.reopen": lambda s, us, them: assessments.reopen(
        s, replace(us.leader, roles=frozenset({Role.SENIOR_LEADER})), them.assessment.key,
        reason="A level was wrong.",
    ),
    "assessments.submit": lambda s, us, them: assessments.submit(
        s, us.senior, them.assessment.key, now=NOW
    ),
    "sign_off.adopt": lambda s, us, them: sign_off.adopt(
        s, us.senior, them.assessment.key, MINUTE, now=NOW
    ),
    "cycles.close": lambda s, us, them: cycles.close(s, us.leader, them.assessment.cycle.key),
    "cycles.archive": lambda s, us, them: cycles.archive(s, us.leader, them.assessment.cycle.key),
    "areas.rename": lambda s, us, them: areas.rename(s, us.leader, an_area(s, them), "Ours"),
    "areas.put_away": lambda s, us, them: areas.put_away(
        s, us.leader, an_area(s, them), now=NOW
    ),
    "area_grid.say_does_not_apply": lambda s, us, them: area_grid.say_does_not_apply(
        s, us.leader, area_claim(s, us), "4.2/2/a", an_area(s, them), reason="Ours.", now=NOW
    ),
    "carrying.take_over": lambda s, us, them: carrying.take_over(
        s, us.leader, assessments.get_assessment(s, us.leader, them.assessment.key),
        [them.citation.key], now=NOW,
    ),
    "governors.answer": lambda s, us, them: governors.answer(
        s, us.leader, a_question(s, them), "Ours.", now=NOW
    ),
    "returning.send_back": lambda s, us, them: returning.send_back(
        s, us.senior, them.library.document.key, reason="Ours.", now=NOW
    ),
    "returning.say_mended": lambda s, us, them: returning.say_mended(
        s, us.leader, them.library.document.key, now=NOW
    ),
    "vouching.accept": lambda s, us, them: vouching.accept(
        s, us.senior, them.library.document.key, now=NOW
    ),
    "vouching.send_back": lambda s, us, them: vouching.send_back(
        s, us.senior, them.library.document.key, reason="Ours.", now=NOW
    ),
    "vouching.say_mended": lambda s, us, them: vouching.say_mended(
        s, us.leader, them.library.document.key, now=NOW
    ),
    "claims.get_claim": lambda s, us, them: claims.get_claim(s, us.leader, them.claim.key),
    "claims.find_claim": lambda s, us, them: claims.find_claim(
        s, us.leader, them.assessment, "1.5"
    ),
    "claims.find_with_versions": lambda s, us, them: claims.find_with_versions(
        s, us.leader, them.assessment, "1.5"
    ),
    "claims.claim_level": lambda s, us, them: claims.claim_level(
        s, us.leader, them.claim.key, level=2, reason="Ours.", seen_version=1, now=NOW
    ),
    "claims.agree": lambda s, us, them: claims.agree(s, us.leader, them.claim.key, now=NOW),
    "claims.set_target": lambda s, us, them: claims.set_target(s, us.leader, them.claim.key, 2),
    "citations.cite, their claim": lambda s, us, them: citations.cite(
        s, us.leader, them.claim.key, Quote(us.library.revision.key, 1, "link governor"),
        level=3, shows="Ours.", now=NOW,
    ),
    "citations.cite, their page": lambda s, us, them: citations.cite(
        s, us.leader, us.claim.key, Quote(them.library.revision.key, 1, "link governor"),
        level=3, shows="Ours.", now=NOW,
    ),
    "citations.refuse_incomplete": lambda s, us, them: citations.refuse_incomplete(
        s, us.leader, Quote(them.library.revision.key, 1, "link governor"), ""
    ),
    "citations.cite_for_several": lambda s, us, them: citations.cite_for_several(
        s, us.leader, Quote(them.library.revision.key, 1, "link governor"),
        [("1.5", 3, None), ("2.4", 2, None)], shows="Ours.", now=NOW,
    ),
    "citations.get_citation": lambda s, us, them: citations.get_citation(
        s, us.leader, them.citation.key
    ),
    "citations.strike": lambda s, us, them: citations.strike(
        s, us.leader, them.citation.key, reason="Ours.", now=NOW
    ),
    "citations.set_key": lambda s, us, them: citations.set_key(
        s, us.leader, them.citation.key, is_key=True
    ),
    "succeeding.succeed": lambda s, us, them: succeeding.succeed(
        s, us.leader, them.citation.key, Quote(us.library.revision.key, 1, "link governor"),
        now=NOW,
    ),
    "succeeding.accept_place": lambda s, us, them: succeeding.accept_place(
        s, us.leader, them.citation.key, revision_key="", choice=0, now=NOW
    ),
    "tracker.get_file": lambda s, us, them: tracker.get_file(s, us.leader, a_tracker(s, them)),
    "tracker.map_columns": lambda s, us, them: tracker.map_columns(
        s, us.leader, a_tracker(s, them), 0, Mapped(1, {Column.DIMENSION: 1})
    ),
    "tracker.take": lambda s, us, them: tracker.take(
        s, us.leader, a_tracker(s, them), Plan((), ()), set(), now=NOW
    ),
    "claim_owners.set_owner": lambda s, us, them: claim_owners.set_owner(
        s, us.leader, them.claim.key, owner="Ours", due_on=None
    ),
    "reviews.get_review": lambda s, us, them: reviews.get_review(s, us.leader, them.review.key),
    "reviews.release": lambda s, us, them: reviews.release(
        s, us.assessor, them.review.key, now=NOW
    ),
    "responses.respond": lambda s, us, them: responses.respond(
        s, us.leader, them.determination_key, ResponseKind.HOLDS, seen="", reason="Ours.", now=NOW
    ),
    "responses.accept_agreeing": lambda s, us, them: responses.accept_agreeing(
        s, us.leader, us.review.key, [them.determination_key], now=NOW
    ),
    "responses.accept_agreeing, their review": lambda s, us, them: responses.accept_agreeing(
        s, us.leader, them.review.key, [], now=NOW
    ),
    "judgements.submit": lambda s, us, them: judgements.submit(
        s, us.assessor, claim_key=them.claim.key, now=NOW
    ),
    "moderation.ask_second": lambda s, us, them: moderation.ask_second(
        s, us.assessor, them.claim.key, us.assessor.person_key, now=NOW
    ),
    "moderation.ask_second, their person": lambda s, us, them: moderation.ask_second(
        s, us.assessor, us.claim.key, them.assessor.person_key, now=NOW
    ),
    "moderation.moderate": lambda s, us, them: moderation.moderate(
        s, us.assessor, them.claim.key, level=2, reason="Ours.", seen="", now=NOW
    ),
    "interests.object_to": lambda s, us, them: interests.object_to(
        s, us.leader, them.review.key, them.interest.key, reason="Ours.", now=NOW
    ),
    "interests.object_to, their interest": lambda s, us, them: interests.object_to(
        s, us.leader, us.review.key, them.interest.key, reason="Ours.", now=NOW
    ),
    "interests.decide": lambda s, us, them: interests.decide(
        s, us.lead, them.objection.key, ObjectionDecision.STAYS, reason="Ours.", now=NOW
    ),
    "verdicts.give": lambda s, us, them: verdicts.give(
        s, us.assessor, them.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
    ),
    "judgements.judge": lambda s, us, them: judgements.judge(
        s, us.assessor, them.claim.key, level=3, seen_version=0, now=NOW
    ),
    "desk.give_verdict": lambda s, us, them: desk.give_verdict(
        s, us.assessor, them.citation.key, Outcome.SUPPORTS, seen_version=1, now=NOW
    ),
    "desk.judge": lambda s, us, them: desk.judge(
        s, us.assessor, them.claim.key, level=3, seen_version=1, now=NOW, marks={}
    ),
    "looks.record": lambda s, us, them: looks.record(
        s, us.assessor, them.citation.key, DeskOrder.DIMENSION, now=NOW
    ),
    "looks.require": lambda s, us, them: looks.require(s, us.assessor, them.citation.key),
    "reading_plan.choose": lambda s, us, them: reading_plan.choose(
        s, us.assessor, {them.claim.key: Depth.LIGHT}, now=NOW
    ),
    "leverage.name": lambda s, us, them: leverage.name(
        s, us.assessor, dimension="1.5", words="x", now=NOW, key=them.leverage_key, seen_version=1
    ),
    "leverage.take_back": lambda s, us, them: leverage.take_back(
        s, us.assessor, them.leverage_key, now=NOW
    ),
    "rounds.begin": lambda s, us, them: rounds.begin(
        s, us.leader, them.review.key, name="x", release_on=date(2027, 2, 20),
        facilitator=s.get_one(Person, us.validator.person_id), now=NOW,
    ),
    "rounds.join": lambda s, us, them: rounds.join(
        s, us.leader, them.review.key, us.round_key, now=NOW
    ),
    "desk.step": lambda s, us, them: desk.step(s, us.assessor, them.claim.key),
    "desk.step, their citation": lambda s, us, them: desk.step(
        s, us.assessor, us.claim.key, them.citation.key
    ),
    "dimension_page.load": lambda s, us, them: dimension_page.load(
        s, us.leader, them.assessment, "1.5"
    ),
    "suggestions.dismiss": lambda s, us, them: suggestions.dismiss(
        s, us.leader, them.library.revision.key, 1, "1.5", now=NOW
    ),
    "suggestions.bring_back": lambda s, us, them: suggestions.bring_back(
        s, us.leader, them.library.revision.key, 1, "2.4"
    ),
    "page_files.find_page": lambda s, us, them: page_files.find_page(
        s, us.leader, them.library.revision.key, 1
    ),
    "page_files.find_file": lambda s, us, them: page_files.find_file(
        s, us.leader, them.library.revision.key, 1
    ),
    "membership.end_membership": lambda s, us, them: membership.end_membership(
        s, an_administrator(us), a_membership(s, them), now=NOW
    ),
    "pages.get_page": lambda s, us, them: pages.get_page(
        s, us.leader, them.library.revision.key, 1
    ),
    "pages.require_page": lambda s, us, them: pages.require_page(
        s, us.leader, them.library.page(1).id
    ),
    "pages.require_quote": lambda s, us, them: pages.require_quote(
        s, us.leader, them.library.page(1).id
    ),
    "documents.get_document": lambda s, us, them: documents.get_document(
        s, us.leader, them.library.document.key
    ),
    "downloading.file_to_download": lambda s, us, them: downloading.file_to_download(
        s, us.leader, them.library.revision.key
    ),
    "share_scopes.choose": lambda s, us, them: share_scopes.choose(
        s, us.leader, them.library.document.key, ShareScope.WHOLE
    ),
    "share_scopes.forget_pages": lambda s, us, them: share_scopes.forget_pages(
        s, us.leader, them.library.document.key, a_choice_for_pages(s, them)
    ),
    "share_preview.get_choice": lambda s, us, them: share_preview.get_choice(
        s, us.leader, them.library.document.key
    ),
    "share_preview.reviewer_of": lambda s, us, them: share_preview.reviewer_of(
        s, us.leader, them.review.key
    ),
    "share_preview.pages_as_seen": lambda s, us, them: share_preview.pages_as_seen(
        s, us.leader, them.review.key, documents.get_document(
            s, us.leader, us.library.document.key
        )
    ),
    "share_preview.library_as_seen": lambda s, us, them: share_preview.library_as_seen(
        s, us.leader, them.review.key
    ),
    "personal_checks.keep": lambda s, us, them: personal_checks.keep(
        s, us.leader, them.library.revision.key, now=NOW
    ),
    "finding.find_like": lambda s, us, them: finding.find_like(
        s, us.leader, them.library.page(1).id
    ),
    "saved_searches.remove": lambda s, us, them: saved_searches.remove(
        s, us.leader, saved_searches.save(s, them.leader, "Theirs", CANARY).key
    ),
    "college_calendar.remove_period": lambda s, us, them: college_calendar.remove_period(
        s, us.leader, them.period.key
    ),
    "reply_links.make_for": lambda s, us, them: reply_links.make_for(
        s, us.leader, them.outside_request.key, now=NOW
    ),
    "reply_links.turn_away": lambda s, us, them: reply_links.turn_away(
        s, us.leader, them.reply_file.key, now=NOW
    ),
    "outbox.try_again": lambda s, us, them: outbox.try_again(
        s, an_administrator(us), them.mail_key, now=NOW
    ),
    "requests.require_own": lambda s, us, them: requests.require_own(
        s, us.leader, them.request.key
    ),
    "actions.get_action": lambda s, us, them: actions.get_action(s, us.leader, them.action.key),
    "actions.change": lambda s, us, them: actions.change(
        s, us.leader, them.action.key, Step("1.5", 3, "Us.", us.leader.person_key, PLAN.starts_on),
        seen_version=1,
    ),
    "actions.note_progress": lambda s, us, them: actions.note_progress(
        s, us.leader, them.action.key, "Ours.", now=NOW
    ),
    "actions.end": lambda s, us, them: actions.end(
        s, us.leader, them.action.key, ActionState.DONE, reason="Ours.", now=NOW
    ),
    "requests.get_request": lambda s, us, them: requests.get_request(
        s, us.leader, them.request.key
    ),
    "requests.require_open_to": lambda s, us, them: requests.require_open_to(
        s, us.leader, them.request.key
    ),
    "requests.answer_with_quote": lambda s, us, them: requests.answer_with_quote(
        s, us.leader, them.request.key, us.citation.key, words="", now=NOW
    ),
    "requests.answer_with_quote, their quote": lambda s, us, them: requests.answer_with_quote(
        s, us.leader, us.request.key, them.citation.key, words="", now=NOW
    ),
    "requests.answer_with_file": lambda s, us, them: requests.answer_with_file(
        s, us.leader, them.request.key, us.library.document.key, words="", now=NOW
    ),
    "requests.answer_with_file, their document": lambda s, us, them: requests.answer_with_file(
        s, us.leader, us.request.key, them.library.document.key, words="", now=NOW
    ),
    "requests.answer_with_nothing": lambda s, us, them: requests.answer_with_nothing(
        s, us.leader, them.request.key, reason="None.", now=NOW
    ),
    "requests.close": lambda s, us, them: requests.close(
        s, us.leader, them.request.key, used_for="Ours.", now=NOW
    ),
    "requests.ask_again": lambda s, us, them: requests.ask_again(s, us.leader, them.request.key),
    "requests.withdraw": lambda s, us, them: requests.withdraw(
        s, us.leader, them.request.key, now=NOW
    ),
    "requests.remind": lambda s, us, them: requests.remind(
        s, us.leader, them.request.key, now=NOW
    ),
    "documents.accept": lambda s, us, them: documents.accept(
        s, us.senior, them.library.document.key, now=NOW
    ),
    "documents.describe": lambda s, us, them: documents.describe(
        s, us.leader, them.library.document.key, Description("Ours"), seen_version=1
    ),
    "redactions.load": lambda s, us, them: redactions.load(
        s, us.leader, them.library.revision.key, 1
    ),
    "redactions.take_out": lambda s, us, them: redactions.take_out(
        s, us.leader, them.library.revision.key, 1, [((0, 3), [])],
        layer_sha256=them.citation.layer_sha256, reason="", now=NOW,
    ),
    "redactions.lift": lambda s, us, them: redactions.lift(
        s, us.leader, a_mark_of(s, them), now=NOW
    ),
    "snapshots.take_now": lambda s, us, them: snapshots.take_now(
        s, us.leader, them.visit.key, now=NOW
    ),
    "snapshots.find_subject": lambda s, us, them: snapshots.find_subject(
        s, us.leader, them.assessment.key
    ),
    "snapshots.subject_of": lambda s, us, them: snapshots.subject_of(
        s, us.leader, them.visit.key
    ),
    "snapshots.get_snapshot": lambda s, us, them: snapshots.get_snapshot(
        s, us.leader, a_snapshot_of(s, them)
    ),
    "snapshots.matrix_of": lambda s, us, them: snapshots.matrix_of(
        s, us.leader, a_snapshot_of(s, them), "csv"
    ),
    "snapshots.load": lambda s, us, them: snapshots.load(
        s, us.leader, a_snapshot_of(s, them), now=NOW
    ),
    "packs.ask": lambda s, us, them: packs.ask(
        s, us.leader, a_snapshot_of(s, them), Audience.COLLEGE, now=NOW
    ),
    "packs.get_pack": lambda s, us, them: packs.get_pack(
        s,
        us.leader,
        packs.ask(s, them.leader, a_snapshot_of(s, them), Audience.COLLEGE, now=NOW).key,
    ),
    "visits.get_visit": lambda s, us, them: visits.get_visit(s, us.leader, them.visit.key),
    "visits.load": lambda s, us, them: visits.load(s, us.leader, them.visit.key),
    "visits.to_plan": lambda s, us, them: visits.to_plan(s, us.validator, them.visit.key),
    "visits.change": lambda s, us, them: visits.change(
        s, us.validator, them.visit.key, PLAN, seen_version=them.visit.row_version
    ),
    "visits.agree": lambda s, us, them: visits.agree(
        s, us.leader, them.visit.key, seen_version=them.visit.row_version, now=NOW
    ),
    "visits.begin": lambda s, us, them: visits.begin(s, us.validator, them.visit.key, now=NOW),
    "visit_sample.draw": lambda s, us, them: visit_sample.draw(
        s, us.validator, them.visit.key, Rules(), seen_version=1, now=NOW
    ),
    "visit_sample.swap": lambda s, us, them: visit_sample.swap(
        s, us.validator, them.visit.key, put_in="1.5", leave_out="1.6", reason="Ours.",
        seen_version=1, now=NOW,
    ),
    "visit_sample.announce": lambda s, us, them: visit_sample.announce(
        s, us.validator, them.visit.key, seen_version=1, now=NOW
    ),
    "visit_sample.add_on_the_day": lambda s, us, them: visit_sample.add_on_the_day(
        s, us.validator, them.visit.key, "1.5", reason="Ours."
    ),
    "visit_sample.load": lambda s, us, them: visit_sample.load(s, us.validator, them.visit.key),
    "visit_notes.receive": lambda s, us, them: visit_notes.receive(
        s, us.validator, them.visit.key, [], now=NOW
    ),
    "visit_notes.load": lambda s, us, them: visit_notes.load(s, us.validator, them.visit.key),
    "visit_questions.list_questions": lambda s, us, them: visit_questions.list_questions(
        s, us.validator, them.visit.key
    ),
    "report_outcome.load": lambda s, us, them: report_outcome.load(
        s, us.validator, them.visit.key
    ),
    "report_outcome.to_write": lambda s, us, them: report_outcome.to_write(
        s, us.validator, them.visit.key
    ),
    "report_outcome.add_finding": lambda s, us, them: report_outcome.add_finding(
        s, us.validator, them.visit.key, FindingKind.STRENGTH, subject="1.5", words="Ours."
    ),
    "report_outcome.remove_finding": lambda s, us, them: report_outcome.remove_finding(
        s, us.validator, them.visit.key, them.finding_key, now=NOW
    ),
    "after_visit.load": lambda s, us, them: after_visit.load(s, us.leader, them.visit.key),
    "after_visit.report_progress": lambda s, us, them: after_visit.report_progress(
        s, us.leader, them.visit.key, 12, {}, now=NOW
    ),
    "after_visit.mark_progress": lambda s, us, them: after_visit.mark_progress(
        s, us.validator, them.visit.key, 12, {}, now=NOW
    ),
    "after_visit.let_team_back": lambda s, us, them: after_visit.let_team_back(
        s, us.leader, them.visit.key, NOW.date(), now=NOW
    ),
    "second_reading.read": lambda s, us, them: second_reading.read(
        s, us.validator, them.visit.key, {judged_on_the_visit(s, them): "Ours."}, now=NOW
    ),
    "report_read_back.compare": lambda s, us, them: report_read_back.compare(
        s, us.validator, them.visit.key, [(("Context",), "Context\nOurs.")]
    ),
    "report_read_back.take": lambda s, us, them: report_read_back.take(
        s, us.validator, them.visit.key, {"context": ("Ours.", 1)}
    ),
    "report.draft": lambda s, us, them: report.draft(s, us.validator, them.visit.key),
    "report.edit": lambda s, us, them: report.edit(
        s, us.validator, them.visit.key, "context", "Ours.", seen_version=1
    ),
    "report.load": lambda s, us, them: report.load(s, us.validator, them.visit.key),
    "report_rounds.send": lambda s, us, them: report_rounds.send(
        s, us.validator, them.visit.key, days=10, now=NOW
    ),
    "report_rounds.load": lambda s, us, them: report_rounds.load(s, us.leader, them.visit.key),
    "report_rounds.comment": lambda s, us, them: report_rounds.comment(
        s, us.leader, them.visit.key, "context/1", "Ours.", now=NOW
    ),
    "report_rounds.reply": lambda s, us, them: report_rounds.reply(
        s, us.leader, them.visit.key, now=NOW
    ),
    "report_rounds.answer": lambda s, us, them: report_rounds.answer(
        s, us.validator, them.visit.key, them.comment_key, CommentAnswer.ACCEPTED,
        reason="Ours.", now=NOW,
    ),
    "report_rounds.finish": lambda s, us, them: report_rounds.finish(
        s, us.validator, them.visit.key, now=NOW
    ),
    "report_rounds.reopen": lambda s, us, them: report_rounds.reopen(
        s, us.validator, them.visit.key, reason="Ours."
    ),
    "report_rounds.load_final": lambda s, us, them: report_rounds.load_final(
        s, us.leader, them.visit.key
    ),
    "visit_sessions.add": lambda s, us, them: visit_sessions.add(
        s, us.validator, them.visit.key, MEETING
    ),
    "visit_sessions.change": lambda s, us, them: visit_sessions.change(
        s, us.validator, us.visit.key, them.meeting.key, MEETING, seen_version=1
    ),
    "visit_sessions.cancel": lambda s, us, them: visit_sessions.cancel(
        s, us.validator, us.visit.key, them.meeting.key, reason="Ours.", now=NOW
    ),
    "leadership.get_review": lambda s, us, them: leadership.get_review(
        s, us.leader, them.leadership.key
    ),
    "leadership.add_participant": lambda s, us, them: leadership.add_participant(
        s, us.leader, them.leadership.key, TakesPart("Ours", "Principal")
    ),
    "leadership.open_meeting": lambda s, us, them: leadership.open_meeting(
        s, us.leader, them.leadership.key, now=NOW
    ),
    "leadership.require_recorder": lambda s, us, them: leadership.require_recorder(
        s, us.leader, them.leadership.key
    ),
    "leadership.take_over": lambda s, us, them: leadership.take_over(
        s, us.leader, them.leadership.key
    ),
    "leadership.end_meeting": lambda s, us, them: leadership.end_meeting(
        s, us.leader, them.leadership.key, now=NOW
    ),
    "leadership_picks.own_picks": lambda s, us, them: leadership_picks.own_picks(
        s, us.leader, them.leadership.key
    ),
    "leadership_picks.pick": lambda s, us, them: leadership_picks.pick(
        s, us.leader, them.leadership.key, {"1.5": Picked(3, "Ours.")}, now=NOW
    ),
    "leadership_meeting.load": lambda s, us, them: leadership_meeting.load(
        s, us.leader, them.leadership.key
    ),
    "leadership_record.agree": lambda s, us, them: leadership_record.agree(
        s, us.leader, them.leadership.key, "1.5", level=3, sentence="Ours.", seen_version=1,
        now=NOW,
    ),
    "leadership_record.park": lambda s, us, them: leadership_record.park(
        s, us.leader, them.leadership.key, "1.5", reason="Ours.", now=NOW
    ),
    "leadership_record.agree_unanimous": lambda s, us, them: leadership_record.agree_unanimous(
        s, us.leader, them.leadership.key, {"1.5": 1}, now=NOW
    ),
    "leadership_record.agree_as_second": lambda s, us, them: leadership_record.agree_as_second(
        s, us.leader, them.leadership.key, ["1.5"], now=NOW
    ),
    "leadership_minutes.to_docx": lambda s, us, them: leadership_minutes.to_docx(
        s, us.leader, them.leadership.key
    ),
    "sensitivities.classify_pages": lambda s, us, them: sensitivities.classify_pages(
        s, us.leader, them.library.revision.key,
        first_page=1, last_page=1, sensitivity=Sensitivity.RESTRICTED,
    ),
}  # fmt: skip
