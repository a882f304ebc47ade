"""Names and properties of WordprocessingML, for all who read it; knows no document."""

from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def property_of(properties: Any | None, name: str) -> Any | None:
    """Give a property's element, or None."""
    return None if properties is None else properties.find(f"{W}{name}")


def value_of(element: Any, name: str) -> str | None:
    """Give the value of the child ``name``, or None."""
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")
