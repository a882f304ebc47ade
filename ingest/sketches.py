"""A small sketch of a file's words, by which a newer version of it is known; asks nobody.

Bottom-k sketches of shingles: A. Broder, "On the resemblance and containment of documents", 1997.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final
from zlib import crc32

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ingest.models.documents import Page, Revision, TextLayer
from ingest.models.sketches import SketchHash

WORDS_OF_SHINGLE: Final = 5
LARGEST_SKETCH: Final = 256
# A phrase of so many documents (an imprint, a policy's standing words) tells none apart.
MOST_DOCUMENTS: Final = 20
# Of fewer, a standing paragraph would be most of them.
FEWEST_HASHES: Final = 20
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Alike:
    """Another document of the college, and which part of the words both have: 0 to 1."""

    document_id: int
    share: float


def sketch(texts: Iterable[str]) -> list[int]:
    """Give the 256 smallest CRC-32 of the runs of five words, over the borders of the texts."""
    words = [word for text in texts for word in _WORD.findall(text.lower())]
    shingles = zip(*(words[start:] for start in range(WORDS_OF_SHINGLE)), strict=False)
    return nsmallest(LARGEST_SKETCH, {crc32(" ".join(shingle).encode()) for shingle in shingles})


def sketch_of(session: Session, college_id: int, revision_id: int) -> list[int]:
    """Sketch the text that is in force on a revision's pages. Slow: call it before writing."""
    query = (
        select(TextLayer.text)
        .join(Page, (Page.college_id == TextLayer.college_id) & (Page.id == TextLayer.page_id))
        .where(
            TextLayer.college_id == college_id,
            Page.revision_id == revision_id,
            TextLayer.is_current,
        )
        .order_by(Page.number)
    )
    return sketch(session.scalars(query))


def write(session: Session, college_id: int, revision_id: int, hashes: Iterable[int]) -> None:
    """Keep a revision's sketch in the place of the one before."""
    mine = (SketchHash.college_id == college_id) & (SketchHash.revision_id == revision_id)
    session.execute(delete(SketchHash).where(mine))
    rows = [{"college_id": college_id, "revision_id": revision_id, "hash": each} for each in hashes]
    if rows:
        session.execute(insert(SketchHash), rows)


def find_alike(
    session: Session, college_id: int, revisions: Mapping[int, int]
) -> dict[int, list[Alike]]:
    """For revisions (with their documents), other documents that share words; best first.

    Three statements, however many are asked for.
    """
    shared = _shared(session, college_id, revisions)
    involved = {revision for pair in shared for revision in (pair[0], pair[2])}
    sizes = _sizes(session, college_id, involved)
    best: dict[int, dict[int, float]] = {revision: {} for revision in revisions}
    for mine, document, other, count in shared:
        largest = max(sizes[mine], sizes[other])
        if document != revisions[mine] and largest >= FEWEST_HASHES:
            of_mine = best[mine]
            of_mine[document] = max(of_mine.get(document, 0.0), count / largest)
    return {
        mine: [Alike(*pair) for pair in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
        for mine, found in best.items()
    }


def _shared(
    session: Session, college_id: int, revisions: Iterable[int]
) -> Sequence[tuple[int, int, int, int]]:
    """How many telling hashes each asked revision shares: (it, document, revision, how many)."""
    asked = list(revisions)
    mine = (
        select(SketchHash.hash, SketchHash.revision_id)
        .where(SketchHash.college_id == college_id, SketchHash.revision_id.in_(asked))
        .subquery()
    )
    query = (
        select(mine.c.revision_id, Revision.document_id, SketchHash.revision_id, func.count())
        .join(SketchHash, SketchHash.hash == mine.c.hash)
        .join(
            Revision,
            (Revision.college_id == SketchHash.college_id)
            & (Revision.id == SketchHash.revision_id),
        )
        .where(
            SketchHash.college_id == college_id,
            mine.c.hash.not_in(_common(college_id, asked)),
        )
        .group_by(mine.c.revision_id, Revision.document_id, SketchHash.revision_id)
    )
    return [tuple(row) for row in session.execute(query)]


def _sizes(session: Session, college_id: int, revisions: Iterable[int]) -> dict[int, int]:
    """How many telling hashes each revision has."""
    asked = list(revisions)
    query = (
        select(SketchHash.revision_id, func.count())
        .where(
            SketchHash.college_id == college_id,
            SketchHash.revision_id.in_(asked),
            SketchHash.hash.not_in(_common(college_id, asked)),
        )
        .group_by(SketchHash.revision_id)
    )
    return dict(session.execute(query).all())


def _common(college_id: int, revisions: Sequence[int]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a subquery of one column
    """The hashes of these revisions that too many documents have."""
    theirs = select(SketchHash.hash).where(
        SketchHash.college_id == college_id, SketchHash.revision_id.in_(revisions)
    )
    return (
        select(SketchHash.hash)
        .join(
            Revision,
            (Revision.college_id == SketchHash.college_id)
            & (Revision.id == SketchHash.revision_id),
        )
        .where(SketchHash.college_id == college_id, SketchHash.hash.in_(theirs))
        .group_by(SketchHash.hash)
        .having(func.count(Revision.document_id.distinct()) > MOST_DOCUMENTS)
    )
