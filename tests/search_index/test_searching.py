"""One contract for both engines: what is found, in which order, and who may know."""

from dataclasses import replace
from datetime import date

import pytest

from search_index import indexing, searching, speaking
from search_index.candidates import Sort
from search_index.query import Filter, parse
from search_index.visibility import Visibility

LINK = "The link governor visited the college in May and wrote a note for the corporation."
PARKING = "The car park is closed during the works. Permits are sold in the reception."


def found(library, college_id, query, *, visibility=None, **options):
    with library.database.reading() as session:
        return searching.search(
            session, college_id, query, visibility or library.sees_all(college_id), **options
        )


def pages_of(result):
    return [hit.page_id for hit in result.hits]


def test_a_word_finds_its_other_forms(library):
    college = library.college("A")
    (page,) = library.add(college, LINK)
    library.add(college, PARKING)

    assert pages_of(found(library, college, "governors visiting")) == [page]


def test_a_phrase_must_stand_together(library):
    college = library.college("A")
    (page,) = library.add(college, "Preparation for adulthood begins in year nine.")
    library.add(college, "Adulthood needs preparation; for many it comes late.")

    assert pages_of(found(library, college, '"preparation for adulthood"')) == [page]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Labour market infor-\nmation for learners", '"labour market information"'),
        ("The careers co-ordinator came", "coordinator"),
        ("The careers coordinator came", "co-ordinator"),
        ("The careers coordinator came", '"careers co-ordinator came"'),
        ("The careers co-ordinator came", '"careers coordinator came"'),
        ("the Governors’ cafe\u0301", "governor's café"),
        ("LMI/ESF projects", "lmi"),
        ("benchmark 1.5 is met", "1.5"),
        ("ﬁrst steps", "first step"),
    ],
)
def test_ways_of_writing_a_word_find_each_other(library, text, query):
    college = library.college("A")
    (page,) = library.add(college, text)

    assert pages_of(found(library, college, query, expand=False)) == [page]


def test_a_minus_excludes_and_an_or_joins(library):
    college = library.college("A")
    fair, talk, both = library.add(
        college, "careers fair in the hall", "careers talk by a nurse", "a fair talk on parking"
    )

    assert set(pages_of(found(library, college, "fair OR talk -careers"))) == {both}
    assert set(pages_of(found(library, college, "fair OR talk"))) == {fair, talk, both}
    assert set(pages_of(found(library, college, "-careers"))) == {both}
    assert set(pages_of(found(library, college, "-nurse"))) == {fair, both}


def test_a_star_finds_beginnings(library):
    college = library.college("A")
    page, _ = library.add(college, "Apprenticeships grew", "Appraisals were late")

    assert pages_of(found(library, college, "apprent*")) == [page]
    assert pages_of(found(library, college, "apprenticeships*")) == [page]


def test_pages_with_all_words_come_before_pages_with_some(library):
    college = library.college("A")
    some, every = library.add(
        college, "governor governor governor governor", "the link between governor and staff"
    )

    result = found(library, college, "link governor", expand=False)

    assert pages_of(result) == [every, some]
    assert [hit.has_all for hit in result.hits] == [True, False]
    assert (result.total, result.with_all) == (2, 1)


def test_many_pages_with_all_words_need_no_others(library):
    college = library.college("A")
    library.add(college, *["link governor"] * 10, "governor alone", "nothing of the kind")

    result = found(library, college, "link governor", expand=False)

    assert (result.total, result.with_all) == (10, 10)


def test_function_words_of_a_question_need_not_be_there(library):
    college = library.college("A")
    (page,) = library.add(college, "Destinations were reported to the board.")

    result = found(library, college, "what was reported about destinations?", expand=False)

    assert (pages_of(result), result.with_all) == ([page], 1)


def test_synonyms_are_searched_for_said_and_switchable(library):
    college = library.college("A")
    (page,) = library.add(college, "Tutors used labour market information in May.")

    expanded = found(library, college, "LMI")
    typed = found(library, college, "LMI", expand=False)

    assert pages_of(expanded) == [page]
    assert "labour market information" in expanded.also_searched_for
    assert (pages_of(typed), typed.also_searched_for) == ([], ())


