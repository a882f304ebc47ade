"""Reading posted fields: each gives a value or says, at its field, what is missing."""

from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from flask import flash, request
from markupsafe import Markup

from store.errors import IncompleteError

Choice = TypeVar("Choice", bound=StrEnum)


def text(name: str) -> str:
    """A text field, without the space around it; empty when it was not sent."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def choice(name: str, kind: type[Choice]) -> Choice:
    """One of an enum's values. Raises IncompleteError."""
    try:
        return kind(text(name))
    except ValueError as error:
        raise IncompleteError("Choose one of the answers.", name) from error


def optional_choice(name: str, kind: type[Choice]) -> Choice | None:
    """One of an enum's values, or nothing."""
    return choice(name, kind) if text(name) else None


def whole_number(name: str, sentence: str) -> int:
    """A whole number. Raises IncompleteError with `sentence`."""
    value = text(name)
    if not value.isascii() or not value.isdigit() or len(value) > 9:  # noqa: PLR2004 - more is no number of ours
        raise IncompleteError(sentence, name)
    return int(value)


def optional_number(name: str) -> int | None:
    """A whole number, or nothing. Raises IncompleteError."""
    return whole_number(name, "Enter a whole number.") if text(name) else None


def day(name: str) -> date:
    """A date as browsers send it (2026-12-09). Raises IncompleteError."""
    found = optional_day(name)
    if found is None:
        raise IncompleteError("Enter a date, such as 9 December 2026.", name)
    return found


def optional_day(name: str) -> date | None:
    """A date, or nothing. Raises IncompleteError."""
    value = text(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise IncompleteError("Enter a real date, such as 9 December 2026.", name) from error


def clock(name: str) -> time:
    """A time of day as browsers send it (14:05). Raises IncompleteError."""
    try:
        return time.fromisoformat(text(name))
    except ValueError as error:
        raise IncompleteError("Enter a time, such as 14:05.", name) from error


def statement_or_level(name: str = "about") -> tuple[int, str | None]:
    """One choice that names a statement (`1.5/3/b`) or a whole level (`level/3`).

    Raises IncompleteError.
    """
    of, _, rest = text(name).partition("/")
    level, _, _ = rest.partition("/")
    if not level.isascii() or not level.isdigit() or len(level) > 1:
        raise IncompleteError("Choose what it should show.", name)
    return int(level), None if of == "level" else text(name)


def tell(sentence: str, *, link: str = "", href: str = "") -> None:
    """Say on the next page that something went well; `link` names where `href` leads from there."""
    if not href:
        flash(sentence)
        return
    words = Markup('{} <a class="govuk-notification-banner__link" href="{}">{}</a>')
    flash(words.format(sentence, href, link))
