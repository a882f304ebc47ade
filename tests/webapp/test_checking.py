"""The check of a whole installation: every package is asked about every college."""

import pytest
from sqlalchemy import delete, update

from ingest import receiving
from ingest.models.documents import Revision, TextLayer
from search_index.models import Match, MatchedPage
from store import audit
from store.audit import Event
from store.jobs import Job
from store.people import College
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import a_citation, a_claim, an_assessment
from tests.ingest.reading.making import page_of, pdf
from webapp import worker
from webapp.checking import list_faults
from webapp.commands.init import prepare
from webapp.triggers import drop_triggers
from workflow.models.claims import Citation


@pytest.fixture
def services(settings):
    services = prepare(settings)
    yield services
    services.database.dispose()


@pytest.fixture
def leaders(services):
    """The careers leaders of two colleges, each with a file that has been read."""
    with services.database.writing() as session:
        found = [an_actor(session, a_college(session)) for _ in range(2)]
    for leader in found:
        receive(services, leader)
    worker.run(services, burst=True)
    return found


def receive(services, actor, *lines):
    data = pdf(*map(page_of, lines or ("The link governor reported", "to the board")))
    with services.blobs.stage() as staging:
        staging.write(data)
        return receiving.receive(services.database, services.blobs, actor, staging, "Report.pdf")


def cite(services, leader):
    with services.database.writing() as session:
        library = a_document_with_pages(session, leader)
        college = session.get_one(College, leader.college_id)
        claim = a_claim(session, leader, an_assessment(session, college))
        a_citation(session, leader, claim, library)
    return library


def plant(services, statement):
    """Change rows as no operation would: first away with the triggers."""
    with services.database.engine.begin() as connection:
        drop_triggers(connection)
        assert connection.execute(statement).rowcount


def faults(services, *, is_deep=False):
    return list_faults(services, is_deep=is_deep)


def test_an_installation_in_order_has_no_faults(services, leaders):
    assert faults(services, is_deep=True) == []


def test_an_empty_installation_has_no_faults(services):
    assert faults(services, is_deep=True) == []


def test_a_fault_of_any_college_is_told(services, leaders):
    for leader in leaders:
        of_college = Revision.college_id == leader.college_id
        plant(services, update(Revision).where(of_college).values(pages_read=5))

    found = faults(services)

    assert len(found) == 2
    assert all("says 5 pages; 2 are stored" in fault for fault in found)
    assert len({fault.split(":")[0] for fault in found}) == 2


def test_a_fault_between_pages_and_search_is_told(services, leaders):
    plant(services, delete(Match))
    plant(services, delete(MatchedPage))

    assert faults(services)


def test_only_a_deep_check_reads_the_files(services, leaders, settings):
    for path in (settings.data_dir / "blobs").glob("*/*/*"):
        path.chmod(0o600)
        path.write_bytes(b"forged")

    assert faults(services) == []
    assert len(faults(services, is_deep=True)) == 2


def test_a_forged_quote_is_told(services, leaders):
    library = cite(services, leaders[0])
    before = faults(services)
    plant(services, update(Citation).values(exact="Careers are excellent"))

    (quote,) = set(faults(services)) - set(before)

    assert "citation" in quote
    assert quote.endswith("is not what its page says.")
    assert all(library.revision.sha256 in fault for fault in before)


def test_a_text_forged_together_with_its_quote_is_told(services, leaders):
    cite(services, leaders[0])
    before = faults(services)
    plant(services, update(TextLayer).values(text="Careers are excellent"))
    plant(services, update(Citation).values(exact="Careers are excellent", start=0, end=21))

    assert any(fault.endswith("was changed.") for fault in set(faults(services)) - set(before))


def test_a_line_struck_from_a_colleges_record_is_told(services, leaders):
    chain = leaders[1].college_id
    plant(services, delete(Event).where(Event.chain == chain, Event.kind == "document added"))

    found = faults(services)
    assert found
    assert all(fault.startswith(f"Chain {chain}, line ") for fault in found)


def test_a_line_changed_in_the_installations_own_record_is_told(services):
    with services.database.writing() as session:
        audit.note(session, None, "person", "signed in", "person")
    plant(services, update(Event).where(Event.kind == "signed in").values(actor="another"))

    assert len(faults(services)) == 1


def test_work_that_is_lost_is_told(services, leaders):
    receive(services, leaders[0], "Encounters with employers")
    assert faults(services) == []
    plant(services, delete(Job))

    (fault,) = faults(services)
    assert fault.endswith("waits to be read and no job will.")


def test_checking_changes_nothing(services, leaders):
    plant(services, update(Revision).values(pages_read=5))

    assert faults(services) == faults(services) != []
