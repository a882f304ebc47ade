"""Tables of the search: a narrow row a page, matches, marks, generations, what was learned.

Pages and documents are plain numbers given by the layer above, which owns their tables; `check`
compares the two. The full text itself stands in tables of each college's own, which the engines
make and drop at run time.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, CanonicalJson, Id, checked_enum, utc_now


class GenerationKind(StrEnum):
    """What a generation is of: the full text, or the matches."""

    INDEX = "index"
    MATCH = "match"


class GenerationState(StrEnum):
    """Whether a generation is still being written beside the old, or is the one that is read."""

    BUILDING = "building"
    LIVE = "live"


class PageMarkKind(StrEnum):
    """What people have done with a page for a dimension."""

    CITED = "cited"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class SearchGeneration(Base):
    """One writing of a college's full text or matches; `recipe` names what made it.

    `pages` and `words` are the sums that ranking needs. `cursor` is the last page that a
    rebuild has written, so that it goes on where it stopped.
    """

    __tablename__ = "search_generation"
    __table_args__ = (
        UniqueConstraint("college_id", "kind", "number"),
        Index(
            "ix_search_generation_state",
            "college_id",
            "kind",
            "state",
            unique=True,
            sqlite_where=text("state IN ('building', 'live')"),
            postgresql_where=text("state IN ('building', 'live')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    kind: Mapped[GenerationKind] = mapped_column(checked_enum(GenerationKind))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[GenerationState] = mapped_column(checked_enum(GenerationState))
    recipe: Mapped[str]
    pages: Mapped[int] = mapped_column(Integer, default=0)
    words: Mapped[int] = mapped_column(Id, default=0)
    cursor: Mapped[int] = mapped_column(Id, default=0)


class SearchPage(Base):
    """What filters and facets need to know of a page, and nothing else."""

    __tablename__ = "search_page"
    __table_args__ = (
        UniqueConstraint("college_id", "page_id"),
        Index(None, "college_id", "document_id"),
        Index(None, "college_id", "revision_id", "number"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    document_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str]
    # Stems between spaces, also at both ends: a word of the title is found by ` stem `.
    title_stems: Mapped[str]
    type: Mapped[str]
    year: Mapped[int | None] = mapped_column(Integer)
    event_date: Mapped[date | None] = mapped_column(Date)
    # Empty where the document is of no area; names with their stems, as the title.
    area: Mapped[str] = mapped_column(default="", server_default="")
    area_stems: Mapped[str] = mapped_column(default="", server_default="")
    added_by: Mapped[str] = mapped_column(default="", server_default="")
    added_by_stems: Mapped[str] = mapped_column(default="", server_default="")
    sensitivity: Mapped[str]


class SearchMark(Base):
    """A page was cited, confirmed or dismissed for a dimension; written by the layer above."""

    __tablename__ = "search_mark"
    __table_args__ = (
        UniqueConstraint("college_id", "page_id", "kind", "dimension"),
        ForeignKeyConstraint(
            ["college_id", "page_id"], ["search_page.college_id", "search_page.page_id"]
        ),
        Index(None, "college_id", "dimension"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[PageMarkKind] = mapped_column(checked_enum(PageMarkKind))
    dimension: Mapped[str]


class MatchedPage(Base):
    """A page was compared with the framework; without this row nobody has looked yet."""

    __tablename__ = "matched_page"
    __table_args__ = (
        UniqueConstraint("college_id", "generation", "page_id"),
        ForeignKeyConstraint(
            ["college_id", "page_id"], ["search_page.college_id", "search_page.page_id"]
        ),
        Index(None, "college_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    generation: Mapped[int] = mapped_column(Integer)
    page_id: Mapped[int] = mapped_column(Id)
    abstained: Mapped[bool] = mapped_column(Boolean)
    # Its matches as one text, `1.5:3,2.4:`: counting reads one row a page, not one a match.
    speaks_to: Mapped[str] = mapped_column(default="", server_default="")


class Match(Base):
    """A page's best passage for a dimension: its score, the words that made it, where it stands.

    `start` and `end` are code points in the page's text.
    """

    __tablename__ = "page_match"
    __table_args__ = (
        UniqueConstraint("college_id", "generation", "page_id", "dimension"),
        ForeignKeyConstraint(
            ["college_id", "generation", "page_id"],
            ["matched_page.college_id", "matched_page.generation", "matched_page.page_id"],
        ),
        Index(None, "college_id", "generation", "dimension", "score"),
        CheckConstraint('"end" >= start AND start >= 0', name="passage_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    generation: Mapped[int] = mapped_column(Integer)
    page_id: Mapped[int] = mapped_column(Id)
    theme: Mapped[int] = mapped_column(Integer)
    dimension: Mapped[str]
    level: Mapped[int | None] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    terms: Mapped[Any] = mapped_column(CanonicalJson)


class LearnedWords(Base):
    """What a college's own decisions taught the matching of one framework version.

    `words` are as `learning.LearnedWord`; `confirmed` and `dismissed` say how many decisions it
    was learned from.
    """

    __tablename__ = "learned_words"
    __table_args__ = (UniqueConstraint("college_id", "framework_sha256"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    framework_sha256: Mapped[str]
    sha256: Mapped[str]
    words: Mapped[Any] = mapped_column(CanonicalJson)
    confirmed: Mapped[int] = mapped_column(Integer)
    dismissed: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(default=utc_now)
