"""Looking things up in a version, and not being able to change it."""

from dataclasses import FrozenInstanceError

import pytest

from framework.loading import builtin, load
from framework.model import NO_DESCRIPTOR
from store.errors import NotFoundError


def test_a_level_without_descriptor_says_so():
    dimension = builtin().dimension("6.2")

    assert dimension.level(1) is None
    assert dimension.level_text(1) == NO_DESCRIPTOR == "No descriptor is published for this level."
    assert (dimension.lowest_level, dimension.highest_level) == (2, 4)


def test_a_published_level_answers_with_its_text():
    dimension = builtin().dimension("1.1")

    assert dimension.level_text(1) == "There is a named Careers Leader."
    assert dimension.theme_number == 1


def test_a_statement_is_found_by_its_code():
    statement = builtin().statement("1.5/3/c")

    assert statement.text == "There may also be a named Careers Link Governor."


def test_a_bullet_reads_in_full_after_the_sentence_that_it_completes(small_model):
    level = load(small_model).dimension("1.1").level(3)

    sentence, bullet, _ = level.statements

    assert level.in_full(bullet) == "There is a plan that helps people to: decide"
    assert level.in_full(sentence) == "There is a plan that helps people to:"


@pytest.mark.parametrize("code", ["7.1", "1", "", "1.1/1/a"])
def test_an_unknown_dimension_is_not_found(code):
    with pytest.raises(NotFoundError, match="has no dimension"):
        builtin().dimension(code)


@pytest.mark.parametrize("code", ["6.2/1/a", "1.1", ""])
def test_an_unknown_statement_is_not_found(code):
    with pytest.raises(NotFoundError, match="has no statement"):
        builtin().statement(code)


def test_nothing_in_a_version_can_be_changed():
    version = builtin()
    dimension = version.dimensions[0]
    level = dimension.levels[0]
    parts = [version, version.themes[0], dimension, level, level.statements[0]]
    parts.append(level.statements[0].relations[0])

    for part in parts:
        first = next(iter(part.__dataclass_fields__))
        with pytest.raises(FrozenInstanceError):
            setattr(part, first, "changed")


def test_every_collection_in_a_version_is_a_tuple():
    version = builtin()

    assert isinstance(version.themes, tuple)
    assert isinstance(version.themes[0].benchmarks, tuple)
    assert isinstance(version.themes[0].dimensions, tuple)
    assert isinstance(version.dimensions, tuple)
    assert isinstance(version.dimensions[0].levels, tuple)
    assert isinstance(version.dimensions[0].levels[0].statements, tuple)
    assert isinstance(version.dimensions[0].levels[0].statements[0].relations, tuple)
