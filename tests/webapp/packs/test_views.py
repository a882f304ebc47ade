"""Snapshots and packs in the service: found from where one is, asked for, downloaded."""

import hashlib
import re

from sqlalchemy import select

from store import jobs
from tests.factories.packs import sealing_with
from tests.webapp.conftest import post
from workflow.models.snapshots import Pack, Snapshot
from workflow.packs import packs, sealing
from workflow.packs.packs import Building


def newest(services, table):
    with services.database.reading() as session:
        return session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()


def work(services):
    """Seal and build what was asked for; pages are not drawn, since no reader is wanted."""
    snapshot = newest(services, Snapshot)
    tools = sealing_with(services.database, services.blobs, host=NoPictures())
    sealing.seal(tools, snapshot.college_id, snapshot.id)
    pack = newest(services, Pack)
    packs.build(Building(services.database, services.blobs), pack.college_id, pack.id)
    with services.database.writing() as session:
        session.execute(jobs.Job.__table__.delete())


class NoPictures:
    """A reader that draws nothing, as for a damaged file."""

    def render(self, *_):
        from store.errors import RefusedError  # noqa: PLC0415 - of this double alone

        raise RefusedError("The page cannot be drawn.")


def test_a_leader_takes_a_snapshot_asks_for_a_pack_sees_how_far_it_is_and_downloads_it(
    sample, client_as
):
    client = client_as("careers_leader")
    listed = re.search(r'href="(/snapshots\?of=[^"]+)"', client.get("/assessment").text)[1]
    taken = post(client, listed, "/snapshots", of=listed.partition("of=")[2])
    page = client.get(taken.headers["Location"]).text

    assert "Being sealed: 0 of" in page
    assert "data-waiting" in page
    assert client.get(f"{taken.headers['Location']}/matrix.csv").status_code == 409
    assert "What has changed since" in page
    assert "Nothing." in page

    address = taken.headers["Location"]
    post(client, address, f"{address}/packs", audience="reviewer")
    assert "Waits until the snapshot is sealed" in client.get(address).text

    work(sample)
    page = client.get(address).text
    snapshot, pack = newest(sample, Snapshot), newest(sample, Pack)
    head = client.get(f"{address}/snapshot.json").data
    answer = client.get(f"/packs/{pack.key}")
    whole = answer.data
    answer.close()

    assert snapshot.sha256 in page
    assert "data-waiting" not in page
    with client.get(f"{address}/matrix.csv") as matrix:
        assert "Dimension" in matrix.text
        assert "_matrix_" in matrix.headers["Content-Disposition"]
    assert client.get(f"{address}/matrix.pdf").status_code == 404
    assert hashlib.sha256(head).hexdigest() == snapshot.sha256
    assert "complete" in page
    assert hashlib.sha256(whole).hexdigest() == pack.sha256
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "_reviewer_" in answer.headers["Content-Disposition"]


def test_whoever_forgets_to_say_whom_the_pack_is_for_is_told_at_the_field(sample, client_as):
    client = client_as("careers_leader")
    address = f"/snapshots/{newest(sample, Snapshot).key}"

    answer = post(client, address, f"{address}/packs")

    assert answer.status_code == 422
    assert 'href="#audience"' in answer.text


def test_a_governor_finds_no_snapshots(client_as):
    assert client_as("governor").get("/snapshots").status_code == 403


def test_the_visit_shows_the_hash_of_its_evidence(sample, client_as):
    client = client_as("validator")
    page = client.get(re.search(r'href="(/visits/[^"/]+)"', client.get("/visits").text)[1]).text

    assert "Snapshots and packs" in page
