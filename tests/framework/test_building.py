"""Each rule of a model, broken alone, is named with its place."""

import pytest

from framework.errors import FrameworkError
from framework.loading import load

BROKEN = [
    # the model
    ("id: small-model\n", "", "the model has no 'id'"),
    ("id: small-model", "id: Small Model", "the model: id must look like a-short-name, not"),
    ("id: small-model", "extra: 1\nid: small-model", "the model has a field 'extra'; the fields"),
    ("title: A small model", "title: ''", "the model: title is empty"),
    ("title: A small model", "title: [A]", "the model: title must be text"),
    ("source: Written for the tests", "source: ' x'", "source starts or ends with white space"),
    # themes
    ("number: 1", "number: 2", "theme 1: number must be 1: themes are numbered in order from 1"),
    ("number: 1", "number: one", "theme 1: number must be a whole number"),
    ("number: 1", "number: 0", "theme 1: number must be from 1 to 99, not 0"),
    ("benchmarks: [1, 3]", "benchmarks: [3, 1]", "theme 1: benchmarks must be in ascending order"),
    ("benchmarks: [1, 3]", "benchmarks: [1, 1]", "theme 1: benchmarks must be in ascending order"),
    ("benchmarks: [1, 3]", "benchmarks: [9]", "theme 1: benchmarks must be from 1 to 8, not 9"),
    ("benchmarks: [1, 3]", "benchmarks: 1", "theme 1: benchmarks must be a list"),
    # dimensions
    ('code: "1.1"', 'code: "2.1"', "theme 1, dimension number 1: code must look like 1.1, not"),
    ('code: "1.1"', "code: {}", "theme 1, dimension number 1: code must be text"),
    ('code: "1.1"', 'code: "1.11"', "level 1 of dimension 1.11: statements: code must look like"),
    ("title: Plans", "title: ''", "dimension 1.1: title is empty"),
    ('code: "1.10"', 'code: "1.1"', "level 2 of dimension 1.1: statements: code must look like"),
    # levels
    ("          1:\n", "          5:\n", "dimension 1.1: a level must be from 1 to 4, not 5"),
    ("          1:\n", "          x:\n", "dimension 1.1: a level must be a whole number"),
    ("          1:\n", "          3:\n", "'3' stands twice in one place; remove one of them"),
    ("          1:\n", "          4:\n", "statements: code must look like 1.1/4/a"),
    ("text: Somebody leads.", "text: ''", "level 2 of dimension 1.10: text is empty"),
    ("            text: |-", "            words: |-", "level 1 of dimension 1.1 has no 'text'"),
    (
        "Plans are made ad hoc. There",
        "Plans are made. There",
        "level 1 of dimension 1.1 has statements that are not its text, word for word",
    ),
    ("- decide", "decide", "level 3 of dimension 1.1 has statements that are not its text"),
    # statements
    ("code: 1.1/1/b", "code: 1.1/2/b", "must look like 1.1/1/a, not '1.1/2/b'"),
    ("code: 1.1/1/b", "code: 1.1/1/a", "must be in order of their codes: 1.1/1/a comes too late"),
    ("optional: true", "optional: perhaps", "statement 1.1/1/b: optional must be true or false"),
    ("text: There may be a template.", "text: ''", "statement 1.1/1/b: text is empty"),
    ("completes: 1.1/3/a", "completes: 1.1/3/b", "1.1/3/b names 1.1/3/b"),
    ("completes: 1.1/3/a", "completes: 1.1/1/a", "must follow the sentence that they complete"),
    # relations
    ("                relations: none\n", "", "level 1 of dimension 1.1: statements has no 'rel"),
    ("relations: none", "relations: to be reviewed", "1.1/1/b: relations are still to be review"),
    ("relations: none", "relations: {}", "statement 1.1/1/b: relations are left out; state them"),
    ("relations: none", "relations: maybe", "1.1/1/b: relations must be a mapping of names"),
    ("relations: none", "relations: {becomes: [x]}", "1.1/1/b: relations has a field 'becomes'"),
    ("relations: none", "relations: {grows_into: []}", "relations: grows_into is an empty list"),
    ("relations: none", "relations: {grows_into: [x]}", "must look like 1.2/3/b, not 'x'"),
    (
        "relations: none",
        "relations: {grows_into: [1.1/3/a, 1.1/3/a]}",
        "relations: grows_into names '1.1/3/a' twice",
    ),
    (
        "relations: none",
        "relations: {grows_into: [1.1/3/a], replaced_by: [1.1/3/a]}",
        "statement 1.1/1/b: relations name 1.1/3/a twice",
    ),
    (
        "relations: none",
        "relations: {grows_into: [1.1/4/a]}",
        "statement 1.1/1/b: relations name 1.1/4/a, which is no statement of level 3",
    ),
    (
        "relations: none",
        "relations: {same: [1.1/3/a]}",
        "1.1/1/b: relations must call 1.1/3/a the same if, and only if, its words are the same",
    ),
    (
        "{same: [1.10/3/a]}",
        "{grows_into: [1.10/3/a]}",
        "1.10/2/a: relations must call 1.10/3/a the same if, and only if, its words are the same",
    ),
    (
        "{code: 1.10/3/a, text: Somebody leads.}",
        "{code: 1.10/3/a, text: Somebody leads., relations: none}",
        "level 3 of dimension 1.10: statements has a field 'relations'; the fields are code, text",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), BROKEN)
def test_a_broken_rule_is_named_with_its_place(small_model, old, new, problem):
    assert old in small_model

    with pytest.raises(FrameworkError) as raised:
        load(small_model.replace(old, new, 1))

    assert problem in raised.value.sentence
    assert raised.value.sentence.startswith("The model")


def cut(text, start, replacement, end=None):
    """Replace what stands from `start` (which stays) to `end`, or to the end of the text."""
    after = text.index(start) + len(start)
    return text[:after] + replacement + (text[text.index(end, after) :] if end else "")


@pytest.mark.parametrize(
    ("start", "replacement", "problem"),
    [
        ("themes:", " []\n", "the model: themes is an empty list"),
        ("themes:", " {}\n", "the model: themes must be a list"),
        ("themes:", " [text]\n", "theme 1 must be a mapping of names to values"),
        ("dimensions:", " []\n", "theme 1: dimensions is an empty list"),
        ("levels:", " {}\n", "dimension 1.1 has no level"),
        ("statements:", " []\n", "level 1 of dimension 1.1: statements is an empty list; tools/"),
    ],
)
def test_an_empty_or_wrong_collection_is_named(small_model, start, replacement, problem):
    with pytest.raises(FrameworkError) as raised:
        load(cut(small_model, start, replacement))

    assert problem in raised.value.sentence


def test_dimensions_out_of_order_are_named(small_model):
    first = small_model.index('      - code: "1.1"')
    second = small_model.index('      - code: "1.10"')
    swapped = small_model[:first] + small_model[second:] + small_model[first:second]

    with pytest.raises(
        FrameworkError, match="dimensions must be in ascending order of their codes"
    ):
        load(swapped)


def test_levels_out_of_order_are_named(small_model):
    swapped = small_model.replace("1.10/3/a", "1.10/1/a").replace(
        "          3:\n            text: S", "          1:\n            text: S"
    )

    with pytest.raises(FrameworkError, match=r"dimension 1\.10 must hold its levels in ascending"):
        load(swapped)