def test_fields_narrow_what_is_found(library):
    college = library.college("A")
    (old,) = library.add(college, LINK, type="minutes", year=2024, title="Minutes of May")
    (new,) = library.add(college, LINK, type="plan", year=2026, title="Strategic plan")

    assert pages_of(found(library, college, "governor type:minutes")) == [old]
    assert pages_of(found(library, college, "governor -type:minutes")) == [new]
    assert pages_of(found(library, college, "governor year:2026")) == [new]
    assert pages_of(found(library, college, "governor title:plans")) == [new]
    assert set(pages_of(found(library, college, "type:minutes type:plan"))) == {old, new}
    by_argument = found(library, college, "governor", filters=[Filter("year", "2024")])
    assert pages_of(by_argument) == [old]


def test_a_dimension_is_found_by_match_and_by_citation_but_not_when_dismissed(library):
    college = library.college("A")
    matched, cited, dismissed = library.add(college, LINK, PARKING, LINK)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[cited], cited=["1.5"])
        indexing.describe(session, college, page_ids=[dismissed], dismissed=["1.5"])

    by_field = found(library, college, "dimension:1.5")

    assert set(pages_of(by_field)) == {matched, cited}
    assert dict(by_field.facets["dimension"])["1.5"] == 2
    assert set(pages_of(found(library, college, "dimension:1"))) >= {matched, cited}


def test_a_level_beside_a_dimension_is_the_level_of_that_dimension(library):
    college = library.college("A")
    weak = "Governors discuss careers on an ad hoc basis when asked; nothing is planned."
    (page,) = library.add(college, weak)

    assert pages_of(found(library, college, "level:1")) == [page]
    assert pages_of(found(library, college, "dimension:1.5 level:1")) == [page]
    assert pages_of(found(library, college, "dimension:1.5 level:2")) == []
    assert pages_of(found(library, college, "level:2 dimension:2")) == []


def test_facets_count_what_was_found(library):
    college = library.college("A")
    library.add(college, LINK, LINK, type="minutes", year=2025)
    library.add(college, LINK, type="plan", year=None)
    library.add(college, PARKING, type="policy", year=2020)

    result = found(library, college, "governor")

    assert result.facets["type"] == (("minutes", 2), ("plan", 1))
    assert result.facets["year"] == (("2025", 2),)
    assert dict(result.facets["dimension"])["1.5"] == 3


def test_dimensions_stand_in_the_order_of_their_numbers(library):
    college = library.college("A")
    (page,) = library.add(college, PARKING)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], cited=["2.1", "1.10", "1.9"])

    result = found(library, college, "permits")

    assert [code for code, _ in result.facets["dimension"]] == ["1.9", "1.10", "2.1"]


def test_a_dismissed_page_is_in_no_count_of_that_dimension(library):
    college = library.college("A")
    page, _ = library.add(college, LINK, LINK)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], dismissed=["1.5"])

    result = found(library, college, "governor")

    assert (result.total, dict(result.facets["dimension"])["1.5"]) == (2, 1)


def test_what_a_viewer_may_not_see_is_in_no_hit_count_or_facet(library):
    college = library.college("A")
    (shown,) = library.add(college, LINK, type="note")
    library.add(college, LINK, sensitivity="confidential", type="minutes", year=2020)

    result = found(
        library, college, "governor", visibility=Visibility(college, frozenset({"internal"}))
    )

    assert (pages_of(result), result.total, result.with_all) == ([shown], 1, 1)
    assert result.facets["type"] == (("note", 1),)
    assert result.facets["year"] == (("2026", 1),)


def test_an_outsider_sees_named_documents_and_named_pages_only(library):
    college = library.college("A")
    whole = library.add(college, LINK, LINK)
    cited, _ = library.add(college, LINK, LINK)
    internal = frozenset({"internal"})

    both = Visibility(college, internal, frozenset({whole[0]}), frozenset({cited}))
    nothing = Visibility(college, internal, frozenset(), None)

    assert set(pages_of(found(library, college, "governor", visibility=both))) == {*whole, cited}
    assert found(library, college, "governor", visibility=nothing).total == 0


def test_another_college_changes_neither_hits_nor_order_nor_scores(library):
    mine, other = library.college("A"), library.college("B")
    library.add(mine, "link link governor", "governor governor link", "link", "governor visit")
    before = found(library, mine, "link governor visit", expand=False)

    library.add(other, *["governor governor governor"] * 20)

    assert found(library, mine, "link governor visit", expand=False) == before


def test_a_search_with_another_colleges_visibility_is_a_fault(library):
    mine, other = library.college("A"), library.college("B")

    with pytest.raises(ValueError, match="another college"):
        found(library, mine, "governor", visibility=library.sees_all(other))


