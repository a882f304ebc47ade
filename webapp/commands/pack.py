"""`pack` and `verify-pack`: a pack to a file, and a pack checked with nothing but the file."""

import sys
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.reading.host import ReaderHost
from store.db import utc_now
from store.errors import NotFoundError
from store.people import College
from store.settings import Settings
from webapp.commands.operator import keep_operator, operator_of
from webapp.packs.writing import PackPages
from webapp.services import Services
from webapp.worker import limits_of
from workflow.kinds.snapshots import Audience
from workflow.models.claims import Assessment
from workflow.models.snapshots import Snapshot
from workflow.models.visits import Visit
from workflow.packs import pack_checks, packs, sealing, snapshots
from workflow.packs.pack_pages import PageMaker
from workflow.packs.sealing import Sealing
from workflow.packs.signing import Signer


@click.command()
@click.argument("named", metavar="ASSESSMENT-OR-VISIT")
@click.option(
    "--for", "audience", required=True, type=click.Choice([one.value for one in Audience])
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def pack(named: str, audience: str, out: Path) -> None:
    """Write the pack of an assessment or a visit, by its key, from its newest snapshot.

    Where there is no snapshot yet, one is taken. Prints the SHA-256 that verify-pack expects.

    Example: careers-evidence pack 3q2-7wEAaS5J0xkq1sLr9g --for reviewer --out pack.zip
    """
    services = Services.open(Settings.from_env())
    snapshot = _snapshot(services, named)
    sealed = _sealed(services, snapshot)
    with services.database.reading() as session:
        packs.refuse_taken_out_since(session, sealed)
        recipe = packs.read_recipe(
            session, services.blobs, sealed.id, Audience(audience), sealed.college_id
        )
    with out.open("wb") as file:
        missing = packs.write(services.blobs, recipe, file)
    for name in missing:
        click.echo(f"{name} is missing from storage; the pack says so.", err=True)
    click.echo(f"Written to {out}. The snapshot's SHA-256 is {sealed.sha256}.")
    if missing:
        sys.exit(1)


def _snapshot(services: Services, named: str) -> Snapshot:
    """The newest snapshot of what is named, or the one of that key; taken where there is none."""
    with services.database.reading() as session:
        college = _college_of(session, named)
        found = snapshots.newest_of(session, college.id, named)
    if found is not None:
        return found
    with services.database.writing() as session:
        actor = operator_of(college, keep_operator(session))
        return snapshots.take_now(session, actor, named, now=utc_now())


def _college_of(session: Session, named: str) -> College:
    for table in (Assessment, Visit, Snapshot):
        query = select(College).join(table, table.college_id == College.id)
        college = session.scalar(query.where(table.key == named))
        if college is not None:
            return college
    raise NotFoundError(f"There is no assessment, visit or snapshot with the key {named}.")


def _sealed(services: Services, snapshot: Snapshot) -> Snapshot:
    """The snapshot, sealed in this process where no worker has done so yet."""
    if snapshot.sealed_at is None:
        with ReaderHost(limits_of(services.settings)) as host:
            maker = PageMaker(host, services.blobs)
            signer = Signer(services.secret_key)
            tools = Sealing(services.database, services.blobs, maker, PackPages(), signer)
            sealing.seal(tools, snapshot.college_id, snapshot.id)
    with services.database.reading() as session:
        return session.get_one(Snapshot, snapshot.id)


@click.command("verify-pack")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--expect", default="", metavar="HASH", help="The snapshot's SHA-256.")
@click.option("--key", default="", metavar="PUBLIC", help="The installation's public key.")
def verify_pack(file: Path, expect: str, key: str) -> None:
    """Check a pack: every file, and with HASH or PUBLIC that the list of files is the true one.

    Needs no data folder and no database.

    Example: careers-evidence verify-pack pack.zip --expect 9f86d081884c7d65...
    """
    found = pack_checks.check(file, expect=expect, key=key)
    for sentence in found.said:
        click.echo(sentence)
    for fault in found.faults:
        click.echo(fault, err=True)
    if not found.is_good:
        sys.exit(1)
    click.echo("The pack is whole.")
