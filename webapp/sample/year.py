"""The sample college's years: claims, citations, the open review, an assessor's drafts."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import documents
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.pages import find_quote
from store.db import utc_now
from store.errors import DamagedError
from store.people import Engagement
from store.permissions import Actor, Role
from webapp.sample import leaders
from webapp.sample.loaded import Loaded
from webapp.sample.papers import content
from workflow.calendars.working_days import local_day
from workflow.citations import citations, suggestions
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims, coverage, cycles
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark, Outcome, ReviewKind
from workflow.lifecycle import CycleState
from workflow.models.claims import Assessment, Citation, Claim
from workflow.models.reviews import Review
from workflow.reviews import judgements, reviews, verdicts
from workflow.rounds import rounds

LAST_YEAR_REASON = "Carried over from the closed tracker of {year}."
REVIEW_LASTS = timedelta(days=30)


def load_last_year(session: Session, loaded: Loaded, year: Mapping[str, Any]) -> None:
    cycle = assessments.begin_cycle(session, loaded.college.id, year["first_year"])
    author, second = loaded.actor("careers_leader"), loaded.actor("senior_leader")
    assessment = assessments.begin_assessment(
        session, cycle, scope=year["scope"], actor_key=author.person_key
    )
    session.flush()
    for said in content("claims")["claims"]:
        level = _level(said.get("last_year", "not_claimed"))
        if level is None:
            continue
        claim = claims.find_claim(session, author, assessment, said["dimension"])
        claims.claim_level(
            session,
            author,
            claim.key,
            level=level,
            reason=LAST_YEAR_REASON.format(year=year["name"]),
            seen_version=0,
            now=utc_now(),
        )
        claims.agree(session, second, claim.key, now=utc_now())
    assessments.submit(session, second, assessment.key, now=utc_now())
    session.flush()
    if year["state"] == CycleState.CLOSED:
        cycles.close(session, second, cycle.key)


def _level(said: object) -> int | None:
    if said in (None, "not_claimed"):
        return None
    return BELOW_LOWEST if said == "below" else int(str(said))


def load_this_year(session: Session, loaded: Loaded, year: Mapping[str, Any]) -> None:
    cycle = assessments.begin_cycle(session, loaded.college.id, year["first_year"])
    author, second = loaded.actor("careers_leader"), loaded.actor("senior_leader")
    assessment = assessments.begin_assessment(
        session, cycle, scope=year["scope"], actor_key=author.person_key
    )
    session.flush()
    for said in content("claims")["claims"]:
        claim = claims.find_claim(session, author, assessment, said["dimension"])
        if said.get("target"):
            claims.set_target(session, author, claim.key, _level(said["target"]))
        for cited in said.get("citations", ()):
            _cite(session, loaded, claim, cited)
        _claim(session, author, second, claim, said)
    leaders.load(session, loaded)
    assessments.submit(
        session, second, assessment.key, now=utc_now(), reservations=year["reservations"]
    )


def load_dismissals(session: Session, loaded: Loaded) -> None:
    """What the careers leader said of some suggested pages."""
    actor = loaded.actor("careers_leader")
    for said in content("claims")["dismissed"]:
        key = loaded.document_keys[said["document"]]
        revision = documents.get_document(session, actor, key).revision_key
        suggestions.dismiss(
            session,
            actor,
            revision,
            said["page"],
            said["dimension"],
            reason=said["reason"],
            now=utc_now(),
        )


def _claim(
    session: Session, author: Actor, second: Actor, claim: Claim, said: Mapping[str, Any]
) -> None:
    for statement, mark in (said.get("marks") or {}).items():
        coverage.mark(session, author, claim, statement, CoverageMark(mark), now=utc_now())
    level = _level(said["level"])
    if level is None:
        return
    claims.claim_level(
        session,
        author,
        claim.key,
        level=level,
        reason=said["reason"],
        best_fit_reason=said.get("best_fit", ""),
        seen_version=0,
        now=utc_now(),
    )
    claims.agree(session, second, claim.key, now=utc_now())


def _cite(session: Session, loaded: Loaded, claim: Claim, cited: Mapping[str, Any]) -> None:
    revision_key, number = _where(session, loaded, cited)
    author = loaded.actor(cited.get("author", "careers_leader"))
    citations.cite(
        session,
        author,
        claim.key,
        Quote(revision_key, number, cited["quote"]),
        level=cited["level"],
        statement=cited.get("statement"),
        shows=cited["shows"],
        is_key=cited.get("key", False),
        now=utc_now(),
    )


def _where(session: Session, loaded: Loaded, cited: Mapping[str, Any]) -> tuple[str, int]:
    """The page of the document's newest revision on which the quote stands."""
    query = (
        select(Revision.key, Page.number, TextLayer.text)
        .join(Document, Document.id == Revision.document_id)
        .join(Page, Page.revision_id == Revision.id)
        .join(TextLayer, (TextLayer.page_id == Page.id) & TextLayer.is_current)
        .where(
            Document.college_id == loaded.college.id,
            Document.key == loaded.document_keys[cited["document"]],
        )
        .order_by(Revision.number.desc(), Page.number)
    )
    for revision_key, number, text in session.execute(query):
        if find_quote(text, cited["quote"]) is not None:
            return revision_key, number
    raise DamagedError(f"Paper {cited['document']} does not say “{cited['quote']}”.")


