"""Compares quotes with the texts that they pin; repairs nothing."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models import TextLayer
from store.people import College
from workflow.models import Citation


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
