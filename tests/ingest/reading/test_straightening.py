"""Pages made straight, and the way back to the page as it was."""

import pytest
from PIL import Image

from ingest.reading.straightening import flattened, quarters_to_try, straightened
from tests.ingest.reading.making_scans import leaning, scan, shaded


@pytest.mark.parametrize("degrees", [-9.0, -2.0, 0.8, 5.0, 11.0])
def test_a_page_that_leans_is_made_level(degrees):
    straight = straightened(leaning(scan(), degrees), 0)

    assert straight.angle == pytest.approx(-degrees, abs=0.2)


def test_a_level_page_is_left_as_it_is():
    page = scan()

    assert straightened(page, 0).picture is page


@pytest.mark.parametrize("degrees", [0, 180])
def test_a_page_that_stands_or_is_on_its_head_is_tried_upright_first(degrees):
    assert set(quarters_to_try(scan().rotate(degrees))[:2]) == {0, 180}


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_page_on_its_side_is_tried_turned_first(degrees):
    assert set(quarters_to_try(scan().rotate(degrees, expand=True))[:2]) == {90, 270}


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
@pytest.mark.parametrize("degrees", [0.0, 4.0])
def test_a_box_is_led_back_to_where_it_was(quarter, degrees):
    page = leaning(scan(), degrees)
    box = Image.new("L", page.size, 255)
    box.paste(0, (300, 500, 400, 520))

    straight = straightened(page, quarter)
    turned = straightened(box, quarter).picture if not degrees else None

    if turned is not None:
        ink = turned.point(lambda grey: 255 - grey).getbbox()
        left, top, right, bottom = straight.back(ink)
        assert (left * page.width, top * page.height) == pytest.approx((300, 500), abs=2)
        assert (right * page.width, bottom * page.height) == pytest.approx((400, 520), abs=2)
    middle = (straight.picture.width / 2, straight.picture.height / 2)
    assert straight.back((*middle, *middle)) == pytest.approx((0.5, 0.5, 0.5, 0.5))


def test_boxes_of_a_leaning_page_lie_on_their_words():
    page = scan("A single line of words to be found again")
    leaned = leaning(page, 4)

    straight = straightened(leaned, 0)
    ink = straight.picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    found = leaned.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    left, top, right, bottom = straight.back(ink)

    assert left * leaned.width == pytest.approx(found[0], abs=8)
    assert right * leaned.width == pytest.approx(found[2], abs=8)
    assert top * leaned.height == pytest.approx(found[1], abs=40)
    assert bottom * leaned.height == pytest.approx(found[3], abs=40)


def test_a_shadow_is_taken_off_the_paper():
    page = flattened(shaded(scan()))

    assert page.crop((0, 0, page.width, 100)).getextrema()[0] > 200


def test_a_tiny_picture_stays_as_it_is():
    tiny = Image.new("L", (20, 20), 9)

    assert flattened(tiny) is tiny
