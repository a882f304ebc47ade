"""Everything that the page of one dimension says: claim, descriptors, citations, suggestions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from framework.keywords import builtin_keywords
from framework.model import Dimension, LevelDescriptor, Statement
from ingest import visibility
from ingest.visibility import Sight
from store.permissions import PERMISSIONS, Actor, Operation
from workflow.citations import area_grid, evidence, suggestions
from workflow.citations.area_grid import AreaGrid
from workflow.citations.evidence import CitationView
from workflow.citations.suggestions import SuggestedPage
from workflow.claims import background, claims, coverage
from workflow.claims.background import Background
from workflow.kinds.reviews import CoverageMark
from workflow.labels import CollegeSide, ReviewSide, label
from workflow.lifecycle import CLAIM_TRANSITIONS, AssessmentState, ClaimAction, offered
from workflow.matching import proposals
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.models.reviews import Coverage, Determination, Judgement, Review
from workflow.visible import released_to, visible_to


@dataclass(frozen=True)
class StatementView:
    """A statement of a level with its mark and its citations."""

    statement: Statement
    mark: CoverageMark
    citations: tuple[CitationView, ...]


@dataclass(frozen=True)
class LevelView:
    """A level's descriptor with its statements; citations tied to no statement stand apart."""

    descriptor: LevelDescriptor
    statements: tuple[StatementView, ...]
    loose: tuple[CitationView, ...]
    is_passed: bool = False

    @property
    def left_behind(self) -> tuple[StatementView, ...]:
        """Weak practice that the next level replaces, once a higher level is claimed."""
        return tuple(s for s in self.statements if self.is_passed and s.statement.is_left_behind)

    @property
    def kept(self) -> tuple[StatementView, ...]:
        """Every other statement."""
        return tuple(s for s in self.statements if s not in self.left_behind)

    @property
    def citation_count(self) -> int:
        """How many citations are for this level."""
        return len(self.loose) + sum(len(s.citations) for s in self.statements)


@dataclass(frozen=True)
class DeterminationView:
    """What a released review said of the claim."""

    review: str
    review_key: str
    side: ReviewSide
    reason: str


@dataclass(frozen=True)
class DimensionPage:
    """The page of one dimension in one assessment, for one viewer."""

    assessment: Assessment
    claim: Claim
    dimension: Dimension
    version: ClaimVersion | None
    versions: tuple[ClaimVersion, ...]
    background: Background
    levels: tuple[LevelView, ...]
    struck: tuple[CitationView, ...]
    determinations: tuple[DeterminationView, ...]
    judgements: tuple[Judgement, ...]
    actions: tuple[ClaimAction, ...]
    suggested: tuple[SuggestedPage, ...]
    evidence_types: tuple[str, ...]
    missing_types: tuple[str, ...]
    coverage_words: str
    areas: AreaGrid

    def proposed_for(self, page: SuggestedPage) -> str:
        """The statement or level that a suggested page's quote is proposed for; may be empty."""
        return proposals.likely_place(self.dimension, page.level, page.quote.exact)

    def shows_for(self, page: SuggestedPage) -> str:
        """What a suggested page's quote is proposed to show."""
        return proposals.likely_shows(self.dimension, self.proposed_for(page))

    @property
    def last_level(self) -> int | None:
        """The level that the college claimed in the year before."""
        return self.background.before.level if self.background.before else None

    @property
    def level(self) -> int | None:
        """The claimed level."""
        return self.version.level if self.version else None

    @property
    def lacks_evidence(self) -> bool:
        """Whether a level is claimed with nothing cited for it."""
        return self.version is not None and not any(v.citation_count for v in self.levels)

    @property
    def label(self) -> str:
        """The label of both sides."""
        side = CollegeSide(self.claim.state, self.level, self.dimension.lowest_level)
        return label(side, tuple(d.side for d in self.determinations))

    @property
    def focus(self) -> LevelView | None:
        """The level that stands open: the claimed one, else the lowest published."""
        wanted = self.level or self.dimension.lowest_level
        return next((v for v in self.levels if v.descriptor.level == wanted), None)


def load(session: Session, actor: Actor, assessment: Assessment, code: str) -> DimensionPage:
    """Load the page in a fixed number of statements. Raises NotFoundError."""
    claim, versions = claims.find_with_versions(session, actor, assessment, code)
    dimension = claims.dimension_of(claim)
    seen = visibility.visibility_for(session, actor)
    cited = evidence.citations_of_claims(session, actor, [claim.id], with_struck=True, seen=seen)
    marks = _marks(session, actor, claim)
    determinations, judgements = _said(session, actor, claim)
    in_force = [c for c in cited if not c.is_struck]
    version = versions[0] if versions else None
    suggested, missing = _to_find(session, actor, code, seen)
    open_level = dimension.level(version.level if version else 0) or dimension.levels[0]
    return DimensionPage(
        assessment=assessment,
        claim=claim,
        dimension=dimension,
        version=version,
        versions=versions,
        background=background.of_claim(session, actor, assessment, claim, dimension),
        levels=tuple(
            _level(descriptor, in_force, marks, is_passed=_is_passed(version, descriptor))
            for descriptor in dimension.levels
        ),
        struck=tuple(c for c in cited if c.is_struck),
        determinations=determinations,
        judgements=judgements,
        actions=_actions(actor, claim, version),
        suggested=suggested,
        evidence_types=tuple(builtin_keywords().evidence_types.get(code, ())),
        missing_types=missing,
        coverage_words=coverage.in_words(marks, dimension, version.level) if version else "",
        areas=area_grid.load(session, actor, claim, open_level.statements, in_force),
    )


