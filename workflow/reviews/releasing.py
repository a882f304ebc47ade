"""What a release does to the rows of a review: drafts become permanent, claims are determined."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, true, update
from sqlalchemy.orm import Session, joinedload

from store.errors import ConflictError, IncompleteError
from store.people import Membership
from store.permissions import LEADERS, Actor, Role
from workflow import frameworks
from workflow.calendars import college_calendar
from workflow.calendars.working_days import local_day
from workflow.kinds.reviews import ReviewKind
from workflow.models.claims import Citation, Claim, ClaimVersion
from workflow.models.leverage import LeverageAction
from workflow.models.reviews import (
    Coverage,
    Determination,
    Judgement,
    Moderation,
    Review,
    SecondAssessment,
    Verdict,
)
from workflow.telling import notices

DAYS_TO_ANSWER = 15  # of the college's own working days


@dataclass(frozen=True)
class Part:
    """What of a review is released at once: the themes, and their dimensions' codes."""

    themes: frozenset[int]
    codes: frozenset[str]
    names: tuple[str, ...]
    is_rest: bool
    themes_out: list[int]


def part_of(review: Review, themes: Collection[int] | None = None) -> Part:
    """The chosen themes that are not out yet, or all of them where nobody chose.

    Raises IncompleteError for none or an unknown one, ConflictError for a part of a validation.
    """
    framework = frameworks.version_of(review.assessment)
    numbers = {theme.number for theme in framework.themes}
    left = numbers - set(review.released_themes)
    chosen = left if themes is None else left & set(themes)
    if themes is not None:
        _check_chosen(review, set(themes), numbers)
    if not chosen:
        raise ConflictError("What you chose is released already.")
    is_rest = chosen == left
    return Part(
        frozenset(chosen),
        frozenset(one.code for one in framework.dimensions if one.theme_number in chosen),
        tuple(theme.title for theme in framework.themes if theme.number in chosen),
        is_rest,
        list(review.released_themes) if is_rest else sorted({*review.released_themes, *chosen}),
    )


def _check_chosen(review: Review, chosen: set[int], numbers: set[int]) -> None:
    if not chosen or not chosen <= numbers:
        raise IncompleteError("Tick the themes that you release.", "theme")
    if review.kind is ReviewKind.EXTERNAL:
        raise ConflictError("A validation is released whole, with its report.")


def tell_leaders(session: Session, review: Review, part: Part, now: datetime) -> None:
    """Tell the college's leaders; once it is whole, set the day to answer where nobody chose one.

    A review without levels leaves nothing to accept or hold: they are told where to read it.
    """
    if part.is_rest and review.gives_levels and review.respond_by is None:
        days = college_calendar.working_days_of(session, review.college_id)
        review.respond_by = days.add(local_day(now), DAYS_TO_ANSWER)
    leaders = select(Membership.person_id).where(
        Membership.college_id == review.college_id,
        Membership.role.in_(list(LEADERS)),
        Membership.ended_at.is_(None),
    )
    path = f"/reviews/{review.key}"
    notices.tell(
        session, review.college_id, session.scalars(leaders),
        sentence=_sentence(review, part),
        path=f"{path}/responses" if review.gives_levels else path, now=now,
    )  # fmt: skip


def _sentence(review: Review, part: Part) -> str:
    what = f"“{review.title}”"
    if not part.is_rest:
        return f"{what} has released {' and '.join(part.names)}. The other themes follow."
    if not review.gives_levels or review.respond_by is None:
        return f"{what} is released. It gives no levels: read what it says."
    due = review.respond_by
    return f"{what} is released. Answer it by {due.day} {due:%B %Y}."


def release_part(
    session: Session, review: Review, part: Part, actor: Actor, *, barred: list[int], now: datetime
) -> list[Judgement]:
    """Determine what was judged of a part, then make its drafts permanent; its judgements."""
    judgements = _draft_judgements(session, review, part, barred)
    found = _determine(session, review, part, judgements, actor, barred=barred, now=now)
    session.add_all(list(found))
    for table in (Judgement, Verdict, Coverage):
        _release_drafts(session, review, part, table, barred=barred, now=now)
    return judgements


def _is_of_ones_own_claim() -> ColumnElement[bool]:
    """Whether a judgement's author has since written the wording of the claim in force."""
    in_force = select(ClaimVersion.id).join(
        Claim,
        (Claim.college_id == ClaimVersion.college_id)
        & (Claim.id == ClaimVersion.claim_id)
        & (Claim.current_version == ClaimVersion.number),
    )
    return in_force.where(
        ClaimVersion.college_id == Judgement.college_id,
        ClaimVersion.claim_id == Judgement.claim_id,
        ClaimVersion.author_id == Judgement.author_id,
    ).exists()


def _claims_of(review: Review, part: Part) -> Select[int]:
    return select(Claim.id).where(
        Claim.college_id == review.college_id,
        Claim.assessment_id == review.assessment_id,
        Claim.dimension.in_(part.codes),
    )