def test_a_college_that_has_no_page_yet_finds_nothing(library, database):
    assert found(library, 1, "governor").total == 0
    with database.reading() as session:
        assert speaking.pages_for_dimension(session, 1, "1.5", library.sees_all(1)) == []
        assert speaking.dimensions_of_pages(session, 1, [1]) == {1: ()}


def test_hits_come_in_stretches_that_join(library):
    college = library.college("A")
    library.add(college, *[f"governor {'word ' * number}" for number in range(230)])

    whole = pages_of(found(library, college, "governor", limit=230))
    parts = [
        page
        for offset in range(0, 230, 50)
        for page in pages_of(found(library, college, "governor", limit=50, offset=offset))
    ]

    assert parts == whole
    assert len(set(whole)) == 230


def test_an_empty_query_finds_nothing(library):
    college = library.college("A")
    library.add(college, LINK)

    assert found(library, college, "").total == 0
    assert found(library, college, "((((").total == 0


def test_title_words_lift_a_page(library):
    college = library.college("A")
    (other,) = library.add(college, LINK, title="Papers")
    (titled,) = library.add(college, LINK, title="Link governor’s visit note")

    assert pages_of(found(library, college, "link governor")) == [titled, other]


def test_pages_for_a_dimension_come_ranked_with_words_passage_and_marks(library):
    college = library.college("A")
    page, parking = library.add(college, LINK, PARKING)
    (hidden,) = library.add(college, LINK, sensitivity="restricted")
    (dismissed,) = library.add(college, LINK)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], cited=["1.5"], confirmed=["1.5"])
        indexing.describe(session, college, page_ids=[dismissed], dismissed=["1.5"])

    with library.database.reading() as session:
        hits = speaking.pages_for_dimension(
            session, college, "1.5", Visibility(college, frozenset({"internal"}))
        )
        speaks = speaking.dimensions_of_pages(session, college, [page, parking, hidden])

    assert [hit.page_id for hit in hits] == [page]
    assert "link governor" in hits[0].terms
    assert LINK[hits[0].start : hits[0].end] == LINK
    assert (hits[0].is_cited, hits[0].is_confirmed) == (True, True)
    assert speaks[page][0].dimension == "1.5"
    assert speaks[parking] == ()


def test_a_snippet_shows_the_words_marked():
    shown = searching.snippet(LINK, parse("governors"))

    assert [part for part, marked in shown.parts if marked] == ["governor"]
    assert shown.text == LINK


def test_dates_areas_people_and_marks_narrow_what_is_found(library):
    college = library.college("A")
    may = {"event_date": date(2026, 5, 4), "area": "Construction", "added_by": "Priya Nair"}
    (cited,) = library.add(college, LINK, **may)
    (unused,) = library.add(college, LINK, event_date=date(2026, 9, 30), added_by="Tom Okoro")
    (undated,) = library.add(college, LINK, year=None)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[cited], cited=["1.5"])

    for query, pages in {
        "date:2026-05": {cited},
        "date:2026-05-05..": {unused},
        "date:..2026-09": {cited, unused},
        "-date:2026": {undated},
        "year:2025..2026": {cited, unused},
        "area:construction": {cited},
        "by:nair": {cited},
        'by:"tom okoro"': {unused},
        "status:cited": {cited},
        "status:unused": {unused, undated},
    }.items():
        assert set(pages_of(found(library, college, f"governor {query}"))) == pages, query


def test_themes_and_benchmarks_are_those_of_the_model(library):
    college = library.college("A")
    (one,) = library.add(college, LINK)
    (two,) = library.add(college, PARKING)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[two], cited=["6.1"])

    result = found(library, college, "the")

    assert dict(result.facets["theme"])["6"] == 1
    assert pages_of(found(library, college, "theme:6")) == [two]
    assert pages_of(found(library, college, "benchmark:8")) == [two]
    assert one in pages_of(found(library, college, "theme:1"))
    assert pages_of(found(library, college, "benchmark:99")) == []


def test_another_order_holds_the_same_pages(library):
    college = library.college("A")
    (old,) = library.add(college, LINK, title="B", event_date=date(2024, 1, 1))
    (new,) = library.add(college, f"{LINK} {LINK}", title="C", event_date=date(2026, 1, 1))
    (undated,) = library.add(college, LINK, title="A")

    newest = found(library, college, "governor", sort=Sort.NEWEST)
    by_title = found(library, college, "governor", sort=Sort.TITLE)

    assert pages_of(newest) == [new, old, undated]
    assert pages_of(by_title) == [undated, old, new]
    assert pages_of(found(library, college, "governor", sort=Sort.TITLE, limit=1, offset=1)) == [
        old
    ]
    assert set(newest.hits) == set(by_title.hits)


