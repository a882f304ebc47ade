"""Tables of the evidence library: documents, revisions, pages, their text, and who vouched."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ingest.kinds import (
    DocumentType,
    MinutesStatus,
    RevisionState,
    ScanState,
    Sensitivity,
    ShareScope,
    TextSource,
)
from ingest.personal_data import PersonalKind
from ingest.reading.events import PageOutcome
from store.db import Base, CanonicalJson, Id, checked_enum, new_key, utc_now


class Document(Base):
    """A thing with title, type and dates; its files are revisions."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "id", "uploaded_by"),
        ForeignKeyConstraint(["college_id", "area_id"], ["area.college_id", "area.id"]),
        Index(None, "college_id", "folded_title"),
        Index(None, "college_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    title: Mapped[str]
    folded_title: Mapped[str]
    type: Mapped[DocumentType] = mapped_column(checked_enum(DocumentType))
    event_date: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    body: Mapped[str] = mapped_column(default="")
    minutes_status: Mapped[MinutesStatus | None] = mapped_column(checked_enum(MinutesStatus))
    # Of minutes: the items that speak of careers, as the agenda numbers them.
    minute_items: Mapped[str | None]
    sensitivity: Mapped[Sensitivity] = mapped_column(
        checked_enum(Sensitivity), default=Sensitivity.INTERNAL
    )
    share_scope: Mapped[ShareScope | None] = mapped_column(checked_enum(ShareScope))
    area_id: Mapped[int | None] = mapped_column(Id)
    provided_by: Mapped[str] = mapped_column(default="")
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    retired_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="document", order_by="Revision.number"
    )

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class Revision(Base):
    """One immutable file of a document."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "document_id", "number"),
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
        Index(None, "college_id", "sha256"),
        CheckConstraint("pages_read >= 0", name="pages_read_is_a_count"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(Id)
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    state: Mapped[RevisionState] = mapped_column(
        checked_enum(RevisionState), default=RevisionState.RECEIVED
    )
    reason: Mapped[str | None]
    # Nothing where no scanner was configured when the file was read.
    scan: Mapped[ScanState | None] = mapped_column(checked_enum(ScanState))
    pages_total: Mapped[int | None] = mapped_column(Integer)
    # The cursor: pages 1 to this one are stored; a new attempt begins behind it.
    pages_read: Mapped[int] = mapped_column(Integer, default=0)
    parser: Mapped[str] = mapped_column(default="")
    enriched_at: Mapped[datetime | None]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    readable_at: Mapped[datetime | None]
    document: Mapped[Document] = relationship(back_populates="revisions")


class InnerFile(Base):
    """A file inside another (an archive, a message): the document it became, or why none.

    `revision_id` is the file around it, `root_id` the outermost one, whose room all share.
    """

    __tablename__ = "inner_file"
    __table_args__ = (
        # The place within the file around it: what a killed unpacking goes on from.
        UniqueConstraint("college_id", "revision_id", "number"),
        ForeignKeyConstraint(
            ["college_id", "container_id"], ["document.college_id", "document.id"]
        ),
        ForeignKeyConstraint(["college_id", "revision_id"], ["revision.college_id", "revision.id"]),
        ForeignKeyConstraint(["college_id", "root_id"], ["revision.college_id", "revision.id"]),
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
        CheckConstraint(
            "(document_id IS NULL) = (problem IS NOT NULL) AND (state IS NULL) = (problem IS NULL)",
            name="a_document_or_why_none",
        ),
        Index(None, "college_id", "document_id"),
        Index(None, "college_id", "root_id"),
        Index(None, "college_id", "container_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    container_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int] = mapped_column(Id)
    root_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    depth: Mapped[int] = mapped_column(Integer)
    path: Mapped[str]
    size: Mapped[int] = mapped_column(Id)
    document_id: Mapped[int | None] = mapped_column(Id)
    # The same bytes were in the library before: the document is older than this row.
    is_link: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[RevisionState | None] = mapped_column(checked_enum(RevisionState))
    problem: Mapped[str | None]


class SensitivityRange(Base):
    """Pages of a revision that are more sensitive than their document."""

    __tablename__ = "sensitivity_range"
    __table_args__ = (
        ForeignKeyConstraint(["college_id", "revision_id"], ["revision.college_id", "revision.id"]),
        CheckConstraint("first_page >= 1 AND last_page >= first_page", name="pages_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    revision_id: Mapped[int] = mapped_column(Id)
    first_page: Mapped[int] = mapped_column(Integer)
    last_page: Mapped[int] = mapped_column(Integer)
    sensitivity: Mapped[Sensitivity] = mapped_column(checked_enum(Sensitivity))


class Page(Base):
    """A located piece of a revision's text."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "revision_id", "number"),
        ForeignKeyConstraint(["college_id", "revision_id"], ["revision.college_id", "revision.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    revision_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    locator: Mapped[Any] = mapped_column(CanonicalJson)
    # The document's, or a stricter one for this page; kept here so that one filter decides.
    sensitivity: Mapped[Sensitivity] = mapped_column(checked_enum(Sensitivity))
    problems: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    # What reading made of it, so that a resumed reading can speak for the whole file.
    outcome: Mapped[PageOutcome] = mapped_column(checked_enum(PageOutcome))


class TextLayer(Base):
    """An immutable text of a page. Offsets are code points in one layer."""

    __tablename__ = "text_layer"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        ForeignKeyConstraint(["college_id", "page_id"], ["page.college_id", "page.id"]),
        Index(
            "ix_text_layer_current",
            "college_id",
            "page_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    source: Mapped[TextSource] = mapped_column(checked_enum(TextSource))
    parser: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class OcrReading(Base):
    """What OCR knows of a text that it gave: how sure it is, and where each word lies."""

    __tablename__ = "ocr_reading"
    __table_args__ = (
        UniqueConstraint("college_id", "layer_id"),
        ForeignKeyConstraint(
            ["college_id", "layer_id"], ["text_layer.college_id", "text_layer.id"]
        ),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence_of_a_hundred"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    layer_id: Mapped[int] = mapped_column(Id)
    confidence: Mapped[int] = mapped_column(Integer)
    # Of the page as it is shown, in points or pixels.
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    # Each word as [start, end, confidence, x0, y0, x1, y1]; the box as fractions of the page.
    words: Mapped[Any] = mapped_column(CanonicalJson)


class PageTable(Base):
    """A table found on a page, as rows of cells."""

    __tablename__ = "page_table"
    __table_args__ = (
        UniqueConstraint("college_id", "page_id", "number"),
        ForeignKeyConstraint(["college_id", "page_id"], ["page.college_id", "page.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    rows: Mapped[Any] = mapped_column(CanonicalJson)


class Acceptance(Base):
    """A second person vouches that a document is genuine, current and may be shown."""

    __tablename__ = "acceptance"
    __table_args__ = (
        UniqueConstraint("college_id", "document_id"),
        # The uploader stands inside the foreign key, so that the CHECK can compare.
        ForeignKeyConstraint(
            ["college_id", "document_id", "uploader_id"],
            ["document.college_id", "document.id", "document.uploaded_by"],
        ),
        CheckConstraint("accepted_by <> uploader_id", name="accepted_by_a_second_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime] = mapped_column(default=utc_now)


class Shown(Base):
    """What a review sees of a document: the whole, a page, or a quote's page as quote only.

    Rewritten by the layer above whenever a citation or a share scope changes. `review_id`
    points at a table of that layer, which adds the foreign key.
    """

    __tablename__ = "shown"
    __table_args__ = (
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
        ForeignKeyConstraint(["college_id", "page_id"], ["page.college_id", "page.id"]),
        Index(None, "college_id", "review_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    document_id: Mapped[int] = mapped_column(Id)
    page_id: Mapped[int | None] = mapped_column(Id)
    is_quote_only: Mapped[bool] = mapped_column(Boolean, default=False)


class BlobUse(Base):
    """Somebody is about to name a blob: keeps the sweep away from it for a day."""

    __tablename__ = "blob_use"
    __table_args__ = (Index(None, "college_id", "sha256"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    sha256: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class PersonalDataFound(Base):
    """A page may tell of single people: what kind, and how often. What was found is not kept."""

    __tablename__ = "personal_data_found"
    __table_args__ = (
        UniqueConstraint("college_id", "page_id", "kind"),
        ForeignKeyConstraint(["college_id", "page_id"], ["page.college_id", "page.id"]),
        CheckConstraint("count > 0", name="found_at_least_once"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[PersonalKind] = mapped_column(checked_enum(PersonalKind))
    count: Mapped[int] = mapped_column(Integer)


class PersonalDataKept(Base):
    """Somebody has looked at what a revision may tell of people, and keeps it as it is."""

    __tablename__ = "personal_data_kept"
    __table_args__ = (
        UniqueConstraint("college_id", "revision_id"),
        ForeignKeyConstraint(["college_id", "revision_id"], ["revision.college_id", "revision.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    revision_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class SavedSearch(Base):
    """A question that a person asks again, in one college."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("college_id", "person_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    query: Mapped[str]
    sort: Mapped[str] = mapped_column(default="best")
    # Whether words of the same meaning are searched for too.
    expand: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
