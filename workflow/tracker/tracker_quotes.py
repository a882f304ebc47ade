"""Finds the files and quotes of a tracker in the library, and says what was not found and why."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest import finding, visibility
from ingest.kinds import Sensitivity
from ingest.models.documents import Document, Page, Revision, TextLayer
from store.permissions import Actor
from workflow.kinds.anchors import AnchorOutcome
from workflow.models.claims import Citation
from workflow.quotes.anchoring import Anchored, NewTexts, PageText, PinnedQuote
from workflow.tracker.tracker_columns import Quoted

_MOST_SEARCHED = 5


class Offer(StrEnum):
    """What a row's quote comes to."""

    CITED = "cited"
    FOUND = "found"
    NEARLY = "nearly"
    MISSING = "missing"


@dataclass(frozen=True)
class QuoteOffer:
    """A row's quote with where it stands, or why it is not offered.

    `exact` are the words as the document has them.
    """

    row: int
    offer: Offer
    words: str
    sentence: str
    title: str = ""
    revision_key: str = ""
    page_number: int = 0
    exact: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def is_offered(self) -> bool:
        """Whether it can be cited as it stands."""
        return self.offer in {Offer.FOUND, Offer.NEARLY}


@dataclass(frozen=True)
class File:
    """A document's newest readable file."""

    title: str
    file_name: str
    revision_id: int
    revision_key: str

    @cached_property
    def names(self) -> frozenset[str]:
        """What people may call it, folded."""
        return frozenset({folded(self.file_name), folded(self.title)})


def folded(name: str) -> str:
    """A file's name or title without its ending, marks and capitals; of a link its last part."""
    if re.match(r"https?://", name, re.IGNORECASE):
        name = PurePosixPath(unquote(urlsplit(name).path)).name
    name = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name.strip())
    return " ".join(re.findall(r"\w+", stem.casefold().replace("_", " ")))


class Library:
    """The files that the actor may see; the texts of those that are asked for, read once."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session, self._actor = session, actor
        self._texts: dict[int, NewTexts] = {}
        self._pages: dict[int, dict[int, str]] = {}

    @cached_property
    def files(self) -> tuple[File, ...]:
        """Newest readable file of each document."""
        seen = visibility.visibility_for(self._session, self._actor)
        newest = (
            select(func.max(Revision.number))
            .where(
                Revision.college_id == Document.college_id,
                Revision.document_id == Document.id,
                Revision.readable_at.is_not(None),
            )
            .correlate(Document)
            .scalar_subquery()
        )
        query = (
            select(Document.title, Revision.file_name, Revision.id, Revision.key)
            .join(
                Revision,
                (Revision.college_id == Document.college_id)
                & (Revision.document_id == Document.id)
                & (Revision.number == newest),
            )
            .where(
                Document.college_id == self._actor.college_id,
                Document.retired_at.is_(None),
                Document.sensitivity.in_([Sensitivity(name) for name in seen.sensitivities]),
            )
            .order_by(Document.id)
        )
        return tuple(File(*row) for row in self._session.execute(query))

    def named(self, name: str) -> tuple[File, ...]:
        """Files that somebody may mean by this name or link."""
        wanted = folded(name)
        return tuple(file for file in self.files if wanted and wanted in file.names)

    def holding(self, words: str) -> tuple[File, ...]:
        """Files that the search finds for the words, best first."""
        phrase = " ".join(re.findall(r"\w+", words)[:12])
        found = finding.find(self._session, self._actor, f'"{phrase}"', limit=_MOST_SEARCHED)
        keys = {page.revision_key for page in found.pages}
        return tuple(file for file in self.files if file.revision_key in keys)

    def look_for(self, file: File, quoted: Quoted) -> Anchored:
        """Where a quote stands in a file."""
        if file.revision_id not in self._texts:
            self._read(file)
        quote = PinnedQuote(quoted.words, "", "", quoted.page or 0, "", 0, 0)
        return self._texts[file.revision_id].anchor(quote)

    def text(self, file: File, page_number: int) -> str:
        """The text of a page of a file that was looked into."""
        return self._pages[file.revision_id][page_number]

    def _read(self, file: File) -> None:
        seen = visibility.visibility_for(self._session, self._actor)
        query = (
            select(Page.number, TextLayer.text)
            .join(
                TextLayer,
                (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id),
            )
            .where(
                Page.college_id == self._actor.college_id,
                Page.revision_id == file.revision_id,
                Page.sensitivity.in_([Sensitivity(name) for name in seen.sensitivities]),
                TextLayer.is_current,
            )
        )
        self._pages[file.revision_id] = dict(self._session.execute(query).all())
        texts = [PageText(n, text, "-") for n, text in self._pages[file.revision_id].items()]
        self._texts[file.revision_id] = NewTexts(texts)


def offers(
    library: Library, quotes: Iterable[Quoted], cited: Mapping[str, Citation]
) -> tuple[QuoteOffer, ...]:
    """What each quote comes to; `cited` are the claim's citations in force by `same_words`."""
    return tuple(_offer(library, quoted, cited) for quoted in quotes)


