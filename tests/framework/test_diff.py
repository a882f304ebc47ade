"""What differs between two versions."""

import pytest

from framework.diff import Change, compare
from framework.loading import builtin, load


def test_a_version_does_not_differ_from_itself():
    assert compare(builtin(), builtin()) == []


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "title: Plans",
            "title: Planning",
            ["Changed: dimension 1.1: title: Plans -> Planning"],
        ),
        (
            "There may be a template.",
            "There may be a form.",
            [
                (
                    "Changed: dimension 1.1, level 1: text: Plans are made ad hoc. There may be a "
                    "template. -> Plans are made ad hoc. There may be a form."
                ),
                (
                    "Changed: statement 1.1/1/b: text: There may be a template. -> "
                    "There may be a form."
                ),
            ],
        ),
        (
            "                optional: true\n",
            "",
            ["Changed: statement 1.1/1/b: asked for: optional -> required"],
        ),
        (
            "relations: none",
            "relations: {grows_into: [1.1/3/b, 1.1/3/c]}",
            [
                (
                    "Changed: statement 1.1/1/b: at the next level: nothing -> "
                    "grows into 1.1/3/b, grows into 1.1/3/c"
                )
            ],
        ),
        ("benchmarks: [1, 3]", "benchmarks: []", ["Changed: theme 1: benchmarks: 1, 3 -> none"]),
        ('version: "1"', 'version: "2"', ["Changed: model: version: 1 -> 2"]),
    ],
)
def test_each_change_is_one_line_that_names_the_place(small_model, old, new, sentences):
    assert old in small_model

    changes = compare(load(small_model), load(small_model.replace(old, new)))

    assert [change.sentence for change in changes] == sentences


def test_what_one_version_lacks_was_added_or_removed(small_model):
    shorter = small_model[: small_model.index('      - code: "1.10"')]
    lost = compare(load(small_model), load(shorter))

    assert lost[0] == Change("dimension 1.10: title", "People", None)
    assert lost[0].sentence == "Removed: dimension 1.10: title: People"
    assert all(change.where.split()[1].startswith("1.10") for change in lost)
    assert [
        Change(change.where, change.after, change.before)
        for change in compare(load(shorter), load(small_model))
    ] == lost


def test_added_is_said_of_what_only_the_second_has(small_model):
    shorter = small_model[: small_model.index('      - code: "1.10"')]

    added = compare(load(shorter), load(small_model))

    assert added[0].sentence == "Added: dimension 1.10: title: People"


def test_white_space_is_no_difference(small_model):
    text = "Plans are made ad hoc. There may be a template."
    spread = small_model.replace(
        text, "Plans are made ad hoc.\n\n              There may be a template."
    )

    assert load(spread) != load(small_model)
    assert compare(load(small_model), load(spread)) == []
