"""Tables of files that are on their way in, in pieces; nothing of them is in the library yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id, new_key, utc_now


class Sending(Base):
    """A large file that a person began to send; forgotten after a day."""

    __tablename__ = "sending"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "person_id", "fingerprint", "size"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fingerprint: Mapped[str]
    size: Mapped[int] = mapped_column(Id)
    begun_at: Mapped[datetime] = mapped_column(default=utc_now)


class SentPiece(Base):
    """A piece of it that has arrived, as a blob."""

    __tablename__ = "sent_piece"
    __table_args__ = (
        UniqueConstraint("college_id", "sending_id", "starts_at"),
        ForeignKeyConstraint(["college_id", "sending_id"], ["sending.college_id", "sending.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    sending_id: Mapped[int] = mapped_column(Id)
    starts_at: Mapped[int] = mapped_column(Id)
    size: Mapped[int] = mapped_column(Id)
    sha256: Mapped[str]
