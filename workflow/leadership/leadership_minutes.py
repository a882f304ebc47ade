"""The minutes of a leadership review as a Word document, and their way into the library."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import receiving
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus
from ingest.models.documents import Document
from store import audit
from store.blobs import BlobStore
from store.db import Database
from store.errors import ConflictError
from store.permissions import Actor, Operation
from workflow.claims import claims
from workflow.leadership import leadership, leadership_meeting
from workflow.leadership.leadership_meeting import DimensionOfMeeting, Meeting, Pile
from workflow.lifecycle import LeadershipState
from workflow.papers import report_formats
from workflow.papers.safe_cells import storable

BODY = "Internal leadership review"
Block = dict[str, Any]


def spread_in_words(one: DimensionOfMeeting) -> str:
    """How picks were spread: `2 chose level 2, 3 chose level 3`."""
    if not one.picks:
        return "Nobody picked a level beforehand"
    said = [
        f"{count} chose {claims.level_words(one.dimension, level).lower()}"
        for level, count in one.counts.items()
    ]
    if len(said) == 1 and len(one.picks) == 2:  # noqa: PLR2004 - two people
        return said[0].replace("2", "Both", 1)
    if len(said) == 1 and len(one.picks) > 1:
        return f"All {said[0]}"
    return ", ".join(said)


def to_docx(session: Session, actor: Actor, key: str) -> bytes:
    """The minutes of an ended meeting. Raises ConflictError while it has not ended."""
    meeting = leadership_meeting.load(session, actor, key)
    if meeting.review.state is not LeadershipState.ENDED:
        raise ConflictError("The minutes are ready when the meeting has ended.")
    return report_formats.docx(tree(meeting))


def title_of(meeting: Meeting) -> str:
    """What the minutes are called."""
    held = meeting.review.meets_on
    return f"Leadership review of careers, {held.day} {held:%B %Y}"


def tree(meeting: Meeting) -> dict[str, Any]:
    """The minutes as sections of paragraphs and tables; no picks by name, those stay notes."""
    open_still = meeting.pile(Pile.UNANIMOUS) + meeting.pile(Pile.TO_DISCUSS)
    sections = [
        {"title": "Who took part", "blocks": [_people(meeting)]},
        {"title": "How it was done", "blocks": _method(meeting)},
        {"title": "Levels agreed", "blocks": _agreed(meeting)},
        {"title": "Parked", "blocks": [_parked(meeting.pile(Pile.PARKED))]},
    ]
    if open_still:
        names = "; ".join(f"{d.dimension.code} {d.dimension.title}" for d in open_still)
        sections.append({"title": "Not reached", "blocks": [_paragraph(names)]})
    return {"title": title_of(meeting), "sections": sections}


def _paragraph(words: str) -> Block:
    return {"kind": "paragraph", "text": storable(words)}


def _table(caption: str, head: list[str], rows: list[list[str]]) -> Block:
    safe = [[storable(cell) for cell in row] for row in rows]
    return {"kind": "table", "caption": caption, "head": head, "rows": safe}


def _people(meeting: Meeting) -> Block:
    rows = [
        [one.name, one.role, f"{one.picked} of {len(meeting.dimensions)}"]
        for one in meeting.participants
    ]
    return _table("People and roles", ["Name", "Role", "Levels picked beforehand"], rows)


def _method(meeting: Meeting) -> list[Block]:
    review = meeting.review
    recorder = review.recorder.name if review.recorder else ""
    return [
        _paragraph(f"Assessment {review.assessment.cycle.name}: {review.assessment.scope}"),
        _paragraph(
            "Each person picked a level for each dimension before the meeting, without seeing what "
            "others picked. The meeting looked at the dimensions by disagreement and agreed the "
            f"level that fits best. {recorder} recorded."
        ),
        _paragraph("A level that was agreed here is claimed once a second person has agreed it."),
    ]


def _agreed(meeting: Meeting) -> list[Block]:
    rows = [
        [
            f"{one.dimension.code} {one.dimension.title}",
            claims.level_words(one.dimension, one.item.level),
            one.item.sentence,
            spread_in_words(one),
        ]
        for one in meeting.pile(Pile.AGREED)
        if one.item is not None
    ]
    if not rows:
        return [_paragraph("None.")]
    return [_table("Levels by dimension", ["Dimension", "Level", "Why", "Picked beforehand"], rows)]


def _parked(parked: list[DimensionOfMeeting]) -> Block:
    rows = [
        [
            f"{one.dimension.code} {one.dimension.title}",
            one.item.sentence if one.item else "",
            spread_in_words(one),
        ]
        for one in parked
    ]
    if not rows:
        return _paragraph("None.")
    return _table(
        "Left for later", ["Dimension", "What has to be found out", "Picked beforehand"], rows
    )


def add_to_library(database: Database, blobs: BlobStore, actor: Actor, key: str) -> str:
    """Take the minutes in as a document, as every file is; its key. A second time finds it there.

    Its minutes are drafts until somebody says that they are approved.
    """
    actor.require(Operation.ADD_DOCUMENT)
    with database.reading() as session:
        meeting = leadership_meeting.load(session, actor, key)
        body = to_docx(session, actor, key)
        there = find_document(session, actor, meeting)
    if there is not None:
        return there
    described = Description(
        title=title_of(meeting),
        type=DocumentType.MINUTES,
        event_date=meeting.review.meets_on,
        body=BODY,
        minutes_status=MinutesStatus.DRAFT,
        provided_by=actor.name,
    )
    with blobs.stage() as staging:
        staging.write(body)
        received = receiving.receive(
            database, blobs, actor, staging, f"{title_of(meeting)}.docx", described=described
        )
    with database.writing() as session:
        _name_document(session, actor, key, received.document_key)
    return received.document_key


def find_document(session: Session, actor: Actor, meeting: Meeting) -> str | None:
    """The key of the document that holds the minutes; None while they are not in the library."""
    actor.require(Operation.PICK_LEVELS)
    query = select(Document.key).where(
        Document.college_id == actor.college_id,
        Document.id == meeting.review.minutes_document_id,
    )
    return session.scalar(query)


def _name_document(session: Session, actor: Actor, key: str, document_key: str) -> None:
    review = leadership.get_review(session, actor, key, for_update=True)
    query = select(Document.id).where(
        Document.college_id == actor.college_id, Document.key == document_key
    )
    review.minutes_document_id = session.scalars(query).one()
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "leadership minutes added", review.key,
        document=document_key,
    )  # fmt: skip
