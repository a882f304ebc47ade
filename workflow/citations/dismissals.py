"""What was dismissed for a dimension, whether its pages would still be suggested or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import pages, visibility
from ingest.models.documents import Document, Page, Revision
from search_index import live_matches
from store.people import Person
from store.permissions import Actor, Operation
from workflow.models.claims import Dismissal


@dataclass(frozen=True)
class DismissedPage:
    """A page that somebody said does not show a dimension: who, when and why.

    `is_ranked`: it matches the dimension, and would be suggested again. One of an older file, or
    whose words match no more, would not; what was said of it teaches the matching all the same.
    """

    document_title: str
    revision_key: str
    page_number: int
    where: str
    dismissed_by: str
    at: datetime
    reason: str
    is_ranked: bool


def list_dismissed(session: Session, actor: Actor, dimension: str) -> list[DismissedPage]:
    """Every dismissal of a dimension whose page the actor may see, the newest first."""
    actor.require(Operation.DISMISS_SUGGESTION)
    seen = visibility.visibility_for(session, actor)
    is_ranked = live_matches.is_ranked(Dismissal.page_id, Dismissal.dimension, actor.college_id)
    query = (
        select(Dismissal, Page, Revision.key, Document, Person.name, is_ranked)
        .join(Page, (Page.college_id == Dismissal.college_id) & (Page.id == Dismissal.page_id))
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .join(Person, Person.id == Dismissal.dismissed_by)
        .where(Dismissal.college_id == actor.college_id, Dismissal.dimension == dimension)
        .order_by(Dismissal.at.desc(), Dismissal.id.desc())
    )
    return [
        DismissedPage(
            document_title=document.title,
            revision_key=revision_key,
            page_number=page.number,
            where=pages.locator_words(page.locator),
            dismissed_by=name,
            at=said.at,
            reason=said.reason,
            is_ranked=bool(ranked),
        )
        for said, page, revision_key, document, name, ranked in session.execute(query)
        if seen.allows(document.id, page.id, page.sensitivity.value)
    ]
