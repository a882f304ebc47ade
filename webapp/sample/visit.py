"""The sample college's validation visit: proposed by the validator, with its programme."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from sqlalchemy.orm import Session

from store.db import utc_now
from webapp.sample.loaded import Loaded
from webapp.sample.year import outsider
from workflow.kinds.visits import VisitMode
from workflow.visits import visit_sample, visit_sessions, visits
from workflow.visits.visit_sampling import Rules
from workflow.visits.visit_sessions import SessionPlan
from workflow.visits.visits import VisitPlan


def load(session: Session, loaded: Loaded, told: Mapping[str, Any]) -> None:
    """Propose the visit as the files tell it."""
    validator = outsider(session, loaded, "validator")
    plan = VisitPlan(
        starts_on=told["starts_on"],
        ends_on=told["ends_on"],
        mode=VisitMode(told["mode"]),
        place=told["place"],
        documents_wanted=told["documents_wanted"],
        safeguarding=told["safeguarding"],
    )
    visit = visits.propose(session, validator, plan)
    for one in told["sessions"]:
        planned = SessionPlan(
            title=one["title"],
            held_on=one["held_on"],
            starts_at=time.fromisoformat(one["starts_at"]),
            ends_at=time.fromisoformat(one["ends_at"]),
            who=one["who"],
            room=one["room"],
            questions=one["questions"],
            dimensions=tuple(one["dimensions"]),
        )
        visit_sessions.add(session, validator, visit.key, planned)
    visit_sample.draw(
        session, validator, visit.key, Rules(seed=2027), seen_version=0, now=utc_now()
    )
