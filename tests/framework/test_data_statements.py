"""The packaged statements: split once by the tool, coded for good, related by a person."""

import re

import pytest

from framework.loading import BUILTIN, DATA, builtin
from framework.model import RelationKind
from tools.split_statements import Piece, rewrite_file, split

WORDS_OF_WEAK_PRACTICE = re.compile(r"\bad hoc\b")

# Decided by a person: the next level neither repeats nor strengthens these.
WITHOUT_RELATION = {"2.4/2/b", "3.2/3/b", "3.8/3/b", "4.4/2/a", "6.1/1/b"}
# Sentences of permission. In 4.3/1/a "may" describes weak practice, so it is asked for.
OPTIONAL = {"1.2/2/b", "1.5/2/b", "1.5/3/c", "3.8/3/b"}


def levels():
    return [level for dimension in builtin().dimensions for level in dimension.levels]


def statements():
    return [statement for level in levels() for statement in level.statements]


def squeezed(text):
    return "".join(text.split())


def related():
    version = builtin()
    return [
        (relation.kind, statement, version.statement(relation.to))
        for statement in statements()
        for relation in statement.relations
    ]


def test_there_are_219_statements_each_with_a_code_of_its_own():
    codes = [statement.code for statement in statements()]

    assert len(codes) == 219
    assert len(set(codes)) == 219


def test_codes_count_through_each_level_from_a():
    for dimension in builtin().dimensions:
        for level in dimension.levels:
            letters = "abcdefgh"[: len(level.statements)]
            expected = [f"{dimension.code}/{level.level}/{letter}" for letter in letters]
            assert [statement.code for statement in level.statements] == expected


def test_the_statements_of_a_level_are_its_text_but_for_white_space():
    for level in levels():
        parts = [f"- {s.text}" if s.completes else s.text for s in level.statements]

        assert squeezed("".join(parts)) == squeezed(level.text)


def test_the_tool_splits_the_packaged_texts_into_the_packaged_statements():
    for level in levels():
        pieces = [Piece(s.text, is_bullet=s.completes is not None) for s in level.statements]

        assert split(level.text) == pieces


def test_the_optional_statements_are_the_sentences_of_permission():
    assert {statement.code for statement in statements() if statement.optional} == OPTIONAL
    assert [s.code for s in statements() if " may " in s.text and not s.optional] == ["4.3/1/a"]


def test_every_statement_below_the_highest_level_is_related_or_said_to_have_no_relation():
    below = [
        statement
        for dimension in builtin().dimensions
        for level in dimension.levels[:-1]
        for statement in level.statements
    ]

    assert {statement.code for statement in below if not statement.relations} == WITHOUT_RELATION


def test_no_statement_of_the_highest_level_is_related():
    highest = [s for d in builtin().dimensions for s in d.levels[-1].statements]

    assert [statement.code for statement in highest if statement.relations] == []


def test_recurring_words_are_the_same_and_no_other_is():
    same = {(a.code, b.code) for kind, a, b in related() if kind is RelationKind.SAME}
    recurring = {
        (statement.code, other.code)
        for dimension in builtin().dimensions
        for level, following in zip(dimension.levels, dimension.levels[1:], strict=False)
        for statement in level.statements
        for other in following.statements
        if statement.text == other.text
    }

    assert same == recurring
    assert len(same) == 12


def test_ad_hoc_practice_is_replaced_and_nothing_else_is():
    replaced = {a.code for kind, a, _ in related() if kind is RelationKind.REPLACED_BY}

    assert replaced == {s.code for s in statements() if WORDS_OF_WEAK_PRACTICE.search(s.text)}
    assert replaced == {s.code for s in statements() if s.is_left_behind}
    assert len(replaced) == 13


def test_a_model_of_plain_texts_becomes_the_packaged_one_but_for_what_a_person_decides():
    packaged = (DATA / BUILTIN).read_text(encoding="utf-8")

    drafted = rewrite_file(plain_texts(packaged))

    assert without_decisions(drafted) == without_decisions(packaged)


def plain_texts(packaged):
    """Return the file as it was before the split: a level is its text and nothing else."""
    kept, block = [], False
    for line in packaged.splitlines():
        if re.fullmatch(r" {10}[1-4]:", line):
            kept.append(f"{line} |-")
        elif line == " " * 12 + "text: |-":
            block = True
        elif line == " " * 12 + "statements:":
            block = False
        elif block:
            kept.append(line.removeprefix("  "))
        elif not line.startswith(" " * 14):
            kept.append(line)
    return "\n".join(kept) + "\n"


def without_decisions(text):
    decided = ("relations: ", "optional: ")
    return [line for line in text.splitlines() if not line.lstrip().startswith(decided)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        (
            "For some (e.g. SENCo, NEET, etc.) and all.",
            ["For some (e.g. SENCo, NEET, etc.) and all."],
        ),
        ("This could be NEET, etc. That is it.", ["This could be NEET, etc.", "That is it."]),
        ("In version 1.2 of it.", ["In version 1.2 of it."]),
        ("To:\n- read\n- write.", ["To:", "read", "write."]),
        ("", []),
    ],
)
def test_a_text_is_split_at_sentences_and_bullets(text, pieces):
    assert [piece.text for piece in split(text)] == pieces


def test_the_draft_of_the_tool_leaves_the_relations_to_a_person():
    draft = rewrite_file(
        '      - code: "1.1"\n        levels:\n          1: |-\n            Ad hoc. Kept.\n'
        "          2: |-\n            Kept."
    )

    assert 'text: "Ad hoc."\n                relations: to be reviewed' in draft
    assert 'text: "Kept."\n                relations: {same: [1.1/2/a]}' in draft
