"""`ingest`: files and folders, what is said of each, and what is never taken."""

import json

from tests.ingest.reading.making import archive


def test_every_file_of_a_folder_is_told_with_its_state_and_pages(filled_folder, papers):
    files = {line["file"]: line for line in filled_folder[1]["files"]}

    assert list(filled_folder[1]) == ["files"]
    assert set(files) == {
        str(papers / name) for name in ("minutes.pdf", "deeper/encounters.txt", "program.exe")
    }
    minutes = files[str(papers / "minutes.pdf")]
    assert set(minutes) == {"file", "document", "revision", "state", "pages", "reason"}
    assert (minutes["state"], minutes["pages"]) == ("readable", 2)
    assert minutes["document"] != minutes["revision"]


def test_a_file_that_is_no_document_is_refused_with_a_reason_and_the_others_are_not(filled_folder):
    refused = [line for line in filled_folder[1]["files"] if line["state"] != "readable"]

    assert [line["state"] for line in refused] == ["refused"]
    assert refused[0]["reason"].endswith(".")
    assert refused[0]["pages"] == 0


def test_the_same_file_again_is_the_same_document(run_filled, filled_folder, papers):
    again = json.loads(
        run_filled(
            "ingest", papers / "minutes.pdf", "--college", "newton", "--wait", "--json"
        ).stdout
    )

    before = next(line for line in filled_folder[1]["files"] if line["file"].endswith(".pdf"))
    assert again["files"][0]["document"] == before["document"]


def test_without_json_a_line_says_how_each_file_went(run, papers):
    answer = run("ingest", papers / "minutes.pdf", "--college", "newton", "--wait")

    assert answer.exit_code == 0
    assert answer.stdout.strip().endswith("minutes.pdf: readable, 2 pages")


def test_without_waiting_the_file_only_waits_to_be_read(run, papers):
    taken = run("ingest", papers / "minutes.pdf", "--college", "newton", "--json")
    run("worker", "--burst")

    found = json.loads(run("search", "governor", "--college", "newton", "--json").stdout)
    assert taken.exit_code == 0
    assert found["total"] == 1


def test_a_type_that_is_named_is_kept(run, papers):
    run("ingest", papers / "minutes.pdf", "--college", "newton", "--type", "minutes", "--wait")

    found = run("search", "governor type:minutes", "--college", "newton", "--json")
    assert json.loads(found.stdout)["total"] == 1


def test_a_college_that_is_not_there_is_one_line_on_stderr(run, papers):
    answer = run("ingest", papers, "--college", "nowhere")

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_path_that_is_not_there_is_wrong_use(run):
    assert run("ingest", "/nowhere/at/all", "--college", "newton").exit_code == 2


def test_the_files_in_an_archive_are_waited_for_and_told_after_it(run, tmp_path):
    inner = archive({"minutes.txt": "The link governor visited.", "macro.exe": b"MZ\0" * 20})
    pack = tmp_path / "pack.zip"
    pack.write_bytes(archive({"june.zip": inner, "empty.txt": ""}))

    told = json.loads(run("ingest", pack, "--college", "newton", "--wait", "--json").stdout)
    found = json.loads(run("search", "visited", "--college", "newton", "--json").stdout)

    assert [(line["file"].removeprefix(str(pack)), line["state"]) for line in told["files"]] == [
        ("", "readable_with_gaps"),
        ("/june.zip", "readable"),
        ("/june.zip/minutes.txt", "readable"),
        ("/june.zip/macro.exe", "refused"),
        ("/empty.txt", "refused"),
    ]
    assert all(line["reason"].endswith(".") for line in told["files"] if line["reason"])
    assert told["files"][-1]["document"] is None
    assert [hit["file"] for hit in found["hits"]] == ["minutes.txt"]
    assert run("check", "--deep").exit_code == 0


def test_an_archive_that_was_taken_in_before_tells_the_same_again(run, tmp_path):
    pack = tmp_path / "pack.zip"
    pack.write_bytes(archive({"a.txt": "The link governor visited."}))
    asked = ("ingest", pack, "--college", "newton", "--wait", "--json")

    first, again = json.loads(run(*asked).stdout), json.loads(run(*asked).stdout)

    assert first == again
    assert len(first["files"]) == 2