def load_review(session: Session, loaded: Loaded, told: Mapping[str, Any]) -> None:
    """Open a review as the files tell it, with the people who take part."""
    opener = loaded.actor(told["opened_by"])
    assessment = _assessment(session, opener)
    starts_on, ends_on = _dates(told)
    review = reviews.open_review(
        session,
        opener,
        assessment,
        kind=ReviewKind(told["kind"]),
        title=told["title"],
        starts_on=starts_on,
        ends_on=ends_on,
        scope=told["scope"],
    )
    for one in told["engagements"]:
        reviews.engage(
            session,
            opener,
            review,
            loaded.people[one["person"]],
            Role(one["role"]),
            starts_on=starts_on,
            ends_on=ends_on,
        )
    if "round" in told:
        # Of the day of loading, so that whoever tries it may release it at once.
        rounds.begin(
            session,
            opener,
            review.key,
            name=told["round"]["name"],
            release_on=local_day(utc_now()),
            facilitator=loaded.people[told["round"]["facilitator"]],
            now=utc_now(),
        )


def _dates(told: Mapping[str, Any]) -> tuple[date, date]:
    """The dates of the files, stretched so that the review is open on the day of loading."""
    today = utc_now().date()
    return min(told["starts_on"], today), max(told["ends_on"], today + REVIEW_LASTS)


def _assessment(session: Session, actor: Actor) -> Assessment:
    found = assessments.current_assessment(session, actor)
    if found is None:
        raise DamagedError("The sample college lost its assessment while it was loaded.")
    return found


def load_drafts(session: Session, loaded: Loaded) -> None:
    """What the assessor has drafted so far."""
    told = content("claims")["review"]
    assessor = outsider(session, loaded, told["by"])
    for said in told["verdicts"]:
        citation = _citation(session, loaded, said)
        verdicts.give(
            session,
            assessor,
            citation.key,
            Outcome(said["outcome"]),
            level=said.get("level"),
            reason=said.get("reason", ""),
            seen_version=0,
            now=utc_now(),
        )
    for said in told["judgements"]:
        claim = claims.current_claim(session, assessor, said["dimension"])
        for statement, mark in (said.get("marks") or {}).items():
            coverage.mark(session, assessor, claim, statement, CoverageMark(mark), now=utc_now())
        level = _level(said["level"])
        judgements.judge(
            session,
            assessor,
            claim.key,
            level=BELOW_LOWEST if level is None else level,
            reason=said.get("reason", ""),
            best_fit_reason=said.get("best_fit", ""),
            seen_version=0,
            now=utc_now(),
        )


def outsider(session: Session, loaded: Loaded, name: str) -> Actor:
    """Somebody engaged in one review, at work in it."""
    person = loaded.people[name]
    engagement = session.scalars(
        select(Engagement).where(
            Engagement.college_id == loaded.college.id, Engagement.person_id == person.id
        )
    ).one()
    review = session.get_one(Review, engagement.review_id)
    return Actor(
        person.id, person.key, person.name, loaded.college.id, loaded.college.key,
        frozenset({engagement.role}), review.id,
    )  # fmt: skip


def _citation(session: Session, loaded: Loaded, said: Mapping[str, Any]) -> Citation:
    query = (
        select(Citation)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .where(Claim.college_id == loaded.college.id, Claim.dimension == said["dimension"])
    )
    wanted = " ".join(said["quote_begins"].split())
    for citation in session.scalars(query):
        if " ".join(citation.exact.split()).startswith(wanted):
            return citation
    raise DamagedError(f"No citation for {said['dimension']} begins “{wanted}”.")
