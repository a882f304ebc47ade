"""`search`: the shape that programs rely on, and what people read."""

import json


def test_programs_get_one_hit_a_page_with_all_its_facts(run_filled):
    answer = run_filled("search", '"link governor"', "--college", "newton", "--json")

    found = json.loads(answer.stdout)
    assert (found["total"], found["with_all"]) == (1, 1)
    hit = found["hits"][0]
    assert set(hit) == {"document", "title", "file", "locator", "score", "snippet"}
    assert hit["file"] == "minutes.pdf"
    assert hit["locator"] == {"kind": "page", "number": 1}
    assert "link governor" in hit["snippet"]


def test_a_dimension_narrows_the_search(run_filled):
    everything = run_filled("search", "the", "--college", "newton", "--json")
    narrowed = run_filled("search", "boiler", "--college", "newton", "--dimension", "1.5", "--json")

    assert json.loads(everything.stdout)["hits"] is not None
    assert json.loads(narrowed.stdout)["hits"] == []


def test_the_limit_is_kept_and_the_total_is_not(run_filled):
    answer = run_filled("search", "the OR careers OR boiler", "--college", "newton", "--json",
                        "--limit", "1")  # fmt: skip

    found = json.loads(answer.stdout)
    assert len(found["hits"]) == 1
    assert found["total"] >= 2


def test_people_read_title_place_and_counts(run_filled):
    answer = run_filled("search", "governor", "--college", "newton")

    assert "(minutes.pdf)" in answer.stdout
    assert answer.stdout.strip().endswith("1 pages have all the words, 1 have some.")


def test_nothing_found_is_an_answer_and_no_failure(run_filled):
    answer = run_filled("search", "xylophone", "--college", "newton", "--json")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {"total": 0, "with_all": 0, "hits": []}


def test_without_a_college_it_is_wrong_use(run_filled):
    assert run_filled("search", "governor").exit_code == 2
