"""Late actions: open after their day, longest overdue first, none for outsiders."""

from datetime import timedelta

from tests.factories.workflow import NOW
from workflow.actions import actions, late_actions
from workflow.actions.actions import Step
from workflow.kinds.actions import ActionState


def test_open_actions_after_their_day_are_listed_longest_overdue_first(year):
    def planned(session, words, days):
        due = NOW.date() + timedelta(days=days)
        return actions.plan(
            session, year.leader, Step("1.5", 4, words, year.senior.person_key, due), now=NOW
        )

    later = NOW.date() + timedelta(days=40)
    with year.database.writing() as session:
        planned(session, "Second.", 20)
        planned(session, "First.", 10)
        planned(session, "Not yet.", 60)
        done = planned(session, "Done.", 5)
        actions.end(session, year.leader, done.key, ActionState.DONE, reason="Seen.", now=NOW)
    with year.database.reading() as session:
        late = late_actions.list_late(session, year.governor, year.assessment, today=later)
        outside = late_actions.list_late(session, year.assessor, year.assessment, today=later)

    assert [one.words for one in late] == ["First.", "Second."]
    assert late[0].owner == year.senior.name
    assert outside == []