def test_the_pages_of_a_document_with_the_words_are_told_in_order(library):
    college = library.college("A")
    pages = library.add(college, LINK, PARKING, LINK)
    everything = library.sees_all(college)
    only_first = Visibility(college, everything.sensitivities, pages=frozenset(pages[:1]))

    def numbers(query, sees):
        return searching.pages_with(session, college, query, sees, pages[0], number=1)

    with library.database.reading() as session:
        assert numbers("governor", everything) == [1, 3]
        assert numbers("governor", only_first) == [1]
        assert numbers("", everything) == []


def test_from_a_page_with_all_words_one_comes_to_others_with_all_of_them(library):
    college = library.college("A")
    pages = library.add(college, LINK, "The governor only.", PARKING, LINK)
    sees = library.sees_all(college)

    with library.database.reading() as session:
        from_all, from_some = (
            searching.pages_with(session, college, "link governor", sees, pages[0], number=number)
            for number in (1, 2)
        )

    assert from_all == [1, 4]
    assert from_some == [1, 2, 4]


def test_pages_with_all_words_come_first_in_any_order_that_is_asked_for(library):
    college = library.college("A")
    (whole,) = library.add(college, LINK, event_date=date(2020, 1, 1), title="Z")
    (some,) = library.add(college, "The governor only.", event_date=date(2026, 1, 1), title="A")
    library.add(college, PARKING)

    for sort in (Sort.NEWEST, Sort.TITLE):
        assert pages_of(found(library, college, "link governor", sort=sort)) == [whole, some]


def test_what_narrows_a_search_adds_no_pages_with_some_of_the_words(library):
    college = library.college("A")
    for number in range(12):
        library.add(college, LINK, type="minutes" if number < 3 else "plan")
        library.add(college, "The governor only.", type="minutes")
    library.add(college, *[PARKING] * 30)

    everything = found(library, college, "link governor")
    narrowed = found(library, college, "link governor type:minutes")

    assert (everything.total, dict(everything.facets["type"])["minutes"]) == (12, 3)
    assert (narrowed.total, narrowed.with_all) == (3, 3)


def test_a_word_on_most_pages_is_named_when_it_alone_finds_none(library):
    college = library.college("A")
    library.add(college, *["The governor came."] * 5, LINK)

    result = found(library, college, "link governor", expand=False)

    assert (result.total, result.with_all, result.left_out) == (1, 1, ("governor",))


def test_the_pages_of_a_document_are_counted_beyond_the_hits_shown(library):
    college = library.college("A")
    library.add(college, LINK, LINK, LINK)
    library.add(college, LINK)

    shown = found(library, college, "governor", limit=1)
    everything = found(library, college, "governor")

    assert shown.of_documents == {shown.hits[0].document_id: 3}
    assert everything.of_documents == {}


def test_a_question_is_helped_by_a_page_beside_that_it_does_not_find(library):
    college = library.college("A")
    alone = [library.add(college, "A bursary form.")[0] for _ in range(10)]
    page, beside = library.add(college, "A bursary form.", "Bursary, bursary, bursary.")

    result = found(library, college, "What is a bursary form?", expand=False)

    assert pages_of(result) == [page, *alone]
    assert beside not in pages_of(result)


def test_a_page_that_may_not_be_seen_helps_no_page_beside_it(library):
    college = library.college("A")
    for _ in range(10):
        library.add(college, "A bursary form.")
    page, beside = library.add(college, "A bursary form.", "Bursary, bursary, bursary.")
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[beside], sensitivity="restricted")
    sees = Visibility(college, frozenset({"open", "internal"}))

    result = found(library, college, "What is a bursary form?", visibility=sees, expand=False)

    assert len({hit.score for hit in result.hits}) == 1
    assert page in pages_of(result)


def test_what_was_confirmed_is_told_only_where_the_viewer_may_know(library):
    college = library.college("millbank")
    (page,) = library.add(college, "The link governor asked about destinations.")
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], confirmed=["1.5"])
    sees, blind = (
        replace(library.sees_all(college), sees_confirmed=told) for told in (True, False)
    )

    def search(words, seen):
        with library.database.reading() as session:
            return searching.search(session, college, words, seen)

    assert search("governor status:confirmed", sees).total == 1
    assert dict(search("governor", sees).facets["status"])["confirmed"] == 1
    assert search("governor status:confirmed", blind).total == 0
    assert search("governor status:unused", blind).total == 1
    assert "confirmed" not in dict(search("governor", blind).facets["status"])
