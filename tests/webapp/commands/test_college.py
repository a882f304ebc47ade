"""`college add` and `college list`."""

import json


def test_programs_get_codes_and_names(run):
    run("college", "add", "arden", "Arden College")

    answer = run("college", "list", "--json")

    assert json.loads(answer.stdout) == [
        {"code": "arden", "name": "Arden College"},
        {"code": "newton", "name": "Newton College"},
    ]


def test_people_read_a_line_each(run):
    assert run("college", "list").stdout == "newton  Newton College\n"


def test_a_code_that_is_taken_is_told_in_one_line(run):
    answer = run("college", "add", "newton", "Another")

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_college_can_be_searched_from_its_first_day(run):
    run("college", "add", "arden", "Arden College")

    answer = run("search", "anything", "--college", "arden", "--json")

    assert json.loads(answer.stdout)["total"] == 0
