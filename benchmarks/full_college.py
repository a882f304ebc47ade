"""A college in the middle of a full year, made for measuring: every claim, many quotes and papers.

34 claims with three key quotes each, which stand in real files, so that the desk has pictures; the
other documents and quotes are rows as the worker writes them. Made through the operations where a
person would have made it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import typst
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.shelf import Shelf
from framework.loading import builtin
from ingest.describing import Description
from ingest.kinds import DocumentType, RevisionState, TextSource
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.preparing import prepare
from ingest.reading.events import PageOutcome
from ingest.storing import search_facts, sha256_of, to_index
from search_index import indexing
from store import accounts, membership
from store.db import utc_now
from store.people import College, Person
from store.permissions import Actor, Role
from store.settings import Settings
from webapp.commands import init
from webapp.services import Services
from workflow.citations import citations
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims
from workflow.documents import sharing
from workflow.kinds.reviews import ReviewKind
from workflow.models.claims import Assessment, Claim
from workflow.reviews import reviews

PASSWORD = "a password for measuring only"
SECRET = "a key for measurements that is long enough to sign with"
KEYS_A_CLAIM = 3
PAPERS = 12
PAGES_A_PAPER = 9
_AT_ONCE = 100


@dataclass(frozen=True)
class Filled:
    """Where the college is, and who may sign in to it."""

    services: Services
    environ: dict[str, str]
    actor: Actor
    assessment_key: str
    leader: str
    assessor: str
    claims: int
    citations: int
    documents: int


@dataclass(frozen=True)
class _People:
    college: College
    leader: Actor
    senior: Actor


@dataclass(frozen=True)
class _Place:
    revision_key: str
    page: int
    exact: str


def fill(
    folder: Path, *, documents: int = 0, citations_in_all: int = 0, papers: int = PAPERS
) -> Filled:
    """Make the college in a new data folder: at least its papers (real files) and key quotes."""
    environ = {"CE_DATA_DIR": str(folder / "data"), "CE_SECRET_KEY": SECRET}
    services = init.prepare(Settings.from_env(environ))
    people = _add_people(services)
    read = _add_papers(services, people.leader, folder, papers)
    plain = _add_plain(services, people.leader, documents - papers)
    with services.database.writing() as session:
        assessment = _begin(session, people)
        found = _claim_all(session, people, assessment)
    _cite_all(services, people.leader, found, (read, plain), citations_in_all)
    with services.database.writing() as session:
        assessments.submit(session, people.senior, assessment.key, now=utc_now())
        _open_review(session, people, assessment)
    total = max(citations_in_all, KEYS_A_CLAIM * len(found))
    return Filled(
        services, environ, people.leader, assessment.key,
        "leader@full.example", "assessor@full.example",
        len(found), total, max(documents, papers),
    )  # fmt: skip


def _add_people(services: Services) -> _People:
    with services.database.writing() as session:
        college = membership.add_college(session, "full", "Full College")
        session.flush()
        actors = [
            _actor(college, _person(session, name), role)
            for name, role in (("leader", Role.CAREERS_LEADER), ("senior", Role.SENIOR_LEADER))
        ]
        for actor in actors:
            person = session.get_one(Person, actor.person_id)
            membership.give_role(session, college.id, person, next(iter(actor.roles)))
    return _People(college, *actors)


def _person(session: Session, name: str) -> Person:
    person = membership.find_or_add_person(session, f"{name}@full.example", name.title())
    person.password_hash = accounts.hash_password(PASSWORD)
    session.flush()
    return person


def _actor(college: College, person: Person, role: Role) -> Actor:
    return Actor(
        person_id=person.id,
        person_key=person.key,
        name=person.name,
        college_id=college.id,
        college_key=college.key,
        roles=frozenset({role}),
    )


def _sentence(paper: int, page: int, line: int) -> str:
    statements = [s.text for d in builtin().dimensions for v in d.levels for s in v.statements]
    chosen = statements[(paper * 41 + page * 7 + line) % len(statements)]
    return f"Paper {paper}, page {page}, line {line}: {chosen}"


def _add_papers(services: Services, leader: Actor, folder: Path, count: int) -> list[_Place]:
    paths = []
    for paper in range(1, count + 1):
        source = "\n#pagebreak()\n".join(
            "\n\n".join(_escaped(_sentence(paper, page, line)) for line in (1, 2, 3))
            for page in range(1, PAGES_A_PAPER + 1)
        )
        path = folder / f"Careers report {paper}.pdf"
        path.write_bytes(typst.compile(source.encode()))
        paths.append(path)
    Shelf(services.database, services.blobs, leader).take_in(paths)
    with services.database.reading() as session:
        return list(_places(session, leader.college_id))


def _escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in "#*_`$<>@[]\\~/=-+" else c for c in words)


def _places(session: Session, college_id: int) -> Iterator[_Place]:
    query = (
        select(Revision.key, Page.number, TextLayer.text)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(Revision.college_id == college_id, TextLayer.is_current)
        .order_by(Page.number, Revision.id)
    )
    for key, number, text in session.execute(query):
        yield _Place(key, number, " ".join(text.split()[:12]))


def _add_plain(services: Services, leader: Actor, count: int) -> list[_Place]:
    made: list[_Place] = []
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        with services.database.writing() as session:
            made += [_plain(session, leader, number) for number in numbers]
    return made


def _plain(session: Session, leader: Actor, number: int) -> _Place:
    text = _sentence(number + 100, 1, 1) + " " + _sentence(number + 100, 1, 2)
    kinds = (DocumentType.MINUTES, DocumentType.REPORT, DocumentType.PLAN, DocumentType.SURVEY)
    said = Description(
        f"Paper number {number}", kinds[number % 4], date(2025, 9, 1) + timedelta(number % 400)
    )
    document = Document(
        college_id=leader.college_id,
        uploaded_by=leader.person_id,
        **said.columns(session, leader.college_id),
    )
    session.add(document)
    session.flush()
    revision = Revision(
        college_id=leader.college_id, document_id=document.id, number=1,
        sha256=sha256_of(document.key), size=len(text), file_name=f"Paper {number}.txt",
        media_type="txt", state=RevisionState.READABLE, pages_total=1, pages_read=1,
        parser="made", uploaded_by=leader.person_id, readable_at=utc_now(),
    )  # fmt: skip
    session.add(revision)
    session.flush()
    page = Page(
        college_id=leader.college_id, revision_id=revision.id, number=1,
        locator={"kind": "section", "path": [], "paragraphs": [1, 1]},
        sensitivity=document.sensitivity, problems=[], outcome=PageOutcome.READ,
    )  # fmt: skip
    session.add(page)
    session.flush()
    session.add(
        TextLayer(
            college_id=leader.college_id,
            page_id=page.id,
            source=TextSource.TEXT,
            parser="made",
            text=text,
            sha256=sha256_of(text),
        )
    )
    row = to_index(search_facts(session, document), revision, page.id, 1, page.sensitivity)
    indexing.add(session, leader.college_id, [(row, prepare(text).to_find)])
    return _Place(revision.key, 1, " ".join(text.split()[:12]))


def _begin(session: Session, people: _People) -> Assessment:
    cycle = assessments.begin_cycle(session, people.college.id, 2026)
    return assessments.begin_assessment(
        session, cycle, scope="All provision", actor_key=people.leader.person_key
    )


def _claim_all(session: Session, people: _People, assessment: Assessment) -> list[Claim]:
    found = []
    for number, dimension in enumerate(builtin().dimensions):
        claim = claims.find_claim(session, people.leader, assessment, dimension.code)
        level = dimension.levels[number % len(dimension.levels)].level
        claims.claim_level(
            session, people.leader, claim.key, level=level, reason="Papers show it.",
            seen_version=0, now=utc_now(),
        )  # fmt: skip
        claims.agree(session, people.senior, claim.key, now=utc_now())
        found.append(claim)
    return found


def _cite_all(
    services: Services,
    leader: Actor,
    found: Sequence[Claim],
    places: tuple[Sequence[_Place], Sequence[_Place]],
    citations_in_all: int,
) -> None:
    papers, plain = places
    chance = random.Random(20261128)
    keys = KEYS_A_CLAIM * len(found)
    wanted = [(found[n % len(found)], papers[n % len(papers)], True) for n in range(keys)]
    wanted += [
        (found[n % len(found)], chance.choice(plain or papers), False)
        for n in range(keys, citations_in_all)
    ]
    for first in range(0, len(wanted), _AT_ONCE):
        with services.database.writing() as session:
            for claim, place, is_key in wanted[first : first + _AT_ONCE]:
                _cite(session, leader, claim, place, is_key=is_key)


def _cite(session: Session, leader: Actor, claim: Claim, place: _Place, *, is_key: bool) -> None:
    dimension = claims.dimension_of(claim)
    version = claims.current_version(session, claim)
    level = version.level if version else dimension.lowest_level
    descriptor = dimension.level(level)
    citations.cite(
        session, leader, claim.key, Quote(place.revision_key, place.page, place.exact),
        level=level, statement=descriptor.statements[0].code if descriptor else None,
        shows="It is said in so many words.", is_key=is_key, now=utc_now(),
    )  # fmt: skip


def _open_review(session: Session, people: _People, assessment: Assessment) -> None:
    today = utc_now().date()
    starts_on, ends_on = today - timedelta(days=1), today + timedelta(days=30)
    review = reviews.open_review(
        session, people.leader, assessment, kind=ReviewKind.PEER, title="Peer review",
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    reviews.engage(
        session, people.leader, review, _person(session, "assessor"), Role.ASSESSOR,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    sharing.rewrite_for_review(session, review)
