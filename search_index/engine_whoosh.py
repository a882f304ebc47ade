"""The index in Whoosh, for one machine: streams and word counts are rows, postings stand in files.

The rows are written in the pages' own transaction and are the truth. After a commit that fills a
batch, the process that committed takes the changes over into the files; only one at a time can.
What the files do not hold yet is compared from its rows, so that a search is as exact before as
after, and an index that was lost or fell behind catches up with the next writing.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Float, Integer, Select, func, select, text
from sqlalchemy.orm import Session

from search_index.engine import RUN_BREAK, IndexedText, IndexTable, Wanted
from search_index.first_guess import Guess
from search_index.whoosh_folder import WhooshFolder
from store.db import AFTER_COMMIT, LAST_STATEMENTS, new_key
from store.errors import DamagedError

# What one commit takes over at most.
_MOST_AT_ONCE = 2_000
# No limit, in SQLite's words.
_ALL = -1


@dataclass(frozen=True)
class _Behind:
    """Pages whose last change is not in the files: with their text, or gone."""

    page_ids: tuple[int, ...]
    texts: Mapping[int, IndexedText]
    position: int
    # How far the files were when this was looked up.
    since: int


class WhooshEngine:
    """Whoosh over our stems, with a tokeniser that only looks for spaces."""

    def __init__(self, folder: Path, batch_pages: int) -> None:
        """Keep the files of every index under a folder, which is made when it is needed.

        So many changed pages wait in their rows before the files are written.
        """
        self._folder, self._batch_pages = folder, batch_pages

    def open(self, session: Session, table: IndexTable) -> None:
        """Make an empty index."""
        name = table.name
        streams = "page_id INTEGER PRIMARY KEY, stems TEXT NOT NULL, joined TEXT NOT NULL"
        counts = "term TEXT PRIMARY KEY, pages INTEGER NOT NULL"
        for statement in (
            f"CREATE TABLE {name} ({streams})",
            f"CREATE TABLE {name}_words ({counts}) WITHOUT ROWID",
            f"CREATE TABLE {name}_changes (page_id INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
            f"CREATE UNIQUE INDEX {name}_changes_number ON {name}_changes (number)",
            f"CREATE TABLE {name}_folder (key TEXT NOT NULL)",
        ):
            session.execute(text(statement))
        session.execute(text(f"INSERT INTO {name}_folder VALUES (:key)"), {"key": new_key()})  # noqa: S608 - a name made of numbers

    def drop(self, session: Session, table: IndexTable) -> None:
        """Remove the index, and its files once that is committed."""
        gone = self._files(session, table)
        for part in ("", "_words", "_changes", "_folder"):
            session.execute(text(f"DROP TABLE {table.name}{part}"))
        session.info.get(LAST_STATEMENTS, {}).pop(_errand(table), None)
        session.info.setdefault(AFTER_COMMIT, {})[_errand(table)] = gone.remove

    def add(self, session: Session, table: IndexTable, texts: Sequence[IndexedText]) -> None:
        """Add pages that are not in the index."""
        if not texts:
            return
        session.execute(
            text(f"INSERT INTO {table.name} VALUES (:i, :s, :j)"),  # noqa: S608 - as above
            [{"i": entry.page_id, "s": entry.stems, "j": entry.joined} for entry in texts],
        )
        self._count(session, table, texts, 1)
        self._changed(session, table, [entry.page_id for entry in texts])

    def remove(self, session: Session, table: IndexTable, page_ids: Sequence[int]) -> None:
        """Remove pages; those that are not there do no harm."""
        gone = self.texts(session, table, page_ids)
        session.execute(
            text(
                f"DELETE FROM {table.name} "  # noqa: S608 - as above
                "WHERE page_id IN (SELECT value FROM json_each(:ids))"
            ),
            {"ids": json.dumps(list(gone))},
        )
        self._count(session, table, list(gone.values()), -1)
        self._changed(session, table, list(gone))

    def _count(
        self, session: Session, table: IndexTable, texts: Sequence[IndexedText], sign: int
    ) -> None:
        counts = Counter(word for entry in texts for word in _words(entry))
        session.execute(
            text(
                f"INSERT INTO {table.name}_words "  # noqa: S608 - as above
                "SELECT key, value FROM json_each(:counts) WHERE true "
                "ON CONFLICT (term) DO UPDATE SET pages = pages + excluded.pages"
            ),
            {"counts": json.dumps({word: sign * count for word, count in counts.items()})},
        )

    def _changed(self, session: Session, table: IndexTable, page_ids: Sequence[int]) -> None:
        if not page_ids:
            return
        changes = f"{table.name}_changes"
        session.execute(
            text(
                f"INSERT INTO {changes} "  # noqa: S608 - as above
                f"SELECT value, 1 + key + (SELECT coalesce(max(number), 0) FROM {changes}) "
                "FROM json_each(:ids) WHERE true "
                "ON CONFLICT (page_id) DO UPDATE SET number = excluded.number"
            ),
            {"ids": json.dumps(list(page_ids))},
        )
        hand_over = partial(self._hand_over, table=table)
        session.info.setdefault(LAST_STATEMENTS, {})[_errand(table)] = hand_over

    def _hand_over(self, session: Session, table: IndexTable) -> None:
        """As a transaction ends: have the files take the changes once it is committed."""
        files = self._files(session, table)
        behind = self._behind(session, table, files, most=_MOST_AT_ONCE)
        if len(behind.page_ids) >= self._batch_pages:
            take = partial(files.take, behind.page_ids, behind.texts, behind.position, behind.since)
            session.info.setdefault(AFTER_COMMIT, {})[_errand(table)] = take

    def _files(self, session: Session, table: IndexTable) -> WhooshFolder:
        key = session.scalar(text(f"SELECT key FROM {table.name}_folder"))  # noqa: S608 - as above
        name = f"{table.college_id}-{table.generation}-{key}"
        return WhooshFolder(self._folder / name)

    def _behind(
        self, session: Session, table: IndexTable, files: WhooshFolder, *, most: int = _ALL
    ) -> _Behind:
        """What the files have yet to take, the oldest first."""
        changes = f"{table.name}_changes"
        newest = session.scalar(text(f"SELECT coalesce(max(number), 0) FROM {changes}"))  # noqa: S608 - as above
        position = files.position
        rows = session.execute(
            text(
                f"SELECT page_id, number FROM {changes} "  # noqa: S608 - as above
                "WHERE number > :position ORDER BY number LIMIT :most"
            ),
            # Files that know more than the rows are from after the rows' backup: all is new.
            {"position": position if position <= newest else 0, "most": most},
        ).all()
        page_ids = tuple(row.page_id for row in rows)
        texts = self.texts(session, table, page_ids)
        last = max((row.number for row in rows), default=position)
        return _Behind(page_ids, texts, last, since=position)

    def page_ids(self, session: Session, table: IndexTable) -> set[int]:
        """Every page of the index."""
        return set(session.scalars(text(f"SELECT page_id FROM {table.name}")))  # noqa: S608 - as above

    def texts(
        self, session: Session, table: IndexTable, page_ids: Sequence[int]
    ) -> Mapping[int, IndexedText]:
        """The streams of some pages."""
        rows = session.execute(
            text(
                f"SELECT page_id, stems, joined FROM {table.name} "  # noqa: S608 - as above
                "WHERE page_id IN (SELECT value FROM json_each(:ids))"
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
                f"SELECT term, pages FROM {table.name}_words "  # noqa: S608 - as above
                "WHERE term IN (SELECT value FROM json_each(:stems))"
            ),
            {"stems": json.dumps([stem for stem, is_prefix in asked if not is_prefix])},
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

    def matching(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """Pages that match: those of the files, and those of the rows that are newer."""
        files = self._files(session, table)
        behind = self._behind(session, table, files)
        found = files.matching(wanted).difference(behind.page_ids)
        found.update(page for page, entry in behind.texts.items() if _holds(entry, wanted))
        listed = func.json_each(json.dumps(sorted(found))).table_valued("value")
        return select(listed.c.value.label("page_id"))

    def ranked(self, session: Session, table: IndexTable, wanted: Wanted) -> Select[Any]:
        """Pages that match, by what their rows say: files and rows that wait are alike then."""
        guess = Guess(wanted)
        found = session.scalars(self.matching(session, table, wanted)).all()
        ranks = [
            [page_id, -guess.score(text)]
            for page_id, text in self.texts(session, table, found).items()
        ]
        listed = func.json_each(json.dumps(ranks)).table_valued("value")
        place: Any = func.json_extract(listed.c.value, "$[0]", type_=Integer)
        rank: Any = func.json_extract(listed.c.value, "$[1]", type_=Float)
        return select(place.label("page_id"), rank.label("rank"))

    def look_again(self, session: Session, table: IndexTable) -> None:
        """Nothing: the plans around the files do not depend on how much they hold."""

    def faults(self, session: Session, table: IndexTable) -> list[str]:
        """Whether the word counts are those of the rows, and the files hold the rows' pages."""
        rows = self.texts(session, table, sorted(self.page_ids(session, table)))
        counts = Counter(word for entry in rows.values() for word in _words(entry))
        told = session.execute(
            text(f"SELECT term, pages FROM {table.name}_words WHERE pages <> 0")  # noqa: S608 - as above
        )
        wrong = sorted(counts.items() ^ {(row.term, row.pages) for row in told})
        found = []
        if wrong:
            words = ", ".join(dict.fromkeys(word for word, _ in wrong[:3]))
            found.append(f"The index {table.name} counts wrongly: {words}.")
        files = self._files(session, table)
        try:
            held = files.page_ids()
            behind = set(self._behind(session, table, files).page_ids)
        except DamagedError as error:
            return [*found, error.sentence]
        if held - behind != rows.keys() - behind:
            found.append(
                f"The files of the index {table.name} hold other pages than its rows. "
                "Run `careers-evidence reindex`."
            )
        return found


def _errand(table: IndexTable) -> str:
    return f"files of {table.name}"


def _words(entry: IndexedText) -> set[str]:
    return {*entry.stems.split(), *entry.joined.split()} - {RUN_BREAK}


def _holds(entry: IndexedText, wanted: Wanted) -> bool:
    stream = f" {entry.stems} {RUN_BREAK} {entry.joined} "
    groups = (any(term.spaced in stream for term in group) for group in wanted.groups)
    is_found = any(groups) if wanted.any_group else all(groups)
    return is_found and not any(term.spaced in stream for term in wanted.excluded)
