"""PDF files of sample papers, set by Typst from a source in which no word of theirs is markup."""

import re
from datetime import datetime

import typst

from webapp.sample.papers import Block, Heading, Listing, PageBreak, Paper, Paragraph, Runs, Table

# A hyphen at the end of a line reads back as another character, so such words are kept whole.
_HYPHENED = re.compile(r"(\w+(?:[-\u2010]\w+)+)")

_PREAMBLE = """\
#set document(title: {title}, author: "Wyrecombe College")
#set text(font: "Libertinus Serif", size: 11.5pt, lang: "en", region: "gb", ligatures: false,
  hyphenate: false)
#set par(justify: false, leading: 0.78em, spacing: 1.2em)
#set page(paper: "a4", margin: (x: 2.8cm, top: 2.8cm, bottom: 2.5cm),
  header: text(size: 8.5pt, fill: luma(70))[#{header}],
  footer: context text(size: 8.5pt, fill: luma(70))[#h(1fr) #counter(page).display("1 of 1",
  both: true)])
#show heading: set block(above: 1.3em, below: 0.75em)
#set table(stroke: 0.5pt + luma(120), inset: 5pt)
#show table: set text(size: 9.5pt)
#show table: set par(leading: 0.5em)
"""


def pdf(paper: Paper, made_at: datetime) -> bytes:
    """The paper as an A4 PDF with text; the same bytes for the same paper and time."""
    source = typst_source(paper).encode()
    return typst.compile(
        source, format="pdf", ignore_system_fonts=True, timestamp=int(made_at.timestamp())
    )


def typst_source(paper: Paper) -> str:
    """The paper in Typst's language, every text in it a string literal."""
    preamble = _PREAMBLE.format(title=_literal(paper.title), header=_literal(paper.header))
    return "\n\n".join([preamble, *(_block(block) for block in paper.blocks)])


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"#heading(level: {level})[{_text(text)}]"
        case Paragraph(runs):
            return _runs(runs)
        case Listing(ordered, items):
            kind = "enum" if ordered else "list"
            return f"#{kind}({''.join(f'[{_runs(item)}], ' for item in items)})"
        case Table(rows):
            return _table(rows)
        case PageBreak():
            return "#pagebreak(weak: true)"


def _table(rows: tuple[tuple[Runs, ...], ...]) -> str:
    """A table whose columns share the width by the length of what stands in them."""
    header, *others = rows
    shares = ", ".join(f"{_share(column)}fr" for column in zip(*rows, strict=True))
    heads = "".join(f"strong[{_runs(cell)}], " for cell in header)
    cells = "".join(f"[{_runs(cell)}], " for row in others for cell in row)
    return f"#table(columns: ({shares},), table.header({heads}), {cells})"


def _share(column: tuple[Runs, ...]) -> int:
    lengths = [sum(len(run.text) for run in cell) for cell in column]
    return max(8, min(48, max(lengths)))


def _runs(runs: Runs) -> str:
    faces = {(True, False): "#strong[{}]", (False, True): "#emph[{}]"}
    return "".join(faces.get((run.bold, run.italic), "{}").format(_text(run.text)) for run in runs)


def _text(text: str) -> str:
    parts = (part for part in _HYPHENED.split(text) if part)
    return "".join(
        f"#box({_literal(part)})" if _HYPHENED.fullmatch(part) else f"#{_literal(part)}"
        for part in parts
    )


def _literal(text: str) -> str:
    """A Typst string that stands for this text, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
