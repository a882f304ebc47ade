"""Operations that list, each asked for something of the other college or for everything."""

from datetime import date

from ingest import (
    documents,
    downloading,
    earlier_versions,
    finding,
    inside,
    personal_checks,
    receiving,
    saved_searches,
    visibility,
    words,
)
from store import areas, audit, membership
from tests.factories.visits import PLAN
from tests.factories.workflow import NOW
from tests.isolation.by_key import an_administrator
from tests.isolation.conftest import CANARY
from workflow.actions import action_files, actions, late_actions, next_level
from workflow.calendars import college_calendar
from workflow.citations import (
    dismissals,
    evidence,
    gaps,
    readiness,
    suggestions,
    usage,
)
from workflow.claims import (
    assessments,
    claims,
    comparison,
    cycles,
    overview,
    trends,
)
from workflow.desk import desk, looks, reading_plan
from workflow.governance import governors, hub_summaries, sign_off, summary
from workflow.leadership import (
    leadership,
    leadership_picks,
)
from workflow.matching import precision
from workflow.needs import document_needs, needs
from workflow.packs import snapshots
from workflow.requests import reply_links, request_addressees, request_views
from workflow.reviews import (
    interests,
    leverage,
    moderation,
    responding,
    review_words,
    reviews,
    share_preview,
)
from workflow.rolling import rolling
from workflow.rounds import rounds
from workflow.telling import notices, outbox
from workflow.visits import (
    visit_needs,
    visits,
)

