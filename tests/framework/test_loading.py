"""Reading model files: what is read, and what is refused in one sentence that names the place."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework.errors import FrameworkError
from framework.loading import builtin, load
from framework.model import RelationKind
from store.errors import CareersEvidenceError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "framework.md"
SENTENCE = re.compile(r"[^\n]*\.", re.DOTALL)


def test_the_packaged_model_is_loaded_once():
    assert builtin() is builtin()


def test_a_model_of_ones_own_is_loaded(small_model):
    version = load(small_model)
    first, second = version.dimensions
    ad_hoc, template = first.levels[0].statements

    assert (version.id, version.title, version.version) == ("small-model", "A small model", "1")
    assert (first.code, second.code) == ("1.1", "1.10")
    assert [level.level for level in first.levels] == [1, 3]
    assert [(r.kind, r.to) for r in ad_hoc.relations] == [(RelationKind.REPLACED_BY, "1.1/3/a")]
    assert (template.optional, template.relations) == (True, ())
    assert [s.completes for s in first.levels[1].statements] == [None, "1.1/3/a", "1.1/3/a"]


def test_the_example_of_the_documents_is_a_model():
    page = PAGE.read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]

    assert [dimension.code for dimension in load(example).dimensions] == ["1.1"]


def test_a_file_is_loaded_like_its_text(tmp_path, small_model):
    path = tmp_path / "small.yaml"
    path.write_text("\ufeff" + small_model, encoding="utf-8")

    assert load(path) == load(small_model)


def test_an_error_is_one_for_people(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("id: x", encoding="utf-8")

    with pytest.raises(CareersEvidenceError) as raised:
        load(path)

    assert raised.value.sentence == "mine.yaml: the model has no 'title'."


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"title: caf\xe9")

    with pytest.raises(FrameworkError, match=r"^mine\.yaml is not UTF-8 text; save it as UTF-8\.$"):
        load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FrameworkError, match=r"^mine\.yaml cannot be read: No such file"):
        load(tmp_path / "mine.yaml")


def test_a_file_far_too_long_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("a" * 5_000_000, encoding="utf-8")

    with pytest.raises(FrameworkError, match="longer than 1,000,000 characters"):
        load(path)


def loads_or_is_refused_in_a_sentence(text):
    try:
        return bool(load(text).dimensions)
    except FrameworkError as error:
        return SENTENCE.fullmatch(error.sentence) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text() | st.text(alphabet="[]{}:-,&*!|>'\"% \n1a"))
def test_no_text_breaks_the_loader(text):
    with pytest.raises(FrameworkError, match=SENTENCE):
        load(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_model_with_a_line_lost_or_doubled_loads_or_is_refused_in_a_sentence(small_model, data):
    lines = small_model.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    times = data.draw(st.sampled_from([0, 2]))
    text = "\n".join(lines[:at] + [lines[at]] * times + lines[at + 1 :])

    assert loads_or_is_refused_in_a_sentence(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_model_with_any_value_replaced_loads_or_is_refused_in_a_sentence(small_model, data):
    values = [match.span(1) for match in re.finditer(r": ([^\n|]+)$", small_model, re.MULTILINE)]
    start, end = data.draw(st.sampled_from(values))
    value = data.draw(st.sampled_from(["[]", "{}", "''", "[[a]]", "{a: b}", "-1", "9", "none"]))

    assert loads_or_is_refused_in_a_sentence(small_model[:start] + value + small_model[end:])
