"""The index in SQLite: one FTS5 table a college and generation, in the pages' own transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Float, Integer, Select, bindparam, literal_column, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from search_index.engine import IndexedText, IndexTable, Wanted
from search_index.first_guess import JOINED
from search_index.query import Term

_COLUMNS = "rowid AS page_id, stems, joined"
_WEIGHTS = f"1.0, {JOINED}"


class SqliteEngine:
    """FTS5 with the plainest tokeniser: the stems are made before."""

    def open(self, session: Session, table: IndexTable) -> None:
        """Make an empty index."""
        session.execute(
            text(
                f"CREATE VIRTUAL TABLE {table.name} USING fts5(stems, joined, "
                "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
        )
        session.execute(
            text(f"CREATE VIRTUAL TABLE {table.name}_words USING fts5vocab({table.name}, row)")
        )

    def drop(self, session: Session, table: IndexTable) -> None:
        """Remove the index and its list of words."""
        session.execute(text(f"DROP TABLE IF EXISTS {table.name}_words"))
        session.execute(text(f"DROP TABLE IF EXISTS {table.name}"))

    def add(self, session: Session, table: IndexTable, texts: Sequence[IndexedText]) -> None:
        """Add pages that are not in the index."""
        if texts:
            session.execute(
                text(f"INSERT INTO {table.name}(rowid, stems, joined) VALUES (:i, :s, :j)"),  # noqa: S608 - a name made of numbers
                [{"i": entry.page_id, "s": entry.stems, "j": entry.joined} for entry in texts],
            )

    def remove(self, session: Session, table: IndexTable, page_ids: Sequence[int]) -> None:
        """Remove pages; those that are not there do no harm."""
        if page_ids:
            session.execute(
                text(f"DELETE FROM {table.name} WHERE rowid = :i"),  # noqa: S608 - as above
                [{"i": page_id} for page_id in page_ids],
            )

    def page_ids(self, session: Session, table: IndexTable) -> set[int]:
        """Every page of the index."""
        return set(session.scalars(text(f"SELECT rowid FROM {table.name}")))  # noqa: S608 - as above

    def texts(
        self, session: Session, table: IndexTable, page_ids: Sequence[int]
    ) -> Mapping[int, IndexedText]:
        """The streams of some pages."""
        rows = session.execute(
            text(
                f"SELECT {_COLUMNS} FROM {table.name} "  # noqa: S608 - as above
                "WHERE rowid IN (SELECT value FROM json_each(:ids))"
            ),
            {"ids": json.dumps(list(page_ids))},
        )
        return {row.page_id: IndexedText._make(row) for row in rows}

    def page_counts(
        self, session: Session, table: IndexTable, terms: Iterable[tuple[str, bool]]
    ) -> Mapping[tuple[str, bool], int]:
        """On how many of this college's pages a stem (or beginning) stands."""
        asked = set(terms)
        counted = dict.fromkeys(asked, 0)
        rows = session.execute(
            text(
                f"SELECT term, doc FROM {table.name}_words "  # noqa: S608 - as above
                "WHERE term IN (SELECT value FROM json_each(:stems))"
            ),
            {"stems": json.dumps([stem for stem, is_prefix in asked if not is_prefix])},
        )
        counted |= {(row.term, False): row.doc for row in rows}
        for stem in (stem for stem, is_prefix in asked if is_prefix):
            pages = session.scalars(
                text(f"SELECT doc FROM {table.name}_words WHERE term >= :low AND term < :high"),  # noqa: S608 - as above
                {"low": stem, "high": f"{stem}{{"},
            )
            counted[stem, True] = sum(pages)
        return counted

    def words(self, session: Session, table: IndexTable, beginning: str) -> Sequence[str]:
        """The stems that begin so and stand on any page, in order."""
        return session.scalars(
            text(
                f"SELECT term FROM {table.name}_words "  # noqa: S608 - as above
                "WHERE term >= :low AND term < :high ORDER BY term"
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
        page_id: Any = literal_column("rowid", Integer).label("page_id")
        found: Any = bindparam(None, expression(wanted), unique=True)
        matches: Any = literal_column(table.name).op("MATCH")(found)
        return select(page_id).select_from(text(table.name)).where(matches)

    def ranked(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """Pages that match, by FTS5's own BM25, which sees this college only."""
        rank: Any = literal_column(f"bm25({table.name}, {_WEIGHTS})", Float).label("rank")
        return self.matching(session, table, wanted).add_columns(rank)

    def look_again(self, session: Session, table: IndexTable) -> None:
        """Nothing: SQLite's plans here follow from the indexes alone."""

    def faults(self, session: Session, table: IndexTable) -> list[str]:
        """FTS5's own check of its lists against the stored streams."""
        try:
            with session.begin_nested():
                session.execute(
                    text(f"INSERT INTO {table.name}({table.name}) VALUES ('integrity-check')")  # noqa: S608 - as above
                )
        except DatabaseError as error:
            return [f"The index {table.name} is damaged: {error.orig}."]
        return []


def expression(wanted: Wanted) -> str:
    """The query in FTS5's own language. Stems are letters and digits, so quotes suffice."""
    groups = [f"({' OR '.join(map(_term, group))})" for group in wanted.groups]
    found = (" OR " if wanted.any_group else " AND ").join(groups)
    if not wanted.excluded:
        return found
    return f"({found}) NOT ({' OR '.join(map(_term, wanted.excluded))})"


def _term(term: Term) -> str:
    return f'"{" ".join(term.stems)}"{" *" if term.is_prefix else ""}'
