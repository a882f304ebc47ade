"""The assessment as the college's own spreadsheet: one row a citation, with the columns of import.

Every cell is text or a number, never a formula, whatever people wrote.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models.documents import Revision
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.citations import evidence
from workflow.kinds.reviews import BELOW_LOWEST
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.models.tracker import ClaimOwner
from workflow.papers import spreadsheets
from workflow.papers.spreadsheets import Table
from workflow.tracker import claim_owners
from workflow.tracker.tracker_columns import Column

Value = str | int
_WIDTHS = (44, 10, 60, 40, 8, 60, 24, 14)


def export(session: Session, actor: Actor, assessment: Assessment) -> bytes:
    """The tracker of an assessment as an XLSX file."""
    actor.require(Operation.USE_TRACKER)
    headings = [column.heading for column in Column]
    found = rows(session, actor, assessment)
    return spreadsheets.to_xlsx(Table("Tracker", headings, found, _WIDTHS))


def rows(session: Session, actor: Actor, assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    """The rows below the headings: each dimension once, its further citations in rows of their own.

    Level, reason, owner and date stand in the first row of a dimension.
    """
    framework = frameworks.version_of(assessment)
    versions = {
        claim.dimension: (claim, version)
        for claim, version in session.execute(
            select(Claim, ClaimVersion)
            .outerjoin(
                ClaimVersion,
                (ClaimVersion.college_id == Claim.college_id)
                & (ClaimVersion.claim_id == Claim.id)
                & (ClaimVersion.number == Claim.current_version),
            )
            .where(Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id)
        )
    }
    cited: dict[int, list[evidence.CitationView]] = {}
    claim_of = {claim.key: claim.id for claim, _ in versions.values()}
    for view in evidence.citations_of_claims(session, actor, claim_of.values()):
        cited.setdefault(claim_of[view.claim_key], []).append(view)
    owners = claim_owners.owners_of(session, assessment.college_id, assessment.id)
    names = _file_names(session, assessment.college_id, {
        view.revision_key for views in cited.values() for view in views
    })  # fmt: skip
    for dimension in framework.dimensions:
        claim, version = versions[dimension.code]
        quotes: list[tuple[str, Value, str]] = [
            (names[view.revision_key], view.page_number, view.exact)
            for view in cited.get(claim.id, ())
            if view.is_readable
        ] or [("", "", "")]
        first = _first(version, owners.get(claim.id))
        for number, quote in enumerate(quotes):
            level, reason, owner, due = first if number == 0 else ("", "", "", "")
            yield (f"{dimension.code} {dimension.title}", level, reason, *quote, owner, due)


def _first(version: ClaimVersion | None, owner: ClaimOwner | None) -> tuple[Value, str, str, str]:
    level: Value = ""
    if version is not None:
        level = "Below" if version.level == BELOW_LOWEST else version.level
    due = owner.due_on if owner else None
    return (
        level,
        version.reason if version else "",
        owner.owner if owner else "",
        f"{due.day} {due:%B %Y}" if due else "",
    )


def _file_names(session: Session, college_id: int, keys: set[str]) -> dict[str, str]:
    query = select(Revision.key, Revision.file_name).where(
        Revision.college_id == college_id, Revision.key.in_(keys)
    )
    return dict(session.execute(query).all())
