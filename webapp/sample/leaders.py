"""The leadership review of the sample college: picks that differ, levels agreed, one parked."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from store.db import utc_now
from store.permissions import Actor
from webapp.sample.loaded import Loaded
from webapp.sample.papers import content
from workflow.leadership import leadership, leadership_meeting, leadership_picks, leadership_record
from workflow.leadership.leadership import TakesPart
from workflow.leadership.leadership_meeting import Pile
from workflow.leadership.leadership_picks import Picked


def load(session: Session, loaded: Loaded) -> None:
    """Hold the review as the file tells it, recorded by the careers leader."""
    said, recorder = content("leadership"), loaded.actor("careers_leader")
    people = [
        TakesPart("", one["role"], loaded.people[one["person"]].key) for one in said["people"]
    ]
    guests = [TakesPart(one["name"], one["role"]) for one in said["guests"]]
    review = leadership.prepare(
        session, recorder, meets_on=said["meets_on"], taking_part=[*people, *guests]
    )
    for place, one in enumerate(said["people"]):
        actor = loaded.actor(one["person"])
        leadership_picks.pick(
            session, actor, review.key, _picks(said, one["person"], place), now=utc_now()
        )
    leadership.open_meeting(session, recorder, review.key, now=utc_now())
    _decide(session, recorder, review.key, said)
    leadership.end_meeting(session, recorder, review.key, now=utc_now())


def _picks(said: Mapping[str, Any], person: str, place: int) -> dict[str, Picked]:
    wrote = {s["dimension"]: s["words"] for s in said["sentences"] if s["person"] == person}
    return {
        code: Picked(levels[place], wrote.get(code, ""))
        for code, levels in said["picks"].items()
        if levels[place] is not None
    }


def _decide(session: Session, recorder: Actor, key: str, said: Mapping[str, Any]) -> None:
    """The unanimous ones in one list, then those that were talked about, then what was parked."""
    meeting = leadership_meeting.load(session, recorder, key)
    same = {one.dimension.code: one.row.version for one in meeting.pile(Pile.UNANIMOUS)}
    leadership_record.agree_unanimous(session, recorder, key, same, now=utc_now())
    for code, sentence in said["agreed"].items():
        row = meeting.find(code).row
        if row.level is not None:
            leadership_record.agree(
                session, recorder, key, code, level=row.level, sentence=sentence,
                seen_version=row.version, now=utc_now(),
            )  # fmt: skip
    for code, reason in said["parked"].items():
        leadership_record.park(session, recorder, key, code, reason=reason, now=utc_now())
