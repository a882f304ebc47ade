"""The action plan as XLSX and DOCX in the college's own words, and progress read back from XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from docx import Document as WordDocument
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.reading.events import Cells
from store import audit
from store.errors import IncompleteError
from store.permissions import Actor, Operation
from workflow.actions import actions
from workflow.actions.actions import ActionView
from workflow.kinds.actions import ActionState
from workflow.models.actions import ActionHeading
from workflow.models.claims import Assessment
from workflow.papers import spreadsheets
from workflow.papers.safe_cells import storable
from workflow.papers.spreadsheets import Table

LONGEST_HEADING = 60
_HEADING_ROWS = 10  # in which the headings are looked for


class Field(StrEnum):
    """A column of the action plan, with the heading it has until the college names its own."""

    REFERENCE = "reference"
    DIMENSION = "dimension"
    AIMS_AT = "aims_at"
    ACTION = "action"
    MEASURE = "measure"
    COST = "cost"
    OWNER = "owner"
    DUE = "due"
    STATE = "state"
    PROGRESS = "progress"

    @property
    def words(self) -> str:
        """The heading that stands until the college names its own."""
        return {
            "reference": "Reference",
            "dimension": "Dimension",
            "aims_at": "Sentence aimed at",
            "action": "Action",
            "measure": "How we will know",
            "cost": "Cost",
            "owner": "Owner",
            "due": "By when",
            "state": "State",
            "progress": "Progress",
        }[self.value]

    @property
    def width(self) -> int:
        """Of the column, in characters."""
        return 50 if self in {Field.AIMS_AT, Field.ACTION, Field.MEASURE, Field.PROGRESS} else 16


def headings(session: Session, actor: Actor) -> dict[Field, str]:
    """What the college calls each column."""
    actor.require(Operation.SEE_ACTIONS)
    query = select(ActionHeading.field, ActionHeading.heading).where(
        ActionHeading.college_id == actor.college_id
    )
    own = dict(session.execute(query).all())
    return {field: own.get(field.value, field.words) for field in Field}


def name_columns(session: Session, actor: Actor, names: dict[Field, str]) -> None:
    """Give columns the college's own names; an empty one goes back to ours.

    Raises IncompleteError where two are the same or one is too long.
    """
    actor.require(Operation.PLAN_ACTION)
    wanted = {field: " ".join(names.get(field, "").split()) or field.words for field in Field}
    if len({name.casefold() for name in wanted.values()}) < len(Field):
        raise IncompleteError("Give each column another name.", "headings")
    if any(len(name) > LONGEST_HEADING for name in wanted.values()):
        raise IncompleteError(f"Keep each name to {LONGEST_HEADING} characters.", "headings")
    rows = session.scalars(
        select(ActionHeading).where(ActionHeading.college_id == actor.college_id).with_for_update()
    )
    there = {row.field: row for row in rows}
    for field, name in wanted.items():
        if field.value in there:
            there[field.value].heading = name
        else:
            session.add(ActionHeading(college_id=actor.college_id, field=field.value, heading=name))
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "columns named", actor.college_key)


def _row(view: ActionView) -> dict[Field, str]:
    return {
        Field.REFERENCE: view.key,
        Field.DIMENSION: view.dimension,
        Field.AIMS_AT: view.aims_at or f"Level {view.level}",
        Field.ACTION: view.words,
        Field.MEASURE: view.measure,
        Field.COST: view.cost,
        Field.OWNER: view.owner,
        Field.DUE: f"{view.due_on.day} {view.due_on:%B %Y}",
        Field.STATE: view.state.value.capitalize(),
        Field.PROGRESS: view.last_words,
    }


def to_xlsx(session: Session, actor: Actor, assessment: Assessment) -> bytes:
    """The action plan as a spreadsheet; progress typed into its column can be read back."""
    names = headings(session, actor)
    rows = (_row(view) for view in actions.list_actions(session, actor, assessment))
    return spreadsheets.to_xlsx(
        Table(
            "Actions",
            [names[field] for field in Field],
            [[row[field] for field in Field] for row in rows],
            [field.width for field in Field],
        )
    )


def to_docx(session: Session, actor: Actor, assessment: Assessment) -> bytes:
    """The action plan as a document: a table without the references."""
    names = headings(session, actor)
    shown = [field for field in Field if field is not Field.REFERENCE]
    document = WordDocument()
    document.add_heading(f"Action plan {assessment.cycle.name}", level=1)
    table = document.add_table(rows=1, cols=len(shown), style="Table Grid")
    for cell, field in zip(table.rows[0].cells, shown, strict=True):
        cell.text = storable(names[field])
    for view in actions.list_actions(session, actor, assessment):
        row = _row(view)
        for cell, field in zip(table.add_row().cells, shown, strict=True):
            cell.text = storable(row[field])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Difference:
    """What the file says of an action's progress, beside what stands."""

    key: str
    dimension: str
    action: str
    before: str
    after: str


@dataclass(frozen=True)
class ReadBack:
    """The differences of a file, and what in it could not be used, in sentences."""

    differences: tuple[Difference, ...]
    left_out: tuple[str, ...]


def read_back(session: Session, actor: Actor, assessment: Assessment, cells: Cells) -> ReadBack:
    """Compare the progress in a spreadsheet with what stands; saves nothing.

    Raises IncompleteError when the columns are not found.
    """
    actor.require(Operation.NOTE_PROGRESS)
    places, rows = _find_columns(cells, headings(session, actor))
    known = {view.key: view for view in actions.list_actions(session, actor, assessment)}
    differences, left_out = [], []
    for number, row in rows:
        key, after = row.get(places[0], "").strip(), row.get(places[1], "").strip()
        view = known.get(key)
        if view is None:
            if key or after:
                left_out.append(f"Row {number}: its reference is no action of this plan.")
            continue
        if not after or after == storable(view.last_words):
            continue
        if view.state is not ActionState.OPEN:
            left_out.append(f"Row {number}: {view.dimension} is {view.state.value} already.")
            continue
        differences.append(Difference(key, view.dimension, view.words, view.last_words, after))
    return ReadBack(tuple(differences), tuple(left_out))


def _find_columns(
    cells: Cells, names: dict[Field, str]
) -> tuple[tuple[int, int], Sequence[tuple[int, dict[int, str]]]]:
    wanted = [names[field].casefold() for field in (Field.REFERENCE, Field.PROGRESS)]
    for index, row in enumerate(cells.rows[:_HEADING_ROWS]):
        found = {text.strip().casefold(): place for place, text in row.cells}
        if all(name in found for name in wanted):
            rows = [
                (below.number, dict(below.cells))
                for below in cells.rows[index + 1 :]
                if below.sheet == row.sheet
            ]
            return (found[wanted[0]], found[wanted[1]]), rows
    raise IncompleteError(
        f"The columns “{names[Field.REFERENCE]}” and “{names[Field.PROGRESS]}” are not in the "
        "file. Export the plan, type into its progress column and send that.",
        "file",
    )
