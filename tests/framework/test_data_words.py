"""The packaged words are the published ones: none lost, doubled, changed or moved."""

import hashlib

from framework.loading import builtin

# Of the published document, cover to cover without white space.
PUBLISHED_WORDS = 4_590
PUBLISHED_CHARACTERS = 28_304
PUBLISHED_SHA256 = "e13054fac27ef830f158ce767fba1912999f5a14b01129edb6eb0c7a668992a1"


def as_published(version):
    """Return the model as the published document runs, heading by heading."""
    parts = []
    for theme in version.themes:
        parts.append(f"Theme {theme.number} {theme.title} {printed(theme.benchmarks)}")
        for dimension in theme.dimensions:
            parts.append(f"{dimension.code} {dimension.title}")
            parts.extend(level.text for level in dimension.levels)
    return "\n".join(parts)


def printed(benchmarks):
    if not benchmarks:
        return ""
    noun = "Benchmark" if len(benchmarks) == 1 else "Benchmarks"
    return f"({noun} {' and '.join(map(str, benchmarks))})"


def test_there_are_6_themes_34_dimensions_and_135_descriptors():
    version = builtin()

    assert len(version.themes) == 6
    assert [len(theme.dimensions) for theme in version.themes] == [7, 7, 8, 6, 3, 3]
    assert len(version.dimensions) == 34
    assert sum(len(dimension.levels) for dimension in version.dimensions) == 135


def test_the_words_are_those_of_the_published_document():
    text = as_published(builtin())
    characters = "".join(text.split())

    assert len(text.split()) == PUBLISHED_WORDS
    assert len(characters) == PUBLISHED_CHARACTERS
    assert hashlib.sha256(characters.encode()).hexdigest() == PUBLISHED_SHA256


def test_only_6_2_lacks_a_level_and_it_is_level_1():
    levels = {
        dimension.code: [level.level for level in dimension.levels]
        for dimension in builtin().dimensions
    }

    assert {code: found for code, found in levels.items() if found != [1, 2, 3, 4]} == {
        "6.2": [2, 3, 4]
    }


def test_the_benchmarks_are_those_printed_with_the_themes():
    benchmarks = [theme.benchmarks for theme in builtin().themes]

    assert benchmarks == [(), (1, 3), (2, 7), (4,), (5, 6), (8,)]


def test_the_owner_of_the_text_is_named():
    assert "The Careers & Enterprise Company" in builtin().source
