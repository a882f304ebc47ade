"""The index in PostgreSQL: one table a college and generation, full text without an extension."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Double,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from search_index.engine import RUN_BREAK, IndexedText, IndexTable, Wanted
from search_index.first_guess import LENGTH, SATURATION, rarities, words_of
from search_index.models import Match, MatchedPage, SearchMark, SearchPage
from search_index.query import Term

# The last position that a tsvector can tell from the next.
_LAST_POSITION = 16_383
# Most positions of one word that a tsvector keeps.
_MOST_POSITIONS = 255
# Vectors up to this size stay inside the row; fetching them from elsewhere costs more than all
# the rest of a query.
_INLINE_BYTES = 8160


# Tables that a search joins with the index.
_BESIDE = tuple(t.__tablename__ for t in (SearchPage, SearchMark, MatchedPage, Match))

_VECTOR: Any = literal_column("vector")
_WORDS: Any = literal_column("words")
# What positions count by their labels D, C, B and A: those of the second stream not at all.
_OWN_STREAM: Any = literal_column("CAST('{1, 0, 0, 0}' AS real[])")
_SECOND_STREAM = "A"
_SPACED_STREAM: Any = literal_column("' ' || stems || ' '")
_ENDLESS_SUM = math.pi**2 / 6


class PostgresqlEngine:
    """`tsvector` built from our stems: PostgreSQL's own parser and dictionaries see nothing."""

    def open(self, session: Session, table: IndexTable) -> None:
        """Make an empty index."""
        name = table.name
        columns = "page_id bigint PRIMARY KEY, stems text NOT NULL, joined text NOT NULL"
        columns += ", words integer NOT NULL"
        inline = f"WITH (toast_tuple_target = {_INLINE_BYTES})"
        words = 'term text COLLATE "C" PRIMARY KEY, pages integer NOT NULL'
        for statement in (
            f"CREATE TABLE {name} ({columns}, vector tsvector NOT NULL) {inline}",
            f"ALTER TABLE {name} ALTER COLUMN vector SET STORAGE MAIN",
            f"CREATE INDEX {name}_vector ON {name} USING gin (vector)",
            f"CREATE TABLE {name}_words ({words})",
        ):
            session.execute(text(statement))

    def drop(self, session: Session, table: IndexTable) -> None:
        """Remove the index and its list of words."""
        session.execute(text(f"DROP TABLE IF EXISTS {table.name}, {table.name}_words"))

    def add(self, session: Session, table: IndexTable, texts: Sequence[IndexedText]) -> None:
        """Add pages that are not in the index."""
        if not texts:
            return
        session.execute(
            text(
                f"INSERT INTO {table.name}(page_id, stems, joined, words, vector) "  # noqa: S608 - a name made of numbers
                "SELECT i, s, j, w, CAST(v AS tsvector) FROM unnest(CAST(:i AS bigint[]), "
                "CAST(:s AS text[]), CAST(:j AS text[]), CAST(:w AS integer[]), "
                "CAST(:v AS text[])) AS t(i, s, j, w, v)"
            ),
            {
                "i": [entry.page_id for entry in texts],
                "s": [entry.stems for entry in texts],
                "j": [entry.joined for entry in texts],
                "w": [words_of(entry) for entry in texts],
                "v": [vector(entry) for entry in texts],
            },
        )
        self._count(session, table, texts, 1)

    def remove(self, session: Session, table: IndexTable, page_ids: Sequence[int]) -> None:
        """Remove pages; those that are not there do no harm."""
        gone = self.texts(session, table, page_ids)
        session.execute(
            text(f"DELETE FROM {table.name} WHERE page_id = ANY(:ids)"),  # noqa: S608 - as above
            {"ids": list(gone)},
        )
        self._count(session, table, list(gone.values()), -1)

    def _count(
        self, session: Session, table: IndexTable, texts: Sequence[IndexedText], sign: int
    ) -> None:
        counts = Counter(word for entry in texts for word in _words(entry))
        # In one order everywhere, or two writers would wait for each other.
        rows = [{"w": word, "n": sign * count} for word, count in sorted(counts.items())]
        if rows:
            session.execute(
                text(
                    f"INSERT INTO {table.name}_words AS w (term, pages) "
                    "SELECT unnest(CAST(:words AS text[])), unnest(CAST(:counts AS integer[])) "
                    "ON CONFLICT (term) DO UPDATE SET pages = w.pages + excluded.pages"
                ),
                {"words": [row["w"] for row in rows], "counts": [row["n"] for row in rows]},
            )

    def page_ids(self, session: Session, table: IndexTable) -> set[int]:
        """Every page of the index."""
        return set(session.scalars(text(f"SELECT page_id FROM {table.name}")))  # noqa: S608 - as above

    def texts(
        self, session: Session, table: IndexTable, page_ids: Sequence[int]
    ) -> Mapping[int, IndexedText]:
        """The streams of some pages."""
        rows = session.execute(
            text(f"SELECT page_id, stems, joined FROM {table.name} WHERE page_id = ANY(:ids)"),  # noqa: S608 - as above
            {"ids": list(page_ids)},
        )
        return {row.page_id: IndexedText._make(row) for row in rows}

    def page_counts(
        self, session: Session, table: IndexTable, terms: Iterable[tuple[str, bool]]
    ) -> Mapping[tuple[str, bool], int]:
        """On how many of this college's pages a stem (or beginning) stands."""
        asked = set(terms)
        counted = dict.fromkeys(asked, 0)
        rows = session.execute(
            text(f"SELECT term, pages FROM {table.name}_words WHERE term = ANY(:stems)"),  # noqa: S608 - as above
            {"stems": [stem for stem, is_prefix in asked if not is_prefix]},
        )
        counted |= {(row.term, False): row.pages for row in rows}
        for stem in (stem for stem, is_prefix in asked if is_prefix):
            pages = session.scalars(
                text(f"SELECT pages FROM {table.name}_words WHERE term >= :low AND term < :high"),  # noqa: S608 - as above
                {"low": stem, "high": f"{stem}{{"},
            )
            counted[stem, True] = sum(pages)
        return counted

    def words(self, session: Session, table: IndexTable, beginning: str) -> Sequence[str]:
        """The stems that begin so and stand on any page, in order."""
        return session.scalars(
            text(
                f"SELECT term FROM {table.name}_words "  # noqa: S608 - as above
                "WHERE pages > 0 AND term >= :low AND term < :high ORDER BY term"
            ),
            {"low": beginning, "high": f"{beginning}{{"},
        ).all()

    def matching(
        self,
        session: Session,  # noqa: ARG002 - the contract's: other engines ask at once
        table: IndexTable,
        wanted: Wanted,
    ) -> Select[Any]:
        """Pages that match."""
        page_id: Any = literal_column("page_id", Integer).label("page_id")
        holds = _VECTOR.op("@@")(_tsquery(expression(wanted)))
        return select(page_id).select_from(text(table.name)).where(holds)

    def ranked(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """Pages that match; how often they hold a word is read from what `ts_rank` says of it."""
        length = _WORDS / wanted.average_words
        damping = SATURATION * (1 - LENGTH + LENGTH * length)
        rank: Any = literal(0.0)
        for term, rarity in rarities(wanted):
            times = _times(term)
            rank = rank - rarity * (SATURATION + 1) * times / (times + damping)
        return self.matching(session, table, wanted).add_columns(rank.label("rank"))

    def look_again(self, session: Session, table: IndexTable) -> None:
        """Have the planner count anew.

        Until the server does so by itself, a minute later, it takes every table for empty and
        compares each page with each match.
        """
        session.execute(text(f"ANALYZE {table.name}, {', '.join(_BESIDE)}"))

    def faults(self, session: Session, table: IndexTable) -> list[str]:
        """Whether the counts of words are those of the pages."""
        rows = session.execute(
            text(
                "WITH counted AS (SELECT word AS term, count(*) AS pages "  # noqa: S608 - as above
                f"FROM {table.name}, unnest(tsvector_to_array(vector)) AS word GROUP BY word) "
                "SELECT coalesce(c.term, w.term) FROM counted c FULL JOIN "
                f'{table.name}_words w ON c.term COLLATE "C" = w.term '
                "WHERE coalesce(c.pages, 0) <> coalesce(w.pages, 0) LIMIT 3"
            )
        )
        words = ", ".join(row[0] for row in rows)
        return [f"The index {table.name} counts wrongly: {words}."] if words else []


def _times(term: Term) -> Any:
    """How often a term stands in a page's own stream.

    For one word with positions that count alike, `ts_rank` is the sum of 1/k**2 for k from 1 to as
    often as it stands, as a share of that sum without end (`calc_rank_or` of PostgreSQL's
    tsrank.c). What is missing of it is near 1/(times + 1/2), so rounding gives the number itself.
    Phrases and beginnings are counted in the stream itself, which takes longer.
    """
    if term.is_prefix or len(term.stems) > 1:
        left = func.octet_length(func.replace(_SPACED_STREAM, term.spaced, ""))
        return (func.octet_length(_SPACED_STREAM) - left) / cast(len(term.spaced), Double)
    missing = _ENDLESS_SUM * (1 - func.ts_rank(_OWN_STREAM, _VECTOR, _tsquery(_term(term))))
    return func.round(cast(1 / missing - 0.5, Double))


def _tsquery(words: str) -> Any:
    return cast(literal(words, String), TSQUERY)


def vector(entry: IndexedText) -> str:
    """The text form of the page's tsvector: each stem with its positions in both streams."""
    stems = entry.stems.split()
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, stem in enumerate(stems, 1):
        places[stem].append(_position(place))
    # The places of a break are a gap that no phrase can cross.
    for place, stem in enumerate(entry.joined.split(), len(stems) + 2):
        if stem != RUN_BREAK:
            places[stem].append(f"{_position(place)}{_SECOND_STREAM}")
    return " ".join(
        [f"'{stem}':{','.join(held[:_MOST_POSITIONS])}" for stem, held in places.items()]
    )


def _position(place: int) -> str:
    return str(min(_LAST_POSITION, place))


def _words(entry: IndexedText) -> set[str]:
    return {*entry.stems.split(), *entry.joined.split()} - {RUN_BREAK}


def expression(wanted: Wanted) -> str:
    """The query as text of a tsquery. Stems are letters and digits, so quotes suffice."""
    groups = [f"({' | '.join(map(_term, group))})" for group in wanted.groups]
    found = (" | " if wanted.any_group else " & ").join(groups)
    if not wanted.excluded:
        return found
    return f"({found}) & !({' | '.join(map(_term, wanted.excluded))})"


def _term(term: Term) -> str:
    words = [f"'{stem}'" for stem in term.stems]
    if term.is_prefix:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"
