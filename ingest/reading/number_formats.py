"""Numbers as a spreadsheet shows them: dates, percentages, money; knows no file."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS

GENERAL: Final = "General"
# Formats that files name by number only, beside those that openpyxl lists.
_ASIAN_DATES: Final = frozenset((*range(27, 37), *range(50, 59)))
_LEAP_ERROR: Final = 60
_LAST_DAY: Final = 2_958_466
_LONGEST: Final = 255
_EXACT_DIGITS: Final = 18
_MOST_DECIMALS: Final = 30
_SECONDS: Final = 86_400
_MARKS: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS: Final = re.compile(
    r"[#0?](?:[#0?,]*[#0?])?(?P<scale>,*)(?:\.(?P<decimals>[#0?]*)(?P<more>,*))?|\.[0#?]+"
)
_ELAPSED: Final = "\ue000"
_LITERAL: Final = "\ue001"


def built_in(number: int) -> str:
    """Give the format that has this number in every file."""
    if number in _ASIAN_DATES:
        return "yyyy-mm-dd"
    return BUILTIN_FORMATS.get(number, GENERAL)


def shown(raw: str, code: str, *, from_1904: bool = False) -> str:
    """Write a number as its format shows it; what is no number stays as it is."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        return raw
    sections = _sections(code[:_LONGEST])
    section, value = _section_for(sections, value)
    if section.is_date:
        return _date(float(value), section, from_1904=from_1904)
    return _number(value, section)


class _Section:
    """One of the parts of a format: for positive numbers, negative ones, and zero."""

    def __init__(self, code: str) -> None:
        self.literals: list[str] = []
        pattern: list[str] = []
        for found in _MARKS.finditer(code):
            text = found["quoted"] or found["escaped"] or found["money"]
            if text:
                pattern.append(_LITERAL)
                self.literals.append(text)
            elif found["elapsed"]:
                pattern.append(_ELAPSED)
            elif found["other"]:
                pattern.append(found["other"])
        self.pattern = "".join(pattern)
        lowered = self.pattern.lower()
        self.is_general = "general" in lowered or not code.strip()
        self.is_date = not self.is_general and bool(re.search(f"[ydmhs{_ELAPSED}]", lowered))
        self.lowered = lowered.replace("am/pm", "").replace("a/p", "")


@lru_cache(maxsize=1024)
def _sections(code: str) -> Sequence[_Section]:
    """Cut a format at semicolons that stand for themselves."""
    parts, at = [""], 0
    for found in _MARKS.finditer(code):
        at = found.end()
        if found["other"] == ";":
            parts.append("")
        else:
            parts[-1] += found[0]
    parts[-1] += code[at:]
    return tuple(map(_Section, parts[:3]))


def _section_for(sections: Sequence[_Section], value: Decimal) -> tuple[_Section, Decimal]:
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:  # noqa: PLR2004 - the third is for zero
        return sections[2], value
    return sections[0], value


def _date(value: float, section: _Section, *, from_1904: bool) -> str:
    if _ELAPSED in section.pattern:
        minutes = round(value * _SECONDS / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if not 0 <= value < _LAST_DAY:
        return plain(Decimal(str(value)))
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - of no zone
    if not from_1904 and value < _LEAP_ERROR:
        start += timedelta(days=1)
    moment = start + timedelta(days=int(value), seconds=round(value % 1 * _SECONDS))
    codes = section.lowered
    said = []
    has_time = bool(re.search("[hs]", codes))
    months = re.sub(r"h[^ymd]*?mm?|mm?[^hyd]*?s", "", codes)
    shows_day = bool(re.search("[yd]", codes))
    if shows_day and value < 1:
        return plain(Decimal(str(value)))
    if shows_day or (not has_time and "m" in months):
        said.append(_day(moment, codes, has_month="m" in months))
    if has_time:
        said.append(moment.strftime("%H:%M:%S" if "s" in codes else "%H:%M"))
    return " ".join(said)


def _day(moment: datetime, codes: str, *, has_month: bool) -> str:
    day = str(moment.day) if re.search(r"(?<!d)dd?(?!d)", codes) else ""
    month = moment.strftime("%B") if has_month else ""
    year = str(moment.year) if "y" in codes else ""
    return " ".join(filter(None, (day, month, year))) or moment.strftime("%A")


def _number(value: Decimal, section: _Section) -> str:
    digits = _DIGITS.search(section.pattern)
    if section.is_general or digits is None or re.search(r"[?#0]\s*/|E[+-]", section.pattern):
        if not section.is_general and not re.search("[/E@]", section.pattern):
            return _with_literals(section, section.pattern).strip()
        return plain(value)
    before, after = section.pattern[: digits.start()], section.pattern[digits.end() :]
    if _DIGITS.search(after):
        return plain(value)
    decimals = digits["decimals"] if digits["decimals"] is not None else ""
    least, most = decimals.count("0"), min(len(decimals), _MOST_DECIMALS)
    value = value.scaleb(2 * section.pattern.count("%") - 3 * _commas(digits))
    if digits[0].startswith("."):
        most = least = len(digits[0]) - 1
    text = _rounded(value, most, grouped="," in digits[0].rstrip(","))
    while most > least and text.endswith("0"):
        text, most = text[:-1], most - 1
    text = text.rstrip(".") if "." in text and not most else text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not text.strip("0.,"):
        sign = ""
        if "0" not in digits[0]:
            text = ""
    whole, dot, rest = text.partition(".")
    places = len(re.findall("0", digits[0].partition(".")[0]))
    if "," not in whole:
        whole = whole.zfill(places)
    made = f"{before}\0{re.sub('[#0?,.]', '', after)}"
    return sign + _with_literals(section, made).replace("\0", whole + dot + rest).strip()


def _commas(digits: re.Match[str]) -> int:
    """Count the commas behind the digits, each of which divides by a thousand."""
    return len(digits["scale"] or "") + len(digits["more"] or "")


def _rounded(value: Decimal, places: int, *, grouped: bool) -> str:
    try:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return plain(value)
    return f"{value:,f}" if grouped else f"{value:f}"


def _with_literals(section: _Section, pattern: str) -> str:
    literals = iter(section.literals)
    return "".join(next(literals, "") if mark == _LITERAL else mark for mark in pattern)


def plain(value: Decimal) -> str:
    """Write a number without a format: whole ones in full, others to ten digits that count."""
    if value == value.to_integral_value() and value.adjusted() < _EXACT_DIGITS:
        return f"{value:.0f}".replace("-0", "0") if value == 0 else f"{value:.0f}"
    return f"{float(value):.10g}"
