"""Looks for the quotes of older revisions in a new one that became readable.

What came of it is kept beside the citations. Nothing that people wrote is changed: a citation
stays on the file that it was cited from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session, aliased

from ingest.models.documents import Page, Revision, TextLayer
from store.errors import ConflictError
from workflow.matching import evidence_marks
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation
from workflow.quotes.anchoring import Anchored, NewTexts, PageText, PinnedQuote, Place

_Newer = aliased(Anchor)


@dataclass(frozen=True)
class Prepared:
    """What became of the quotes in one revision, by citation; made outside a write transaction."""

    revision_id: int
    anchored: Mapping[int, Anchored]


def prepare(session: Session, college_id: int, revision_id: int) -> Prepared:
    """Look for every quote in force of older revisions in this one. Reads only; may take long."""
    revision = session.get_one(Revision, revision_id)
    if _is_first(revision):
        return Prepared(revision_id, {})
    quotes = _quotes_in_force(session, revision)
    if revision.college_id != college_id or not quotes or _is_overtaken(session, revision):
        return Prepared(revision_id, {})
    return Prepared(revision_id, _anchored(session, revision, quotes))


def keep(session: Session, prepared: Prepared, *, now: datetime) -> int:
    """Write down what `prepare` found; returns how many citations it is about.

    The caller holds the document, so that no quote is cited from an older revision meanwhile.
    One that was cited since `prepare` is looked for now. What an earlier reading of the same
    revision found is replaced.
    """
    revision = session.get_one(Revision, prepared.revision_id)
    if _is_first(revision) or _is_overtaken(session, revision):
        return 0
    quotes = _quotes_in_force(session, revision)
    late = {key: quote for key, quote in quotes.items() if key not in prepared.anchored}
    anchored = dict(prepared.anchored)
    if late:
        anchored |= _anchored(session, revision, late)
    session.execute(
        delete(Anchor).where(
            Anchor.college_id == revision.college_id, Anchor.revision_id == revision.id
        )
    )
    pages = _pages(session, revision)
    rows = [
        _row(revision, citation_id, anchored[citation_id], pages, now) for citation_id in quotes
    ]
    session.add_all(rows)
    session.flush()
    for page_id in sorted({row.page_id for row in rows if row.page_id is not None}):
        evidence_marks.refresh(session, revision.college_id, page_id)
    return len(quotes)


def is_newest(anchor: type[Anchor]) -> ColumnElement[bool]:
    """Of the anchors of a citation, the one in the newest revision that was looked at."""
    return ~exists().where(
        _Newer.college_id == anchor.college_id,
        _Newer.citation_id == anchor.citation_id,
        _Newer.revision_number > anchor.revision_number,
    )


def newer_revision(session: Session, college_id: int, revision_id: int) -> Revision | None:
    """The newest readable revision of the same document, where this one is older."""
    older, newer = aliased(Revision), aliased(Revision)
    query = (
        select(newer)
        .join(
            older,
            (older.college_id == newer.college_id) & (older.document_id == newer.document_id),
        )
        .where(
            older.college_id == college_id,
            older.id == revision_id,
            newer.number > older.number,
            newer.readable_at.is_not(None),
        )
        .order_by(newer.number.desc())
    )
    return session.scalar(query.limit(1))


def refuse_overtaken(session: Session, college_id: int, revision_id: int) -> None:
    """Raise ConflictError for a file that a newer one has taken the place of."""
    if newer_revision(session, college_id, revision_id) is not None:
        raise ConflictError(
            "A newer file of this document has arrived. Cite the words from that one."
        )


def _is_first(revision: Revision) -> bool:
    """Whether there is no older file that could have been cited; most files are such."""
    return revision.number == 1


def _is_overtaken(session: Session, revision: Revision) -> bool:
    return newer_revision(session, revision.college_id, revision.id) is not None


def _quotes_in_force(session: Session, revision: Revision) -> dict[int, PinnedQuote]:
    query = (
        select(Citation, Page.number)
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .join(
            Revision,
            (Revision.college_id == Citation.college_id) & (Revision.id == Citation.revision_id),
        )
        .where(
            Citation.college_id == revision.college_id,
            Citation.struck_at.is_(None),
            Revision.document_id == revision.document_id,
            Revision.number < revision.number,
        )
        .order_by(Citation.id)
    )
    return {
        cited.id: PinnedQuote(
            cited.exact, cited.prefix, cited.suffix, number,
            cited.layer_sha256, cited.start, cited.end,
        )
        for cited, number in session.execute(query)
    }  # fmt: skip


def _anchored(
    session: Session, revision: Revision, quotes: Mapping[int, PinnedQuote]
) -> dict[int, Anchored]:
    texts = NewTexts([PageText(number, text, sha) for number, (_, text, sha) in
                      _pages(session, revision).items()])  # fmt: skip
    return {citation_id: texts.anchor(quote) for citation_id, quote in quotes.items()}


def _pages(session: Session, revision: Revision) -> dict[int, tuple[int, str, str]]:
    """By number: the id of a page, its text and the hash of it."""
    query = (
        select(Page.number, Page.id, TextLayer.text, TextLayer.sha256)
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(
            Page.college_id == revision.college_id,
            Page.revision_id == revision.id,
            TextLayer.is_current,
        )
        .order_by(Page.number)
    )
    return {number: (page_id, text, sha) for number, page_id, text, sha in session.execute(query)}


def _row(
    revision: Revision,
    citation_id: int,
    anchored: Anchored,
    pages: Mapping[int, tuple[int, str, str]],
    now: datetime,
) -> Anchor:
    is_settled = len(anchored.places) == 1
    place = anchored.places[0] if is_settled else None
    page_id, text, _ = pages[place.page_number] if place else (None, "", "")
    return Anchor(
        college_id=revision.college_id,
        citation_id=citation_id,
        revision_id=revision.id,
        revision_number=revision.number,
        outcome=anchored.outcome,
        page_id=page_id,
        exact=text[place.start : place.end] if place else "",
        likeness=place.likeness if place else None,
        choices=list(_choices(anchored.places, pages)),
        at=now,
    )


def _choices(
    places: Iterable[Place], pages: Mapping[int, tuple[int, str, str]]
) -> Iterable[dict[str, object]]:
    for place in places:
        page_id, text, _ = pages[place.page_number]
        yield {
            "page": place.page_number,
            "page_id": page_id,
            "exact": text[place.start : place.end],
            "prefix": text[max(0, place.start - 40) : place.start],
            "suffix": text[place.end : place.end + 40],
        }
