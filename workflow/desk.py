"""The desk of an assessor: what there is to judge, in which order, and what comes next."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension
from store.errors import NotFoundError
from store.permissions import Actor, Operation
from workflow import claims, coverage, evidence, frameworks, reviews
from workflow.evidence import CitationView, VerdictView
from workflow.kinds import CoverageMark
from workflow.lifecycle import ClaimState
from workflow.models import Assessment, Claim, ClaimVersion
from workflow.review_models import Judgement, Review

# What reading costs, for the plan: about two minutes a key citation and one a judgement, so that
# 34 claims with 102 key citations fill a working day (DESIGN section 7).
MINUTES_A_CITATION = 2
MINUTES_A_JUDGEMENT = 1


@dataclass(frozen=True)
class DeskClaim:
    """A claim on the desk: its citations, the assessor's verdicts and judgement so far."""

    claim: Claim
    dimension: Dimension
    version: ClaimVersion
    citations: tuple[CitationView, ...]
    judgement: Judgement | None
    person_id: int

    @property
    def waiting(self) -> tuple[CitationView, ...]:
        """Key citations whose words can be read and have no verdict of this person yet."""
        return tuple(
            c
            for c in self.citations
            if c.is_key and c.is_quoted and c.verdict_of(self.person_id) is None
        )

    @property
    def is_finished(self) -> bool:
        """Whether it is judged; verdicts left out are an honest "not looked at"."""
        return self.judgement is not None

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes."""
        return MINUTES_A_CITATION * len(self.waiting) + (
            0 if self.is_finished else MINUTES_A_JUDGEMENT
        )

    @property
    def level_words(self) -> str:
        """The claimed level as people read it."""
        return claims.level_words(self.dimension, self.version.level)


@dataclass(frozen=True)
class Desk:
    """The whole desk of one person in one review, claims in the model's order."""

    review: Review
    assessment: Assessment
    claims: tuple[DeskClaim, ...]

    @property
    def minutes_left(self) -> int:
        """About how long the rest of the review takes."""
        return sum(claim.minutes_left for claim in self.claims)

    @property
    def finished(self) -> int:
        """How many claims are judged."""
        return sum(claim.is_finished for claim in self.claims)

    def find(self, claim_key: str) -> DeskClaim:
        """A claim on the desk by its key. Raises NotFoundError."""
        found = next((c for c in self.claims if c.claim.key == claim_key), None)
        if found is None:
            raise NotFoundError("This claim is not on your desk.")
        return found

    def after(self, claim_key: str) -> DeskClaim | None:
        """The next claim that is not judged yet, going round; None when all are."""
        keys = [c.claim.key for c in self.claims]
        at = keys.index(claim_key) + 1 if claim_key in keys else 0
        order = (*self.claims[at:], *self.claims[:at])
        return next((c for c in order if not c.is_finished and c.claim.key != claim_key), None)

    def elsewhere(self, citation: CitationView) -> tuple[CitationView, ...]:
        """Citations of the same page for other claims: "also cited for 2.4 and 4.2"."""
        return tuple(
            other
            for claim in self.claims
            for other in claim.citations
            if other.page_id == citation.page_id and other.claim_key != citation.claim_key
        )


@dataclass(frozen=True)
class DeskStep:
    """One screen of the desk: a citation of a claim, and where the verdict leads."""

    desk: Desk
    claim: DeskClaim
    citation: CitationView | None
    verdict: VerdictView | None
    next_citation: CitationView | None
    next_claim: DeskClaim | None
    marks: dict[str, CoverageMark]

    @property
    def position(self) -> int:
        """Which claim of the desk this is, from 1."""
        return self.desk.claims.index(self.claim) + 1

    @property
    def coverage_words(self) -> str:
        """What of the claimed level this person found shown."""
        return coverage.in_words(self.marks, self.claim.dimension, self.claim.version.level)


def load(session: Session, actor: Actor) -> Desk:
    """The actor's desk, in a fixed number of statements. Raises NotPermittedError."""
    actor.require(Operation.READ_ASSESSMENT)
    review = reviews.own_review(session, actor)
    assessment = review.assessment
    framework = frameworks.version_of(assessment)
    found = _claims(session, review)
    cited: dict[str, list[CitationView]] = {}
    for view in evidence.citations_of_claims(session, actor, [claim.id for claim, _ in found]):
        cited.setdefault(view.claim_key, []).append(view)
    judged = _judgements(session, actor)
    order = {dimension.code: n for n, dimension in enumerate(framework.dimensions)}
    on_desk = [
        DeskClaim(
            claim,
            framework.dimension(claim.dimension),
            version,
            tuple(cited.get(claim.key, ())),
            judged.get(claim.id),
            actor.person_id,
        )
        for claim, version in sorted(found, key=lambda pair: order[pair[0].dimension])
    ]
    return Desk(review, assessment, tuple(on_desk))


def _claims(session: Session, review: Review) -> list[tuple[Claim, ClaimVersion]]:
    query = (
        select(Claim, ClaimVersion)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(
            Claim.college_id == review.college_id,
            Claim.assessment_id == review.assessment_id,
            Claim.state != ClaimState.NOT_CLAIMED,
        )
    )
    return [(claim, version) for claim, version in session.execute(query)]


def _judgements(session: Session, actor: Actor) -> dict[int, Judgement]:
    query = (
        select(Judgement)
        .where(
            Judgement.college_id == actor.college_id,
            Judgement.review_id == actor.review_id,
            Judgement.author_id == actor.person_id,
        )
        .order_by(Judgement.id)
    )
    return {judgement.claim_id: judgement for judgement in session.scalars(query)}


def step(
    session: Session, actor: Actor, claim_key: str, citation_key: str | None = None
) -> DeskStep:
    """One screen: the named citation, else the first that waits, else the first of the claim."""
    desk = load(session, actor)
    claim = desk.find(claim_key)
    citation = _choose(claim, citation_key)
    following = tuple(c for c in claim.waiting if citation is None or c.key != citation.key)
    return DeskStep(
        desk=desk,
        claim=claim,
        citation=citation,
        verdict=citation.verdict_of(actor.person_id) if citation else None,
        next_citation=following[0] if following else None,
        next_claim=desk.after(claim_key),
        marks=coverage.own_marks(session, actor, claim.claim),
    )


def _choose(claim: DeskClaim, citation_key: str | None) -> CitationView | None:
    if citation_key is not None:
        found = next((c for c in claim.citations if c.key == citation_key), None)
        if found is None:
            raise NotFoundError("There is no such citation here.")
        return found
    return next(iter((*claim.waiting, *claim.citations)), None)
