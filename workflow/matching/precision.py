"""How well pages are matched in a college: what became of suggestions, and what was learned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from framework.loading import builtin
from framework.model import Dimension
from ingest import pages, rebuilding, visibility
from ingest.models.documents import Document, Page, Revision
from search_index import candidates, learned_words
from search_index.learning import LearnedWord
from search_index.models import PageMarkKind, SearchMark, SearchPage
from search_index.outcomes import DimensionOutcome, missed_pages, outcomes
from store.permissions import Actor, Operation
from workflow.models.claims import Dismissal

# Fewer decisions than this say little.
FEW = 5
# Of ten decisions, so many taken up read as "most" and "few".
_MOST, _SOME = 0.7, 0.4
# So many missed pages of a dimension are named; those who look for more search for what is cited.
MOST_NAMED = 20


@dataclass(frozen=True)
class MissedPage:
    """A page that is cited for a dimension which it was not suggested for."""

    title: str
    where: str
    revision_key: str
    number: int


@dataclass(frozen=True)
class DimensionPrecision:
    """What became of one dimension's suggestions, with the words that weigh otherwise here.

    `missed` names pages for those who may read them, the first few.
    """

    dimension: Dimension
    outcome: DimensionOutcome
    learned: tuple[LearnedWord, ...]
    missed: tuple[MissedPage, ...] = ()

    @property
    def words(self) -> str:
        """How well its suggestions fit, as a sentence."""
        decided, taken_up = self.outcome.decided, self.outcome.taken_up
        if not decided:
            return "Nobody has decided yet"
        if decided < FEW:
            return f"{taken_up} of {decided} taken up so far"
        share = taken_up / decided
        how = "Most fit" if share >= _MOST else "Some fit" if share >= _SOME else "Few fit"
        return f"{how}: {taken_up} of {decided} taken up"


@dataclass(frozen=True)
class MatchingReport:
    """What an administrator is told of the matching in their college.

    `rematching` is how many pages are matched anew by now, of how many, while that goes on.
    `taught_by_gone` and `taught_by_cited` are the dismissed pages that teach and are not among the
    dismissed of the dimensions: of files that are not found any more, and cited all the same.
    """

    pages: int
    abstained: int
    dimensions: tuple[DimensionPrecision, ...]
    lessons_confirmed: int
    lessons_dismissed: int
    learned_at: datetime | None
    taught_by_gone: int
    taught_by_cited: int
    rematching: tuple[int, int] | None
    is_old: bool

    @property
    def learned(self) -> int:
        """How many words weigh more or less here than elsewhere."""
        return sum(len(one.learned) for one in self.dimensions)

    @property
    def names_missed(self) -> bool:
        """Whether any missed page is named."""
        return any(one.missed for one in self.dimensions)

    @property
    def total(self) -> DimensionOutcome:
        """All dimensions together."""
        return _sum(one.outcome for one in self.dimensions)


def report(session: Session, actor: Actor) -> MatchingReport:
    """How well matching does in the actor's college, in a fixed number of statements.

    Pages are named only to those who may search the evidence; others are told numbers.
    """
    actor.require(Operation.SEE_MATCHING)
    counted = outcomes(session, actor.college_id)
    row = learned_words.find_row(session, actor.college_id, builtin().sha256)
    by_dimension: dict[str, list[LearnedWord]] = {}
    for word in learned_words.words_of(row).words if row else ():
        by_dimension.setdefault(word.dimension, []).append(word)
    missed = _missed(session, actor) if actor.may(Operation.SEARCH_EVIDENCE) else {}
    gone, cited = _taught_besides(session, actor.college_id)
    return MatchingReport(
        pages=counted.pages,
        abstained=counted.abstained,
        dimensions=tuple(
            DimensionPrecision(
                dimension,
                counted.dimensions.get(dimension.code, DimensionOutcome()),
                tuple(_strongest_first(by_dimension.get(dimension.code, ()))),
                missed.get(dimension.code, ()),
            )
            for dimension in builtin().dimensions
        ),
        lessons_confirmed=row.confirmed if row else 0,
        lessons_dismissed=row.dismissed if row else 0,
        learned_at=row.at if row else None,
        taught_by_gone=gone,
        taught_by_cited=cited,
        rematching=rebuilding.progress_of(session, actor.college_id),
        is_old=rebuilding.has_old_matches(session, actor.college_id),
    )


def _missed(session: Session, actor: Actor) -> dict[str, tuple[MissedPage, ...]]:
    """The missed pages that the actor may see, by dimension."""
    seen = visibility.visibility_for(session, actor)
    found = missed_pages(session, actor.college_id, seen, most=MOST_NAMED)
    ids = {page_id for page_ids in found.values() for page_id in page_ids}
    query = (
        select(Page.id, Document.title, Page.locator, Revision.key, Page.number)
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Page.college_id == actor.college_id, candidates.one_of(session, Page.id, ids))
    )
    named = {
        page_id: MissedPage(title, pages.locator_words(locator), key, number)
        for page_id, title, locator, key, number in session.execute(query)
    }
    return {code: tuple(named[one] for one in page_ids) for code, page_ids in found.items()}


def _taught_besides(session: Session, college_id: int) -> tuple[int, int]:
    """Dismissals that teach and are not counted as dismissed: of gone pages, and of cited ones."""
    is_found = exists().where(
        SearchPage.college_id == Dismissal.college_id, SearchPage.page_id == Dismissal.page_id
    )
    is_cited = exists().where(
        SearchMark.college_id == Dismissal.college_id,
        SearchMark.page_id == Dismissal.page_id,
        SearchMark.dimension == Dismissal.dimension,
        SearchMark.kind == PageMarkKind.CITED,
    )
    of_this = (
        Dismissal.college_id == college_id,
        Dismissal.framework_sha256 == builtin().sha256,
    )
    query = select(
        select(func.count(Dismissal.id)).where(*of_this, ~is_found).scalar_subquery(),
        select(func.count(Dismissal.id)).where(*of_this, is_cited).scalar_subquery(),
    )
    gone, cited = session.execute(query).one()
    return gone, cited


def _strongest_first(words: Iterable[LearnedWord]) -> list[LearnedWord]:
    return sorted(words, key=lambda one: (-abs(one.factor - 1), one.stems))


def _sum(outcomes_: Iterable[DimensionOutcome]) -> DimensionOutcome:
    found = list(outcomes_)
    return DimensionOutcome(
        matched=sum(one.matched for one in found),
        taken_up=sum(one.taken_up for one in found),
        confirmed=sum(one.confirmed for one in found),
        missed=sum(one.missed for one in found),
        dismissed=sum(one.dismissed for one in found),
    )
