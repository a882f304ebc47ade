"""Framework versions as stored: each once, by the hash of its text, and loaded whole."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.library import from_canonical_json, to_canonical_json
from framework.loading import builtin
from framework.model import FrameworkVersion
from store import audit
from workflow.models.claims import Assessment, FrameworkVersionRow


def keep(session: Session, version: FrameworkVersion) -> FrameworkVersionRow:
    """Store a framework version unless its very text is stored already."""
    query = select(FrameworkVersionRow).where(FrameworkVersionRow.sha256 == version.sha256)
    row = session.scalar(query)
    if row is None:
        row = FrameworkVersionRow(
            sha256=version.sha256,
            title=version.title,
            edition=version.version,
            body=to_canonical_json(version),
        )
        session.add(row)
        session.flush()
        audit.note(session, None, "system", "framework version imported", row.key)
    return row


def keep_builtin(session: Session) -> FrameworkVersionRow:
    """Store the packaged model."""
    return keep(session, builtin())


def list_versions(session: Session) -> list[FrameworkVersionRow]:
    """Every stored framework version, oldest first."""
    return list(session.scalars(select(FrameworkVersionRow).order_by(FrameworkVersionRow.id)))


def version_of(assessment: Assessment) -> FrameworkVersion:
    """The framework version that an assessment is pinned to."""
    return _load(assessment.framework.sha256, assessment.framework.body)


@lru_cache(maxsize=16)
def _load(_sha256: str, body: str) -> FrameworkVersion:
    return from_canonical_json(body)


def statement_texts(assessment: Assessment) -> dict[str, str]:
    """The words of every statement of an assessment's framework, by code."""
    return {
        statement.code: statement.text
        for dimension in version_of(assessment).dimensions
        for level in dimension.levels
        for statement in level.statements
    }
