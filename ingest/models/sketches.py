"""Tables by which a newer version of a document is known: its words in short, what people said."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id, utc_now


class SketchHash(Base):
    """One of the hashes by which a file's words are known again; see `sketches.py`."""

    __tablename__ = "sketch_hash"
    __table_args__ = (
        UniqueConstraint("college_id", "revision_id", "hash"),
        ForeignKeyConstraint(["college_id", "revision_id"], ["revision.college_id", "revision.id"]),
        Index(None, "college_id", "hash"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    revision_id: Mapped[int] = mapped_column(Id)
    # A CRC-32: 0 to 2**32 - 1.
    hash: Mapped[int] = mapped_column(Id)


class KnownDifferent(Base):
    """A person's word that a document is no newer version of another, so that nobody asks again."""

    __tablename__ = "known_different"
    __table_args__ = (
        UniqueConstraint("college_id", "document_id", "earlier_id"),
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
        ForeignKeyConstraint(["college_id", "earlier_id"], ["document.college_id", "document.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    earlier_id: Mapped[int] = mapped_column(Id)
    said_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(default=utc_now)
