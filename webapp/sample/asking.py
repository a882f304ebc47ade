"""What the sample college asks for and plans: one gap of two people, one action that is late."""

from datetime import timedelta

from sqlalchemy.orm import Session

from store.db import utc_now
from webapp.sample.loaded import Loaded
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees
from workflow.requests.requests import Gap

ASKED = ("contributor_construction", "governance_professional")
TIME = timedelta(days=14)
AGO, DUE_AFTER = timedelta(days=90), timedelta(days=60)


def load_requests(session: Session, loaded: Loaded) -> None:
    """Ask two people for the same gap; neither has answered yet."""
    now = utc_now()
    gap = Gap(
        dimension="1.5",
        level=3,
        statement="1.5/3/b",
        what_would_help="Minutes or papers in which governors discussed destinations by campus.",
        due_on=now.date() + TIME,
    )
    people = tuple(loaded.people[name].key for name in ASKED)
    requests.ask(session, loaded.actor("careers_leader"), gap, Addressees(people), now=now)


def load_actions(session: Session, loaded: Loaded) -> None:
    """Plan a step some months ago whose day has passed, with a word on how it goes."""
    then = utc_now() - AGO
    leader = loaded.actor("careers_leader")
    step = Step(
        dimension="1.5",
        level=3,
        statement="1.5/3/b",
        words="Bring destinations by campus to the quality committee each term.",
        measure="The committee's minutes discuss them.",
        owner_key=loaded.people["governance_professional"].key,
        due_on=(then + DUE_AFTER).date(),
    )
    planned = actions.plan(session, leader, step, now=then)
    actions.note_progress(
        session, leader, planned.key, "On the agenda of the next meeting.", now=then + TIME
    )
