"""One Whoosh index in a private folder: takes changes in batches, finds pages, knows how far it is.

It is a copy of rows and may be behind them, never the other way round for long: `position` names
the last change that it holds, and is written after the changes themselves, so that a crash between
the two has some taken in twice, which does no harm. Nothing here removes an index for an error.
"""

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.index import LockError, create_in, open_dir
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.positional import Sequence as Run
from whoosh.query.terms import Prefix
from whoosh.query.terms import Term as Word
from whoosh.util.filelock import FileLock

from search_index.engine import IndexedText, Wanted
from search_index.query import Term
from store.errors import DamagedError

_LOG = logging.getLogger(__name__)
_POSITION = "position"
_LOCK = "writing.lock"
# A commit replaces the list of parts in an instant, and the next one takes longer than opening.
_TRIES = 10
_PRIVATE = 0o700
_OTHERS = 0o077
# Readers stay open, each in its own thread, until the index has grown.
_OPEN = threading.local()


class WhooshFolder:
    """The index of one generation of one college."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self.path = path

    @property
    def position(self) -> int:
        """The number of the last change that is in the index; 0 when there is none yet."""
        if not self._is_begun():
            return 0
        try:
            return int((self.path / _POSITION).read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise self._damaged(error) from error

    def take(
        self, changed: Sequence[int], texts: Mapping[int, IndexedText], position: int, since: int
    ) -> None:
        """Write the texts of changed pages, and take out those that have none any more.

        They are the changes after `since`, up to `position`. Leaves the work to a later call when
        another worker writes or has written meanwhile, or the disk refuses: until then these
        pages are found in their rows.
        """
        try:
            make_private(self.path)
            with _one_at_a_time(self.path):
                if self.position != since:
                    _LOG.info("Another worker wrote to %s meanwhile.", self.path)
                    return
                self._write(changed, texts)
                self._remember(position)
        except LockError:
            _LOG.info("Another worker writes to %s; this batch waits for the next.", self.path)
        except OSError:
            _LOG.exception("The index %s could not be written; its rows stand in.", self.path)

    def _write(self, changed: Sequence[int], texts: Mapping[int, IndexedText]) -> None:
        index = self._open() if self._is_begun() else create_in(str(self.path), _schema())
        writer = index.writer()
        with ExitStack() as if_cut_off:
            if_cut_off.callback(writer.cancel)
            for page_id in changed:
                writer.delete_by_term("page_id", page_id)  # type: ignore[arg-type]
                text = texts.get(page_id)
                if text is not None:
                    writer.add_document(page_id=page_id, stems=text.stems, joined=text.joined)
            if_cut_off.pop_all()
        writer.commit()

    def _remember(self, position: int) -> None:
        for path in (*self.path.iterdir(), self.path):
            _to_disk(path)
        beside = self.path / f"{_POSITION}.new"
        beside.write_text(str(position), encoding="ascii")
        _to_disk(beside)
        beside.replace(self.path / _POSITION)
        _to_disk(self.path)

    def _open(self) -> Any:
        """The index. Raises DamagedError where it cannot be read or is not private."""
        # Parts of an index are pickles, which may run whatever their writer wrote.
        told = self.path.stat()
        if told.st_uid != os.getuid() or told.st_mode & _OTHERS:
            message = f"The folder {self.path} is not private. Run `chmod 700` on it."
            raise DamagedError(message)
        try:
            return _opened(self.path)
        except Exception as error:
            raise self._damaged(error) from error

    def _is_begun(self) -> bool:
        """Whether there is a list of parts; the library's own question opens what may just go."""
        return any(self.path.glob("*.toc"))

    def _damaged(self, error: Exception) -> DamagedError:
        return DamagedError(
            f"The index in {self.path} cannot be read ({error}). "
            "Run `careers-evidence reindex`, which writes it anew from the rows."
        )

    def _searcher(self) -> Any | None:
        """A searcher of the index as it is now; None before the first batch."""
        if not self._is_begun():
            return None
        searchers = _OPEN.__dict__.setdefault("searchers", {})
        searcher = searchers.get(self.path)
        if searcher is None or not searcher.up_to_date():
            opened = self._new_searcher()
            searchers[self.path] = opened
            if searcher is not None:
                searcher.close()
            searcher = opened
        return searcher

    def probe(self) -> None:
        """Open the index, as a search would. Raises DamagedError."""
        if self._is_begun():
            self._new_searcher().close()

    def _new_searcher(self) -> Any:
        index = self._open()
        try:
            return index.searcher()
        except Exception as error:
            raise self._damaged(error) from error

    def matching(self, wanted: Wanted) -> set[int]:
        """The pages of the index that match."""
        searcher = self._searcher()
        if searcher is None:
            return set()
        numbers = searcher.reader().column_reader("page_id")
        found = set(searcher.docs_for_query(_query(wanted)))
        return {numbers[place] for place in found - _excluded(searcher, wanted)}

    def page_ids(self) -> set[int]:
        """Every page of the index."""
        searcher = self._searcher()
        if searcher is None:
            return set()
        reader = searcher.reader()
        numbers = reader.column_reader("page_id")
        return {numbers[place] for place in reader.all_doc_ids()}

    def remove(self) -> None:
        """Take the folder away, after the rows that knew it are gone."""
        searcher = _OPEN.__dict__.get("searchers", {}).pop(self.path, None)
        if searcher is not None:
            searcher.close()
        if self.path.exists():
            shutil.rmtree(self.path)


def unreadable(folder: Path) -> list[str]:
    """A sentence for each index under a folder that cannot be opened: whether all is well."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            WhooshFolder(path).probe()
        except DamagedError as error:
            found.append(error.sentence)
    return found


def make_private(path: Path) -> None:
    """Make a folder that nobody else may look into, with those above it that are missing."""
    path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    path.mkdir(mode=_PRIVATE, exist_ok=True)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the folder for writing. Raises LockError while another worker holds it.

    The library's own lock ends with its commit; what was written still has to reach the disk then.
    """
    lock = FileLock(str(path / _LOCK))
    if not lock.acquire():
        raise LockError
    try:
        yield
    finally:
        lock.release()


def _opened(path: Path) -> Any:
    """The index as it is now: its list of parts may be replaced between look and opening."""
    for _ in range(_TRIES - 1):
        with suppress(FileNotFoundError):
            return open_dir(str(path))
    return open_dir(str(path))


def _schema() -> Any:
    return Schema(
        page_id=NUMERIC(int, 64, signed=False, unique=True, sortable=True),
        stems=TEXT(analyzer=SpaceSeparatedTokenizer()),
        joined=TEXT(analyzer=SpaceSeparatedTokenizer()),
    )


def _to_disk(path: Path) -> None:
    """Have what was written wait for the disk: Whoosh itself never does."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _query(wanted: Wanted) -> Any:
    groups = [Or(list(map(_term, group))) for group in wanted.groups]
    return Or(groups) if wanted.any_group else And(groups)


def _excluded(searcher: Any, wanted: Wanted) -> set[int]:
    """Places of what must not be found; the library's own AndNot lets some of it through."""
    if not wanted.excluded:
        return set()
    return set(searcher.docs_for_query(Or(list(map(_term, wanted.excluded)))))


def _term(term: Term) -> Any:
    return Or([_in_field("stems", term), _in_field("joined", term)])


def _in_field(field: str, term: Term) -> Any:
    *before, last = term.stems
    if term.is_prefix:
        end = Prefix(field, last)
        words = [Word(field, stem) for stem in before]
        return Run([*words, end], slop=1) if words else end
    if before:
        return Phrase(field, [*term.stems])
    return Word(field, last)
