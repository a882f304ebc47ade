"""What was chosen to be shown of single pages of a document."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ingest.kinds import ShareScope
from store.db import Base, Id, checked_enum, new_key


class ShareRange(Base):
    """Pages of a document, in every file of it, that reviews see otherwise than the rest.

    The narrowest one that names a page decides about it.
    """

    __tablename__ = "share_range"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "document_id", "first_page", "last_page"),
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
        CheckConstraint("first_page >= 1 AND last_page >= first_page", name="pages_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    first_page: Mapped[int] = mapped_column(Integer)
    last_page: Mapped[int] = mapped_column(Integer)
    scope: Mapped[ShareScope] = mapped_column(checked_enum(ShareScope))
