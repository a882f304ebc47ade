"""What the fuzzer calls: each reader and guard with bytes, and what may come of it.

A reader may refuse its bytes with UnreadableError. Everything else that is raised is a find.
"""

import importlib
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from ingest import file_names
from ingest.reading import compressed_rtf, formats
from ingest.reading.archive_guard import check_archive
from ingest.reading.file_types import UnreadableError, file_type, refusal

Target = Callable[[bytes], None]


def _maker(name: str) -> Any:
    """Give a module of the tests that makes files."""
    return importlib.import_module(f"tests.ingest.reading.{name}")


making, making_hostile = _maker("making"), _maker("making_hostile")
making_odf, making_slides = _maker("making_odf"), _maker("making_slides")
making_sheets, making_zips = _maker("making_sheets"), _maker("making_zips")
_MOST_PIECES = 50
_LARGEST_SEED = 100_000
_MOST_SEEDS = 100
_HELLO = making.docx(
    making.paragraph(making.run("Hello")) + making.table(making.row(making.cell("")))
)
# Fuzzed as the XML part that holds the words: bytes of a ZIP rarely get past its checksums.
_PARTS = {
    "docx": ("word/document.xml", _HELLO),
    "pptx": (making_hostile.SLIDE, making_slides.pptx("Hello")),
    "odt": ("content.xml", making_odf.odt(making_odf.p("Hello"))),
    "odp": ("content.xml", making_odf.odp(making_odf.page(making_odf.box("Hello")))),
    "xlsx": (
        "xl/w1.xml",
        making_sheets.raw_xlsx(f'<row r="1">{making_sheets.raw_cell("Hello")}</row>'),
    ),
    "ods": (
        "content.xml",
        making_sheets.ods(making_sheets.table("S", making_sheets.row(making_sheets.cell("Hello")))),
    ),
}
# Where programs put the part that our own packages name otherwise.
_USUAL_PARTS = {"xl/w1.xml": "xl/worksheets/sheet1.xml"}


def target(name: str) -> Target:
    """Give the function to call for a reader or a guard."""
    if name in _PARTS:
        return _reads_part(name)
    if name in formats.OPENERS:
        return _reads(name)
    return _GUARDS[name]


def names() -> list[str]:
    """Everything that can be fuzzed."""
    return [*dict.fromkeys([*formats.OPENERS, *_GUARDS])]


def _reads(kind: str) -> Target:
    def read(data: bytes) -> None:
        try:
            opened = formats.OPENERS[kind](data)
        except UnreadableError:
            return
        for ordinal in range(1, min(len(opened), _MOST_PIECES) + 1):
            opened.piece(ordinal).text.encode()

    return read


def _reads_part(kind: str) -> Target:
    part, package = _PARTS[kind]
    read = _reads(kind)
    with zipfile.ZipFile(BytesIO(package)) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != part}

    def read_part(data: bytes) -> None:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, content in (*others.items(), (part, data)):
                made.writestr(name, content)
        read(out.getvalue())

    return read_part


def _guard(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_archive(archive)
    except (zipfile.BadZipFile, UnreadableError, ValueError, OSError, NotImplementedError):
        # What every opener of archives expects of zipfile.
        return


def _kind(data: bytes) -> None:
    kind = file_type(data)
    if kind not in formats.OPENERS:
        refusal(kind)


def _packed(data: bytes) -> None:
    try:
        compressed_rtf.blocks_of(data)
    except ValueError:
        # What the reader of Outlook's messages expects of it.
        return


def _name(data: bytes) -> None:
    kept = file_names.clean_name(data.decode("utf-8", "surrogateescape"))
    if not 0 < len(kept.encode()) <= file_names.LONGEST_NAME or {"/", "\\"} & set(kept):
        raise ValueError(kept)
    if file_names.clean_name(kept) != kept:
        raise ValueError(kept)


_GUARDS: dict[str, Target] = {
    "archive_guard": _guard, "file_types": _kind, "file_names": _name,
    "compressed_rtf": _packed,
}  # fmt: skip


def seeds(name: str, corpus: Path | None) -> Iterator[bytes]:
    """Small files to begin with: of our own making, and of this kind from the corpus."""
    if name in _PARTS:
        part, package = _PARTS[name]
        yield from _part_of([package], part)
    yield from _MADE.get(name, ())
    if corpus is None:
        return
    found = _of_kind(name, sorted(corpus.glob("[hr][oe]*/**/*")))
    if name in _PARTS:
        part = _PARTS[name][0]
        found = _part_of(found, _USUAL_PARTS.get(part, part))
    for _, data in zip(range(_MOST_SEEDS), found, strict=False):
        yield data


def _of_kind(name: str, paths: Iterable[Path]) -> Iterator[bytes]:
    if name in {"file_names", "compressed_rtf"}:
        return
    is_any = name in _GUARDS
    for path in paths:
        if path.is_file() and path.stat().st_size < _LARGEST_SEED:
            data = path.read_bytes()
            if is_any or file_type(data) == name:
                yield data


def _part_of(packages: Iterable[bytes], part: str) -> Iterator[bytes]:
    for package in packages:
        try:
            with zipfile.ZipFile(BytesIO(package)) as archive:
                yield archive.read(part)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
            continue


def _picture(kind: str) -> bytes:
    stream = BytesIO()
    Image.new("L", (8, 8), 200).save(stream, kind)
    return stream.getvalue()


_MESSAGE = b"""\
From: a@b.example
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Hello
--x
Content-Type: message/rfc822

Subject: =?utf-8?q?=C3=A9?=

Inner
--x--
"""
_MADE: dict[str, list[bytes]] = {
    "pdf": [making.pdf(making.page_of("Hello"))],
    "rtf": [rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\pard Hello\par\u233?\'e9\cell\row}"],
    "text": [b"# Hello\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"],
    "html": [b"<html><body><h1>A</h1><table><tr><td>b<td>c</table><p hidden>d<!-- e -->"],
    "eml": [_MESSAGE],
    "csv": [b'Course;Places\r\n"Plumbing; level 2";12\r\n', b"a\tb\n1\t2\n"],
    **{kind: [_picture(kind)] for kind in ("png", "jpeg", "tiff", "gif", "bmp")},
    "zip": [making_zips.one_file(), making_zips.overlapping(3), making_zips.nested(3)],
    "archive_guard": [making_zips.one_file(), making_zips.overlapping(3), _HELLO],
    "compressed_rtf": [
        struct.pack("<IIII", 40, 28, 0x414C454D, 0) + rb"{\rtf1\ansi\pard Hello\par}"
    ],
    "file_names": [b"Minutes 12 March.pdf", "e\u0301\u202e..\\C:con.txt".encode()],
}
