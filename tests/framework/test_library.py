"""Versions at hand, and the text that one is kept as."""

import hashlib
import json
from dataclasses import asdict

import pytest

from framework.errors import FrameworkError
from framework.library import (
    choose,
    from_canonical_json,
    list_packaged,
    to_canonical_json,
    validate,
)
from framework.loading import builtin, load

PACKAGED_SHA256 = "06f10547ea17e7be1f5cfef270f6fea0435b866d69773571e1ec36b012ec915e"


def test_the_packaged_model_is_listed():
    assert [version.id for version in list_packaged()] == ["careers-impact-maturity-model-colleges"]


def test_the_packaged_edition_is_the_one_that_assessments_are_pinned_to():
    assert builtin().sha256 == PACKAGED_SHA256


@pytest.mark.parametrize("which", ["packaged", "small"])
def test_a_version_kept_as_text_comes_back_as_it_was(which, small_model):
    version = builtin() if which == "packaged" else load(small_model)

    again = from_canonical_json(to_canonical_json(version))

    assert asdict(again) == asdict(version)
    assert to_canonical_json(again) == to_canonical_json(version)


def test_the_hash_of_a_version_is_that_of_its_text():
    version = builtin()

    digest = hashlib.sha256(to_canonical_json(version).encode()).hexdigest()

    assert digest == version.sha256


def test_versions_are_equal_by_their_content_and_not_by_how_it_was_written(small_model):
    commented = "# a comment\n" + small_model.replace("title: Plans", 'title: "Plans"')

    assert load(commented) == load(small_model)
    assert hash(load(commented)) == hash(load(small_model))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A small model", "title: A smaller model"),
        ('version: "1"', 'version: "2"'),
        ("optional: true", "optional: false"),
        ("relations: none", "relations: {replaced_by: [1.1/3/a]}"),
        ("replaced_by: [1.1/3/a]", "grows_into: [1.1/3/a]"),
        ("benchmarks: [1, 3]", "benchmarks: [1]"),
    ],
)
def test_any_change_makes_another_version(small_model, old, new):
    assert load(small_model.replace(old, new)) != load(small_model)


def test_a_kept_text_that_was_tampered_with_is_refused():
    body = json.loads(to_canonical_json(builtin()))
    body["themes"][0]["dimensions"][0]["levels"]["1"]["text"] = "There is no Careers Leader."

    with pytest.raises(FrameworkError, match=r"level 1 of dimension 1\.1 has statements that are"):
        from_canonical_json(json.dumps(body))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"id": null}', '{"a": 1, "a": 2}'])
def test_a_kept_text_that_is_no_model_is_refused_in_one_sentence(text):
    with pytest.raises(FrameworkError, match=r"^The stored framework version[^\n]*\.$"):
        from_canonical_json(text)


def test_a_file_is_validated(tmp_path, small_model):
    path = tmp_path / "small.yaml"
    path.write_text(small_model, encoding="utf-8")

    assert validate(path) == load(small_model)


def test_a_version_is_chosen_by_its_id_or_by_a_file(tmp_path, small_model):
    path = tmp_path / "small.yaml"
    path.write_text(small_model, encoding="utf-8")

    assert choose("careers-impact-maturity-model-colleges") == builtin()
    assert choose(str(path)) == load(small_model)


def test_choosing_what_is_neither_names_it():
    with pytest.raises(FrameworkError, match=r"^nowhere\.yaml cannot be read: No such file"):
        choose("nowhere.yaml")
