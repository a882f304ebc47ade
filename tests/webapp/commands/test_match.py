"""`match`: the dimensions of a text, for people and for programs."""

import json

LINK_GOVERNOR = (
    "The careers link governor meets the careers leader each term, challenges the careers "
    "strategy and reports to the governing body."
)
BOILER = "The boiler was replaced and the roof of the sports hall was inspected."


def test_a_text_gets_three_dimensions_at_most_with_the_words_that_decided(run):
    found = json.loads(run("match", "--json", input=LINK_GOVERNOR).stdout)

    assert set(found) == {"suggestions", "abstained"}
    assert found["abstained"] is False
    assert 1 <= len(found["suggestions"]) <= 3
    first = found["suggestions"][0]
    assert set(first) == {"dimension", "level", "score", "terms"}
    assert first["dimension"] == "1.5"
    assert first["terms"]


def test_a_text_of_something_else_gets_none(run):
    found = json.loads(run("match", "--json", input=BOILER).stdout)

    assert found == {"suggestions": [], "abstained": True}


def test_each_line_in_gets_one_line_out(run):
    lines = [{"id": "a", "text": LINK_GOVERNOR}, {"id": 7, "text": BOILER}]

    answer = run("match", "--jsonl", input="\n".join(json.dumps(line) for line in lines))

    found = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [line["id"] for line in found] == ["a", 7]
    assert [line["abstained"] for line in found] == [False, True]
    assert all(set(line) == {"id", "suggestions", "abstained"} for line in found)


def test_a_file_is_read_like_any_other(run, papers):
    answer = run("match", papers / "minutes.pdf", "--json")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["suggestions"]


def test_a_file_without_text_is_one_line_on_stderr(run, papers):
    answer = run("match", papers / "program.exe", "--json")

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_told_in_one_line(run):
    answer = run("match", "/nowhere/at/all.pdf")

    assert answer.exit_code in {1, 2}
    assert "Traceback" not in answer.output
    assert answer.stderr.strip()


def test_a_line_that_is_no_json_is_told_in_one_line(run):
    answer = run("match", "--jsonl", input="this is no json\n")

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_college_that_is_not_there_is_told(run):
    answer = run("match", "--college", "nowhere", input=LINK_GOVERNOR)

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1
