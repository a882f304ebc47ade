"""Which statements speak of every area of a college: reviewed data, never guessed from words."""

from functools import cache

from framework.loading import DATA, builtin, read_file
from framework.model import FrameworkVersion, Statement
from framework.places import Place
from framework.plain_data import read_yaml

AREAS = "areas.yaml"
_KINDS = {
    "every": frozenset({"campus", "curriculum", "service"}),
    "curriculum": frozenset({"curriculum"}),
}


def load_areas(text: str, version: FrameworkVersion) -> dict[str, frozenset[str]]:
    """Kinds of areas by statement code. Raises FrameworkError, NotFoundError for a wrong code."""
    file = Place(AREAS, "the file", read_yaml(text, AREAS))
    found: dict[str, frozenset[str]] = {}
    for name, place in file.fields(*_KINDS).items():
        for code in place.texts():
            if version.statement(code).code in found:
                raise place.error(f"names {code!r}, which another list names too")
            found[code] = _KINDS[name]
    return found


@cache
def _builtin_areas() -> dict[str, frozenset[str]]:
    return load_areas(read_file(DATA / AREAS), builtin())


def kinds_of(statement: Statement) -> frozenset[str]:
    """The kinds of areas that a statement speaks of, each and all; empty for most statements.

    What was decided for the packaged model holds in another edition for the very same words only.
    """
    kinds = _builtin_areas().get(statement.code, frozenset())
    if kinds and builtin().statement(statement.code).text != statement.text:
        return frozenset()
    return kinds
