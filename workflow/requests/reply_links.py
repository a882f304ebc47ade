"""Reply links: somebody without a sign-in sends files for one request; they wait unread."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from ingest import file_names, receiving
from ingest.receiving import Received
from store import audit
from store.blobs import BlobStore, Staging
from store.db import Database
from store.errors import IncompleteError, NotFoundError, RefusedError
from store.people import College
from store.permissions import Actor, Operation
from workflow.calendars.working_days import at_local_hour, local_day
from workflow.kinds.requests import AnswerKind, RequestState
from workflow.models.mail import ReplyFile, ReplyLink, ReplyTry
from workflow.models.requests import Request, RequestAnswer
from workflow.requests import request_telling, requests
from workflow.requests.request_views import addressee_words

TOKEN_BYTES = 16  # 128 random bits
MOST_FILES = 5
MOST_BYTES = 100 << 20
# What counts for one network address; what counts for a link never runs out.
ADDRESS_WINDOW = timedelta(days=1)
TRY_WINDOW = timedelta(minutes=15)
MOST_TRIES = 20
GRACE = timedelta(days=14)  # after the request's day
LONGEST_WORDS = 1_000
_DEAD = "This link does not work. Ask whoever sent it to you for a new one."


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def make(session: Session, request: Request, *, now: datetime) -> str:
    """Make a link for a request; returns the token, which is kept nowhere.

    Links made before for it end, so that one works at a time.
    """
    earlier = select(ReplyLink).where(
        ReplyLink.college_id == request.college_id,
        ReplyLink.request_id == request.id,
        ReplyLink.withdrawn_at.is_(None),
    )
    for link in session.scalars(earlier.with_for_update()):
        link.withdrawn_at = now
    token = secrets.token_urlsafe(TOKEN_BYTES)
    last_day = max(request.due_on, local_day(now)) + GRACE
    session.add(
        ReplyLink(
            college_id=request.college_id,
            request_id=request.id,
            token_hash=_hash(token),
            made_at=now,
            expires_at=at_local_hour(last_day, 23, 59),
        )
    )
    session.flush()
    audit.note(session, request.college_id, "system", "reply link made", request.key)
    return token


def make_for(session: Session, actor: Actor, key: str, *, now: datetime) -> str:
    """Make a link to hand over by oneself, shown once. Raises NotPermittedError, ConflictError."""
    request = requests.require_own(session, actor, key)
    if request.addressee_email is None:
        raise IncompleteError("This request goes to people who can sign in.")
    return make(session, request, now=now)


@dataclass(frozen=True)
class Asked:
    """What a reply page says of its request, and how much more it takes."""

    request: Request
    college_name: str
    link_id: int
    files_left: int
    bytes_left: int
    sent: tuple[str, ...]


def open_link(session: Session, token: str, address: str, *, now: datetime) -> Asked:
    """What a link asks for. Raises NotFoundError, alike for used, expired and withdrawn ones."""
    if _count(session, ReplyTry.id, _tried(address, now)) >= MOST_TRIES:
        raise NotFoundError(_DEAD)
    query = (
        select(ReplyLink, Request, College.name)
        .join(
            Request,
            (Request.college_id == ReplyLink.college_id) & (Request.id == ReplyLink.request_id),
        )
        .join(College, College.id == ReplyLink.college_id)
        .options(joinedload(Request.asker))
        .where(
            ReplyLink.token_hash == _hash(token),
            ReplyLink.withdrawn_at.is_(None),
            ReplyLink.expires_at > now,
            Request.state.in_([RequestState.OPEN, RequestState.ANSWERED]),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError(_DEAD)
    link, request, college_name = found
    of_link = (ReplyFile.college_id == link.college_id) & (ReplyFile.request_id == request.id)
    sent = session.scalars(select(ReplyFile.file_name).where(of_link).order_by(ReplyFile.id)).all()
    from_address = (ReplyFile.address_hash == _hash(address)) & (
        ReplyFile.at > now - ADDRESS_WINDOW
    )
    files_left = MOST_FILES - max(len(sent), _count(session, ReplyFile.id, from_address))
    bytes_left = MOST_BYTES - max(_bytes(session, of_link), _bytes(session, from_address))
    if len(sent) >= MOST_FILES:
        raise NotFoundError(_DEAD)
    return Asked(request, college_name, link.id, files_left, bytes_left, tuple(sent))


def _tried(address: str, now: datetime) -> ColumnElement[bool]:
    return (ReplyTry.address_hash == _hash(address)) & (ReplyTry.at > now - TRY_WINDOW)


def _count(session: Session, what: InstrumentedAttribute[int], of: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(what)).where(of)) or 0


def _bytes(session: Session, of: ColumnElement[bool]) -> int:
    return session.scalar(select(func.coalesce(func.sum(ReplyFile.size), 0)).where(of)) or 0


def note_dead(session: Session, address: str, *, now: datetime) -> None:
    """Count a link that answered nothing, and forget those that no longer matter."""
    session.query(ReplyTry).where(ReplyTry.at <= now - TRY_WINDOW).delete()
    session.add(ReplyTry(address_hash=_hash(address), at=now))


def waiting_place(college_key: str) -> str:
    """Where the files of a college wait: apart from its library, which never looks there."""
    return f"{college_key}.waiting"


def leave_file(
    database: Database,
    blobs: BlobStore,
    token: str,
    staging: Staging,
    file_name: str,
    *,
    words: str,
    address: str,
    now: datetime,
) -> None:
    """Leave a file for a request, unread. Raises NotFoundError, RefusedError beyond the limits."""
    name = file_names.clean_name(file_name)
    if staging.size == 0:
        raise RefusedError(f"{name} is empty. Check the file and send it again.")
    sha256 = staging.finish()
    with database.reading() as session:
        _refuse_beyond(open_link(session, token, address, now=now), staging.size)
        college_id = _college_of(session, token)
        place = waiting_place(session.get_one(College, college_id).key)
    blobs.put(place, staging)
    with database.writing() as session:
        # The request's row is the lock: no two files count to the same free place.
        asked = open_link(session, token, address, now=now)
        session.execute(select(Request.id).where(_is(asked.request)).with_for_update())
        asked = open_link(session, token, address, now=now)
        _refuse_beyond(asked, staging.size)
        session.add(
            ReplyFile(
                college_id=asked.request.college_id,
                request_id=asked.request.id,
                link_id=asked.link_id,
                file_name=name,
                sha256=sha256,
                size=staging.size,
                words=words.strip()[:LONGEST_WORDS],
                address_hash=_hash(address),
                at=now,
            )
        )
        session.flush()
        request_telling.file_waits(session, asked.request, now=now)
        audit.note(
            session, asked.request.college_id, "reply link", "file left", asked.request.key,
            sha256=sha256, size=staging.size,
        )  # fmt: skip


def _is(request: Request) -> ColumnElement[bool]:
    return (Request.college_id == request.college_id) & (Request.id == request.id)


def _college_of(session: Session, token: str) -> int:
    query = select(ReplyLink.college_id).where(ReplyLink.token_hash == _hash(token))
    return session.scalars(query).one()


def _refuse_beyond(asked: Asked, size: int) -> None:
    if asked.files_left < 1 or asked.bytes_left < size:
        raise RefusedError(
            f"This link takes at most {MOST_FILES} files and {MOST_BYTES >> 20} MB in all. "
            "Send the rest another way, or ask for a sign-in."
        )


def say_nothing(session: Session, token: str, *, reason: str, address: str, now: datetime) -> None:
    """Answer by a link that there is nothing, and why. Raises NotFoundError, IncompleteError."""
    asked = open_link(session, token, address, now=now)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_WORDS:
        raise IncompleteError(
            f"Say why there is nothing, in at most {LONGEST_WORDS} characters.", "reason"
        )
    request = asked.request
    session.add(
        RequestAnswer(
            college_id=request.college_id,
            request_id=request.id,
            kind=AnswerKind.NOTHING,
            words=reason,
            from_whom=addressee_words(request),
            at=now,
        )
    )
    request.state = RequestState.ANSWERED
    session.get_one(ReplyLink, asked.link_id).withdrawn_at = now
    session.flush()
    request_telling.answered(session, request, by=None, now=now)
    audit.note(session, request.college_id, "reply link", "request answered", request.key)


def list_waiting(session: Session, actor: Actor, request: Request) -> Sequence[ReplyFile]:
    """The files of a request that nobody has decided on."""
    actor.require(Operation.READ_ASSESSMENT)
    if actor.review_id is not None:
        return []
    query = select(ReplyFile).where(
        ReplyFile.college_id == actor.college_id,
        ReplyFile.request_id == request.id,
        ReplyFile.decided_at.is_(None),
    )
    return session.scalars(query.order_by(ReplyFile.id)).all()


def _waiting(session: Session, actor: Actor, key: str) -> tuple[ReplyFile, Request]:
    actor.require(Operation.ANSWER_REQUEST)
    query = select(ReplyFile).where(
        ReplyFile.college_id == actor.college_id,
        ReplyFile.key == key,
        ReplyFile.decided_at.is_(None),
    )
    file = session.scalar(query.with_for_update())
    if file is None:
        raise NotFoundError("This file is not here, or somebody has decided on it already.")
    query_of_request = select(Request.key).where(
        Request.college_id == actor.college_id, Request.id == file.request_id
    )
    request_key = session.scalars(query_of_request).one()
    return file, requests.get_request(session, actor, request_key, for_update=True)


def take_in(
    database: Database, blobs: BlobStore, actor: Actor, key: str, *, now: datetime
) -> Received:
    """Take a waiting file into the library, as the actor's upload, and answer the request with it.

    Raises NotFoundError when somebody decided on it first.
    """
    with database.writing() as session:
        file, request = _waiting(session, actor, key)
        name, sha256, words = file.file_name, file.sha256, file.words
        request_key, provider = request.key, addressee_words(request)
    described = receiving.guess(name, provided_by=provider)
    with blobs.stage() as staging:
        with blobs.open(waiting_place(actor.college_key), sha256) as stream:
            staging.copy_from(stream)
        received = receiving.receive(database, blobs, actor, staging, name, described=described)
    with database.writing() as session:
        file, request = _waiting(session, actor, key)
        file.decided_at, file.decided_by = now, actor.person_id
        if request.state.is_ended:
            session.flush()
            audit.note(session, actor.college_id, actor.person_key, "file taken in", request_key)
        else:
            requests.answer_with_file(
                session, actor, request_key, received.document_key, words=words, now=now,
                from_whom=provider,
            )  # fmt: skip
    return received


def turn_away(session: Session, actor: Actor, key: str, *, now: datetime) -> str:
    """Decide that a waiting file does not come in; returns its SHA-256. Raises NotFoundError."""
    file, request = _waiting(session, actor, key)
    file.decided_at, file.decided_by = now, actor.person_id
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "file turned away", request.key)
    return file.sha256
