"""The names of files as people gave them: cleaned for keeping, read for what they say. Pure."""

import re
import unicodedata
from datetime import date

from ingest.kinds import DocumentType, MinutesStatus

LONGEST_NAME = 255
_LONGEST_LOOKED_AT = 10_000
_LONGEST_ENDING = 20
_NAMELESS = "file without a name"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_DRIVE = re.compile(r"^(?:[A-Za-z]: ?)+")
# Names that Windows gives to devices, whatever their ending.
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)", re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"),
            ("may",), ("june", "jun"), ("july", "jul"), ("august", "aug"),
            ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\.?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[._-]?(\d\d)[._-]?(\d\d)(?!\d)")

# Words of a name or title that give the type away, the more telling first.
_TYPE_WORDS: tuple[tuple[str, DocumentType], ...] = (
    (r"minutes|mins", DocumentType.MINUTES),
    (r"scheme of (work|learning)", DocumentType.SCHEME_OF_WORK),
    (r"accountability (statement|agreement)", DocumentType.STATEMENT),
    (r"destinations?", DocumentType.DESTINATIONS),
    (r"survey|questionnaire", DocumentType.SURVEY),
    (r"bulletin|newsletter", DocumentType.NEWSLETTER),
    (r"policy", DocumentType.POLICY),
    (r"strateg(y|ic)", DocumentType.STRATEGY),
    (r"plan", DocumentType.PLAN),
    (r"report to (the )?(governors|corporation|board)|board paper", DocumentType.BOARD_PAPER),
    (r"report|review|self-assessment", DocumentType.REPORT),
    (r"notes?", DocumentType.NOTE),
)


def clean_name(name: str) -> str:
    """A file name that is safe to keep, show and hand on, on any system; at most 255 bytes.

    No path, no character that cannot be seen or that turns the direction of writing, one way to
    write an accent, no name that means a device somewhere. What looks like another letter, a
    formula or markup stays as it is: it is only ever shown as text.
    """
    seen = unicodedata.normalize("NFC", "".join(filter(_is_seen, name[:_LONGEST_LOOKED_AT])))
    last = " ".join(re.split(r"[/\\]", seen)[-1].split())
    kept = _DRIVE.sub("", last).rstrip(". ")
    if not kept.strip(". "):
        return _NAMELESS
    if _DEVICE.match(kept):
        kept = f"_{kept}"
    return _cut(kept)


def _is_seen(character: str) -> bool:
    if character.isspace():
        return True
    code = ord(character)
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - Unicode's own
    return not is_no_character and unicodedata.category(character) not in _INVISIBLE


def _cut(name: str) -> str:
    """Shorten a name to what file systems hold, and keep its ending."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    ending = f".{suffix}" if dot and stem and len(suffix.encode()) <= _LONGEST_ENDING else ""
    room = LONGEST_NAME - len(ending.encode())
    start = (stem if ending else name).encode()[:room].decode("utf-8", "ignore")
    return (start.rstrip(". ") or "_") + ending


def title_of(name: str) -> str:
    """A title from a file name: without the ending, underscores as spaces."""
    stem = re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", "", name)
    return " ".join(stem.replace("_", " ").split()) or name


def type_of(*texts: str) -> DocumentType:
    """The type that the first telling words of the texts (name, then first page) say."""
    for text in texts:
        for pattern, kind in _TYPE_WORDS:
            if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                return kind
    return DocumentType.OTHER


def date_of(*texts: str) -> date | None:
    """The first date that one of the texts names; None when none does."""
    for text in texts:
        for pattern, order in ((_WRITTEN, "dmy"), (_NUMBERS, "dmy"), (_ISO, "ymd")):
            for match in pattern.finditer(text):
                found = _date(match.groups(), order)
                if found is not None:
                    return found
    return None


def _date(parts: tuple[str, ...], order: str) -> date | None:
    day, month, year = parts if order == "dmy" else parts[::-1]
    number = _MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def minutes_status_of(*texts: str) -> MinutesStatus | None:
    """How far minutes have come, as the texts say; draft unless they say approved or signed."""
    joined = " ".join(texts).lower()
    if re.search(r"\bdraft\b", joined):
        return MinutesStatus.DRAFT
    if re.search(r"\bsigned\b", joined):
        return MinutesStatus.SIGNED
    if re.search(r"\bapproved\b", joined):
        return MinutesStatus.APPROVED
    return None
