"""Taking words and rectangles out of pages, for packs: marked by a person, lifted by a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.models.redactions import Redaction
from ingest.reading.events import PageBoxes, Rectangle
from ingest.visibility import visibility_for
from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation

Span = tuple[int, int]
_WORD = re.compile(r"\S+")
# A rectangle takes a word along when it covers this much of it.
_COVERED = 0.15


@dataclass(frozen=True)
class TakenOut:
    """What is taken out of a page, as people see it."""

    key: str
    words: str
    reason: str
    author: str
    at: datetime
    boxes: tuple[Rectangle, ...]
    span: Span | None


@dataclass(frozen=True)
class Marking:
    """A page that somebody marks: its text, and what is taken out of it already."""

    page_id: int
    layer_sha256: str
    text: str
    taken_out: tuple[TakenOut, ...]


def load(session: Session, actor: Actor, revision_key: str, number: int) -> Marking:
    """A page with what is taken out of it. Raises NotFoundError for pages that are not seen."""
    actor.require(Operation.REDACT)
    page, layer = _find(session, actor, revision_key, number)
    query = (
        select(Redaction, TextLayer.text)
        .outerjoin(
            TextLayer,
            (TextLayer.college_id == Redaction.college_id)
            & (TextLayer.page_id == Redaction.page_id)
            & (TextLayer.sha256 == Redaction.layer_sha256),
        )
        .where(
            Redaction.college_id == actor.college_id,
            Redaction.page_id == page.id,
            Redaction.lifted_at.is_(None),
        )
        .options(joinedload(Redaction.author))
        .order_by(Redaction.id)
    )
    found = tuple(_as_seen(redaction, text, layer) for redaction, text in session.execute(query))
    return Marking(page.id, layer.sha256, layer.text, found)


def _as_seen(redaction: Redaction, text: str | None, layer: TextLayer) -> TakenOut:
    span = None
    if redaction.start is not None and redaction.end is not None:
        span = (redaction.start, redaction.end)
    return TakenOut(
        redaction.key,
        text[slice(*span)] if span and text is not None else "",
        redaction.reason,
        redaction.author.name,
        redaction.at,
        tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in redaction.boxes),
        span if redaction.layer_sha256 == layer.sha256 else None,
    )


def _find(session: Session, actor: Actor, revision_key: str, number: int) -> tuple[Page, TextLayer]:
    query = (
        select(Page, TextLayer, Document.id)
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(
            Page.college_id == actor.college_id,
            Revision.key == revision_key,
            Page.number == number,
            TextLayer.is_current,
        )
    )
    row = session.execute(query).one_or_none()
    sight = visibility_for(session, actor)
    if row is None or not sight.allows(row[2], row[0].id, row[0].sensitivity.value):
        raise NotFoundError("This page is not here, or not shared with you.")
    return row[0], row[1]


def take_out(
    session: Session,
    actor: Actor,
    revision_key: str,
    number: int,
    spans: Sequence[tuple[Span | None, Sequence[Rectangle]]],
    *,
    layer_sha256: str,
    reason: str,
    now: datetime,
) -> list[Redaction]:
    """Take words, rectangles or both out of a page in every pack from now on.

    `spans` are places in the text with this hash, each with where it lies on the picture. Raises
    ConflictError when the page has been read anew meanwhile.
    """
    actor.require(Operation.REDACT)
    page, layer = _find(session, actor, revision_key, number)
    if not spans:
        raise IncompleteError("Tick what to take out, or draw a rectangle around it.", "words")
    if layer.sha256 != layer_sha256:
        raise ConflictError("The page has been read anew meanwhile. Tick the words again.")
    made = []
    for span, boxes in spans:
        start, end = span or (None, None)
        if start is not None and end is not None and not 0 <= start < end <= len(layer.text):
            raise IncompleteError("Tick words of this page.", "words")
        made.append(
            Redaction(
                college_id=actor.college_id, page_id=page.id,
                layer_sha256=layer.sha256 if span else None, start=start, end=end,
                boxes=[list(box) for box in boxes], reason=reason.strip(),
                author_id=actor.person_id, at=now,
            )
        )  # fmt: skip
    session.add_all(made)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "words taken out", revision_key,
        page=number, places=len(made),
    )  # fmt: skip
    return made


def lift(session: Session, actor: Actor, key: str, *, now: datetime) -> Redaction:
    """Let a marked place be shown again in packs of later snapshots."""
    actor.require(Operation.REDACT)
    query = select(Redaction).where(Redaction.college_id == actor.college_id, Redaction.key == key)
    redaction = session.scalar(query.with_for_update())
    if redaction is None:
        raise NotFoundError("There is no such mark here.")
    if redaction.lifted_at is None:
        redaction.lifted_at, redaction.lifted_by = now, actor.person_id
        session.flush()
        audit.note(session, actor.college_id, actor.person_key, "words put back", key)
    return redaction


def words_of(text: str) -> list[Span]:
    """Where each word of a text stands."""
    return [match.span() for match in _WORD.finditer(text)]


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans that follow each other with nothing but white space between them, as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip()):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def words_inside(rectangle: Rectangle, words: Sequence[Span], places: PageBoxes) -> list[Span]:
    """The words that a rectangle of the page covers, as far as their places are known."""
    return [
        span
        for span, boxes in zip(words, places.ranges, strict=True)
        if any(_share(box, rectangle) > _COVERED for box in boxes)
    ]


def _share(box: Rectangle, rectangle: Rectangle) -> float:
    """How much of a box lies in a rectangle, from 0 to 1."""
    across = min(box[2], rectangle[2]) - max(box[0], rectangle[0])
    down = min(box[3], rectangle[3]) - max(box[1], rectangle[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    if across <= 0 or down <= 0 or area <= 0:
        return 0.0
    return across * down / area
