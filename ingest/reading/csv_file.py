"""Tables written as text (CSV): rows by their delimiter; knows no format of numbers."""

import csv
import mmap
from importlib.metadata import version
from typing import Final

from ingest.reading import sentences
from ingest.reading.charsets import decoded
from ingest.reading.delimited import delimiter_of, rows_of
from ingest.reading.sheets import FullError, Gathering, Row, Sheets

PARSER: Final = f"csv-reader 1 (charset-normalizer {version('charset-normalizer')})"
_SAMPLE: Final = 64 * 1024
# More than the characters that are read of one file; what is beyond costs no memory.
_MOST_BYTES: Final = 48 << 20


class CsvFile(Sheets):
    """A table written as text. Its rows count as a spreadsheet program counts them.

    Raises:
        UnreadableError: there is nothing in its cells.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        text = decoded(bytes(data[:_MOST_BYTES]))
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        delimiter = delimiter_of(text[:_SAMPLE], is_cut=len(text) > _SAMPLE) or ","
        gathered = Gathering()
        gathered.begin("")
        unread = None
        try:
            for number, cells in enumerate(rows_of(text, delimiter), 1):
                gathered.add(Row(number, list(enumerate(cells, 1))))
            if len(data) > _MOST_BYTES:
                unread = gathered.full()
        except FullError:
            unread = gathered.full()
        except csv.Error:
            unread = sentences.SHEET_BROKEN
        gathered.end(unread=unread)
        super().__init__(gathered, PARSER)
