"""The outbox: mail written with what it tells of, taken by one sender at a time, tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import NotFoundError
from store.permissions import Actor, Operation
from workflow.kinds.mail import MailState
from workflow.models.mail import Mail

# While one sender has a mail no other takes it; a sender that dies gives it back by this.
LEASE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)
LONGEST_SUBJECT = 150
MOST_LISTED = 100
# Stands in the body where the link goes that is made as the mail leaves.
REPLY_LINK = "[the link is made as the mail leaves]"


@dataclass(frozen=True)
class Taken:
    """A mail in the hands of a sender; `attempt` fences what the sender writes back."""

    id: int
    attempt: int


def put(
    session: Session,
    college_id: int,
    *,
    to_address: str,
    to_name: str,
    subject: str,
    body: str,
    now: datetime,
    reply_request_id: int | None = None,
    not_before: datetime | None = None,
) -> Mail:
    """Put a mail into the outbox, in the transaction of what it tells of."""
    mail = Mail(
        college_id=college_id,
        to_address=to_address,
        to_name=to_name,
        # A line break would begin a header of somebody else's choice.
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body,
        reply_request_id=reply_request_id,
        created_at=now,
        next_try_at=max(now, not_before or now),
    )
    session.add(mail)
    session.flush()
    return mail


def take_next(session: Session, *, now: datetime) -> tuple[Taken, Mail] | None:
    """Take the mail that has waited longest among those whose time has come."""
    query = (
        select(Mail)
        .where(Mail.state == MailState.WAITING, Mail.next_try_at <= now)
        .order_by(Mail.next_try_at, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = session.scalar(query)
    if mail is None:
        return None
    mail.attempt += 1
    mail.next_try_at = now + LEASE
    session.flush()
    return Taken(mail.id, mail.attempt), mail


def _held(session: Session, taken: Taken) -> Mail | None:
    query = select(Mail).where(
        Mail.id == taken.id, Mail.attempt == taken.attempt, Mail.state == MailState.WAITING
    )
    return session.scalar(query.with_for_update())


def mark_sent(session: Session, taken: Taken, *, now: datetime) -> None:
    """Write that a mail left."""
    mail = _held(session, taken)
    if mail is not None:
        mail.state, mail.sent_at, mail.trouble = MailState.SENT, now, ""


def mark_failed(
    session: Session, taken: Taken, trouble: str, *, now: datetime, is_final: bool = False
) -> None:
    """Write why a mail did not leave; it is tried again after 1, 2, 4 ... minutes, at most 1 hour.

    After five days, or at once where the address is refused for good, it is given up.
    """
    mail = _held(session, taken)
    if mail is None:
        return
    mail.trouble = trouble
    if is_final or now - mail.created_at > GIVE_UP_AFTER:
        mail.state = MailState.GIVEN_UP
        return
    pause = timedelta(minutes=2 ** min(mail.attempt - 1, 6))
    mail.next_try_at = now + min(pause, LONGEST_PAUSE)


def last_mail_to(session: Session, college_id: int, address: str) -> datetime | None:
    """When the last mail to an address left or will leave."""
    query = (
        select(Mail)
        .where(
            Mail.college_id == college_id,
            Mail.to_address == address,
            Mail.state.in_([MailState.WAITING, MailState.SENT]),
        )
        .order_by(Mail.id.desc())
        .limit(1)
    )
    mail = session.scalar(query)
    return (mail.sent_at or mail.next_try_at) if mail else None


def cancel_of_request(session: Session, college_id: int, request_id: int) -> None:
    """Hold back the mails of a request that was withdrawn before they left."""
    query = select(Mail).where(
        Mail.college_id == college_id,
        Mail.reply_request_id == request_id,
        Mail.state == MailState.WAITING,
    )
    for mail in session.scalars(query.with_for_update()):
        mail.state = MailState.CANCELLED


def list_mail(session: Session, actor: Actor) -> list[Mail]:
    """The college's newest mails, those that have not left first; for administrators."""
    actor.require(Operation.SEE_MAIL)
    query = (
        select(Mail)
        .where(Mail.college_id == actor.college_id)
        .order_by((Mail.state == MailState.SENT).asc(), Mail.id.desc())
        .limit(MOST_LISTED)
    )
    return list(session.scalars(query))


def try_again(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Send a mail that waits or was given up at the next look. Raises NotFoundError."""
    actor.require(Operation.SEE_MAIL)
    query = select(Mail).where(
        Mail.college_id == actor.college_id,
        Mail.key == key,
        Mail.state.in_([MailState.WAITING, MailState.GIVEN_UP]),
    )
    mail = session.scalar(query.with_for_update())
    if mail is None:
        raise NotFoundError("This mail is not here, or has left.")
    mail.state, mail.next_try_at, mail.created_at = MailState.WAITING, now, now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "mail tried again", key)
