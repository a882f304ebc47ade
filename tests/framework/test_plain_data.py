"""YAML and JSON as text, lists and mappings, with what would mislead or attack refused."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from framework import plain_data
from framework.errors import FrameworkError
from framework.plain_data import canonical_json, read_json, read_yaml

PLAIN = st.recursive(
    st.text(st.characters(max_codepoint=0xFFFD, exclude_categories=["Cc", "Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=PLAIN)
def test_json_and_its_yaml_are_read_alike(value):
    text = json.dumps(value, ensure_ascii=True)

    assert read_json(text, "it") == value
    assert read_yaml(text, "it") == value


def test_every_single_value_is_text():
    yaml_text = "{a: 1.10, b: no, c: 2026-08-01, d: ~, e: 0x1F}"

    assert read_yaml(yaml_text, "it") == {
        "a": "1.10",
        "b": "no",
        "c": "2026-08-01",
        "d": "~",
        "e": "0x1F",
    }
    assert read_json('{"a": 1, "b": true, "c": null}', "it") == {
        "a": "1",
        "b": "true",
        "c": "null",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is empty."),
        ("# only a comment", "it is empty."),
        (
            "a: 1\nb:\n  c: 1\n  c: 2",
            "it, line 3: 'c' stands twice in one place; remove one of them.",
        ),
        ("a: &x [1]\nb: *x", "it, line 2: write the value out instead of an alias."),
        ("? [a]\n: b", "it, line 1: a name must be text, not a list or mapping."),
        ("[" * 500_000, "it is nested more than 12 deep; no model is."),
        ("{a: " * 13 + "}" * 13, "it is nested more than 12 deep; no model is."),
        ("- a\n" * 300_000, "it is longer than 1,000,000 characters; a model is shorter."),
        ("a\0b", "it holds a character that cannot be shown."),
        ('a: "\\0"', "it, line 1 holds a character that cannot be shown."),
        ("a\ud800b", "it holds a character that cannot be shown."),
    ],
)
def test_a_text_that_misleads_or_attacks_is_refused(text, sentence):
    with pytest.raises(FrameworkError) as raised:
        read_yaml(text, "it")

    assert raised.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1]]", 1), ("a: 1\nb: 'x", 2), ("a: 1\n- b", 2), ("a\n---\nb", 2)]
)
def test_what_is_not_one_yaml_document_is_refused_with_its_line(text, line):
    with pytest.raises(FrameworkError, match=rf"^it is not YAML: line {line}: [^\n]+\.$"):
        read_yaml(text, "it")


def test_lists_side_by_side_are_not_depth():
    assert read_yaml("[" + "[a]," * 100 + "]", "it") == [["a"]] * 100


def test_python_objects_are_only_text():
    assert read_yaml("!!python/object/apply:os.getcwd [x]", "it") == ["x"]


def test_a_yaml_library_without_its_parser_in_c_reads_the_same(monkeypatch, small_model):
    expected = read_yaml(small_model, "it")

    monkeypatch.setattr(plain_data, "_LOADER", yaml.BaseLoader)

    assert read_yaml(small_model, "it") == expected


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"\u0000": "a"}', r'["\u0085"]'])
def test_json_with_a_character_that_cannot_be_shown_is_refused(text):
    with pytest.raises(FrameworkError, match=r"^it holds a character that cannot be shown\.$"):
        read_json(text, "it")


def test_canonical_json_sorts_and_keeps_real_characters():
    assert canonical_json({"b": [1, "’"], "a": True}) == '{"a":true,"b":[1,"’"]}'
