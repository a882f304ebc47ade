"""Tables of snapshots and packs: what was frozen, the blobs it names, the packs made from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.snapshots import Audience, Occasion
from workflow.models.claims import within_college


class Snapshot(Base):
    """An assessment as it stood at one moment; sealed by the worker, then never changed.

    `content` is canonical JSON with keys and no ids. `sha256` is that of the head, the blob that
    names content, files and the list of files of each pack. An imported one has no assessment.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        within_college("visit", "visit_id"),
        CheckConstraint("(sealed_at IS NULL) = (sha256 IS NULL)", name="sealed_has_a_hash"),
        CheckConstraint(
            "(sha256 IS NULL) = (signature IS NULL) AND (sha256 IS NULL) = (public_key IS NULL)",
            name="sealed_is_signed",
        ),
        # Two who look first after a deadline take one snapshot.
        Index(
            "ix_snapshot_deadline",
            "college_id",
            "visit_id",
            "as_of",
            unique=True,
            sqlite_where=text("occasion = 'evidence_deadline'"),
            postgresql_where=text("occasion = 'evidence_deadline'"),
        ),
        Index(None, "college_id", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int | None] = mapped_column(Id)
    visit_id: Mapped[int | None] = mapped_column(Id)
    occasion: Mapped[Occasion] = mapped_column(checked_enum(Occasion))
    title: Mapped[str]
    # What counts: the moment itself, or the end of the evidence deadline.
    as_of: Mapped[datetime]
    taken_at: Mapped[datetime] = mapped_column(default=utc_now)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content: Mapped[Any] = mapped_column(CanonicalJson)
    steps_done: Mapped[int] = mapped_column(Integer, default=0)
    steps_total: Mapped[int] = mapped_column(Integer, default=0)
    sealed_at: Mapped[datetime | None]
    sha256: Mapped[str | None]
    signature: Mapped[str | None]
    public_key: Mapped[str | None]
    taker: Mapped[Person | None] = relationship(foreign_keys=[taken_by])


class SnapshotBlob(Base):
    """A blob that a snapshot names, by what it is; where sealing goes on when it was cut off."""

    __tablename__ = "snapshot_blob"
    __table_args__ = (
        UniqueConstraint("college_id", "snapshot_id", "name"),
        within_college("snapshot", "snapshot_id"),
        Index(None, "college_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    snapshot_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str]
    # Empty where nothing could be made; `facts` then says why.
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(Id)
    facts: Mapped[Any] = mapped_column(CanonicalJson, default=dict)


class Pack(Base):
    """A pack that somebody asked for: built by the worker, kept as a blob."""

    __tablename__ = "pack"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "snapshot_id", "audience"),
        within_college("snapshot", "snapshot_id"),
        CheckConstraint("(built_at IS NULL) = (sha256 IS NULL)", name="built_has_a_hash"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    snapshot_id: Mapped[int] = mapped_column(Id)
    audience: Mapped[Audience] = mapped_column(checked_enum(Audience))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    files_done: Mapped[int] = mapped_column(Integer, default=0)
    files_total: Mapped[int] = mapped_column(Integer, default=0)
    built_at: Mapped[datetime | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(Id)
    # Names of files that were not in storage when it was built.
    missing: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    snapshot: Mapped[Snapshot] = relationship(overlaps="snapshot")
