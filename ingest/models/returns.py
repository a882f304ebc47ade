"""The table of documents that a second person sent back to whoever added them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, utc_now
from store.people import Person


class DocumentReturn(Base):
    """Why a document was not accepted; over when its uploader says that it is mended."""

    __tablename__ = "document_return"
    __table_args__ = (
        # The uploader stands inside the foreign key, so that the CHECK can compare.
        ForeignKeyConstraint(
            ["college_id", "document_id", "uploader_id"],
            ["document.college_id", "document.id", "document.uploaded_by"],
        ),
        CheckConstraint("returned_by <> uploader_id", name="returned_by_a_second_person"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        Index(None, "college_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    returned_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    mended_at: Mapped[datetime | None]
    returner: Mapped[Person] = relationship(foreign_keys=[returned_by])
