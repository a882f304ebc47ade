"""The college's own spreadsheet in: what it says beside what stands here, and what is taken over.

Nothing is taken over by bringing a file in. A plan names each difference; a person ticks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension
from ingest.reading.events import Cells
from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.citations import citations
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims
from workflow.lifecycle import AssessmentState
from workflow.models.claims import Assessment, Citation, Claim, ClaimVersion
from workflow.models.tracker import ClaimOwner, TrackerFile
from workflow.tracker import claim_owners
from workflow.tracker import tracker_columns as columns
from workflow.tracker.tracker_columns import Column, Mapped, Problem, Said, TableRow
from workflow.tracker.tracker_quotes import Library, Offer, QuoteOffer, offers, same_words

SHOWS = "As in the college's tracker."


@dataclass(frozen=True)
class Difference:
    """One thing that the tracker says other than this service. `name` is what a tick sends."""

    name: str
    what: str
    here: str
    there: str

    @property
    def is_new(self) -> bool:
        """Whether nothing stands here yet."""
        return not self.here


@dataclass(frozen=True)
class DimensionPlan:
    """What the tracker says of one dimension beside what stands here."""

    dimension: Dimension
    claim_key: str
    seen_version: int
    said: Said
    differences: tuple[Difference, ...]
    quotes: tuple[QuoteOffer, ...]
    why_not: str = ""

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to take over and nothing to say."""
        is_cited = all(quote.offer is Offer.CITED for quote in self.quotes)
        return not self.differences and is_cited and not self.why_not


