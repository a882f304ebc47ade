"""`extract`: one file as JSON lines, without a database."""

import hashlib
import json

from click.testing import CliRunner

from webapp.cli import main


def extract(path, **environment):
    answer = CliRunner().invoke(main, ["extract", str(path)], env=environment)
    return answer, [json.loads(line) for line in answer.stdout.splitlines()]


def test_a_file_comes_out_as_file_pages_and_end(papers):
    path = papers / "minutes.pdf"

    answer, lines = extract(path)

    assert answer.exit_code == 0
    assert [line["kind"] for line in lines] == ["file", "page", "page", "end"]
    assert set(lines[0]) == {"kind", "type", "sha256"}
    assert lines[0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert set(lines[1]) == {"kind", "locator", "text", "source", "problems"}
    assert lines[1]["locator"] == {"kind": "page", "number": 1}
    assert "link governor" in lines[1]["text"]
    end = lines[-1]
    assert set(end) == {"kind", "state", "pages", "reason", "parser"}
    assert (end["state"], end["pages"], end["reason"]) == ("readable", 2, None)


def test_it_makes_no_data_folder(papers, tmp_path):
    extract(papers / "minutes.pdf", CE_DATA_DIR=str(tmp_path / "data"))

    assert not (tmp_path / "data").exists()


def test_a_file_that_cannot_be_read_still_ends_with_a_line_and_exit_1(papers):
    answer, lines = extract(papers / "program.exe")

    assert answer.exit_code == 1
    assert lines[-1]["kind"] == "end"
    assert lines[-1]["state"] == "refused"
    assert lines[-1]["reason"].endswith(".")


def test_a_damaged_file_fails_with_a_sentence(tmp_path):
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing that follows is a document\n%%EOF\n")

    answer, lines = extract(path)

    assert answer.exit_code == 1
    assert lines[-1]["state"] in {"failed", "refused"}
    assert lines[-1]["reason"]


def test_a_file_that_is_not_there_is_wrong_use():
    assert extract("/nowhere/at/all.pdf")[0].exit_code == 2
