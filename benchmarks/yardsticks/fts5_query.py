"""One hand-written query over one FTS5 table of all pages of all colleges; does nothing else.

MATCH, the college's filter, the order of bm25, 20 rows, and one GROUP BY for each facet. The words
are stems already, as in our own index, so that both find the same pages.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(stems, joined, tokenize = "unicode61 tokenchars '_'");
CREATE TABLE page (id INTEGER PRIMARY KEY, college INTEGER, type TEXT, year INTEGER, area TEXT,
    added_by TEXT, title TEXT);
CREATE TABLE speaks (page INTEGER, dimension TEXT, theme INTEGER, level INTEGER, mark TEXT);
CREATE INDEX of_page ON speaks (page);
"""
_QUERY = """
WITH found AS MATERIALIZED (
    SELECT page.*, bm25(words, 1.0, 0.05) AS rank
    FROM words JOIN page ON page.id = words.rowid WHERE words MATCH ? AND page.college = ?)
SELECT * FROM (SELECT title, id, 0, rank FROM found ORDER BY rank LIMIT 20)
UNION ALL SELECT 'type', type, count(*), 0 FROM found GROUP BY type
UNION ALL SELECT 'year', year, count(*), 0 FROM found GROUP BY year
UNION ALL SELECT 'area', area, count(*), 0 FROM found GROUP BY area
UNION ALL SELECT 'added_by', added_by, count(*), 0 FROM found GROUP BY added_by
UNION ALL SELECT 'dimension', dimension, count(DISTINCT id), 0
    FROM found JOIN speaks ON page = id GROUP BY dimension
UNION ALL SELECT 'theme', theme, count(DISTINCT id), 0
    FROM found JOIN speaks ON page = id GROUP BY theme
UNION ALL SELECT 'level', level, count(DISTINCT id), 0
    FROM found JOIN speaks ON page = id GROUP BY level
UNION ALL SELECT 'mark', mark, count(DISTINCT id), 0
    FROM found JOIN speaks ON page = id GROUP BY mark
"""


class HandWritten:
    """The table of all pages, or of one college's alone."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_TABLES)

    def add(
        self,
        words: Iterable[tuple[int, str, str]],
        pages: Iterable[tuple[int, int, str, int | None, str, str, str]],
        speaks: Iterable[tuple[int, str, int, int | None]],
    ) -> None:
        """Add pages: their two streams, what filters know of them, and their matches."""
        ask = self._connection.executemany
        ask("INSERT INTO words (rowid, stems, joined) VALUES (?, ?, ?)", words)
        ask("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", pages)
        ask("INSERT INTO speaks VALUES (?, ?, ?, ?, NULL)", speaks)
        self._connection.commit()

    def find(self, expression: str, college: int) -> int:
        """Ask for 20 rows and every facet; returns how many lines came back."""
        return len(self._connection.execute(_QUERY, (expression, college)).fetchall())

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
