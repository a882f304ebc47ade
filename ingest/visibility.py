"""Which documents and pages an actor may see: one answer for pages, images, search and counts."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from ingest.kinds import Sensitivity
from ingest.models.documents import Page, Revision, Shown
from search_index.visibility import Visibility
from store.permissions import Actor, Operation

_FREE = frozenset({Sensitivity.OPEN.value, Sensitivity.INTERNAL.value})
_ALL = frozenset(level.value for level in Sensitivity)


@dataclass(frozen=True)
class Sight(Visibility):
    """A visibility that answers for single pages too.

    `quoted`: pages of which a review is shown the cited quotes and nothing else.
    """

    quoted: frozenset[int] = frozenset()

    def allows(self, document_id: int, page_id: int | None, sensitivity: str) -> bool:
        """Whether a page (None: the document itself) of this sensitivity may be seen."""
        if sensitivity not in self.sensitivities:
            return False
        if not self.is_limited or document_id in (self.documents or ()):
            return True
        return page_id is not None and page_id in (self.pages or ())

    def allows_quote(self, document_id: int, page_id: int, sensitivity: str) -> bool:
        """Whether a quote that is cited from a page may be read, with or without its page."""
        if page_id in self.quoted:
            return sensitivity in self.sensitivities
        return self.allows(document_id, page_id, sensitivity)


def sensitivities_for(actor: Actor) -> frozenset[str]:
    """How sensitive that may be which the actor sees of the library at all."""
    if not actor.may(Operation.SEARCH_EVIDENCE):
        return frozenset()
    may_see_all = actor.may(Operation.SEE_EVERY_SENSITIVITY) and not actor.is_outside
    return _ALL if may_see_all else _FREE


def visibility_for(session: Session, actor: Actor) -> Sight:
    """What the actor may see of their college's library; at most one statement.

    Members see what is open and internal, and the rest where the permission table says so; who
    may not search the evidence sees none of it.
    Outsiders see what their review is shown and nothing confidential. Pages shown as a quote
    only are neither searched nor opened. What an earlier review confirmed is not told them.
    """
    sensitivities = sensitivities_for(actor)
    sees_dismissed = actor.may(Operation.DISMISS_SUGGESTION)
    if actor.review_id is None:
        return Sight(actor.college_id, sensitivities, sees_dismissed=sees_dismissed)
    query = select(Shown.document_id, Shown.page_id, Shown.is_quote_only).where(
        Shown.college_id == actor.college_id, Shown.review_id == actor.review_id
    )
    rows = session.execute(query).all()
    return Sight(
        actor.college_id,
        sensitivities,
        frozenset(document for document, page, _ in rows if page is None),
        frozenset(page for _, page, is_quote in rows if page is not None and not is_quote),
        quoted=frozenset(page for _, page, is_quote in rows if page is not None and is_quote),
        sees_confirmed=False,
        sees_dismissed=sees_dismissed,
    )


def is_quoted_to(actor: Actor) -> ColumnElement[bool]:
    """Of rows of `page` and its `revision`: as `Sight.allows_quote`, asked in the query itself."""
    levels = [Sensitivity(name) for name in sensitivities_for(actor)]
    if actor.review_id is None:
        return Page.sensitivity.in_(levels)
    is_shown = (
        select(Shown.id)
        .where(
            Shown.college_id == actor.college_id,
            Shown.review_id == actor.review_id,
            Shown.document_id == Revision.document_id,
            or_(Shown.page_id.is_(None), Shown.page_id == Page.id),
        )
        .exists()
    )
    return and_(Page.sensitivity.in_(levels), is_shown)
