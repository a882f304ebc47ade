"""`import-tracker`, `export-tracker`: the college's own spreadsheet in and out."""

import sys
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.db import utc_now
from store.errors import NotFoundError
from store.people import College, Person
from store.permissions import Actor
from store.settings import Settings
from webapp.commands.operator import keep_operator, operator_of
from webapp.services import Services
from webapp.tracker.reading import cells_of
from workflow.claims import assessments
from workflow.models.claims import Assessment
from workflow.tracker import tracker, tracker_export
from workflow.tracker.tracker import Plan

NAMED = "Key of the assessment, or the college's code for its newest one."


@click.command("import-tracker")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--assessment", "named", required=True, help=NAMED)
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--replace", is_flag=True, help="Also replace what stands here and differs.")
def import_tracker(file: Path, named: str, dry_run: bool, replace: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Bring a college's spreadsheet in: levels, reasons, owners, and quotes that are found.

    What stands here already and differs is named and left, unless --replace is given.

    Example: careers-evidence import-tracker tracker.xlsx --assessment millbank --dry-run
    """
    settings = Settings.from_env()
    cells = cells_of(settings, file)
    database = Services.open(settings).database
    with database.reading() as session:
        actor, assessment = _assessment(session, named)
        kept = tracker.drafted(actor, assessment, file.name, cells, now=utc_now())
        planned = tracker.plan(session, actor, kept, assessment)
    _say(planned, replace=replace)
    names = planned.names(with_replaced=replace)
    if dry_run or not names:
        return
    with database.writing() as session:
        actor, assessment = _assessment(session, named, keep_operator(session))
        kept = tracker.bring_in(session, actor, assessment, file.name, cells, now=utc_now())
        taken = tracker.take(session, actor, kept.key, planned, names, now=utc_now())
    click.echo(f"Taken over: {taken}.")


def _say(planned: Plan, *, replace: bool) -> None:
    if planned.changes_nothing:
        click.echo("Nothing changes.")
    for problem in planned.problems:
        click.echo(f"Row {problem.row}: {problem.sentence}" if problem.row else problem.sentence)
    for each in planned.dimensions:
        code = each.dimension.code
        if each.why_not:
            click.echo(f"{code}: {each.why_not}")
        for d in each.differences:
            left = "" if d.is_new or replace else " (left as it is here; --replace takes it)"
            here = f"“{d.here}” here, " if d.here else ""
            click.echo(f"{code}: {d.what}: {here}“{d.there}” in the tracker{left}")
        for quote in each.quotes:
            if quote.offer != "cited":
                click.echo(f"{code}: row {quote.row}: “{quote.words}”: {quote.sentence}")


@click.command("export-tracker")
@click.argument("named", metavar="ASSESSMENT")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export_tracker(named: str, out: Path) -> None:
    """Write an assessment as a spreadsheet with the columns that import-tracker reads.

    ASSESSMENT is its key, or the college's code for its newest one.

    Example: careers-evidence export-tracker millbank --out tracker.xlsx
    """
    with Services.open(Settings.from_env()).database.reading() as session:
        actor, assessment = _assessment(session, named)
        body = tracker_export.export(session, actor, assessment)
    out.write_bytes(body)
    click.echo(f"Written to {out}.", err=not sys.stdout.isatty())


def _assessment(
    session: Session, named: str, operator: Person | None = None
) -> tuple[Actor, Assessment]:
    """The operator at work in an assessment, by its key or its college's code."""
    by_key = select(College).join(Assessment, Assessment.college_id == College.id)
    college = session.scalar(by_key.where(Assessment.key == named))
    if college is not None:
        actor = operator_of(college, operator)
        return actor, assessments.get_assessment(session, actor, named)
    college = session.scalar(select(College).where(College.code == named))
    if college is None:
        raise NotFoundError(
            f"There is no assessment with the key {named} and no college with that code. "
            "`careers-evidence college list` names the colleges."
        )
    actor = operator_of(college, operator)
    return actor, assessments.require_current(session, actor)
