"""Who is told of a request's steps, and by which mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from store.people import College
from workflow.models.requests import Request
from workflow.telling import notices, outbox
from workflow.telling.notices import CONTRIBUTOR_PAUSE


def _path(request: Request) -> str:
    return f"/requests/{request.key}"


def _day(request: Request) -> str:
    return f"{request.due_on.day} {request.due_on:%B %Y}"


def asked(
    session: Session, request: Request, people: list[int], asker: str, *, now: datetime
) -> None:
    """Tell who is asked; somebody without a sign-in gets a mail with a reply link."""
    sentence = f"{asker} asks for evidence for {request.dimension} by {_day(request)}."
    _tell_asked(session, request, people, sentence, asker=asker, now=now)


def reminded(
    session: Session, request: Request, people: list[int], asker: str, *, now: datetime
) -> None:
    """Remind who is asked."""
    sentence = f"Still open: {asker} asks for evidence for {request.dimension} by {_day(request)}."
    _tell_asked(session, request, people, sentence, asker=asker, now=now)


def _tell_asked(
    session: Session,
    request: Request,
    people: list[int],
    sentence: str,
    *,
    asker: str,
    now: datetime,
) -> None:
    if request.addressee_email is None:
        notices.tell(
            session, request.college_id, people, sentence=sentence, path=_path(request), now=now
        )
        return
    last = outbox.last_mail_to(session, request.college_id, request.addressee_email)
    college = session.get_one(College, request.college_id)
    outbox.put(
        session,
        request.college_id,
        to_address=request.addressee_email,
        to_name=request.addressee_name or request.addressee_email,
        subject=f"{asker} at {college.name} asks for a paper by {_day(request)}",
        body=_letter(request, asker, college.name),
        reply_request_id=request.id,
        now=now,
        not_before=last + CONTRIBUTOR_PAUSE if last else None,
    )


def _letter(request: Request, asker: str, college: str) -> str:
    return (
        f"Dear {request.addressee_name},\n\n"
        f"{asker} at {college} asks you for evidence, by {_day(request)}:\n\n"
        f"{request.what_would_help}\n\n"
        "Send a file, or say that there is nothing, on this page. You need no sign-in:\n"
        f"{outbox.REPLY_LINK}\n\n"
        "The link is yours alone; please do not pass it on. It takes up to five files. A person "
        "at the college looks at what you send before it is used.\n"
    )


def answered(session: Session, request: Request, *, by: int | None, now: datetime) -> None:
    """Tell who asked that there is an answer, unless it is their own."""
    if request.asked_by == by:
        return
    sentence = f"Your request for {request.dimension} is answered."
    notices.tell(
        session, request.college_id, [request.asked_by],
        sentence=sentence, path=_path(request), now=now,
    )  # fmt: skip


def file_waits(session: Session, request: Request, *, now: datetime) -> None:
    """Tell who asked that a file waits to be taken in."""
    sentence = f"A file for your request on {request.dimension} waits to be taken in."
    notices.tell(
        session, request.college_id, [request.asked_by],
        sentence=sentence, path=_path(request), now=now,
    )  # fmt: skip


def thanked(session: Session, request: Request, people: list[int], *, now: datetime) -> None:
    """Tell who answered what it was used for."""
    sentence = f"Thank you for your answer on {request.dimension}. It was used: {request.used_for}"
    notices.tell(
        session, request.college_id, people, sentence=sentence, path=_path(request), now=now
    )
