"""Loads model files into framework versions; what makes a model is said in `framework.building`."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from framework.building import build
from framework.errors import FrameworkError
from framework.model import FrameworkVersion
from framework.places import Place
from framework.plain_data import LARGEST, read_yaml

DATA = files("framework") / "data"
BUILTIN = "careers-impact-colleges.yaml"


def load(source: Traversable | str) -> FrameworkVersion:
    """Load a model from a file (a path) or from the YAML text itself (a string).

    Raises FrameworkError: one sentence that names the file, the place in it and the rule broken.
    """
    name = "The model" if isinstance(source, str) else source.name
    text = source if isinstance(source, str) else read_file(source)
    return build(Place(name, "the model", read_yaml(text, name)))


def read_file(file: Traversable) -> str:
    """Read a text file that a person named. Raises FrameworkError."""
    try:
        with file.open("rb") as stream:
            # UTF-8 has at most four bytes a character; reading stops where the text is refused.
            return stream.read(4 * LARGEST + 1).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrameworkError(f"{file.name} is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise FrameworkError(f"{file.name} cannot be read: {error.strerror}.") from error


@cache
def builtin() -> FrameworkVersion:
    """The packaged Careers Impact Maturity Model for Colleges."""
    return load(DATA / BUILTIN)
