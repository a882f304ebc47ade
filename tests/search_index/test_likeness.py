"""Pages like one page: by what it says, within one college and one viewer's sight."""

from search_index.likeness import pages_like
from search_index.visibility import Visibility

GOVERNOR = "The link governor for careers asked how employers shape the curriculum."
AGAIN = "Employers shape what is taught, said the link governor; careers came next."
BOILER = "The boiler in block C is replaced in August; the tender is out."
PARKING = "Permits for the car park are sold at reception during August."


def like(library, college, page, visibility=None, **options):
    with library.database.reading() as session:
        seen = visibility or library.sees_all(college)
        return pages_like(session, college, page, seen, **options)


def test_the_page_that_says_the_same_comes_first_and_the_page_itself_never(library):
    college = library.college("A")
    page, again, boiler, parking = library.add(college, GOVERNOR, AGAIN, BOILER, PARKING)

    assert like(library, college, page) == [again]
    assert like(library, college, boiler) == [parking]


def test_a_page_that_says_nothing_of_its_own_is_like_none(library):
    college = library.college("A")
    alone, unknown = library.add(college, "Zebra quagga okapi", GOVERNOR)

    assert like(library, college, alone) == []
    assert like(library, college, unknown + 100) == []


def test_what_a_viewer_may_not_see_is_like_nothing(library):
    college, other = library.college("A"), library.college("B")
    page, again, *_ = library.add(college, GOVERNOR, AGAIN, BOILER, PARKING)
    library.add(other, GOVERNOR, AGAIN)
    sight = library.sees_all(college)
    limited = Visibility(college, sight.sensitivities, pages=frozenset({page}))

    assert like(library, college, page, limited) == []
    assert like(library, college, page, limit=1) == [again]