LISTS = {
    "share_preview.live_reviews": lambda s, us, _: share_preview.live_reviews(s, us.leader),
    "receiving.find_same": lambda s, us, them: [
        receiving.find_same(s, us.leader, them.library.revision.sha256)
    ],
    "request_views.list_asked": lambda s, us, _: request_views.list_asked(
        s, us.assessor, "1.5", seen=visibility.visibility_for(s, us.assessor)
    ),
    "downloading.may_download": lambda s, us, them: downloading.may_download(
        s, us.leader, them.library.revision.key
    ),
    "personal_checks.words_of": lambda s, us, them: personal_checks.words_of(
        s, us.leader, [us.library.revision.id, them.library.revision.id]
    ),
    "earlier_versions.find_earlier": lambda s, us, them: earlier_versions.find_earlier(
        s, us.leader, documents.get_documents(s, us.leader, [us.library.document.key])
    ),
    "assessments.list_assessments": lambda s, us, _: assessments.list_assessments(s, us.leader),
    "assessments.current_assessment": lambda s, us, _: assessments.current_assessment(s, us.leader),
    "assessments.require_current": lambda s, us, _: assessments.require_current(s, us.leader),
    "cycles.list_years": lambda s, us, _: cycles.list_years(s, us.leader),
    "comparison.compare": lambda s, us, them: [
        vars(pair)
        for pair in comparison.compare(s, us.leader, them.assessment, us.assessment).pairs
    ],
    "areas.list_areas": lambda s, us, _: areas.list_areas(s, us.leader),
    "rolling.load": lambda s, us, them: rolling.load(s, us.leader, us.assessment, today=NOW.date()),
    "trends.load": lambda s, us, _: trends.load(s, us.leader),
    "governors.list_notes": lambda s, us, them: [
        governors.list_notes(s, us.leader, of.assessment) for of in (us, them)
    ],
    "sign_off.signed": lambda s, us, them: sign_off.adoption_of(s, us.leader, them.assessment),
    "sign_off.to_sign": lambda s, us, _: sign_off.to_sign(s, us.senior, us.assessment).seen,
    "claims.current_claim": lambda s, us, _: claims.current_claim(s, us.leader, "1.5"),
    "evidence.citations_of_claims": lambda s, us, them: evidence.citations_of_claims(
        s, us.leader, [us.claim.id, them.claim.id], with_struck=True
    ),
    "evidence.citations_on_page": lambda s, us, them: evidence.citations_on_page(
        s, us.leader, them.library.page(1).id
    ),
    "evidence.citations_of_document": lambda s, us, them: evidence.citations_of_document(
        s, us.leader, them.library.document.id
    ),
    "document_needs.list_waiting": lambda s, us, _: document_needs.list_waiting(s, us.leader),
    "usage.list_uses": lambda s, us, them: usage.list_uses(s, us.leader, them.library.document.id),
    "gaps.list_gaps": lambda s, us, _: gaps.list_gaps(
        s, us.leader, us.assessment, today=NOW.date()
    ),
    "readiness.check": lambda s, us, _: readiness.check(
        s, us.leader, us.assessment, today=NOW.date()
    ),
    "desk.load": lambda s, us, _: desk.load(s, us.assessor),
    "evidence.quoted": lambda s, us, them: evidence.quoted(
        s, us.leader, [them.claim.id], seen=visibility.visibility_for(s, us.leader)
    ),
    "desk.by_document": lambda s, us, _: desk.by_document(s, us.assessor)[1],
    "evidence.key_citations": lambda s, us, them: evidence.key_citations(
        s, us.leader, [us.claim.id, them.claim.id], around=them.claim.key
    ),
    "looks.newest": lambda s, us, _: looks.newest(s, us.assessor),
    "reading_plan.own_plan": lambda s, us, _: reading_plan.own_plan(s, us.assessor),
    "needs.list_needs": lambda s, us, _: [
        needs.list_needs(s, actor) for actor in (us.leader, us.senior, us.assessor)
    ],
    "needs.list_changes": lambda s, us, _: needs.list_changes(s, us.leader, limit=500),
    "overview.overview": lambda s, us, _: summary.summarise(
        us.leader, overview.overview(s, us.leader, us.assessment)
    ),
    "reviews.list_reviews": lambda s, us, them: reviews.list_reviews(s, us.leader, them.assessment),
    "reviews.list_interests": lambda s, us, them: reviews.list_interests(
        s, us.leader, [us.person.id, them.person.id]
    ),
    "interests.list_declared": lambda s, us, them: interests.list_declared(
        s, us.leader, us.review, [us.person.id, them.person.id]
    ),
    "visit_needs.list_visit_needs": lambda s, us, _: [
        visit_needs.list_visit_needs(s, actor, today=date(2029, 1, 1))
        for actor in (us.leader, us.validator)
    ],
    "interests.list_undecided": lambda s, us, _: interests.list_undecided(s, us.lead),
    "moderation.load": lambda s, us, _: moderation.load(s, us.assessor),
    "responding.load": lambda s, us, them: [
        responding.load(s, us.leader, review).rows
        for of in (us, them)
        for review in reviews.list_reviews(s, us.leader, of.assessment)
    ],
    "review_words.load": lambda s, us, them: [
        review_words.load(s, us.leader, review)
        for of in (us, them)
        for review in reviews.list_reviews(s, us.leader, of.assessment)
    ],
    "responding.list_unanswered": lambda s, us, _: responding.list_unanswered(s, us.leader),
    "college_calendar.list_periods": lambda s, us, _: college_calendar.list_periods(s, us.leader),
    "request_addressees.list_people_to_ask": lambda s, us, _: request_addressees.list_people_to_ask(
        s, us.leader
    ),
    "actions.list_actions": lambda s, us, them: [
        actions.list_actions(s, us.leader, of.assessment) for of in (us, them)
    ],
    # A round is joined by its code; what is told of it then is names and days (test_rounds.py).
    "rounds.seen_of": lambda s, us, them: [
        rounds.seen_of(s, us.leader, review)
        for of in (us, them)
        for review in reviews.list_reviews(s, us.leader, of.assessment)
    ],
    "leverage.list_to_plan": lambda s, us, them: [
        leverage.list_to_plan(s, us.leader, of.assessment) for of in (us, them)
    ],
    "leverage.list_named": lambda s, us, them: [
        leverage.list_named(s, actor, review)
        for actor in (us.leader, us.assessor)
        for of in (us, them)
        for review in reviews.list_reviews(s, us.leader, of.assessment)
    ],
    "next_level.list_next": lambda s, us, them: [
        next_level.list_next(s, us.leader, of.assessment) for of in (us, them)
    ],
    "late_actions.list_late": lambda s, us, them: [
        late_actions.list_late(s, us.leader, of.assessment, today=date(2028, 1, 1))
        for of in (us, them)
    ],
    "hub_summaries.prepare": lambda s, us, _: [
        hub_summaries.prepare(s, us.senior).draft,
        hub_summaries.prepare(s, us.senior).standing.body,
    ],
    "actions.list_due": lambda s, us, _: actions.list_due(s, us.senior, today=PLAN.starts_on),
    "action_files.headings": lambda s, us, _: list(action_files.headings(s, us.leader).values()),
    "reply_links.list_waiting": lambda s, us, _: [
        file.file_name for file in reply_links.list_waiting(s, us.leader, us.outside_request)
    ],
    "outbox.list_mail": lambda s, us, _: [
        m.body for m in outbox.list_mail(s, an_administrator(us))
    ],
    "leadership.list_candidates": lambda s, us, _: leadership.list_candidates(s, us.leader),
    "leadership.list_reviews": lambda s, us, them: [
        leadership.list_participants(s, review)
        for of in (us, them)
        for review in leadership.list_reviews(s, us.leader, of.assessment)
    ],
    "leadership.list_to_pick": lambda s, us, _: leadership.list_to_pick(s, us.senior),
    "leadership_picks.list_picks": lambda s, us, them: [
        leadership_picks.list_picks(s, us.leader, of.leadership) for of in (us, them)
    ],
    "notices.my_pace": lambda s, us, _: notices.my_pace(s, us.leader),
    "request_views.list_requests": lambda s, us, _: request_views.list_requests(s, us.leader),
    "request_views.list_waiting_for": lambda s, us, _: request_views.list_waiting_for(s, us.senior),
    "request_views.view_all": lambda s, us, them: request_views.view_all(
        s, us.leader, [us.request]
    ),
    "precision.report": lambda s, us, _: precision.report(s, us.leader),
    "dismissals.list_dismissed": lambda s, us, _: dismissals.list_dismissed(s, us.leader, "2.4"),
    "suggestions.ranked": lambda s, us, _: suggestions.ranked(s, us.leader, "1.5", limit=100),
    "suggestions.missing_types": lambda s, us, _: suggestions.missing_types(
        s, us.leader, "1.5", visibility.visibility_for(s, us.leader)
    ),
    "suggestions.pages_for": lambda s, us, _: suggestions.pages_for(s, us.leader, "1.5", limit=100),
    "finding.find": lambda s, us, _: [
        finding.find(s, actor, words, limit=100).pages
        for actor in (us.leader, us.assessor)
        for words in (CANARY, "link governor", "destinations")
    ],
    "personal_checks.check_of": lambda s, us, them: personal_checks.check_of(
        s, us.leader, them.library.revision.key
    ),
    "words.complete": lambda s, us, _: [
        words.complete(s, us.leader, w) for w in (CANARY[:5], "car")
    ],
    "words.did_you_mean": lambda s, us, _: words.did_you_mean(s, us.leader, CANARY[:-1]),
    "finding.pages_with": lambda s, us, them: finding.pages_with(
        s, us.leader, CANARY, them.library.document.id, 0
    ),
    "saved_searches.list_saved": lambda s, us, _: [
        (one.name, one.query) for one in saved_searches.list_saved(s, us.leader)
    ],
    "documents.list_documents": lambda s, us, _: documents.list_documents(s, us.leader),
    "documents.get_documents": lambda s, us, them: documents.get_documents(
        s, us.leader, [us.library.document.key, them.library.document.key]
    ),
    "documents.progress": lambda s, us, them: documents.progress(
        s, us.leader, [us.library.revision.key, them.library.revision.key]
    ),
    "membership.list_members": lambda s, us, _: membership.list_members(s, us.leader),
    "inside.list_inside": lambda s, us, them: inside.list_inside(
        s, us.leader, [us.library.revision.id, them.library.revision.id]
    ),
    "inside.list_around": lambda s, us, them: [
        inside.list_around(s, us.leader, view)
        for of in (us, them)
        for view in documents.get_documents(s, of.leader, [of.library.document.key])
    ],
    "inside.revisions_inside": lambda s, us, them: inside.revisions_inside(
        s, us.leader, [us.library.revision.key, them.library.revision.key]
    ),
    "snapshots.list_snapshots": lambda s, us, them: [
        snapshots.list_snapshots(s, us.leader, of.assessment) for of in (us, them)
    ],
    "visits.list_visits": lambda s, us, _: [
        (visit, visit.review) for visit in visits.list_visits(s, us.leader)
    ],
    "audit.list_events": lambda s, us, _: [
        e.payload for e in audit.list_events(s, us.college.id, limit=500)
    ],
}
