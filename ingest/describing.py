"""What people say of a document: title, type, dates, who provided it, who may see it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity
from store.errors import IncompleteError
from store.people import Area, fold

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Description:
    """A description as typed. `area_key` empty means the whole college."""

    title: str
    type: DocumentType = DocumentType.OTHER
    event_date: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    body: str = ""
    minutes_status: MinutesStatus | None = None
    minute_items: str = ""
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    area_key: str = ""
    provided_by: str = ""
    confidential_pages: tuple[tuple[int, int], ...] = ()

    def columns(self, session: Session, college_id: int) -> dict[str, Any]:
        """The description as columns of a document. Raises IncompleteError."""
        title = " ".join(self.title.split())
        if not title or len(title) > LONGEST_TITLE:
            raise IncompleteError(
                f"Give every document a title of at most {LONGEST_TITLE} characters.", "title"
            )
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise IncompleteError("It cannot end before it begins. Change a date.", "valid_to")
        is_minutes = self.type is DocumentType.MINUTES
        return {
            "title": title,
            "folded_title": fold(title),
            "type": self.type,
            "event_date": self.event_date,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "body": self.body,
            "minutes_status": self.minutes_status if is_minutes else None,
            "minute_items": (self.minute_items or None) if is_minutes else None,
            "sensitivity": self.sensitivity,
            "area_id": _area_id(session, college_id, self.area_key),
            "provided_by": self.provided_by,
        }


def _area_id(session: Session, college_id: int, key: str) -> int | None:
    if not key:
        return None
    area_id = session.scalar(select(Area.id).where(Area.college_id == college_id, Area.key == key))
    if area_id is None:
        raise IncompleteError("Choose an area of this college.", "area")
    return area_id


def list_areas(session: Session, college_id: int) -> list[Area]:
    """The areas of a college that are in use, by name."""
    query = (
        select(Area)
        .where(Area.college_id == college_id, Area.ended_at.is_(None))
        .order_by(Area.folded_name)
    )
    return list(session.scalars(query))
