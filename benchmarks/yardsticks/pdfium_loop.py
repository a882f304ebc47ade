"""The shortest loop that gets the text of PDF pages out of PDFium; does nothing else."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2


def page_texts(path: Path) -> Iterator[str]:
    """Give the text of each page of one file."""
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_range()
        text.close()
        page.close()
    document.close()


def read_all(paths: Sequence[Path]) -> int:
    """Read every page of every file and count them."""
    return sum(1 for path in paths for _ in page_texts(path))
