"""What the sample college asks for: one gap, of a contributor and of the board's clerk."""

from datetime import timedelta

from sqlalchemy.orm import Session

from store.db import utc_now
from webapp.sample.loaded import Loaded
from workflow import requests
from workflow.request_addressees import Addressees
from workflow.requests import Gap

ASKED = ("contributor_construction", "governance_professional")
TIME = timedelta(days=14)


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
