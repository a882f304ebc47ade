"""Turns papers of the sample college into real files, the same bytes every time; stores nothing."""

from datetime import UTC, datetime, time

from webapp.sample import docx_files, scans, typst_sources
from webapp.sample.papers import Paper


def render(paper: Paper) -> bytes:
    """The file of a paper: a PDF with text, a Word file, or a PDF that holds only an image.

    Raises:
        ValueError: the paper asks for a format that is none of these.
    """
    made_at = datetime.combine(paper.event_date, time(9), UTC)
    match paper.format:
        case "pdf":
            return typst_sources.pdf(paper, made_at)
        case "docx":
            return docx_files.docx(paper, made_at)
        case "scan":
            return scans.scanned(typst_sources.pdf(paper, made_at), made_at)
        case _:
            raise ValueError(f"A sample paper is pdf, docx or scan, not {paper.format}.")
