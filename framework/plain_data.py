"""Turns YAML and JSON text into plain text, lists and mappings; knows nothing of models.

Every value that is not a list or mapping is text, so that `1.10` stays `1.10` and `no` stays `no`.
Aliases, repeated keys and deep nesting are refused: a model needs none, and an attack does.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import yaml

from framework.errors import FrameworkError

Plain = str | list["Plain"] | dict[str, "Plain"]

LARGEST = 1_000_000  # characters; the packaged model has a tenth of them
DEEPEST = 12  # lists and mappings within each other; the packaged model has 10
# Nothing shows these, and databases and UTF-8 do not take all of them.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The parser in C is ten times as fast; it is missing where PyYAML was built without libyaml.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_yaml(text: str, file: str) -> Plain:
    """Read one YAML document. `file` is its name for people. Raises FrameworkError."""
    if len(text) > LARGEST:
        raise FrameworkError(f"{file} is longer than {LARGEST:,} characters; a model is shorter.")
    try:
        # Before anything recursive runs: composing a million brackets would end the process.
        _refuse_depth_and_aliases(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        where = _line(error.problem_mark)
        raise FrameworkError(f"{file} is not YAML: {where}: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise FrameworkError(f"{file} holds a character that cannot be shown.") from error
    if node is None:
        raise FrameworkError(f"{file} is empty.")
    return _plain_node(node, file)


def _line(mark: Any) -> str:
    # Both parsers set a mark on everything; only their types allow for none.
    return f"line {mark.line + 1}" if mark else "an unknown line"


def _refuse_depth_and_aliases(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            where = f"{file}, {_line(event.start_mark)}"
            raise FrameworkError(f"{where}: write the value out instead of an alias.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise FrameworkError(f"{file} is nested more than {DEEPEST} deep; no model is.")


def _plain_node(node: yaml.Node, file: str) -> Plain:
    if isinstance(node, yaml.MappingNode):
        pairs = [(_key(key, file), _plain_node(value, file)) for key, value in node.value]
        return _mapping(pairs, f"{file}, {_line(node.start_mark)}")
    if isinstance(node, yaml.SequenceNode):
        return [_plain_node(item, file) for item in node.value]
    return _text(node.value, f"{file}, {_line(node.start_mark)}")


def _key(node: yaml.Node, file: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        where = f"{file}, {_line(node.start_mark)}"
        raise FrameworkError(f"{where}: a name must be text, not a list or mapping.")
    return _text(node.value, f"{file}, {_line(node.start_mark)}")


def _text(value: str, where: str) -> str:
    if _UNSHOWABLE.search(value):
        raise FrameworkError(f"{where} holds a character that cannot be shown.")
    return value


def _mapping(pairs: Iterable[tuple[str, Plain]], where: str) -> dict[str, Plain]:
    mapping: dict[str, Plain] = {}
    for key, value in pairs:
        if key in mapping:
            raise FrameworkError(f"{where}: {key!r} stands twice in one place; remove one of them.")
        mapping[key] = value
    return mapping


def read_json(text: str, file: str) -> Plain:
    """Read one JSON document in the same way. Raises FrameworkError."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _mapping(pairs, file),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )
        return _plain_value(value, file)
    except (ValueError, RecursionError) as error:
        raise FrameworkError(f"{file} is not JSON: {error}.") from error


def _plain_value(value: Any, file: str) -> Plain:
    if isinstance(value, dict):
        return {_text(key, file): _plain_value(item, file) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_value(item, file) for item in value]
    return _text(value, file) if isinstance(value, str) else json.dumps(value)


def canonical_json(value: object) -> str:
    """Write JSON in the one way whose bytes are hashed: sorted keys, no spaces, real characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
