"""Takes values out of plain data, and says in words where a wrong one stands; knows no model."""

import re
from dataclasses import dataclass

from framework.errors import FrameworkError
from framework.plain_data import Plain

_DIGITS = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a file, with the file's name and the words for where it stands in it.

    The methods return the value as what it should be. All raise FrameworkError.
    """

    file: str
    where: str
    value: Plain

    def error(self, problem: str) -> FrameworkError:
        """The error to raise: one sentence of file, place and problem."""
        return FrameworkError(f"{self.file}: {self.where} {problem}.")

    def at(self, where: str, value: Plain) -> "Place":
        """Another place of the same file."""
        return Place(self.file, where, value)

    def fields(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, "Place"]:
        """The named fields of a mapping, which has no others."""
        mapping = self.mapping()
        if missing := [name for name in required if name not in mapping]:
            raise self.error(f"has no {missing[0]!r}")
        if unknown := sorted(mapping.keys() - {*required, *optional}):
            known = ", ".join((*required, *optional))
            raise self.error(f"has a field {unknown[0]!r}; the fields are {known}")
        return {name: self.at(f"{self.where}: {name}", value) for name, value in mapping.items()}

    def mapping(self) -> dict[str, Plain]:
        """A mapping of any names."""
        if not isinstance(self.value, dict):
            raise self.error("must be a mapping of names to values")
        return self.value

    def items(self) -> list[Plain]:
        """A list, which may be empty."""
        if not isinstance(self.value, list):
            raise self.error("must be a list")
        return self.value

    def text(self) -> str:
        """Text that is more than white space and neither starts nor ends with it."""
        if not isinstance(self.value, str):
            raise self.error("must be text")
        if not self.value.strip():
            raise self.error("is empty")
        if self.value != self.value.strip():
            raise self.error("starts or ends with white space")
        return self.value

    def number(self, lowest: int, highest: int) -> int:
        """A whole number from `lowest` to `highest`."""
        if not isinstance(self.value, str) or not _DIGITS.fullmatch(self.value):
            raise self.error("must be a whole number")
        if not lowest <= int(self.value) <= highest:
            raise self.error(f"must be from {lowest} to {highest}, not {self.value}")
        return int(self.value)

    def flag(self) -> bool:
        """`true` or `false`."""
        if self.value not in ("true", "false"):
            raise self.error("must be true or false")
        return self.value == "true"

    def matching(self, pattern: str, example: str) -> str:
        """Text of a fixed form."""
        text = self.text()
        if not re.fullmatch(pattern, text):
            raise self.error(f"must look like {example}, not {text!r}")
        return text

    def texts(self) -> tuple[str, ...]:
        """A list of different texts, at least one."""
        found = tuple(self.at(f"{self.where}: one entry", item).text() for item in self.items())
        if not found:
            raise self.error("is an empty list")
        if repeated := next((text for n, text in enumerate(found) if text in found[:n]), ""):
            raise self.error(f"names {repeated!r} twice")
        return found
