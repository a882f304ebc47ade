"""Framework versions as stored: each text once, and read back as it was."""

from framework.loading import builtin
from store import audit
from workflow import frameworks


def test_the_same_text_is_stored_once(database):
    with database.writing() as session:
        first = frameworks.keep_builtin(session)
        again = frameworks.keep(session, builtin())

        assert first.id == again.id
        assert [row.sha256 for row in frameworks.list_versions(session)] == [builtin().sha256]

    with database.reading() as session:
        assert [e.kind for e in audit.list_events(session, None)] == ["framework version imported"]


def test_an_assessment_is_read_with_the_version_that_it_is_pinned_to(year):
    version = frameworks.version_of(year.assessment)

    assert version.sha256 == builtin().sha256
    assert version.dimensions == builtin().dimensions
