"""Seals a snapshot: makes pictures, pages, tables and lists of files once, as blobs, and signs.

Each step is written down as it is done, so that a killed worker goes on where it left off. From
then on a pack is only put together: its bytes depend on the snapshot and the audience alone.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.library import from_canonical_json
from framework.model import FrameworkVersion
from ingest.models.documents import BlobUse
from store import audit, jobs
from store.blobs import BlobStore
from store.db import Database, canonical_json, utc_now
from store.errors import ConflictError
from store.jobs import JobKind
from store.people import College
from workflow.kinds.snapshots import Audience, Occasion
from workflow.models.claims import FrameworkVersionRow
from workflow.models.snapshots import Pack, Snapshot, SnapshotBlob
from workflow.packs import matrix, pack_names, pack_view
from workflow.packs.pack_listing import Entry, Packed, PackWriter, manifest
from workflow.packs.pack_pages import PageMaker
from workflow.packs.signing import ALGORITHM, Signer
from workflow.papers import report_formats

FORMAT = 1
# Pages whose blobs are written down together: what a killed worker makes again at most.
BATCH = 10
REPORTS = ("report.docx", "report.html", "report.pdf")


@dataclass(frozen=True)
class Sealing:
    """What sealing stands on. `leave` raises when the worker should leave off here."""

    database: Database
    blobs: BlobStore
    maker: PageMaker
    writer: PackWriter
    signer: Signer
    leave: Callable[[], None] = lambda: None
    hold: Callable[[Session], None] = lambda _session: None


def seal(tools: Sealing, college_id: int, snapshot_id: int) -> None:
    """Seal one snapshot; harmless when it is sealed. Call it again after a failure."""
    with tools.database.reading() as session:
        work = _Work.load(session, college_id, snapshot_id)
        if work.snapshot.sealed_at is not None:
            return
        evidence_sha256 = _evidence_sha256(session, work)
    _seal_pages(tools, work)
    _seal_report(tools, work)
    lists = {audience: _seal_pack(tools, work, audience) for audience in Audience}
    content = _keep(tools, work, "content", canonical_json(work.content).encode())
    head = canonical_json(_head(work, content, lists, evidence_sha256)).encode()
    signature = {
        "algorithm": ALGORITHM,
        "of": "snapshot.json",
        "public_key": tools.signer.public_key,
        "signature": tools.signer.sign(head),
    }
    sealed = _keep(tools, work, "head", head)
    _keep(tools, work, "signature", canonical_json(signature).encode())
    _conclude(tools, work, sealed.sha256, signature)


class _Work:
    """A snapshot at work: its row, what it holds, and what has been made so far."""

    def __init__(
        self, snapshot: Snapshot, college_key: str, framework: FrameworkVersion,
        made: dict[str, SnapshotBlob],
    ) -> None:  # fmt: skip
        self.snapshot = snapshot
        self.content: dict[str, Any] = snapshot.content
        self.college_key = college_key
        self.framework = framework
        self.names = pack_names.names(snapshot.content, framework)
        self.made = {name: Made(blob.sha256, blob.size, blob.facts) for name, blob in made.items()}

    @classmethod
    def load(cls, session: Session, college_id: int, snapshot_id: int) -> "_Work":
        query = select(Snapshot).where(
            Snapshot.college_id == college_id, Snapshot.id == snapshot_id
        )
        snapshot = session.scalars(query).one()
        college = session.get_one(College, college_id)
        named = select(FrameworkVersionRow.body).where(
            FrameworkVersionRow.sha256 == snapshot.content["framework"]["sha256"]
        )
        framework = from_canonical_json(session.scalars(named).one())
        query_made = select(SnapshotBlob).where(
            SnapshotBlob.college_id == college_id, SnapshotBlob.snapshot_id == snapshot_id
        )
        made = {blob.name: blob for blob in session.scalars(query_made)}
        return cls(snapshot, college.key, framework, made)


@dataclass(frozen=True)
class Made:
    """A blob that was made, or with an empty hash that none could be; `facts` says more."""

    sha256: str
    size: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class _Draft:
    """Something made and not kept yet; without data, why it could not be made."""

    name: str
    data: bytes | None
    facts: dict[str, Any] = field(default_factory=dict)

    def made(self) -> Made:
        if self.data is None:
            return Made("", 0, self.facts)
        return Made(hashlib.sha256(self.data).hexdigest(), len(self.data), self.facts)


def _evidence_sha256(session: Session, work: _Work) -> str | None:
    """The hash of the snapshot that this one names. Raises ConflictError until it is sealed."""
    key = work.content.get("evidence_snapshot")
    if not key or work.snapshot.occasion is Occasion.EVIDENCE_DEADLINE:
        return None
    query = select(Snapshot.sha256).where(
        Snapshot.college_id == work.snapshot.college_id, Snapshot.key == key
    )
    sha256 = session.scalar(query)
    if sha256 is None:
        raise ConflictError("The snapshot of the evidence deadline is sealed first.")
    return sha256


# --- what is made once ---


def _seal_pages(tools: Sealing, work: _Work) -> None:
    keys = [key for key in sorted(work.names.pages) if f"page/{key}" not in work.made]
    _progress(tools, work, total=len(work.names.pages) + len(Audience) + 1)
    for first in range(0, len(keys), BATCH):
        tools.leave()
        batch: list[_Draft] = []
        for key in keys[first : first + BATCH]:
            batch += _make_page(tools, work, key)
        _keep_all(tools, work, batch)


def _make_page(tools: Sealing, work: _Work, key: str) -> Iterator[_Draft]:
    with tools.database.reading() as session:
        source = tools.maker.source(session, work.snapshot.college_id, work.content, key)
    cited = tools.maker.make(source)
    if cited.problem:
        yield _Draft(f"page/{key}", None, {"problem": cited.problem})
        return
    if cited.picture is not None:
        yield _Draft(f"image/{key}", cited.picture)
    html = tools.writer.page(cited, name=work.names.pages[key], title=source.title)
    yield _Draft(f"page/{key}", html.encode())


def _seal_report(tools: Sealing, work: _Work) -> None:
    report = work.content.get("report")
    if report is None:
        return
    tools.leave()
    body = report["body"]
    kinds: dict[str, Callable[[], bytes]] = {
        "report.html": lambda: tools.writer.report(body).encode(),
        "report.pdf": lambda: report_formats.pdf(body),
        "report.docx": lambda: report_formats.docx(body),
    }
    for name, make in kinds.items():
        if name not in work.made:
            _keep(tools, work, name, make())


def _seal_pack(tools: Sealing, work: _Work, audience: Audience) -> Made:
    """Make what one audience gets, and the list of its files; returns the list."""
    name = f"manifest/{audience.value}"
    if name in work.made:
        return work.made[name]
    tools.leave()
    view = pack_view.seen_by(work.content, audience)
    packed, entries = _linked(tools, work, view, audience)
    entries += _tables(tools, work, view, audience)
    pages = {"index.html": tools.writer.index(view, work.framework, packed)}
    for code, file in packed.dimensions.items():
        pages[file] = tools.writer.dimension(code, view, work.framework, packed)
    drafts = [_Draft(f"{audience.value}/{file}", html.encode()) for file, html in pages.items()]
    _keep_all(tools, work, [draft for draft in drafts if draft.name not in work.made])
    for file in pages:
        one = work.made[f"{audience.value}/{file}"]
        entries.append(Entry(file, one.sha256, one.size))
    college = work.content["college"]["name"]
    listed = manifest(audience, work.snapshot.title, college, entries, packed)
    return _keep(tools, work, name, canonical_json(listed).encode())


def _linked(
    tools: Sealing, work: _Work, view: dict[str, Any], audience: Audience
) -> tuple[Packed, list[Entry]]:
    """Cited pages, pictures, originals and the report as this audience gets them."""
    entries, pages, left_out = [], {}, []
    for key in view["pages"]:
        name = work.names.pages[key]
        page, image = work.made[f"page/{key}"], work.made.get(f"image/{key}")
        if not page.sha256:
            left_out.append((f"{name}.html", page.facts["problem"]))
            continue
        pages[key] = f"pages/{name}.html"
        entries.append(Entry(pages[key], page.sha256, page.size))
        if image is not None:
            entries.append(Entry(f"images/{name}.png", image.sha256, image.size))
    originals = {}
    for one in pack_view.originals(work.content, audience):
        why = one.why_not
        if not why and not tools.blobs.has(work.college_key, one.sha256):
            why = "The file is missing from storage."
        if why:
            left_out.append((f"The file of “{one.title}”", why))
            continue
        originals[one.revision] = f"originals/{work.names.originals[one.revision]}"
        entries.append(Entry(originals[one.revision], one.sha256, one.size))
    reports = [name for name in REPORTS if name in work.made]
    entries += [Entry(name, work.made[name].sha256, work.made[name].size) for name in reports]
    dimensions = {} if audience is Audience.HUB else _dimensions(work, view)
    linked = Packed(pages, originals, dimensions, tuple(left_out), has_report=bool(reports))
    return linked, entries


def _dimensions(work: _Work, view: dict[str, Any]) -> dict[str, str]:
    """The pages of dimensions that have something to say."""
    cited = {one["dimension"] for one in view["citations"]}
    codes = [one["dimension"] for one in view["claims"]]
    told = {one["dimension"] for one in view["claims"] if one["versions"]} | cited
    return {
        code: f"dimensions/{pack_names.dimension_name(code, work.framework)}.html"
        for code in codes
        if code in told
    }


def _tables(tools: Sealing, work: _Work, view: dict[str, Any], audience: Audience) -> list[Entry]:
    """The matrix and the view itself for machines."""
    kinds: dict[str, Callable[[], bytes]] = {
        "matrix.csv": lambda: matrix.to_csv(view, work.framework),
        "matrix.xlsx": lambda: matrix.to_xlsx(view, work.framework),
        "content.json": lambda: canonical_json(view).encode(),
    }
    entries = []
    for file, make in kinds.items():
        name = f"{audience.value}/{file}"
        made = work.made.get(name) or _keep(tools, work, name, make())
        entries.append(Entry(file, made.sha256, made.size))
    return entries


def _head(
    work: _Work, content: Made, lists: dict[Audience, Made], evidence_sha256: str | None
) -> dict[str, Any]:
    """The snapshot itself: everything else by hash, and nothing that an audience may not see."""
    held, report = work.content, work.content.get("report")
    visit = held["visit"]
    return {
        "format": FORMAT,
        "key": work.snapshot.key,
        "occasion": held["occasion"],
        "as_of": held["as_of"],
        "title": work.snapshot.title,
        "college": held["college"],
        "assessment": {name: held["assessment"][name] for name in ("key", "cycle")},
        "framework": held["framework"],
        "visit": visit["key"] if visit else None,
        "report": report["sha256"] if report else None,
        "evidence_snapshot": evidence_sha256,
        "chain": held["chain"],
        "content": content.sha256,
        "packs": {audience.value: made.sha256 for audience, made in lists.items()},
    }


# --- keeping ---


def _keep(tools: Sealing, work: _Work, name: str, data: bytes) -> Made:
    if name not in work.made:
        _keep_all(tools, work, [_Draft(name, data)])
    return work.made[name]


def _keep_all(tools: Sealing, work: _Work, drafts: Sequence[_Draft]) -> None:
    """Keep what was made as blobs, then write it down in one short transaction."""
    made = {draft.name: draft.made() for draft in drafts}
    with tools.database.writing() as session:
        # Named before they are there, so that nobody takes them for strays.
        session.add_all(
            BlobUse(college_id=work.snapshot.college_id, sha256=one.sha256, at=utc_now())
            for one in made.values()
            if one.sha256
        )
    for draft in drafts:
        if draft.data is not None:
            with tools.blobs.stage() as staging:
                staging.write(draft.data)
                tools.blobs.put(work.college_key, staging)
    with tools.database.writing() as session:
        # Says that the work is still ours.
        tools.hold(session)
        for name, one in made.items():
            session.add(
                SnapshotBlob(
                    college_id=work.snapshot.college_id, snapshot_id=work.snapshot.id, name=name,
                    sha256=one.sha256, size=one.size, facts=one.facts,
                )
            )  # fmt: skip
        work.made |= made
        row = session.get_one(Snapshot, work.snapshot.id)
        row.steps_done = sum(name.startswith(("page/", "manifest/")) for name in work.made)


def _progress(tools: Sealing, work: _Work, *, total: int) -> None:
    with tools.database.writing() as session:
        tools.hold(session)
        session.get_one(Snapshot, work.snapshot.id).steps_total = total


def _conclude(tools: Sealing, work: _Work, sha256: str, signature: dict[str, str]) -> None:
    with tools.database.writing() as session:
        tools.hold(session)
        row = session.get_one(Snapshot, work.snapshot.id)
        row.steps_done = row.steps_total
        row.sealed_at, row.sha256 = utc_now(), sha256
        row.signature, row.public_key = signature["signature"], signature["public_key"]
        session.flush()
        audit.note(session, row.college_id, "system", "snapshot sealed", row.key, sha256=sha256)
        waiting = select(Pack.id).where(
            Pack.college_id == row.college_id, Pack.snapshot_id == row.id, Pack.built_at.is_(None)
        )
        for pack_id in session.scalars(waiting):
            jobs.ask(session, JobKind.BUILD_PACK, row.college_id, str(pack_id), priority=60)