def _draft_judgements(
    session: Session, review: Review, part: Part, barred: list[int]
) -> list[Judgement]:
    """The judgements that a release takes, their claims held until it is done."""
    # Locked first: nobody makes a claim their own between this look and the release.
    held = select(Claim.id).where(
        Claim.college_id == review.college_id, Claim.assessment_id == review.assessment_id
    )
    session.execute(held.order_by(Claim.id).with_for_update(key_share=True))
    query = select(Judgement).where(
        Judgement.college_id == review.college_id,
        Judgement.review_id == review.id,
        Judgement.claim_id.in_(_claims_of(review, part)),
        Judgement.author_id.not_in(barred),
        Judgement.released_at.is_(None),
        ~_is_of_ones_own_claim(),
    )
    return list(session.scalars(query.order_by(Judgement.id).with_for_update()))


def _release_drafts(
    session: Session,
    review: Review,
    part: Part,
    table: type[Judgement] | type[Verdict] | type[Coverage],
    *,
    barred: list[int],
    now: datetime,
) -> None:
    """Make the drafts of one kind permanent, but for those of who is barred."""
    of_part = _claims_of(review, part)
    if table is Verdict:
        cited = select(Citation.id).where(
            Citation.college_id == review.college_id, Citation.claim_id.in_(of_part)
        )
        is_in_part = Verdict.citation_id.in_(cited)
    else:
        is_in_part = (Judgement if table is Judgement else Coverage).claim_id.in_(of_part)
    session.execute(
        update(table)
        .where(
            table.college_id == review.college_id,
            table.review_id == review.id,
            is_in_part,
            table.author_id.not_in(barred),
            table.released_at.is_(None),
            true() if table is not Judgement else ~_is_of_ones_own_claim(),
        )
        .values(released_at=now)
    )


def _determine(
    session: Session,
    review: Review,
    part: Part,
    judgements: Iterable[Judgement],
    actor: Actor,
    *,
    barred: list[int],
    now: datetime,
) -> Iterable[Determination]:
    """One outcome for each claim; none where the review gives no levels.

    Raises ConflictError where one is not agreed yet.
    """
    _require_second_judgements(session, review, part, barred)
    if not review.gives_levels:
        return
    by_claim: dict[int, list[Judgement]] = {}
    for judgement in judgements:
        by_claim.setdefault(judgement.claim_id, []).append(judgement)
    agreed = moderated(session, review)
    is_facilitated = Role.FACILITATOR in actor.roles
    for claim_id, found in by_claim.items():
        said: Judgement | Moderation = found[0]
        decided_by = found[0].author_id if is_facilitated else actor.person_id
        if len({judgement.level for judgement in found}) > 1:
            said = _agreed_of(agreed.get(claim_id), found)
            decided_by = said.decided_by
        yield Determination(
            college_id=review.college_id,
            review_id=review.id,
            claim_id=claim_id,
            level=said.level,
            reason=said.reason,
            judgements=[judgement.key for judgement in found],
            decided_by=decided_by,
            released_at=now,
        )


def _agreed_of(moderation: Moderation | None, found: list[Judgement]) -> Moderation:
    """What was agreed of exactly these judgements. Raises ConflictError."""
    keys = sorted(judgement.key for judgement in found)
    # One that was judged anew, since the claim was worded anew, was not what they agreed on.
    if (
        moderation is None
        or sorted(moderation.judgements) != keys
        or any(
            one.submitted_at is None or one.claim_version_id > moderation.claim_version_id
            for one in found
        )
    ):
        raise ConflictError(
            "Two assessors judged a claim differently. Record what you agree under "
            "Reading together before you release."
        )
    return moderation


def moderated(session: Session, review: Review) -> dict[int, Moderation]:
    """What was agreed in a review, by claim; the latest word of each."""
    query = select(Moderation).where(
        Moderation.college_id == review.college_id, Moderation.review_id == review.id
    )
    query = query.options(joinedload(Moderation.decider)).order_by(Moderation.id)
    return {one.claim_id: one for one in session.scalars(query)}


def _require_second_judgements(
    session: Session, review: Review, part: Part, barred: list[int]
) -> None:
    submitted = select(Judgement.id).where(
        Judgement.college_id == SecondAssessment.college_id,
        Judgement.review_id == SecondAssessment.review_id,
        Judgement.claim_id == SecondAssessment.claim_id,
        Judgement.author_id == SecondAssessment.assessor_id,
        Judgement.submitted_at.is_not(None),
    )
    query = (
        select(Claim.dimension)
        .join(
            SecondAssessment,
            (SecondAssessment.college_id == Claim.college_id)
            & (SecondAssessment.claim_id == Claim.id),
        )
        .where(
            SecondAssessment.college_id == review.college_id,
            SecondAssessment.review_id == review.id,
            Claim.dimension.in_(part.codes),
            SecondAssessment.assessor_id.not_in(barred),
            ~submitted.exists(),
        )
        .order_by(Claim.dimension)
    )
    waiting = session.scalars(query).all()
    if waiting:
        raise ConflictError(
            f"A second assessor has yet to submit a judgement of {', '.join(waiting)}."
        )


def release_actions(session: Session, review: Review, now: datetime) -> None:
    """Make the highest-leverage actions that a review names permanent and visible."""
    of_review = (LeverageAction.college_id == review.college_id) & (
        LeverageAction.review_id == review.id
    )
    session.execute(update(LeverageAction).where(of_review).values(released_at=now))
