"""Tables of the college's own tracker: files brought in, and who sees to a claim by when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, CanonicalJson, Id, new_key, utc_now
from workflow.models.claims import within_college


class TrackerFile(Base):
    """The cells of a spreadsheet that somebody brought in, and which column they hold for what.

    `sheets` is a list of name and rows; a row is its number and its cells by column.
    """

    __tablename__ = "tracker_file"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    file_name: Mapped[str]
    sheets: Mapped[Any] = mapped_column(CanonicalJson)
    problems: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    sheet: Mapped[int] = mapped_column(Integer, default=0)
    heading_row: Mapped[int] = mapped_column(Integer, default=0)
    columns: Mapped[Any] = mapped_column(CanonicalJson)
    brought_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    taken_at: Mapped[datetime | None]


class ClaimOwner(Base):
    """Who sees to a claim, in the college's own words, and by when."""

    __tablename__ = "claim_owner"
    __table_args__ = (
        UniqueConstraint("college_id", "claim_id"),
        within_college("claim", "claim_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    row_version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form
