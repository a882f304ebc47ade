"""Signing in: passwords, invitations, sessions and attempts; knows nothing of cookies."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from store import audit
from store.db import Base, Id, utc_now
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Person, fold

# Idle and absolute ends of a session: reference/domain.md D6 asks for 30 to 60 minutes idle and
# 12 hours in all; readers of long documents get the upper end.
IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
NOTE_EVERY = timedelta(minutes=5)
INVITATION_LASTS = timedelta(days=14)
# NCSC: throttle within ten tries. Counted per account and per address.
ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 50
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256

_hasher = PasswordHasher()
# Verified against when the account does not exist, so that both answers take the same time.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class Invitation(Base):
    """A one-time link by which a person chooses their password; only its hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One browser in which a person is signed in; can be ended from here."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    # When the person last used the service before this; None on their first visit.
    last_here_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """One failed try to sign in, for the limit; old rows are removed as new ones come."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index(None, "folded_email", "at"),
        Index(None, "address", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    folded_email: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check_password_choice(password: str) -> None:
    """Raise IncompleteError when `password` is too short or too long to accept."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise IncompleteError(
            f"Choose a password of at least {SHORTEST_PASSWORD} characters. "
            "Three random words are easy to remember.",
            "password",
        )


def hash_password(password: str) -> str:
    """The argon2id hash of an acceptable password. Slow on purpose: call before `writing()`."""
    check_password_choice(password)
    return _hasher.hash(password)


def is_throttled(session: Session, email: str, address: str, now: datetime) -> bool:
    """Whether too many tries failed lately for this account or from this address."""
    since = now - ATTEMPT_WINDOW

    def failed(of_whom: ColumnElement[bool]) -> int:
        query = select(func.count(SignInAttempt.id)).where(of_whom, SignInAttempt.at > since)
        return session.scalar(query) or 0

    return (
        failed(SignInAttempt.folded_email == fold(email)) >= ATTEMPTS_PER_ACCOUNT
        or failed(SignInAttempt.address == address) >= ATTEMPTS_PER_ADDRESS
    )


def find_account(session: Session, email: str) -> Person | None:
    """The person with this address who may sign in."""
    query = select(Person).where(Person.folded_email == fold(email), Person.disabled_at.is_(None))
    return session.scalar(query)


def is_right_password(person: Person | None, password: str) -> bool:
    """Compare in the time it always takes. Slow on purpose: call outside a transaction."""
    known = person.password_hash if person and person.password_hash else _NOBODY
    try:
        _hasher.verify(known, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    # The nobody's password is secret, yet nobody signs in with it.
    return known is not _NOBODY


def note_failed_attempt(session: Session, email: str, address: str, now: datetime) -> None:
    """Count a failed try and forget those that no longer matter."""
    session.query(SignInAttempt).where(SignInAttempt.at <= now - ATTEMPT_WINDOW).delete()
    session.add(SignInAttempt(folded_email=fold(email), address=address, at=now))


def begin_session(session: Session, person: Person, now: datetime) -> str:
    """Sign `person` in; returns the token that their browser keeps."""
    token = secrets.token_urlsafe(32)
    before = select(func.max(SignInSession.last_seen_at)).where(
        SignInSession.person_id == person.id
    )
    session.add(
        SignInSession(
            token_hash=_hash(token),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            last_here_at=session.scalar(before),
        )
    )
    audit.note(session, None, person.key, "signed in", person.key)
    return token


def find_session(session: Session, token: str, now: datetime) -> SignInSession | None:
    """The live session of this token with its person; None when it ended, idled or is too old."""
    query = select(SignInSession).where(SignInSession.token_hash == _hash(token))
    row = session.scalar(query.options(joinedload(SignInSession.person)))
    if row is None or row.ended_at is not None:
        return None
    if now - row.last_seen_at > IDLE or now - row.created_at > LONGEST:
        return None
    return row


def is_time_to_note(row: SignInSession, now: datetime) -> bool:
    """Whether the session's last use is worth writing down again: once in five minutes."""
    return now - row.last_seen_at > NOTE_EVERY


def note_seen(session: Session, session_id: int, now: datetime) -> None:
    """Write down that a session is in use."""
    row = session.get(SignInSession, session_id)
    if row is not None:
        row.last_seen_at = now


def end_session(session: Session, token: str, now: datetime) -> None:
    """Sign out; harmless when the session has ended already."""
    row = session.scalar(select(SignInSession).where(SignInSession.token_hash == _hash(token)))
    if row is not None and row.ended_at is None:
        row.ended_at = now


def invite(session: Session, person: Person, now: datetime) -> str:
    """Make a one-time token by which `person` can choose a password."""
    token = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            token_hash=_hash(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + INVITATION_LASTS,
        )
    )
    return token


def find_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """The unused invitation of this token. Raises NotFoundError for every other case alike."""
    row = session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise NotFoundError(
            "This invitation has been used or has expired. Ask your administrator for a new one."
        )
    return row


def take_up_invitation(session: Session, token: str, password_hash: str, now: datetime) -> Person:
    """Set the invited person's password and end every session they had."""
    invitation = find_invitation(session, token, now)
    person = session.get_one(Person, invitation.person_id, with_for_update=True)
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at is not None:
        raise ConflictError("This invitation has just been used.")
    invitation.used_at = now
    person.password_hash = password_hash
    open_sessions = (SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
    session.execute(update(SignInSession).where(*open_sessions).values(ended_at=now))
    audit.note(session, None, person.key, "chose a password", person.key)
    return person
