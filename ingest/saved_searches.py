"""Searches that a person keeps under a name; each person has their own in each college."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from ingest.models.documents import SavedSearch
from search_index.candidates import Sort
from search_index.query import MOST_CHARACTERS
from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation

LONGEST_NAME = 80
MOST_SAVED = 50


@dataclass(frozen=True)
class Kept:
    """A search as it was kept; `is_new`: it took the place of no other of its name."""

    key: str
    name: str
    is_new: bool


def list_saved(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """The actor's own, by name. Raises NotPermittedError."""
    actor.require(Operation.SEARCH_EVIDENCE)
    return session.scalars(_own(actor).order_by(SavedSearch.name)).all()


def save(
    session: Session,
    actor: Actor,
    name: str,
    query: str,
    sort: Sort = Sort.BEST,
    *,
    expand: bool = True,
) -> Kept:
    """Keep a search as it was asked; the same name again keeps the new one in its place.

    Raises IncompleteError without a name or a question, ConflictError with fifty of them,
    NotPermittedError.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    called, asked = " ".join(name.split())[:LONGEST_NAME], query.strip()[:MOST_CHARACTERS]
    if not asked:
        raise IncompleteError("Search for something first, then save it.", "q")
    if not called:
        raise IncompleteError("Give the search a name.", "name")
    saved = list_saved(session, actor)
    known = next((one for one in saved if one.name == called), None)
    if known is None and len(saved) >= MOST_SAVED:
        raise ConflictError(f"You keep {MOST_SAVED} searches already. Remove one first.")
    kept = known or SavedSearch(
        college_id=actor.college_id, person_id=actor.person_id, name=called, query=asked
    )
    kept.query, kept.sort, kept.expand = asked, sort.value, expand
    session.add(kept)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "search saved", kept.key)
    return Kept(kept.key, kept.name, known is None)


def remove(session: Session, actor: Actor, key: str) -> None:
    """Forget one of the actor's searches. Raises NotFoundError, NotPermittedError."""
    actor.require(Operation.SEARCH_EVIDENCE)
    found = session.scalar(_own(actor).where(SavedSearch.key == key))
    if found is None:
        raise NotFoundError("This search is not among yours.")
    session.execute(
        delete(SavedSearch).where(
            SavedSearch.college_id == actor.college_id, SavedSearch.id == found.id
        )
    )
    audit.note(session, actor.college_id, actor.person_key, "saved search removed", key)


def _own(actor: Actor) -> Select[SavedSearch]:
    return select(SavedSearch).where(
        SavedSearch.college_id == actor.college_id, SavedSearch.person_id == actor.person_id
    )
