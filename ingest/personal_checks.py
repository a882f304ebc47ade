"""What the check for personal data says of a document, and who looked at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ingest.kinds import Sensitivity
from ingest.models.documents import Document, Page, PersonalDataFound, PersonalDataKept, Revision
from ingest.pages import locator_words
from ingest.personal_data import PersonalKind
from ingest.visibility import visibility_for
from store import audit
from store.errors import NotFoundError
from store.people import Person
from store.permissions import Actor, Operation


@dataclass(frozen=True)
class PageFinding:
    """What one page may tell of people."""

    number: int
    where: str
    counts: Mapping[PersonalKind, int]

    @property
    def words(self) -> str:
        """As people read it: `1 unique learner number, 2 phone numbers`."""
        return ", ".join(kind.counted(self.counts[kind]) for kind in self.counts)


@dataclass(frozen=True)
class PersonalCheck:
    """What the newest revision may tell of people, page by page, and who keeps it so."""

    findings: tuple[PageFinding, ...]
    kept_by: str | None
    kept_at: datetime | None


def write(
    session: Session, college_id: int, found: Iterable[tuple[int, Mapping[PersonalKind, int]]]
) -> None:
    """Keep what was found on new pages, as (page id, counts)."""
    rows = [
        {"college_id": college_id, "page_id": page_id, "kind": kind, "count": count}
        for page_id, counts in found
        for kind, count in counts.items()
    ]
    if rows:
        session.execute(insert(PersonalDataFound), rows)


def rewrite(
    session: Session, college_id: int, page_id: int, counts: Mapping[PersonalKind, int]
) -> None:
    """Keep what was found in another text of a page, in place of what was found before."""
    session.execute(
        delete(PersonalDataFound).where(
            PersonalDataFound.college_id == college_id, PersonalDataFound.page_id == page_id
        )
    )
    write(session, college_id, [(page_id, counts)])


def check_of(session: Session, actor: Actor, revision_key: str) -> PersonalCheck | None:
    """The check of a revision, over pages that the actor may see; None when nothing was found.

    For those who describe documents: others are told nothing.
    """
    if not actor.may(Operation.DESCRIBE_DOCUMENT):
        return None
    query = (
        select(Revision.document_id, Page, PersonalDataFound)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(
            PersonalDataFound,
            (PersonalDataFound.college_id == Page.college_id)
            & (PersonalDataFound.page_id == Page.id),
        )
        .where(Revision.college_id == actor.college_id, Revision.key == revision_key)
        .order_by(Page.number)
    )
    sight = visibility_for(session, actor)
    pages: dict[Page, dict[PersonalKind, int]] = {}
    for document_id, page, found in session.execute(query):
        if sight.allows(document_id, page.id, page.sensitivity.value):
            pages.setdefault(page, {})[found.kind] = found.count
    if not pages:
        return None
    findings = tuple(
        PageFinding(
            page.number,
            locator_words(page.locator),
            {kind: counts[kind] for kind in PersonalKind if kind in counts},
        )
        for page, counts in pages.items()
    )
    return PersonalCheck(findings, *_kept(session, actor, revision_key))


def words_of(session: Session, actor: Actor, revisions: Iterable[int]) -> dict[int, str]:
    """What each revision may tell of people, in words; those that tell nothing are left out.

    Counts are of pages that the actor may see; the caller names revisions of such documents only.
    """
    if not actor.may(Operation.DESCRIBE_DOCUMENT):
        return {}
    seen = [Sensitivity(name) for name in visibility_for(session, actor).sensitivities]
    query = (
        select(Page.revision_id, PersonalDataFound.kind, func.sum(PersonalDataFound.count))
        .join(
            PersonalDataFound,
            (PersonalDataFound.college_id == Page.college_id)
            & (PersonalDataFound.page_id == Page.id),
        )
        .where(
            Page.college_id == actor.college_id,
            Page.revision_id.in_(list(revisions)),
            Page.sensitivity.in_(seen),
        )
        .group_by(Page.revision_id, PersonalDataFound.kind)
    )
    counts: dict[int, dict[PersonalKind, int]] = {}
    for revision, kind, count in session.execute(query):
        counts.setdefault(revision, {})[kind] = int(count)
    return {
        revision: ", ".join(kind.counted(found[kind]) for kind in PersonalKind if kind in found)
        for revision, found in counts.items()
    }


def _kept(
    session: Session, actor: Actor, revision_key: str
) -> tuple[str, datetime] | tuple[None, None]:
    query = (
        select(Person.name, PersonalDataKept.at)
        .join(PersonalDataKept, PersonalDataKept.person_id == Person.id)
        .join(
            Revision,
            (Revision.college_id == PersonalDataKept.college_id)
            & (Revision.id == PersonalDataKept.revision_id),
        )
        .where(Revision.college_id == actor.college_id, Revision.key == revision_key)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def keep(session: Session, actor: Actor, revision_key: str, *, now: datetime) -> str:
    """Say that one has looked and that the file stays as it is; gives the document's key.

    A second time changes nothing.

    Raises NotFoundError for a file that is not there for the actor, NotPermittedError.
    """
    actor.require(Operation.DESCRIBE_DOCUMENT)
    row = session.execute(
        select(Revision, Document)
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Revision.college_id == actor.college_id, Revision.key == revision_key)
        .with_for_update()
    ).one_or_none()
    sight = visibility_for(session, actor)
    if row is None or not sight.allows(row[1].id, None, row[1].sensitivity.value):
        raise NotFoundError("This document is not here, or not shared with you.")
    revision, document = row
    kept = select(PersonalDataKept.id).where(
        PersonalDataKept.college_id == actor.college_id,
        PersonalDataKept.revision_id == revision.id,
    )
    if session.scalar(kept) is not None:
        return document.key
    session.add(
        PersonalDataKept(
            college_id=actor.college_id,
            revision_id=revision.id,
            person_id=actor.person_id,
            at=now,
        )
    )
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "personal data looked at", revision.key)
    return document.key
