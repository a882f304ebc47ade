"""The command line: `careers-evidence`. One module a command, in webapp/commands."""

import sys

import click

from store.errors import CareersEvidenceError
from webapp.commands import (
    audit,
    check,
    college,
    extract,
    framework,
    ingest,
    init,
    match,
    person,
    rebuild,
    sample,
    search,
    serve,
    worker,
)


class SentenceGroup(click.Group):
    """Commands whose errors are one line on stderr and exit code 1."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; say what failed in one line."""
        try:
            return super().invoke(context)
        except CareersEvidenceError as error:
            click.echo(error.sentence, err=True)
            sys.exit(1)


@click.group(cls=SentenceGroup)
@click.version_option(package_name="careers-evidence")
def main() -> None:
    """Evidence for the Careers Impact Maturity Model.

    Settings are read from the environment; docs/settings.md lists them.
    """


for command in (
    init.init, serve.serve, worker.worker, sample.sample, college.college, person.person,
    ingest.ingest, extract.extract, match.match, search.search, rebuild.reindex, rebuild.rematch,
    check.check, framework.framework, audit.audit,
):  # fmt: skip
    main.add_command(command)
