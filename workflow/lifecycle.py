"""The lives of year, assessment, claim, review, visit and meeting as tables. Pure: no clock."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Operation, Role


class ClaimState(StrEnum):
    """The college's side of a claim."""

    NOT_CLAIMED = "not_claimed"
    DRAFT = "draft"
    AGREED = "agreed"
    SUBMITTED = "submitted"
    REVISED = "revised"
    ADOPTED = "adopted"


class ClaimAction(StrEnum):
    """What people do to the college's side of a claim."""

    CLAIM = "claim"
    AGREE = "agree"
    SUBMIT = "submit"
    REOPEN = "reopen"
    ACCEPT = "accept"
    ADOPT = "adopt"


class CycleState(StrEnum):
    """Where an academic year is."""

    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class CycleAction(StrEnum):
    """What leaders do to an academic year."""

    CLOSE = "close"
    ARCHIVE = "archive"


class AssessmentState(StrEnum):
    """Where an assessment is in its year."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"


class AssessmentAction(StrEnum):
    """What a senior leader or the board does to an assessment."""

    SUBMIT = "submit"
    REOPEN = "reopen"
    ADOPT = "adopt"


class ReviewState(StrEnum):
    """A review's own side: drafts until it is released."""

    OPEN = "open"
    RELEASED = "released"
    CLOSED = "closed"


class ReviewAction(StrEnum):
    """What moves a review."""

    RELEASE = "release"
    CLOSE = "close"


