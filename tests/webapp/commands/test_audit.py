"""`audit verify` and `audit export`."""

import json
import sqlite3


def test_a_whole_trail_verifies_and_comes_out_as_json_lines(run_filled, tmp_path):
    out = tmp_path / "events.jsonl"

    verified = run_filled("audit", "verify")
    exported = run_filled("audit", "export", "--out", out)

    assert verified.stdout == "Every chain is whole.\n"
    assert exported.exit_code == 0
    assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_trail_that_somebody_changed_is_told_and_ends_with_1(run_filled, tmp_path):
    database = sqlite3.connect(tmp_path / "data" / "careers-evidence.db")
    database.execute("DROP TRIGGER keep_event_update")
    database.execute(
        "UPDATE event SET actor = 'somebody else' WHERE id = (SELECT max(id) FROM event)"
    )
    database.commit()
    database.close()

    answer = run_filled("audit", "verify")

    assert answer.exit_code == 1
    assert answer.stderr.strip()


def test_a_place_that_cannot_be_written_is_one_line_on_stderr(run_filled):
    answer = run_filled("audit", "export", "--out", "/nowhere/at/all.jsonl")

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1
