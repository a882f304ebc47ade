"""What is taken out of pages before anything of them leaves in a pack."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, new_key, utc_now
from store.people import Person


class Redaction(Base):
    """Words of a page, rectangles of its picture, or both, that no pack shows.

    `start` and `end` are code points in the text layer with this SHA-256. Lifted, never deleted.
    """

    __tablename__ = "redaction"
    __table_args__ = (
        ForeignKeyConstraint(["college_id", "page_id"], ["page.college_id", "page.id"]),
        Index(None, "college_id", "page_id"),
        CheckConstraint(
            '(start IS NULL) = ("end" IS NULL) AND (start IS NULL) = (layer_sha256 IS NULL)',
            name="words_have_a_place",
        ),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    layer_sha256: Mapped[str | None]
    start: Mapped[int | None] = mapped_column(Integer)
    end: Mapped[int | None] = mapped_column(Integer)
    # Rectangles as fractions of the page, [[x0, y0, x1, y1], ...]; none where it has no picture.
    boxes: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
