"""What the recorder of a leadership meeting writes down: levels agreed, dimensions parked.

An agreed level becomes a claim by the operations that every claim is made with: the recorder is
its author, and somebody else agrees it. Where the level is claimed already, the claim stands.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, IncompleteError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import claims
from workflow.leadership import leadership, leadership_meeting
from workflow.leadership.leadership_meeting import DimensionOfMeeting, Pile
from workflow.lifecycle import ITEM_TRANSITIONS, ItemAction, ItemState, follow
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.leadership import LeadershipItem, LeadershipReview

LONGEST_SENTENCE = 1_000


def agree(
    session: Session,
    actor: Actor,
    key: str,
    code: str,
    *,
    level: int,
    sentence: str,
    seen_version: int,
    now: datetime,
    best_fit_reason: str = "",
) -> LeadershipItem:
    """Record the level that the meeting agreed, with one sentence; it becomes the claim's.

    Raises what `claims.claim_level` raises, IncompleteError without a sentence.
    """
    review = leadership.require_recorder(session, actor, key)
    _require_sentence(sentence, "Say in one sentence why this level fits best.")
    claim = claims.find_claim(session, actor, review.assessment, code)
    version = _version(
        session,
        actor,
        claim,
        level=level,
        sentence=sentence,
        seen_version=seen_version,
        best_fit_reason=best_fit_reason,
        now=now,
    )
    return _record(
        session, actor, review, code, ItemAction.AGREE, sentence=sentence, now=now, version=version
    )


def _version(
    session: Session,
    actor: Actor,
    claim: Claim,
    *,
    level: int,
    sentence: str,
    seen_version: int,
    best_fit_reason: str,
    now: datetime,
) -> ClaimVersion:
    """The wording that the meeting stands behind: the one in force where it says this level."""
    claim = claims.get_claim(session, actor, claim.key, for_update=True)
    in_force = claims.current_version(session, claim)
    if in_force is not None and in_force.level == level and in_force.number == seen_version:
        return in_force
    return claims.claim_level(
        session,
        actor,
        claim.key,
        level=level,
        reason=sentence,
        best_fit_reason=best_fit_reason,
        seen_version=seen_version,
        now=now,
    )


def park(
    session: Session, actor: Actor, key: str, code: str, *, reason: str, now: datetime
) -> LeadershipItem:
    """Leave a dimension for later, with what has to be found out first."""
    review = leadership.require_recorder(session, actor, key)
    _require_sentence(reason, "Say what has to be found out before a level can be agreed.")
    frameworks.version_of(review.assessment).dimension(code)
    return _record(session, actor, review, code, ItemAction.PARK, sentence=reason, now=now)


def _require_sentence(sentence: str, ask: str) -> None:
    if not sentence.strip():
        raise IncompleteError(ask, "sentence")
    if len(sentence.strip()) > LONGEST_SENTENCE:
        raise IncompleteError(f"Keep this to {LONGEST_SENTENCE} characters.", "sentence")


def _record(
    session: Session,
    actor: Actor,
    review: LeadershipReview,
    code: str,
    action: ItemAction,
    *,
    sentence: str,
    now: datetime,
    version: ClaimVersion | None = None,
) -> LeadershipItem:
    query = select(LeadershipItem).where(
        LeadershipItem.college_id == review.college_id,
        LeadershipItem.meeting_id == review.id,
        LeadershipItem.dimension == code,
    )
    item = session.scalar(query)
    state = item.state if item else ItemState.OPEN
    move = follow(ITEM_TRANSITIONS, state, action, reason=sentence)
    if item is None:
        item = LeadershipItem(college_id=review.college_id, meeting_id=review.id, dimension=code)
        session.add(item)
    item.state, item.sentence = ItemState(move.to), sentence.strip()
    item.level = version.level if version else None
    item.claim_version_id = version.id if version else None
    item.recorded_by, item.at = actor.person_id, now
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, f"leadership meeting {item.state.value}",
        review.key, dimension=code, level=item.level,
    )  # fmt: skip
    return item


def agree_unanimous(
    session: Session, actor: Actor, key: str, seen: Mapping[str, int], *, now: datetime
) -> list[str]:
    """Agree dimensions for which everybody picked the same level; `seen` has claim versions.

    Raises ConflictError for one that is not unanimous or was decided meanwhile.
    """
    leadership.require_recorder(session, actor, key)
    meeting = leadership_meeting.load(session, actor, key)
    ready = {one.dimension.code: one for one in meeting.pile(Pile.UNANIMOUS)}
    if not seen:
        raise IncompleteError("Tick the dimensions that the meeting agrees.", "agree")
    for code, version in seen.items():
        if code not in ready:
            raise ConflictError(f"{code} is not in this list any more. Open the page again.")
        one = ready[code]
        agree(
            session, actor, key, code,
            level=one.picks[0].level, sentence=in_their_words(one), seen_version=version, now=now,
        )  # fmt: skip
    return list(seen)


def in_their_words(one: DimensionOfMeeting) -> str:
    """What a unanimous level rests on: that all picked it, and what they wrote, each text once."""
    level = claims.level_words(one.dimension, one.picks[0].level)
    wrote = dict.fromkeys(pick.sentence for pick in one.picks if pick.sentence)
    all_of_them = "Both" if len(one.picks) == 2 else f"All {len(one.picks)}"  # noqa: PLR2004 - two
    words = " ".join((f"{all_of_them} who picked beforehand chose {level.lower()}.", *wrote))
    return words[:LONGEST_SENTENCE]


def agree_as_second(
    session: Session, actor: Actor, key: str, codes: Iterable[str], *, now: datetime
) -> list[str]:
    """Agree, as a second person, claims that the meeting wrote; never one's own.

    Raises ConflictError for one that does not wait for this person.
    """
    actor.require(Operation.AGREE_CLAIM)
    meeting = leadership_meeting.load(session, actor, key)
    waiting = {one.dimension.code: one.row.claim_key for one in meeting.to_second(actor)}
    agreed = list(codes)
    if not agreed:
        raise IncompleteError("Tick the claims that you agree.", "second")
    for code in agreed:
        if code not in waiting:
            raise ConflictError(f"{code} does not wait for you any more. Open the page again.")
        claims.agree(session, actor, waiting[code], now=now)
    return agreed
