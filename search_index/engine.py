"""What every engine can do for one college's index; how it stores and finds is its own affair.

An engine keeps the streams of stems and answers with page numbers. It knows no permissions,
no titles and no order beyond a first guess: filters and ranking stand above it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select
from sqlalchemy.orm import Session

from search_index.query import Term

# Between the runs of the second stream; no query holds it.
RUN_BREAK = "_"


@dataclass(frozen=True)
class IndexTable:
    """One generation of one college's full text; `in_files`: in Whoosh's, beside the database."""

    college_id: int
    generation: int
    in_files: bool = False

    @property
    def name(self) -> str:
        """The name of its table; made of numbers only, so it may stand in a statement."""
        return f"search_text_{self.college_id:d}_{self.generation:d}"


class IndexedText(NamedTuple):
    """The two streams of a page: single stems, and joined readings in their context."""

    page_id: int
    stems: str
    joined: str


@dataclass(frozen=True)
class Wanted:
    """All of the groups (or any one of them), each by any of its terms; none of `excluded`.

    For the first guess: how rare each term of each group is, and how long pages are on average.
    """

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()
    any_group: bool = False
    rarities: tuple[tuple[float, ...], ...] = ()
    average_words: float = 1.0


class SearchEngine(Protocol):
    """The contract that one suite of tests holds every engine to."""

    def open(self, session: Session, table: IndexTable) -> None:
        """Make an empty index."""
        ...

    def drop(self, session: Session, table: IndexTable) -> None:
        """Remove the index and all that belongs to it."""
        ...

    def add(self, session: Session, table: IndexTable, texts: Sequence[IndexedText]) -> None:
        """Add pages that are not in the index."""
        ...

    def remove(self, session: Session, table: IndexTable, page_ids: Sequence[int]) -> None:
        """Remove pages; those that are not there do no harm."""
        ...

    def page_ids(self, session: Session, table: IndexTable) -> set[int]:
        """Every page of the index."""
        ...

    def texts(
        self, session: Session, table: IndexTable, page_ids: Sequence[int]
    ) -> Mapping[int, IndexedText]:
        """The streams of some pages."""
        ...

    def page_counts(
        self, session: Session, table: IndexTable, terms: Iterable[tuple[str, bool]]
    ) -> Mapping[tuple[str, bool], int]:
        """On how many of this college's pages a stem (or, with True, a beginning) stands.

        For beginnings it is an upper bound: pages count once for each word.
        """
        ...

    def words(self, session: Session, table: IndexTable, beginning: str) -> Sequence[str]:
        """The stems that begin so and stand on any page, in order."""
        ...

    def matching(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """A query for the `page_id` of the pages that match."""
        ...

    def ranked(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """As `matching`, with a first guess as `rank`: the smaller the better."""
        ...

    def look_again(self, session: Session, table: IndexTable) -> None:
        """The index has grown much: let the database see how large it is before it plans."""
        ...

    def faults(self, session: Session, table: IndexTable) -> list[str]:
        """What the index says is wrong with itself, in sentences."""
        ...
