"""The text of PDF pages by pdfplumber, closing each page; does nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pdfplumber


def page_texts(path: Path) -> Iterator[str]:
    """Give the text of each page of one file."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            yield page.extract_text()
            page.close()
