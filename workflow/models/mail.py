"""Tables of what is told to people: notices, each person's choice, and the outbox of mail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.mail import MailPace, MailState
from workflow.models.claims import within_college


class MailChoice(Base):
    """How often a person wants mail of a college, and when they last had one."""

    __tablename__ = "mail_choice"
    __table_args__ = (UniqueConstraint("college_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    pace: Mapped[MailPace] = mapped_column(checked_enum(MailPace), default=MailPace.DAILY)
    last_mail_at: Mapped[datetime | None]


class Notice(Base):
    """One sentence for one person, with where it leads; waits to be mailed where they want mail."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "college_id", "person_id"),
        Index(None, "mailed_at", "mail_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sentence: Mapped[str]
    path: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    mail_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class Mail(Base):
    """One mail of the outbox, written in the transaction of what it tells of.

    `reply_request_id` names a request for which a reply link is made as the mail leaves: no link
    stands in this table.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("request", "reply_request_id"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_with_a_time"),
        Index(None, "state", "next_try_at"),
        Index(None, "college_id", "to_address"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    to_address: Mapped[str]
    to_name: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    reply_request_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[MailState] = mapped_column(checked_enum(MailState), default=MailState.WAITING)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    trouble: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    next_try_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]


class ReplyLink(Base):
    """A link by which somebody without a sign-in answers one request; only its hash is kept."""

    __tablename__ = "reply_link"
    __table_args__ = (UniqueConstraint("college_id", "id"), within_college("request", "request_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    request_id: Mapped[int] = mapped_column(Id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ReplyFile(Base):
    """A file that came by a reply link; waits unread until a person decides on it."""

    __tablename__ = "reply_file"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("request", "request_id"),
        within_college("reply_link", "link_id"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_a_person"),
        CheckConstraint("size > 0", name="has_bytes"),
        Index(None, "college_id", "request_id"),
        Index(None, "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    request_id: Mapped[int] = mapped_column(Id)
    link_id: Mapped[int] = mapped_column(Id)
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(Id)
    words: Mapped[str] = mapped_column(default="")
    address_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decider: Mapped[Person | None] = relationship()


class ReplyTry(Base):
    """One link that was tried and answered nothing, for the limit; old rows are removed."""

    __tablename__ = "reply_try"
    __table_args__ = (Index(None, "address_hash", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    address_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
