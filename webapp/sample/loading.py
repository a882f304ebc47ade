"""Loads the sample college through the same operations that people use; invents no short cut."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import documents, rebuilding, receiving
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity
from ingest.preparing import Preparing
from search_index import indexing
from search_index.models import GenerationKind
from store import accounts, membership
from store.db import utc_now
from store.errors import ConflictError
from store.people import AreaKind, College, InterestKind
from store.permissions import Actor, Role
from webapp import worker
from webapp.sample import asking, hub, visit, year
from webapp.sample.loaded import Loaded
from webapp.sample.papers import Paper, content, papers
from webapp.sample.rendering import render
from webapp.sample.sign_ins import PASSWORD
from webapp.services import Services
from workflow.documents import library
from workflow.matching import learning
from workflow.models.reviews import Judgement
from workflow.reviews import reviews

CODE = "wyrecombe"


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
    replaced = {pair["then"]: pair["first"] for pair in said["revisions"]}
    _papers(services, loaded, replaced)
    worker.run(services, burst=True)
    with services.database.writing() as session:
        _accept(session, loaded)
    with services.database.writing() as session:
        year.load_last_year(session, loaded, said["years"][0])
    with services.database.writing() as session:
        year.load_this_year(session, loaded, said["years"][1])
    # What takes the place of a file arrives when the older one has been cited.
    _newer_papers(services, loaded, replaced)
    worker.run(services, burst=True)
    with services.database.writing() as session:
        year.load_review(session, loaded, said["review"])
        year.load_review(session, loaded, said["validation"])
        visit.load(session, loaded, said["validation"]["visit"])
    with services.database.writing() as session:
        year.load_drafts(session, loaded)
        asking.load_requests(session, loaded)
        asking.load_actions(session, loaded)
        year.load_dismissals(session, loaded)
        hub.load(session, loaded, said["hub"])
    _learn(services, loaded)


def _learn(services: Services, loaded: Loaded) -> None:
    """What the worker does some minutes after a decision, at once."""
    learning.learn_again(services.database, loaded.college.id)
    for _ in rebuilding.rebuild(
        services.database, loaded.college.id, GenerationKind.MATCH, Preparing()
    ):
        pass


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


def _papers(services: Services, loaded: Loaded, replaced: Mapping[int, int]) -> None:
    for paper in papers():
        if paper.number in replaced:
            continue
        with services.blobs.stage() as staging:
            staging.write(render(paper))
            received = receiving.receive(
                services.database,
                services.blobs,
                _uploader(loaded, paper),
                staging,
                paper.file,
                described=_description(loaded, paper),
            )
        loaded.document_keys[paper.number] = received.document_key
    for then, first in replaced.items():
        loaded.document_keys[then] = loaded.document_keys[first]


def _newer_papers(services: Services, loaded: Loaded, replaced: Mapping[int, int]) -> None:
    for paper in papers():
        if paper.number not in replaced:
            continue
        actor, key = _uploader(loaded, paper), loaded.document_keys[replaced[paper.number]]
        with services.blobs.stage() as staging:
            staging.write(render(paper))
            receiving.add_revision(
                services.database,
                services.blobs,
                actor,
                key,
                staging=staging,
                file_name=paper.file,
                confidential_pages=_confidential(paper),
            )
        _describe_anew(services, loaded, actor, key, paper)


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
