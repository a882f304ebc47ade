"""Which statements speak of every area: reviewed data that fits the model."""

from dataclasses import replace

import pytest

from framework.areas import kinds_of, load_areas
from framework.errors import FrameworkError
from framework.loading import builtin
from store.errors import NotFoundError


def test_statements_of_every_area_are_named_one_by_one():
    asked = [
        s.code
        for d in builtin().dimensions
        for level in d.levels
        for s in level.statements
        if kinds_of(s)
    ]

    assert len(asked) == 17
    assert kinds_of(builtin().statement("4.2/2/a")) == {"curriculum"}
    assert kinds_of(builtin().statement("4.4/2/a")) == {"campus", "curriculum", "service"}
    assert kinds_of(builtin().statement("3.8/1/a")) == frozenset()


def test_other_words_under_the_same_code_were_not_decided():
    statement = builtin().statement("4.2/2/a")

    assert kinds_of(replace(statement, text="Something else.")) == frozenset()


def test_a_code_is_of_the_model_and_in_one_list():
    with pytest.raises(NotFoundError):
        load_areas("every: [9.9/1/a]\ncurriculum: [4.2/2/a]\n", builtin())
    with pytest.raises(FrameworkError, match="another list"):
        load_areas("every: [4.2/2/a]\ncurriculum: [4.2/2/a]\n", builtin())
