"""Areas by statement, where a descriptor speaks of every area: cited, none yet, does not apply."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from framework.areas import kinds_of
from framework.model import Statement
from store import audit
from store.errors import IncompleteError, NotFoundError
from store.people import Area
from store.permissions import Actor, Operation
from workflow.citations.evidence import CitationView
from workflow.claims import claims
from workflow.models.areas import AreaException
from workflow.models.claims import Claim

LONGEST_REASON = 300


@dataclass(frozen=True)
class Cell:
    """One statement in one area: how many citations, or why it does not apply."""

    statement: Statement
    is_asked: bool
    citations: int
    reason: str
    said_by: str

    @property
    def words(self) -> str:
        """What stands in the cell."""
        if not self.is_asked:
            return "Not asked here"
        if self.citations:
            return "1 citation" if self.citations == 1 else f"{self.citations} citations"
        return f"Does not apply: {self.reason}" if self.reason else "None yet"


@dataclass(frozen=True)
class AreaRow:
    """One area with its cells, in the order of the statements."""

    key: str
    name: str
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AreaGrid:
    """The areas that some statement of a level speaks of; empty where none does."""

    statements: tuple[Statement, ...] = ()
    rows: tuple[AreaRow, ...] = ()

    @property
    def missing(self) -> int:
        """How many cells have neither a citation nor a reason."""
        return sum(cell.words == "None yet" for row in self.rows for cell in row.cells)


def load(
    session: Session,
    actor: Actor,
    claim: Claim,
    statements: tuple[Statement, ...],
    cited: list[CitationView],
) -> AreaGrid:
    """The grid of a level's statements about every area; one statement, none where there is none.

    A citation counts for its own area, else for its document's. Outsiders are not shown it.
    """
    asked = {one.code: kinds_of(one) for one in statements}
    wanted = tuple(one for one in statements if asked[one.code])
    if not wanted or actor.is_outside:
        return AreaGrid()
    query = (
        select(Area, AreaException)
        .outerjoin(
            AreaException,
            (AreaException.college_id == Area.college_id)
            & (AreaException.area_id == Area.id)
            & (AreaException.claim_id == claim.id),
        )
        .where(Area.college_id == actor.college_id, Area.ended_at.is_(None))
        .options(joinedload(AreaException.author))
        .order_by(Area.kind, Area.folded_name)
    )
    areas: dict[int, Area] = {}
    said: dict[tuple[int, str], AreaException] = {}
    for area, exception in session.execute(query):
        areas[area.id] = area
        if exception is not None:
            said[area.id, exception.statement] = exception
    kinds = {kind for one in wanted for kind in asked[one.code]}
    rows = tuple(
        AreaRow(
            area.key,
            area.name,
            area.kind.words,
            tuple(
                _cell(one, area, cited, said.get((area.id, one.code)), asked[one.code])
                for one in wanted
            ),
        )
        for area in areas.values()
        if area.kind.value in kinds
    )
    return AreaGrid(wanted, rows)


def _cell(
    statement: Statement,
    area: Area,
    cited: list[CitationView],
    exception: AreaException | None,
    kinds: frozenset[str],
) -> Cell:
    count = sum(c.statement == statement.code and c.area_id == area.id for c in cited)
    return Cell(
        statement,
        area.kind.value in kinds,
        count,
        exception.reason if exception else "",
        exception.author.name if exception else "",
    )


def say_does_not_apply(
    session: Session,
    actor: Actor,
    claim_key: str,
    statement: str,
    area_key: str,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Say why a statement does not apply to an area; without a reason, that it applies after all.

    Raises IncompleteError for a statement that speaks of no area, NotFoundError.
    """
    actor.require(Operation.CLAIM_LEVEL)
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    asked = {
        one.code
        for level in claims.dimension_of(claim).levels
        for one in level.statements
        if kinds_of(one)
    }
    if statement not in asked:
        raise IncompleteError("Choose one of the statements.", "area_statement")
    if len(reason) > LONGEST_REASON:
        raise IncompleteError(f"Keep it to {LONGEST_REASON} characters.", "area_reason")
    area = session.scalar(
        select(Area).where(Area.college_id == actor.college_id, Area.key == area_key)
    )
    if area is None:
        raise NotFoundError("There is no such area here.")
    row = _exception(session, claim, statement, area)
    if row is not None:
        session.delete(row)
        session.flush()
    if reason.strip():
        session.add(
            AreaException(
                college_id=actor.college_id,
                claim_id=claim.id,
                statement=statement,
                area_id=area.id,
                reason=reason.strip(),
                author_id=actor.person_id,
                at=now,
            )
        )
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "area left out or taken in", claim.key,
        statement=statement, area=area_key, reason=reason.strip(),
    )  # fmt: skip


def _exception(session: Session, claim: Claim, statement: str, area: Area) -> AreaException | None:
    query = select(AreaException).where(
        AreaException.college_id == claim.college_id,
        AreaException.claim_id == claim.id,
        AreaException.statement == statement,
        AreaException.area_id == area.id,
    )
    return session.scalar(query)