class VisitState(StrEnum):
    """Where a validation visit is, from the first plan to the sealed report."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    REPORT_DRAFTED = "report_drafted"
    FACTUAL_CHECK = "factual_check"
    FINAL = "final"

    @property
    def words(self) -> str:
        """As people read it: `Under way`."""
        return self.value.replace("_", " ").capitalize()


class VisitAction(StrEnum):
    """What moves a visit."""

    AGREE = "agree"
    CHANGE = "change"
    BEGIN = "begin"
    DRAFT = "draft"
    SEND = "send"
    FINISH = "finish"
    REOPEN = "reopen"


class LeadershipState(StrEnum):
    """Where a leadership review is: picks beforehand, the meeting, its minutes."""

    PREPARING = "preparing"
    MEETING = "meeting"
    ENDED = "ended"


class LeadershipAction(StrEnum):
    """What moves a leadership review."""

    OPEN = "open"
    END = "end"


class ItemState(StrEnum):
    """What a leadership meeting made of a dimension so far."""

    OPEN = "open"
    PARKED = "parked"
    AGREED = "agreed"


class ItemAction(StrEnum):
    """What a leadership meeting does with a dimension."""

    AGREE = "agree"
    PARK = "park"


class Transition(NamedTuple):
    """Where an action leads, which operation of the permission table it asks for."""

    to: StrEnum
    by: Operation
    needs_reason: bool = False


C, A = ClaimState, ClaimAction
CLAIM_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (C.NOT_CLAIMED, A.CLAIM): Transition(C.DRAFT, Operation.CLAIM_LEVEL, needs_reason=True),
    (C.DRAFT, A.CLAIM): Transition(C.DRAFT, Operation.CLAIM_LEVEL, needs_reason=True),
    (C.DRAFT, A.AGREE): Transition(C.AGREED, Operation.AGREE_CLAIM),
    (C.AGREED, A.CLAIM): Transition(C.DRAFT, Operation.CLAIM_LEVEL, needs_reason=True),
    (C.AGREED, A.SUBMIT): Transition(C.SUBMITTED, Operation.SUBMIT_ASSESSMENT),
    (C.SUBMITTED, A.REOPEN): Transition(C.AGREED, Operation.SUBMIT_ASSESSMENT, needs_reason=True),
    (C.DRAFT, A.ACCEPT): Transition(C.DRAFT, Operation.RESPOND, needs_reason=True),
    (C.AGREED, A.ACCEPT): Transition(C.DRAFT, Operation.RESPOND, needs_reason=True),
    (C.SUBMITTED, A.ACCEPT): Transition(C.REVISED, Operation.RESPOND, needs_reason=True),
    (C.REVISED, A.ACCEPT): Transition(C.REVISED, Operation.RESPOND, needs_reason=True),
    (C.REVISED, A.AGREE): Transition(C.SUBMITTED, Operation.AGREE_CLAIM),
    (C.SUBMITTED, A.ADOPT): Transition(C.ADOPTED, Operation.ADOPT_ASSESSMENT),
}

Y, Z = CycleState, CycleAction
CYCLE_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (Y.OPEN, Z.CLOSE): Transition(Y.CLOSED, Operation.MANAGE_CYCLES),
    (Y.CLOSED, Z.ARCHIVE): Transition(Y.ARCHIVED, Operation.MANAGE_CYCLES),
}

S, B = AssessmentState, AssessmentAction
ASSESSMENT_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (S.DRAFTING, B.SUBMIT): Transition(S.SUBMITTED, Operation.SUBMIT_ASSESSMENT),
    (S.SUBMITTED, B.REOPEN): Transition(S.DRAFTING, Operation.SUBMIT_ASSESSMENT, needs_reason=True),
    (S.SUBMITTED, B.ADOPT): Transition(S.ADOPTED, Operation.ADOPT_ASSESSMENT),
}

V, W = ReviewState, ReviewAction
REVIEW_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (V.OPEN, W.RELEASE): Transition(V.RELEASED, Operation.RELEASE_REVIEW),
    (V.RELEASED, W.CLOSE): Transition(V.CLOSED, Operation.OPEN_REVIEW),
}

T, X = VisitState, VisitAction
VISIT_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (T.PROPOSED, X.CHANGE): Transition(T.PROPOSED, Operation.PLAN_VISIT),
    (T.PROPOSED, X.AGREE): Transition(T.AGREED, Operation.AGREE_VISIT),
    (T.AGREED, X.CHANGE): Transition(T.PROPOSED, Operation.PLAN_VISIT, needs_reason=True),
    (T.AGREED, X.BEGIN): Transition(T.UNDER_WAY, Operation.PLAN_VISIT),
    (T.UNDER_WAY, X.DRAFT): Transition(T.REPORT_DRAFTED, Operation.WRITE_REPORT),
    (T.REPORT_DRAFTED, X.SEND): Transition(T.FACTUAL_CHECK, Operation.WRITE_REPORT),
    (T.FACTUAL_CHECK, X.FINISH): Transition(T.FINAL, Operation.WRITE_REPORT),
    (T.FINAL, X.REOPEN): Transition(T.REPORT_DRAFTED, Operation.WRITE_REPORT, needs_reason=True),
}

L, M = LeadershipState, LeadershipAction
LEADERSHIP_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (L.PREPARING, M.OPEN): Transition(L.MEETING, Operation.LEAD_LEADERSHIP_REVIEW),
    (L.MEETING, M.END): Transition(L.ENDED, Operation.LEAD_LEADERSHIP_REVIEW),
}

D, N = ItemState, ItemAction
ITEM_TRANSITIONS: Mapping[tuple[StrEnum, StrEnum], Transition] = {
    (D.OPEN, N.AGREE): Transition(D.AGREED, Operation.LEAD_LEADERSHIP_REVIEW, needs_reason=True),
    (D.OPEN, N.PARK): Transition(D.PARKED, Operation.LEAD_LEADERSHIP_REVIEW, needs_reason=True),
    (D.PARKED, N.AGREE): Transition(D.AGREED, Operation.LEAD_LEADERSHIP_REVIEW, needs_reason=True),
    (D.AGREED, N.AGREE): Transition(D.AGREED, Operation.LEAD_LEADERSHIP_REVIEW, needs_reason=True),
}

ALL_TRANSITIONS = {
    "cycle": CYCLE_TRANSITIONS,
    "claim": CLAIM_TRANSITIONS,
    "assessment": ASSESSMENT_TRANSITIONS,
    "review": REVIEW_TRANSITIONS,
    "visit": VISIT_TRANSITIONS,
    "leadership review": LEADERSHIP_TRANSITIONS,
    "dimension in a leadership meeting": ITEM_TRANSITIONS,
}


def follow(
    table: Mapping[tuple[StrEnum, StrEnum], Transition],
    state: StrEnum,
    action: StrEnum,
    *,
    reason: str = "",
) -> Transition:
    """The transition that `action` makes from `state`.

    Raises ConflictError when there is none, IncompleteError when it needs a reason.
    """
    transition = table.get((state, action))
    if transition is None:
        words = state.value.replace("_", " ")
        raise ConflictError(f"It is {words} now, so you cannot {action.value} it.")
    if transition.needs_reason and not reason.strip():
        raise IncompleteError(f"Give a reason to {action.value} it.", "reason")
    return transition


def offered(
    table: Mapping[tuple[StrEnum, StrEnum], Transition],
    state: StrEnum,
    permissions: Mapping[Operation, frozenset[Role]],
    roles: frozenset[Role],
) -> tuple[StrEnum, ...]:
    """The actions that these roles may take from `state`: the buttons of a page."""
    return tuple(
        action
        for (at, action), transition in table.items()
        if at is state and roles & permissions[transition.by]
    )


def refuse_own(author_id: int, person_id: int, sentence: str) -> None:
    """Raise NotPermittedError when somebody would decide about their own work."""
    if author_id == person_id:
        raise NotPermittedError(sentence)
