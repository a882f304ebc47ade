"""The hub of the sample college: its colleges, who reads there, and one published summary."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from store import hubs
from store.db import utc_now
from webapp.sample.loaded import Loaded
from workflow.governance import hub_summaries


def load(session: Session, loaded: Loaded, told: Mapping[str, Any]) -> None:
    """Make the hub as the files tell it; the college publishes its summary."""
    hub = hubs.add_hub(session, told["name"])
    for code in told["colleges"]:
        hubs.put_college(session, hub, loaded.colleges[code])
    hubs.add_member(session, hub, loaded.people[told["reader"]])
    leader = loaded.actor("senior_leader")
    hub_summaries.publish(session, leader, words=told["words"], now=utc_now())
