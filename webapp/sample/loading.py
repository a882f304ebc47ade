"""Loads the sample college through the same operations that people use; invents no short cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import documents, receiving
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity
from ingest.models import Document, Page, Revision, TextLayer
from ingest.pages import find_quote
from search_index import indexing
from store import accounts, membership
from store.db import utc_now
from store.errors import ConflictError, DamagedError
from store.people import Area, AreaKind, College, Engagement, InterestKind, Person
from store.permissions import Actor, Role
from webapp import worker
from webapp.sample.papers import Paper, content, papers
from webapp.sample.rendering import render
from webapp.sample.sign_ins import PASSWORD
from webapp.services import Services
from workflow import (
    assessments,
    citations,
    claims,
    coverage,
    judgements,
    library,
    reviews,
    verdicts,
)
from workflow.citations import Quote
from workflow.kinds import BELOW_LOWEST, CoverageMark, CycleState, Outcome, ReviewKind
from workflow.models import Assessment, Citation, Claim
from workflow.review_models import Judgement, Review

CODE = "wyrecombe"
LAST_YEAR_REASON = "Carried over from the closed tracker of {year}."
REVIEW_LASTS = timedelta(days=30)


@dataclass
class Loaded:
    """What the steps hand on: people and areas by the names that the files give them."""

    college: College
    facts: dict[str, Any]
    people: dict[str, Person] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    colleges: dict[str, College] = field(default_factory=dict)
    document_keys: dict[int, str] = field(default_factory=dict)

    def actor(self, name: str, role: str | None = None) -> Actor:
        """A person of the files as they act in the college."""
        person = self.people[name]
        held = role or self.facts["people"][name]["role"]
        return Actor(
            person.id, person.key, person.name, self.college.id, self.college.key,
            frozenset({Role(held)}),
        )  # fmt: skip


def is_loaded(services: Services) -> bool:
    """Whether the sample college is there. Raises ConflictError when only a part of it is."""
    with services.database.reading() as session:
        college = session.scalar(select(College).where(College.code == CODE))
        if college is None:
            return False
        query = select(Judgement.id).where(Judgement.college_id == college.id).limit(1)
        if session.scalar(query) is None:
            raise ConflictError(
                "The sample college was loaded in part only. "
                "Remove the data folder and load it again."
            )
        return True


def load(services: Services) -> None:
    """Load everything: people, papers through the worker, two years of claims, an open review."""
    said = content("college")
    password_hash = accounts.hash_password(PASSWORD)
    with services.database.writing() as session:
        loaded = _people(session, said, password_hash)
    _papers(services, loaded, said)
    worker.run(services, burst=True)
    with services.database.writing() as session:
        _accept(session, loaded)
    with services.database.writing() as session:
        _last_year(session, loaded, said["years"][0])
    with services.database.writing() as session:
        _this_year(session, loaded, said["years"][1])
    with services.database.writing() as session:
        _review(session, loaded, said)
    with services.database.writing() as session:
        _drafts(session, loaded)


def _people(session: Session, said: dict[str, Any], password_hash: str) -> Loaded:
    facts = content("facts")
    colleges = {}
    for one in said["colleges"]:
        colleges[one["code"]] = membership.add_college(session, one["code"], one["name"])
        indexing.open_college(session, colleges[one["code"]].id)
    loaded = Loaded(colleges[CODE], facts, colleges=colleges)
    for area in facts["areas"]:
        loaded.areas[area["code"]] = membership.add_area(
            session, loaded.college, area["name"], AreaKind(area["kind"])
        )
    for name, person in facts["people"].items():
        if isinstance(person, dict) and "role" in person:
            added = membership.find_or_add_person(session, person["email"], person["name"])
            added.password_hash = password_hash
            loaded.people[name] = added
    for one in said["members"]:
        area = loaded.areas.get(one.get("area", ""))
        membership.give_role(
            session,
            colleges[one["college"]].id,
            loaded.people[one["person"]],
            Role(one["role"]),
            is_link_governor=one.get("is_link_governor", False),
            area_id=area.id if area else None,
        )
    for one in said["interests"]:
        reviews.declare_interest(
            session,
            loaded.college.id,
            loaded.people[one["person"]],
            InterestKind(one["kind"]),
            note=one["note"],
        )
    return loaded


def _papers(services: Services, loaded: Loaded, said: dict[str, Any]) -> None:
    replaced = {pair["then"]: pair["first"] for pair in said["revisions"]}
    for paper in papers():
        actor = _uploader(loaded, paper)
        with services.blobs.stage() as staging:
            staging.write(render(paper))
            if paper.number in replaced:
                key = loaded.document_keys[replaced[paper.number]]
                received = receiving.add_revision(
                    services.database,
                    services.blobs,
                    actor,
                    key,
                    staging=staging,
                    file_name=paper.file,
                    confidential_pages=_confidential(paper),
                )
                _describe_anew(services, loaded, actor, key, paper)
            else:
                received = receiving.receive(
                    services.database,
                    services.blobs,
                    actor,
                    staging,
                    paper.file,
                    described=_description(loaded, paper),
                )
        loaded.document_keys[paper.number] = received.document_key


def _uploader(loaded: Loaded, paper: Paper) -> Actor:
    """Who provided it adds it, where they have a sign-in here; else the careers leader."""
    members = {"careers_leader", "governance_professional", "senior_leader"}
    name = paper.provided_by
    is_ours = name in members or name.startswith("contributor")
    return loaded.actor(name if is_ours else "careers_leader")


def _confidential(paper: Paper) -> tuple[tuple[int, int], ...]:
    return tuple((page, page) for page in paper.confidential_pages)


def _description(loaded: Loaded, paper: Paper) -> Description:
    area = loaded.areas.get(paper.area or "")
    kind = DocumentType(paper.type)
    is_minutes = kind is DocumentType.MINUTES
    person = loaded.facts["people"].get(paper.provided_by, {})
    return Description(
        title=paper.title,
        type=kind,
        event_date=paper.event_date,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        body=paper.body or "",
        minutes_status=MinutesStatus(paper.status) if is_minutes and paper.status else None,
        sensitivity=Sensitivity.INTERNAL,
        area_key=area.key if area else "",
        provided_by=person.get("name", ""),
        confidential_pages=_confidential(paper),
    )


def _describe_anew(
    services: Services, loaded: Loaded, actor: Actor, key: str, paper: Paper
) -> None:
    with services.database.writing() as session:
        before = documents.get_document(session, actor, key)
        document = documents.describe(
            session,
            actor,
            key,
            _description(loaded, paper),
            seen_version=before.row_version,
        )
        library.document_changed(session, loaded.college.id, document.id)


def _accept(session: Session, loaded: Loaded) -> None:
    """The senior leader vouches for most of what others added; the newest two still wait."""
    accepter = loaded.actor("senior_leader")
    keys = list(dict.fromkeys(loaded.document_keys.values()))
    for view in documents.get_documents(session, accepter, keys[:-2]):
        if view.uploaded_by_id != accepter.person_id:
            documents.accept(session, accepter, view.key, now=utc_now())


def _last_year(session: Session, loaded: Loaded, year: Mapping[str, Any]) -> None:
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
    cycle.state = CycleState(year["state"])


def _level(said: object) -> int | None:
    if said in (None, "not_claimed"):
        return None
    return BELOW_LOWEST if said == "below" else int(str(said))


def _this_year(session: Session, loaded: Loaded, year: Mapping[str, Any]) -> None:
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
    assessments.submit(session, second, assessment.key, now=utc_now())


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
    for revision_key, number, text in session.execute(query).tuples():
        if find_quote(text, cited["quote"]) is not None:
            return revision_key, number
    raise DamagedError(f"Paper {cited['document']} does not say “{cited['quote']}”.")


def _review(session: Session, loaded: Loaded, said: Mapping[str, Any]) -> None:
    told = said["review"]
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


def _dates(told: Mapping[str, Any]) -> tuple[date, date]:
    """The dates of the files, stretched so that the review is open on the day of loading."""
    today = utc_now().date()
    return min(told["starts_on"], today), max(told["ends_on"], today + REVIEW_LASTS)


def _assessment(session: Session, actor: Actor) -> Assessment:
    found = assessments.current_assessment(session, actor)
    if found is None:
        raise DamagedError("The sample college lost its assessment while it was loaded.")
    return found


def _drafts(session: Session, loaded: Loaded) -> None:
    """What the assessor has drafted so far."""
    told = content("claims")["review"]
    assessor = _outsider(session, loaded, told["by"])
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


def _outsider(session: Session, loaded: Loaded, name: str) -> Actor:
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
