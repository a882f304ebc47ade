"""What every walk in any order stands on: a database of its own, and refusals that are foreseen."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from store import audit
from store.db import Database
from workflow import checking

OK = None


class Walk(RuleBasedStateMachine):
    """People at work in `colleges`, which a walk adds; the record and all rows are sound after it.

    `template` is a migrated, empty database that each walk gets a copy of.
    """

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "walk.db")
        self.database = Database(f"sqlite:///{self.folder / 'walk.db'}")
        self.colleges = []

    def teardown(self):
        with self.database.reading() as session:
            faults = list(audit.verify(session, None))
            for college in self.colleges:
                faults += audit.verify(session, college.id)
                faults += checking.list_faults(session, college)
        self.database.dispose()
        shutil.rmtree(self.folder)
        assert faults == []

    def attempt(self, expected, operation, *args, **more):
        """Run an operation in a transaction of its own; it ends as `expected`."""
        if expected is OK:
            with self.database.writing() as session:
                return operation(session, *args, **more)
        with pytest.raises(expected), self.database.writing() as session:
            operation(session, *args, **more)
        return None


def walk(machine, template, *, examples, steps):
    """Walk at random, from `template`; raises what the first step that breaks a rule raises.

    `CE_EXAMPLES=150 CE_STEPS=40 pytest tests/rules -k any_order` walks about six thousand steps.
    """
    run_state_machine_as_test(
        type(machine.__name__, (machine,), {"template": template}),
        settings=settings(
            max_examples=int(os.environ.get("CE_EXAMPLES", examples)),
            stateful_step_count=int(os.environ.get("CE_STEPS", steps)),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
