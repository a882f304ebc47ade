"""Notes: evidence without a file. What was seen or said is written down once, as a document.

A note becomes a text of its own, read, searched and cited like every other document; it cannot be
changed afterwards, only followed by a new revision.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest import receiving
from ingest.describing import Description
from ingest.kinds import DocumentType, Sensitivity
from ingest.receiving import Received
from store.blobs import BlobStore
from store.db import Database
from store.errors import IncompleteError
from store.permissions import Actor, Operation

LONGEST_WORDS = 1_000
LONGEST_WHO = 200
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)


class NoteKind(StrEnum):
    """What a note tells of."""

    OBSERVATION = "observation"
    INTERVIEW = "interview"
    LINK = "link"

    @property
    def words(self) -> str:
        """As people choose it."""
        return {
            "observation": "Something I saw",
            "interview": "Something I was told",
            "link": "A web page",
        }[self.value]


@dataclass(frozen=True)
class Note:
    """A note as typed. `day` is when it was seen, said or looked up."""

    kind: NoteKind
    title: str
    day: date
    who: str
    words: str
    address: str = ""

    @property
    def text(self) -> str:
        """What is kept: the note with what it is, when and of whom, above its words."""
        when = f"{self.day.day} {self.day:%B %Y}"
        lines = [self.title, "", f"Note: {self.kind.value}, {when}"]
        lines += [f"Who: {self.who}"] if self.who else []
        lines += [f"Address: {self.address}, as it stood on {when}"] if self.address else []
        return "\n".join([*lines, "", self.words, ""])


def write(database: Database, blobs: BlobStore, actor: Actor, note: Note) -> Received:
    """Keep a note as a document. Raises IncompleteError for what is missing, at its field."""
    actor.require(Operation.ADD_DOCUMENT)
    _check(note)
    described = Description(
        title=note.title,
        type=DocumentType.NOTE,
        event_date=note.day,
        sensitivity=Sensitivity.INTERNAL,
        provided_by=note.who,
    )
    with blobs.stage() as staging:
        staging.write(note.text.encode())
        return receiving.receive(
            database, blobs, actor, staging, f"{note.kind.value} {note.day}.txt",
            described=described, keep_both=True,
        )  # fmt: skip


def _check(note: Note) -> None:
    if not note.title.strip():
        raise IncompleteError("Give the note a title.", "title")
    if not note.words.strip():
        raise IncompleteError("Write down what you saw, heard or read.", "words")
    if len(note.words) > LONGEST_WORDS:
        raise IncompleteError(
            f"Keep a note to {LONGEST_WORDS:,} characters; you have {len(note.words):,}.", "words"
        )
    if len(note.who) > LONGEST_WHO:
        raise IncompleteError(f"Keep this to {LONGEST_WHO} characters.", "who")
    if note.kind is NoteKind.LINK and not _ADDRESS.fullmatch(note.address):
        raise IncompleteError(
            "Enter the address of the page, such as https://example.org.", "address"
        )