def same_words(words: str) -> str:
    """Words as they are compared with those cited already: without marks at their ends."""
    return " ".join(words.split()).strip(" \"'“”‘’.…").casefold()


def _offer(library: Library, quoted: Quoted, cited: Mapping[str, Citation]) -> QuoteOffer:
    if quoted.words and same_words(quoted.words) in cited:
        return QuoteOffer(quoted.row, Offer.CITED, quoted.words, "Cited already.")
    files = library.named(quoted.file) if quoted.file else ()
    if not quoted.words:
        return _missing(quoted, _without_words(quoted, files))
    if quoted.file and not files:
        return _missing(quoted, f"No document here is called “{quoted.file}”. Upload it first.")
    files = files or library.holding(quoted.words)
    looked = [(file, library.look_for(file, quoted)) for file in files]
    settled = [(file, found) for file, found in looked if len(found.places) == 1]
    exact = [(file, found) for file, found in settled if found.outcome.keeps_fresh]
    chosen = exact or settled
    if len(chosen) > 1 or any(f.outcome is AnchorOutcome.AMBIGUOUS for _, f in looked):
        return _missing(quoted, "The words stand in several places. Cite them on the page meant.")
    if not chosen:
        where = f"in “{files[0].title}”" if len(files) == 1 else "in any document"
        return _missing(quoted, f"These words are not {where}.")
    return _found(library, quoted, *chosen[0])


def _without_words(quoted: Quoted, files: tuple[File, ...]) -> str:
    if files:
        return f"No quote. Open “{files[0].title}” and cite the words that show it."
    if re.match(r"https?://", quoted.file, re.IGNORECASE):
        return "A link without words. Write a note of what it says and cite that."
    return f"No document here is called “{quoted.file}”, and no quote is given."


def _missing(quoted: Quoted, sentence: str) -> QuoteOffer:
    return QuoteOffer(quoted.row, Offer.MISSING, quoted.words or quoted.file, sentence)


def _found(library: Library, quoted: Quoted, file: File, found: Anchored) -> QuoteOffer:
    place = found.places[0]
    text = library.text(file, place.page_number)
    is_exact = found.outcome.keeps_fresh
    sentence = f"{'Found' if is_exact else 'Nearly the same words'} on page {place.page_number}"
    if quoted.page and quoted.page != place.page_number:
        sentence += f", not {quoted.page}"
    return QuoteOffer(
        row=quoted.row,
        offer=Offer.FOUND if is_exact else Offer.NEARLY,
        words=quoted.words,
        sentence=f"{sentence}.",
        title=file.title,
        revision_key=file.revision_key,
        page_number=place.page_number,
        exact=text[place.start : place.end],
        prefix=text[max(0, place.start - 40) : place.start],
        suffix=text[place.end : place.end + 40],
    )
