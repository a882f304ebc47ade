"""Says what a file is from its bytes, never from its name, and refuses kinds that are not read."""

import mmap
import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

from ingest.reading import sentences
from ingest.reading.delimited import is_table
from ingest.reading.events import ReadState
from store.errors import CareersEvidenceError

EMPTY: Final = "empty"
UNKNOWN: Final = "unknown"
_HEAD: Final = 8192
_PDF_WITHIN: Final = 1024
_OLE_DIRECTORY_WITHIN: Final = 4 * 1024 * 1024
_LONGEST_PART: Final = 1024 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The last is of an archive that was to be spread over several files and needed only one.
_ARCHIVE: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04")

_PASSWORD: Final = "office_encrypted"
_SAVE_AS_XLSX: Final = "Save it as an Excel workbook (.xlsx) and upload that."
_SAVE_AS_PPTX: Final = "Save it as a PowerPoint presentation (.pptx) and upload that."
_NOT_READ: Final = {
    "doc": ("an old Word file (.doc)", "Save it as a Word document (.docx) and upload that."),
    "xls": ("an old Excel file (.xls)", _SAVE_AS_XLSX),
    "ppt": ("an old PowerPoint file (.ppt)", _SAVE_AS_PPTX),
    "ole": ("an old Office file", "Save it as PDF or as a Word document (.docx) and upload that."),
    "docm": ("a Word file with macros", "Save it as a Word document (.docx) and upload that."),
    "xlsm": ("an Excel file with macros", _SAVE_AS_XLSX),
    "pptm": ("a PowerPoint file with macros", _SAVE_AS_PPTX),
    "xlsb": ("a binary Excel file (.xlsb)", _SAVE_AS_XLSX),
    "xml": ("an XML file", "Save what it shows as PDF and upload that."),
    "package": (
        "a document of a program that is not known here",
        "Save it as PDF and upload that.",
    ),
    UNKNOWN: ("not a kind of file that is known here", "Save it as PDF and upload that."),
}
_OLE_STREAMS: Final = (
    ("EncryptedPackage", _PASSWORD),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
)
_OFFICE_TYPES: Final = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled", "docm"),
    (b"ms-word.template.macroEnabled", "docm"),
    (b"ms-excel.sheet.macroEnabled", "xlsm"),
    (b"ms-powerpoint.presentation.macroEnabled", "pptm"),
    (b"ms-excel.template.macroEnabled", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.binary", "xlsb"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"presentationml.template.main+xml", "pptx"),
)
# Archives that people know as one document or program, not as files packed together.
_OF_PROGRAMS: Final = frozenset({"mimetype", "META-INF/MANIFEST.MF"})
_OPEN_DOCUMENT: Final = ((b".text", "odt"), (b".spreadsheet", "ods"), (b".presentation", "odp"))
_PICTURES: Final = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF8", "gif"),
)
# Two letters begin many things; a bitmap's next ten bytes are its size, zeros, and where it starts.
_BITMAP: Final = re.compile(rb"BM.{4}\0{4}.{2}\0\0", re.DOTALL)
_MAIL: Final = (
    rb"(?:From [^\n]*\n)?(?:[a-z][a-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:received|message-id|mime-version|return-path|delivered-to|x-mailer):"
)
_TEXT_KINDS: Final = tuple(
    (kind, re.compile(mark, re.IGNORECASE | re.DOTALL))
    for kind, mark in (
        # A PDF that lost its first line: PDFium says what is wrong with it.
        ("pdf", rb"%[^\n]*\n\s*\d+ \d+ obj\b"),
        ("rtf", rb"\{\\rtf"),
        (
            "html",
            rb"(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|h[1-6])\b",
        ),
        ("html", rb"<\?xml.*<html\b"),
        ("xml", rb"<\?xml\b"),
        ("eml", _MAIL),
    )
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF8: Final = b"\xef\xbb\xbf"
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS: Final = 0.01


class UnreadableError(CareersEvidenceError):
    """The file as a whole is not read; carries the state that people see and the sentence."""

    def __init__(self, state: ReadState, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


def refusal(kind: str) -> UnreadableError:
    """Make the error that says why a file of this kind is not read and what to do."""
    if kind == EMPTY:
        return UnreadableError(ReadState.REFUSED, sentences.EMPTY_FILE)
    if kind == _PASSWORD:
        return UnreadableError(ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)
    what, advice = _NOT_READ[kind]
    return UnreadableError(ReadState.REFUSED, sentences.not_read(what, advice))


def file_type(data: mmap.mmap | bytes) -> str:
    """Name the kind of file: one that has an opener, such as "pdf", or one that is refused."""
    head = bytes(data[:_HEAD])
    if head.startswith(_ARCHIVE):
        return _kind_of_archive(data)
    if head.startswith(_OLE):
        return _kind_of_ole(data)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if picture := _kind_of_picture(head):
        return picture
    return _kind_of_text(head) if head else EMPTY


def _kind_of_picture(head: bytes) -> str | None:
    if _BITMAP.match(head):
        return "bmp"
    return next((kind for start, kind in _PICTURES if head.startswith(start)), None)


def _kind_of_text(head: bytes) -> str:
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "replace").encode()
    start = head.removeprefix(_UTF8).lstrip()
    for kind, mark in _TEXT_KINDS:
        if mark.match(start):
            return kind
    has_controls = len(_CONTROLS.findall(head)) > _MOST_CONTROLS * len(head)
    if has_controls or b"\0" in head:
        return UNKNOWN
    return "csv" if is_table(head) else "text"


def _kind_of_ole(data: mmap.mmap | bytes) -> str:
    directory = bytes(data[:_OLE_DIRECTORY_WITHIN]) + bytes(data[-_OLE_DIRECTORY_WITHIN:])
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in directory:
            return kind
    return "ole"


def _kind_of_archive(data: mmap.mmap | bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _office_kind(archive)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        # Broken or locked archives are refused as archives; zipfile names its errors loosely.
        return "zip"


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = _start_of(archive, "[Content_Types].xml")
        return next((kind for mark, kind in _OFFICE_TYPES if mark in types), "package")
    if "mimetype" in names:
        said = _start_of(archive, "mimetype")
        if b"opendocument" in said:
            return next((kind for mark, kind in _OPEN_DOCUMENT if mark in said), "package")
    is_package = names & _OF_PROGRAMS or any(name.endswith(".iwa") for name in names)
    return "package" if is_package else "zip"


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read no more of a part than a catalogue needs, whatever it claims to unpack to."""
    with archive.open(name) as part:
        return part.read(_LONGEST_PART)