def _to_find(
    session: Session, actor: Actor, code: str, seen: Sight
) -> tuple[tuple[SuggestedPage, ...], tuple[str, ...]]:
    """Pages that may show the dimension; to those who can add it, what is not here yet."""
    if not actor.may(Operation.SEARCH_EVIDENCE):
        return (), ()
    suggested = tuple(suggestions.pages_for(session, actor, code, seen=seen))
    if not actor.may(Operation.ADD_DOCUMENT):
        return suggested, ()
    return suggested, suggestions.missing_types(session, actor, code, seen)


def _is_passed(version: ClaimVersion | None, descriptor: LevelDescriptor) -> bool:
    return version is not None and descriptor.level < version.level


def _level(
    descriptor: LevelDescriptor,
    cited: list[CitationView],
    marks: coverage.Marks,
    *,
    is_passed: bool,
) -> LevelView:
    here = sorted(
        (c for c in cited if c.level == descriptor.level),
        key=lambda c: c.event_date or date.min,
        reverse=True,
    )
    statements = tuple(
        StatementView(
            statement,
            marks.get(statement.code, CoverageMark.NOT_LOOKED_AT),
            tuple(c for c in here if c.statement == statement.code),
        )
        for statement in descriptor.statements
    )
    codes = {statement.code for statement in descriptor.statements}
    loose = tuple(c for c in here if c.statement not in codes)
    return LevelView(descriptor, statements, loose, is_passed)


def _marks(session: Session, actor: Actor, claim: Claim) -> dict[str, CoverageMark]:
    """The college's marks to its own people, their own marks to outsiders; one statement."""
    query = select(Coverage.statement, Coverage.mark).where(
        Coverage.college_id == claim.college_id, Coverage.claim_id == claim.id
    )
    if actor.review_id is None:
        query = query.where(Coverage.review_id.is_(None))
    else:
        query = query.where(
            Coverage.review_id == actor.review_id, Coverage.author_id == actor.person_id
        )
    return dict(session.execute(query).all())


def _said(
    session: Session, actor: Actor, claim: Claim
) -> tuple[tuple[DeterminationView, ...], tuple[Judgement, ...]]:
    """What reviews determined of a claim, and the judgements that the actor may see."""
    query = (
        select(Review, Determination, Judgement)
        .select_from(Review)
        .outerjoin(
            Determination,
            (Determination.college_id == Review.college_id)
            & (Determination.review_id == Review.id)
            & (Determination.claim_id == claim.id)
            & released_to(actor, Determination),
        )
        .outerjoin(
            Judgement,
            (Judgement.college_id == Review.college_id)
            & (Judgement.review_id == Review.id)
            & (Judgement.claim_id == claim.id)
            & visible_to(actor, Judgement),
        )
        .where(Review.college_id == claim.college_id, Review.assessment_id == claim.assessment_id)
        .options(joinedload(Judgement.author))
        .order_by(Determination.released_at, Determination.id, Judgement.id)
    )
    determined: dict[int, DeterminationView] = {}
    judged: dict[int, Judgement] = {}
    for review, determination, judgement in session.execute(query):
        if determination is not None:
            side = ReviewSide(review.kind, determination.level)
            determined[determination.id] = DeterminationView(
                review.title, review.key, side, determination.reason
            )
        if judgement is not None:
            judged[judgement.id] = judgement
    return tuple(determined.values()), tuple(judged[key] for key in sorted(judged))


def _actions(actor: Actor, claim: Claim, version: ClaimVersion | None) -> tuple[ClaimAction, ...]:
    """The buttons: what the table offers these roles, without agreeing one's own wording."""
    if claim.assessment.state is not AssessmentState.DRAFTING:
        # Levels are locked; one that was accepted from a review is agreed all the same.
        allowed = {ClaimAction.AGREE}
    else:
        allowed = {ClaimAction.CLAIM, ClaimAction.AGREE}
    is_own = version is not None and version.author_id == actor.person_id
    found = offered(CLAIM_TRANSITIONS, claim.state, PERMISSIONS, actor.roles)
    return tuple(
        ClaimAction(action)
        for action in found
        if action in allowed and not (action is ClaimAction.AGREE and is_own)
    )
