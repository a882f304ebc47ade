"""`reindex` and `rematch`: the same answers from derived data made anew."""

import json


def test_the_index_made_anew_answers_as_before(run_filled):
    before = run_filled("search", "governor", "--college", "newton", "--json").stdout

    answer = run_filled("reindex", "--college", "newton")

    after = run_filled("search", "governor", "--college", "newton", "--json").stdout
    assert answer.stdout == "newton: 3 pages.\n"
    assert json.loads(after)["hits"] == json.loads(before)["hits"]
    assert run_filled("check").exit_code == 0


def test_every_page_is_matched_anew(run_filled):
    assert run_filled("rematch").stdout == "newton: 3 pages.\n"
    assert run_filled("check").exit_code == 0


def test_a_college_that_is_not_there_is_one_line_on_stderr(run):
    answer = run("reindex", "--college", "nowhere")

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1
