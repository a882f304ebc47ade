"""`check`: clean where all agrees, a line and exit 1 where something does not."""

import json


def test_all_agrees_after_an_ingest(run_filled):
    people, programs = run_filled("check", "--deep"), run_filled("check", "--json")

    assert (people.exit_code, people.stdout) == (0, "Everything agrees.\n")
    assert (programs.exit_code, json.loads(programs.stdout)) == (0, {"faults": []})


def test_a_file_that_is_lost_is_told_and_ends_with_1(run_filled, tmp_path):
    for path in (tmp_path / "data" / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()

    people, programs = run_filled("check"), run_filled("check", "--json")

    faults = json.loads(programs.stdout)["faults"]
    assert (people.exit_code, programs.exit_code) == (1, 1)
    assert len(faults) == 3
    assert people.stdout.splitlines() == faults
