"""One page of a document as people read it: its text, its place in words, its neighbours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, TextSource
from ingest.models.documents import Document, Page, PageTable, Revision, TextLayer
from ingest.reading.with_ocr import HAS_PICTURES
from ingest.visibility import Sight, visibility_for
from store.errors import NotFoundError
from store.permissions import Actor

_NOT_HERE = "This page is not here, or not shared with you."
# Behind a stop, a blank line, a row of a table, or before an item of a list.
_SENTENCE_END = re.compile(
    r"(?<=[.!?;:])\s+(?=[A-Z0-9“\"(])|\n{2,}|(?<=\t)[^\t\n]*\n"
    r"|\n(?=[ \t]*(?:[•◦▪‣●–-]|\(?\d{1,2}(?:\.\d{1,2})*[.)])[ \t])"
)
_NUMBER_ALONE = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})*[.)]?")
_HEADING_END = re.compile(r"[^.!?;:,\s][ \t]*\n\s*(?=[A-Z“\"(])")
# A heading is a row of so many characters at most, and of a share of the page's longest row.
_LONGEST_HEADING = 60
_SHARE_OF_ROW = 0.6


@dataclass(frozen=True)
class PageView:
    """A page with its current text layer. Offsets are code points in `text`."""

    page_id: int
    document_id: int
    revision_id: int
    document_key: str
    revision_key: str
    title: str
    type: DocumentType
    minutes_status: MinutesStatus | None
    revision_number: int
    file_name: str
    media_type: str
    number: int
    count: int
    previous: int | None
    next: int | None
    locator: Mapping[str, Any]
    where: str
    sensitivity: Sensitivity
    problems: tuple[str, ...]
    text: str
    layer_id: int
    layer_sha256: str
    layer_parser: str
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    has_image: bool
    is_ocr: bool

    @property
    def is_draft(self) -> bool:
        """Whether the page is of minutes that nobody has approved yet."""
        return self.minutes_status is MinutesStatus.DRAFT


def locator_words(locator: Mapping[str, Any]) -> str:
    """A locator as people say it: `page 6`, `Aims, paragraphs 4 to 9`."""
    match locator.get("kind"):
        case "page":
            return f"page {locator['number']}"
        case "section":
            return _section_words(locator)
        case "slide":
            notes = ", notes" if locator.get("part") == "notes" else ""
            return f"slide {locator['number']}{notes}"
        case "sheet":
            return _sheet_words(locator)
        case _:
            # The innermost first: a message, and those that it is attached to.
            around = reversed(locator.get("path", ()))
            return ", inside ".join([str(locator.get("name", "part")), *around])


def _sheet_words(locator: Mapping[str, Any]) -> str:
    first, last = locator["rows"]
    span = f"row {first}" if first == last else f"rows {first} to {last}"
    return f"sheet {locator['name']}, {span}" if locator["name"] else span


def _section_words(locator: Mapping[str, Any]) -> str:
    first, last = locator["paragraphs"]
    span = f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"
    heading = locator["path"][-1] if locator["path"] else ""
    return f"{heading}, {span}" if heading else span


def get_page(session: Session, actor: Actor, revision_key: str, number: int) -> PageView:
    """A page that the actor may see. Raises NotFoundError for every other one alike."""
    query = (
        select(Document, Revision, Page, TextLayer)
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(
            Document.college_id == actor.college_id,
            Revision.key == revision_key,
            Page.number == number,
            TextLayer.is_current,
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(_NOT_HERE)
    document, revision, page, layer = row
    sight = visibility_for(session, actor)
    if not sight.allows(document.id, page.id, page.sensitivity.value):
        raise NotFoundError(_NOT_HERE)
    before, after, count = _neighbours(session, sight, document, revision, number)
    return PageView(
        page_id=page.id,
        document_id=document.id,
        revision_id=revision.id,
        document_key=document.key,
        revision_key=revision.key,
        title=document.title,
        type=document.type,
        minutes_status=document.minutes_status,
        revision_number=revision.number,
        file_name=revision.file_name,
        media_type=revision.media_type,
        number=page.number,
        count=count,
        previous=before,
        next=after,
        locator=page.locator,
        where=locator_words(page.locator),
        sensitivity=page.sensitivity,
        problems=tuple(page.problems),
        text=layer.text,
        layer_id=layer.id,
        layer_sha256=layer.sha256,
        layer_parser=layer.parser,
        tables=_tables(session, page),
        has_image=page.locator.get("kind") == "page" and revision.media_type in HAS_PICTURES,
        is_ocr=layer.source is TextSource.OCR and bool(layer.text),
    )


def _neighbours(
    session: Session, sight: Sight, document: Document, revision: Revision, number: int
) -> tuple[int | None, int | None, int]:
    """The numbers of the pages before and after that may be seen, and how many may in all."""
    query = (
        select(Page.number, Page.id, Page.sensitivity)
        .where(Page.college_id == revision.college_id, Page.revision_id == revision.id)
        .order_by(Page.number)
    )
    visible = [
        found
        for found, page_id, sensitivity in session.execute(query)
        if sight.allows(document.id, page_id, sensitivity.value)
    ]
    if number not in visible:
        # It was closed between the two statements of this reading.
        raise NotFoundError(_NOT_HERE)
    at = visible.index(number)
    before = visible[at - 1] if at > 0 else None
    after = visible[at + 1] if at + 1 < len(visible) else None
    return before, after, len(visible)


def _tables(session: Session, page: Page) -> tuple[tuple[tuple[str, ...], ...], ...]:
    query = (
        select(PageTable.rows)
        .where(PageTable.college_id == page.college_id, PageTable.page_id == page.id)
        .order_by(PageTable.number)
    )
    return tuple(
        tuple(tuple(str(cell) for cell in row) for row in rows) for rows in session.scalars(query)
    )


def require_page(session: Session, actor: Actor, page_id: int) -> None:
    """Raise NotFoundError unless the actor may see this page."""
    document_id, sensitivity, sight = _asked_for(session, actor, page_id)
    if not sight.allows(document_id, page_id, sensitivity.value):
        raise NotFoundError(_NOT_HERE)


def require_quote(session: Session, actor: Actor, page_id: int) -> None:
    """Raise NotFoundError unless the actor may read what is cited from this page."""
    document_id, sensitivity, sight = _asked_for(session, actor, page_id)
    if not sight.allows_quote(document_id, page_id, sensitivity.value):
        raise NotFoundError(_NOT_HERE)


def _asked_for(session: Session, actor: Actor, page_id: int) -> tuple[int, Sensitivity, Sight]:
    query = (
        select(Revision.document_id, Page.sensitivity)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .where(Page.college_id == actor.college_id, Page.id == page_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(_NOT_HERE)
    return row[0], row[1], visibility_for(session, actor)


def count_pages(session: Session, college_id: int, revision_id: int) -> int:
    """How many pages of a revision are stored."""
    query = select(func.count(Page.id)).where(
        Page.college_id == college_id, Page.revision_id == revision_id
    )
    return session.scalar(query) or 0


def find_quote(text: str, exact: str, prefix: str = "", suffix: str = "") -> tuple[int, int] | None:
    """Where the words of `exact` stand in `text`, as code points; None when they do not.

    White space may differ, as it does between a page's lines and a selection. Where the words
    stand more than once, the place that agrees most with what was before and after wins.
    """
    words = exact.split()
    if not words:
        return None
    # Looking ahead finds places that overlap: "a a" stands twice in "a a a".
    pattern = re.compile("(?=(" + r"\s+".join(map(re.escape, words)) + "))")
    found = [match.span(1) for match in pattern.finditer(text)]
    if not found:
        return None
    before, after = prefix.split(), suffix.split()
    return max(found, key=lambda at: _agreement(text, at, before, after))


def _agreement(text: str, at: tuple[int, int], before: list[str], after: list[str]) -> int:
    left, right = text[: at[0]].split(), text[at[1] :].split()
    return _same_run(reversed(before), reversed(left)) + _same_run(after, right)


def _same_run(wanted: Any, found: Any) -> int:
    count = 0
    for one, other in zip(wanted, found, strict=False):
        if one != other:
            break
        count += 1
    return count


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end), for citing by ticking; blank ones left out.

    A heading above a sentence and an item of a list are of their own, a number before one is not.
    """
    borders = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    longest = max(map(len, text.split("\n")))
    found: list[tuple[int, int]] = []
    start = 0
    for end in borders[1:]:
        piece = text[start:end]
        if not piece.strip() or (_NUMBER_ALONE.fullmatch(piece.strip()) and end < len(text)):
            continue
        found.extend(_without_heading(text, start, end, longest))
        start = end
    return found


def _without_heading(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence, and before it the headings that stand on rows above it."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    most = min(_LONGEST_HEADING, _SHARE_OF_ROW * longest)
    # What is left of a row behind a stop is short too, and no heading.
    is_whole_row = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    while (
        is_whole_row and (row_end := text.find("\n", start, end)) >= 0 and row_end - start <= most
    ):
        border = _HEADING_END.search(text, start, end)
        if border is None or border.start() > row_end:
            break
        yield start, start + len(text[start:row_end].rstrip())
        start = border.end()
    yield start, start + len(text[start:end].rstrip())


def between(text: str, first: int, last: int) -> tuple[str, str]:
    """The words from one sentence to another (counted from 1), and the text before them.

    Numbers beyond the text are brought back into it.
    """
    spans = sentences(text)
    if not spans:
        return "", ""
    start = spans[min(max(first, 1), len(spans)) - 1][0]
    end = spans[min(max(last, 1), len(spans)) - 1][1]
    return text[start:end], text[:start]
