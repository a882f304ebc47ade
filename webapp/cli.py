"""The command line: `careers-evidence`. One module a command, in webapp/commands."""

import sys
from typing import NoReturn

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from store.errors import CareersEvidenceError
from webapp.commands import (
    audit,
    check,
    college,
    extract,
    framework,
    hub,
    ingest,
    init,
    match,
    pack,
    person,
    rebuild,
    sample,
    search,
    serve,
    snapshot,
    tracker,
    worker,
)


class SentenceGroup(click.Group):
    """Commands whose errors are one line on stderr and exit code 1."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; say what failed in one line."""
        try:
            return super().invoke(context)
        except CareersEvidenceError as error:
            _fail(error.sentence)
        except (OperationalError, ProgrammingError) as error:
            # The driver's own words: a database that is locked, away, or was never made.
            said = str(error.orig).splitlines()[0]
            _fail(f"The database says: {said}. Has `careers-evidence init` run here?")
        except OSError as error:
            if error.filename is None:
                raise
            _fail(f"{error.filename}: {error.strerror}.")


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


@click.group(cls=SentenceGroup)
@click.version_option(package_name="careers-evidence")
def main() -> None:
    """Evidence for the Careers Impact Maturity Model.

    Settings are read from the environment; docs/settings.md lists them.
    """


for command in (
    init.init, serve.serve, worker.worker, sample.sample, college.college, hub.hub, person.person,
    ingest.ingest, extract.extract, match.match, search.search, rebuild.reindex, rebuild.rematch,
    tracker.import_tracker, tracker.export_tracker, pack.pack, pack.verify_pack, snapshot.snapshot,
    check.check, framework.framework, audit.audit,
):  # fmt: skip
    main.add_command(command)
