"""The cells of a workbook by row and column, read where nothing can go wrong for anybody else."""

import io

import pytest

from ingest.reading import grid
from ingest.reading.events import CellRow, ReadLimits
from ingest.reading.grid import read_cells
from ingest.reading.host import ReaderHost
from store.errors import RefusedError
from tests.ingest.reading.making_sheets import xlsx

ROWS = [["Dimension", None, "Level"], [None, None, None], ["1.5", None, 3], ["2.1", "x", None]]


def said(data):
    return list(read_cells(data, {}))


def test_cells_keep_their_columns_where_others_are_empty():
    rows = said(xlsx(ROWS))

    assert [row["cells"] for row in rows[:-1]] == [
        [[1, "Dimension"], [3, "Level"]],
        [[1, "1.5"], [3, "3"]],
        [[1, "2.1"], [2, "x"]],
    ]
    assert [row["number"] for row in rows[:-1]] == [1, 3, 4]
    assert rows[-1] == {"kind": "done", "problems": []}


def test_hidden_sheets_are_left_out_and_hidden_rows_named():
    def hide(book):
        book.create_sheet("Old").append(["secret"])
        book["Old"].sheet_state = "hidden"
        book.active.row_dimensions[3].hidden = True

    rows = said(xlsx(ROWS, hide))

    assert [row["number"] for row in rows[:-1]] == [1, 4]
    assert rows[-1]["problems"]
    assert "secret" not in str(rows)


def test_more_rows_than_a_tracker_has_are_not_read(monkeypatch):
    monkeypatch.setattr(grid, "MOST_ROWS", 2)

    rows = said(xlsx(ROWS))

    assert len(rows) == 3
    assert "Rows after 3 were not read" in rows[-1]["problems"][0]


def test_through_the_limited_process(subtests):
    with ReaderHost(ReadLimits(memory_mb=512, seconds=20, stall_seconds=20)) as host:
        cells = host.cells(io.BytesIO(xlsx(ROWS)))
        assert cells.rows[1] == CellRow("Data", 3, ((1, "1.5"), (3, "3")))
        for name, body in {
            "text": b"Dimension,Level\n",
            "nothing": b"",
            "broken": b"PK\x03\x04x",
        }.items():
            with subtests.test(name), pytest.raises(RefusedError) as refused:
                host.cells(io.BytesIO(body))
            assert refused.value.sentence.endswith(".")
