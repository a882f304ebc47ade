"""Finds what a page may tell of single people, so that somebody looks before others do.

The kinds are counted, what was found is not kept. The rules are narrow where a form is exact (a
check digit, a fixed shape) and ask for words or a table beside it where it is not.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final


class PersonalKind(StrEnum):
    """What was found, from what harms most."""

    ULN = "uln"
    NATIONAL_INSURANCE = "national_insurance"
    DATE_OF_BIRTH = "date_of_birth"
    SMALL_NUMBERS = "small_numbers"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"

    @property
    def words(self) -> str:
        """As people read it, for one or several."""
        return {
            "uln": "unique learner number",
            "national_insurance": "National Insurance number",
            "date_of_birth": "date of birth",
            "small_numbers": "row of a table that counts fewer than five learners",
            "postcode": "postcode in a table",
            "phone": "phone number",
            "email": "e-mail address",
        }[self.value]

    def counted(self, count: int) -> str:
        """With its number: `2 phone numbers`."""
        if count == 1:
            return f"1 {self.words}"
        plural = {
            "date_of_birth": "dates of birth",
            "small_numbers": "rows of tables that count fewer than five learners",
            "postcode": "postcodes in tables",
            "email": "e-mail addresses",
        }.get(self.value, f"{self.words}s")
        return f"{count} {plural}"


_ULN: Final = re.compile(r"(?<![\d.])[1-9]\d{9}(?!\d|\.\d)")
# HMRC's National Insurance Manual, NIM39110: letters that are not used, and pairs that are not.
_NATIONAL_INSURANCE: Final = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
)
_BORN: Final = re.compile(
    r"\b(?:date of birth|d\.?o\.?b\.?|born(?: on)?)\b[^\n\d]{0,20}"
    r"\d{1,2}(?:st|nd|rd|th)?[ ./-](?:\d{1,2}|[A-Za-z]{3,9})[ ./-]\d{2,4}",
    re.IGNORECASE,
)
# Mailboxes that are an office's, not a person's.
_OFFICE: Final = r"(?:info|enquir(?:y|ies)|office|admin|contact|help|support|reception|careers)@"
_EMAIL: Final = re.compile(
    r"\b(?!" + _OFFICE + r")[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}\b"
)
# Ofcom's numbers that people have: geographic 01 and 02, mobile 07; not an organisation's 03 or 08.
_PHONE: Final = re.compile(
    r"(?<![\d.])(?:\+44 ?(?:\(0\) ?)?|\(?0)(?:[12]\d{2,4}\)?|7\d{3})(?:[ -]?\d){6,7}(?!\d)"
)
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
_LEARNERS: Final = re.compile(
    r"\b(?:learners?|students?|pupils?|leavers?|apprentices?)\b", re.IGNORECASE
)
_CELL: Final = "\t"
_SMALL: Final = frozenset("1234")
_FEWEST_CELLS: Final = 3
_FEWEST_NUMBERS: Final = 2
_WEIGHTS: Final = range(10, 1, -1)


def find(text: str) -> Mapping[PersonalKind, int]:
    """How often each kind stands in a text; kinds that do not are left out."""
    found: Counter[PersonalKind] = Counter()
    found[PersonalKind.ULN] = sum(is_uln(number) for number in _ULN.findall(text))
    for kind, pattern in (
        (PersonalKind.NATIONAL_INSURANCE, _NATIONAL_INSURANCE),
        (PersonalKind.DATE_OF_BIRTH, _BORN),
        (PersonalKind.PHONE, _PHONE),
    ):
        found[kind] = sum(1 for _ in pattern.finditer(text))
    # Every word of a page may begin an address: most pages have none, and are not asked.
    if "@" in text:
        found[PersonalKind.EMAIL] = sum(1 for _ in _EMAIL.finditer(text))
    if _CELL in text:
        found[PersonalKind.POSTCODE] = sum(len(_POSTCODE.findall(row)) for row in _rows(text))
        if _LEARNERS.search(text):
            found[PersonalKind.SMALL_NUMBERS] = sum(_counts_few(row) for row in _rows(text))
    return {kind: found[kind] for kind in PersonalKind if found[kind]}


def is_uln(number: str) -> bool:
    """Whether ten digits are a unique learner number by their check digit.

    Learning Records Service: the first nine digits times 10 to 2, modulo 11; never 0; the tenth
    digit is 10 less that.
    """
    remainder = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return remainder % 11 != 0 and int(number[9]) == 10 - remainder % 11


def _rows(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.count(_CELL) >= _FEWEST_CELLS - 1)


def _counts_few(row: str) -> bool:
    """Whether a row of counts has one from 1 to 4: few enough to be known by it."""
    numbers = [cell.strip() for cell in row.split(_CELL) if cell.strip().isdigit()]
    return len(numbers) >= _FEWEST_NUMBERS and any(number in _SMALL for number in numbers)