@dataclass(frozen=True)
class Plan:
    """Everything that bringing the tracker in would change, and what it would not, with why."""

    dimensions: tuple[DimensionPlan, ...]
    problems: tuple[Problem, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the tracker says what stands here."""
        return not self.problems and all(each.is_same for each in self.dimensions)

    def names(self, *, with_replaced: bool = False) -> set[str]:
        """The names of all that may be taken over; `with_replaced`: also over what stands here."""
        found = {
            difference.name
            for each in self.dimensions
            for difference in each.differences
            if difference.is_new or with_replaced
        }
        offered = (quote for each in self.dimensions for quote in each.quotes)
        return found | {f"quote-{q.row}" for q in offered if q.offer is Offer.FOUND}


def drafted(
    actor: Actor, assessment: Assessment, file_name: str, cells: Cells, *, now: datetime
) -> TrackerFile:
    """The cells of a spreadsheet with a guess which column is which, not kept yet.

    Raises IncompleteError for one without rows.
    """
    actor.require(Operation.USE_TRACKER)
    sheets: dict[str, list[list[Any]]] = {}
    for row in cells.rows:
        sheets.setdefault(row.sheet, []).append([row.number, [list(cell) for cell in row.cells]])
    if not sheets:
        raise IncompleteError("This spreadsheet has no rows that are shown.", "file")
    guesses = [columns.guess(_rows(rows)) for rows in sheets.values()]
    best = max(range(len(guesses)), key=lambda number: len(guesses[number].columns))
    return TrackerFile(
        college_id=actor.college_id,
        assessment_id=assessment.id,
        file_name=file_name,
        sheets=[[name, rows] for name, rows in sheets.items()],
        problems=list(cells.problems),
        sheet=best,
        heading_row=guesses[best].heading_row,
        columns={column.value: place for column, place in guesses[best].columns.items()},
        brought_by=actor.person_id,
        at=now,
    )


def bring_in(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    file_name: str,
    cells: Cells,
    *,
    now: datetime,
) -> TrackerFile:
    """Keep the cells of a spreadsheet; changes nothing else. Raises IncompleteError."""
    kept = drafted(actor, assessment, file_name, cells, now=now)
    session.add(kept)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "tracker brought in", kept.key)
    return kept


def get_file(session: Session, actor: Actor, key: str) -> tuple[TrackerFile, Assessment]:
    """A tracker that was brought in. Raises NotFoundError."""
    actor.require(Operation.USE_TRACKER)
    query = select(TrackerFile).where(
        TrackerFile.college_id == actor.college_id, TrackerFile.key == key
    )
    kept = session.scalar(query)
    if kept is None:
        raise NotFoundError("There is no such tracker here. Bring the file in again.")
    query_of = select(Assessment.key).where(
        Assessment.college_id == kept.college_id, Assessment.id == kept.assessment_id
    )
    return kept, assessments.get_assessment(session, actor, session.scalars(query_of).one())


def map_columns(session: Session, actor: Actor, key: str, sheet: int, mapped: Mapped) -> None:
    """Say which column of which sheet holds what. Raises IncompleteError without a dimension."""
    kept, _ = get_file(session, actor, key)
    if not 0 <= sheet < len(kept.sheets):
        raise IncompleteError("Choose one of the sheets.", "sheet")
    if Column.DIMENSION not in mapped.columns:
        raise IncompleteError("Say which column holds the dimension.", "column-dimension")
    if len(set(mapped.columns.values())) < len(mapped.columns):
        raise IncompleteError("Each column holds one thing. Choose another one.", "column-level")
    kept.sheet, kept.heading_row = sheet, mapped.heading_row
    kept.columns = {column.value: place for column, place in mapped.columns.items()}
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "tracker mapped", kept.key)


def rows_of(kept: TrackerFile) -> list[TableRow]:
    """The rows of the sheet that is mapped."""
    return _rows(kept.sheets[kept.sheet][1])


def mapping_of(kept: TrackerFile) -> Mapped:
    """Which column holds what."""
    found = {Column(name): place for name, place in kept.columns.items()}
    return Mapped(kept.heading_row, found)


def _rows(rows: Sequence[Any]) -> list[TableRow]:
    return [TableRow(number, dict(cells)) for number, cells in rows]


def plan(session: Session, actor: Actor, kept: TrackerFile, assessment: Assessment) -> Plan:
    """Compare a tracker with what stands here. Reads only; may take long for many quotes."""
    actor.require(Operation.USE_TRACKER)
    framework = frameworks.version_of(assessment)
    codes = [dimension.code for dimension in framework.dimensions]
    said, problems = columns.read(rows_of(kept), mapping_of(kept), codes)
    problems = [Problem(0, sentence) for sentence in kept.problems] + problems
    if Column.DIMENSION not in mapping_of(kept).columns:
        problems = [Problem(0, "Say which column holds the dimension.")]
    here = _here(session, assessment)
    library = Library(session, actor)
    return Plan(
        tuple(
            _plan_one(assessment, framework.dimension(one.code), one, here[one.code], library)
            for one in said
        ),
        tuple(problems),
    )


@dataclass(frozen=True)
class _Here:
    claim: Claim
    version: ClaimVersion | None
    owner: ClaimOwner | None
    cited: dict[str, Citation]


def _here(session: Session, assessment: Assessment) -> dict[str, _Here]:
    of_claim = (Citation.college_id == Claim.college_id) & (Citation.claim_id == Claim.id)
    cited: dict[int, dict[str, Citation]] = {}
    query = select(Citation).join(Claim, of_claim).where(
        Claim.college_id == assessment.college_id,
        Claim.assessment_id == assessment.id,
        Citation.struck_at.is_(None),
    )  # fmt: skip
    for citation in session.scalars(query):
        cited.setdefault(citation.claim_id, {})[same_words(citation.exact)] = citation
    owners = claim_owners.owners_of(session, assessment.college_id, assessment.id)
    rows = session.execute(
        select(Claim, ClaimVersion)
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id)
    )
    return {
        claim.dimension: _Here(claim, version, owners.get(claim.id), cited.get(claim.id, {}))
        for claim, version in rows
    }


def _plan_one(
    assessment: Assessment, dimension: Dimension, said: Said, here: _Here, library: Library
) -> DimensionPlan:
    claimed, why_not = _claimed(assessment, dimension, said, here)
    return DimensionPlan(
        dimension=dimension,
        claim_key=here.claim.key,
        seen_version=here.claim.current_version,
        said=said,
        differences=(*claimed, *_owned(dimension, said, here)),
        quotes=offers(library, said.quotes, here.cited),
        why_not=why_not,
    )


def _claimed(
    assessment: Assessment, dimension: Dimension, said: Said, here: _Here
) -> tuple[tuple[Difference, ...], str]:
    """The difference in level and reason, or why it cannot be taken over."""
    version = here.version
    level = said.level if said.level is not None else (version.level if version else None)
    reason = said.reason or (version.reason if version else "")
    if level is None:
        return (), ("No level is given for its reason." if said.reason else "")
    is_same = version is not None and version.level == level
    if is_same and _one_line(version.reason if version else "") == _one_line(reason):
        return (), ""
    if assessment.state is not AssessmentState.DRAFTING:
        return (), "The assessment is submitted, so its level and reason are locked."
    try:
        claims.check_level(dimension, level)
    except IncompleteError as error:
        return (), error.sentence
    if not reason:
        return (), "A level needs a reason. Write it in the sheet or on the dimension's page."
    now = f"{claims.level_words(dimension, version.level)}: {version.reason}" if version else ""
    there = f"{claims.level_words(dimension, level)}: {reason}"
    return (Difference(f"level-{dimension.code}", "Level and reason", now, there),), ""


def _owned(dimension: Dimension, said: Said, here: _Here) -> tuple[Difference, ...]:
    owner, due = (here.owner.owner, here.owner.due_on) if here.owner else ("", None)
    wanted = said.owner or owner, said.due or due
    if (_one_line(wanted[0]), wanted[1]) == (_one_line(owner), due):
        return ()
    now, there = owner_words(owner, due), owner_words(*wanted)
    return (Difference(f"owner-{dimension.code}", "Who and by when", now, there),)


def owner_words(owner: str, due: date | None) -> str:
    """Who and by when, as one line: `Head of Careers, by 31 January 2027`."""
    by = f"by {due.day} {due:%B %Y}" if due else ""
    return ", ".join(part for part in (owner, by) if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def take(
    session: Session, actor: Actor, key: str, planned: Plan, names: Collection[str], *,
    now: datetime,
) -> int:  # fmt: skip
    """Take over what is named of a plan, all of it or nothing; returns how many things.

    Raises EditedMeanwhileError where somebody claimed meanwhile, ConflictError and
    IncompleteError naming the dimension.
    """
    kept, _ = get_file(session, actor, key)
    taken = 0
    for each in planned.dimensions:
        taken += _take_claim(session, actor, each, names, now)
        if f"owner-{each.dimension.code}" in names:
            _take_owner(session, actor, each)
            taken += 1
        for quote in each.quotes:
            if quote.is_offered and f"quote-{quote.row}" in names:
                _cite(session, actor, each, quote, now)
                taken += 1
    kept.taken_at = now
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "tracker taken over", kept.key, taken=taken
    )
    return taken


def _take_claim(
    session: Session, actor: Actor, each: DimensionPlan, names: Collection[str], now: datetime
) -> int:
    if f"level-{each.dimension.code}" not in names:
        return 0
    claim = claims.get_claim(session, actor, each.claim_key)
    version = claims.current_version(session, claim)
    level, reason = each.said.level, each.said.reason
    try:
        claims.claim_level(
            session, actor, each.claim_key,
            level=level if level is not None else version.level if version else 0,
            reason=reason or (version.reason if version else ""),
            best_fit_reason=version.best_fit_reason if version else "",
            seen_version=each.seen_version,
            now=now,
        )  # fmt: skip
    except IncompleteError as error:
        raise ConflictError(f"{each.dimension.code}: {error.sentence}") from error
    return 1


def _take_owner(session: Session, actor: Actor, each: DimensionPlan) -> None:
    claim = claims.get_claim(session, actor, each.claim_key)
    here = claim_owners.owners_of(session, claim.college_id, claim.assessment_id).get(claim.id)
    owner = each.said.owner or (here.owner if here else "")
    due = each.said.due or (here.due_on if here else None)
    claim_owners.set_owner(session, actor, each.claim_key, owner=owner, due_on=due)


def _cite(
    session: Session, actor: Actor, each: DimensionPlan, quote: QuoteOffer, now: datetime
) -> None:
    claim = claims.get_claim(session, actor, each.claim_key)
    version = claims.current_version(session, claim)
    level = each.said.level or (version.level if version else 0) or each.dimension.lowest_level
    try:
        citations.cite(
            session, actor, each.claim_key,
            Quote(quote.revision_key, quote.page_number, quote.exact, quote.prefix, quote.suffix),
            level=level, shows=SHOWS, now=now,
        )  # fmt: skip
    except IncompleteError as error:
        raise ConflictError(f"Row {quote.row}: {error.sentence}") from error
