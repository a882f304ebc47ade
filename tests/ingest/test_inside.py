"""The list of files inside a file costs the same few statements whatever is in it."""

from ingest import inside
from ingest.documents import get_document
from tests.factories.statements import counted
from tests.ingest.reading.making import archive
from tests.ingest.test_unpacking_job import taken_in


def statements(shelf, count):
    files = {f"{count}-{number}.txt": f"{count} {number}" for number in range(count)}
    received = taken_in(shelf, archive(files))
    with shelf.database.reading() as session, counted(shelf.database) as seen:
        view = get_document(session, shelf.leader, received.document_key)
        lines = inside.list_inside(session, shelf.leader, [view.revision_id])
        inside.list_around(session, shelf.leader, lines[0].document)
    assert len(lines) == count
    return len(seen)


def test_ten_times_the_files_cost_no_statement_more(shelf):
    assert statements(shelf, 2) == statements(shelf, 20) <= 6
