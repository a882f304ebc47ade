"""Compares quotes with the texts that they pin, and names the files of packs; repairs nothing."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models.documents import TextLayer
from store.people import College
from workflow.models.claims import Citation
from workflow.models.snapshots import Pack, SnapshotBlob


def list_faults(session: Session, college: College) -> Iterator[str]:
    """A sentence for each citation whose words are not what its text layer holds."""
    query = (
        select(Citation, TextLayer)
        .join(
            TextLayer,
            (TextLayer.college_id == Citation.college_id) & (TextLayer.id == Citation.layer_id),
        )
        .where(Citation.college_id == college.id)
    )
    for citation, layer in session.execute(query):
        is_same = layer.text[citation.start : citation.end] == citation.exact
        if not is_same or layer.sha256 != citation.layer_sha256:
            yield f"{college.code}: citation {citation.key} is not what its page says."


def blobs_named(session: Session, college: College) -> set[str]:
    """Files in storage that snapshots and packs name."""
    made = select(SnapshotBlob.sha256).where(
        SnapshotBlob.college_id == college.id, SnapshotBlob.sha256 != ""
    )
    built = select(Pack.sha256).where(Pack.college_id == college.id, Pack.sha256.is_not(None))
    return set(session.scalars(made)) | {sha256 for sha256 in session.scalars(built) if sha256}
