"""The second reader: each judgement of a visit is read by somebody else of the team."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow.lifecycle import VisitState, refuse_own
from workflow.models.reports import SecondReading
from workflow.models.reviews import Judgement
from workflow.models.visits import Visit
from workflow.visible import visible_in_outcome
from workflow.visits import visits

_READING = {VisitState.UNDER_WAY, VisitState.REPORT_DRAFTED, VisitState.FACTUAL_CHECK}


def read(
    session: Session, actor: Actor, visit_key: str, remarks: Mapping[str, str], *, now: datetime
) -> int:
    """Say that one has read judgements of others; `remarks` by judgement, empty where none.

    Raises NotPermittedError for one's own judgement, IncompleteError when nothing was chosen.
    """
    actor.require(Operation.READ_OUTCOME)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    visits.require_team(session, actor, visit, on=visit.starts_on)
    if visit.state not in _READING:
        raise ConflictError("Judgements are read while the report is written, not now.")
    if not remarks:
        raise IncompleteError("Tick each judgement that you have read.", "read")
    found = {one.key: one for one in _visible(session, actor, visit)}
    if missing := set(remarks) - set(found):
        raise NotFoundError(f"{len(missing)} of these judgements are not here.")
    for key, words in remarks.items():
        one = found[key]
        refuse_own(one.author_id, actor.person_id, "Somebody else reads what you judged.")
        session.add(
            SecondReading(
                college_id=visit.college_id, visit_id=visit.id, judgement_id=one.id,
                judge_id=one.author_id, sha256=hash_of(one), words=words.strip(),
                reader_id=actor.person_id, at=now,
            )
        )  # fmt: skip
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "visit judgements read", visit.key,
        judgements=sorted(remarks),
    )  # fmt: skip
    return len(remarks)


def _visible(session: Session, actor: Actor, visit: Visit) -> Iterable[Judgement]:
    is_drafted = visit.state is not VisitState.UNDER_WAY
    query = select(Judgement).where(
        Judgement.college_id == visit.college_id,
        Judgement.review_id == visit.review_id,
        visible_in_outcome(actor, visit.review_id, is_drafted=is_drafted),
    )
    return session.scalars(query)


def hash_of(judgement: Judgement) -> str:
    """Of the words that a second person reads."""
    return sha256(f"{judgement.level}\n{judgement.reason}".encode()).hexdigest()


def standing(
    session: Session, visit: Visit, judgements: Iterable[Judgement]
) -> dict[int, tuple[SecondReading, ...]]:
    """The readings of judgements as they are worded now, by judgement."""
    hashes = {one.id: hash_of(one) for one in judgements}
    query = (
        select(SecondReading)
        .where(SecondReading.college_id == visit.college_id, SecondReading.visit_id == visit.id)
        .options(joinedload(SecondReading.reader))
        .order_by(SecondReading.id)
    )
    found: dict[int, tuple[SecondReading, ...]] = {}
    for one in session.scalars(query):
        if hashes.get(one.judgement_id) == one.sha256:
            found[one.judgement_id] = (*found.get(one.judgement_id, ()), one)
    return found
