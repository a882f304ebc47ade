"""What people decided about pages, as lessons for the matching of their own college.

Confirmed citations and dismissed pages teach it, per framework version; what the college cites
holds back what dismissed pages would teach. What was learned is a row that is read wherever a page
is matched; when it changes, every page is matched anew.
"""

from collections import Counter
from datetime import timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from framework.loading import builtin
from ingest import rebuilding
from ingest.models.documents import TextLayer
from ingest.preparing import matcher
from ingest.reading_tools import ReadingTools
from search_index import learned_words
from search_index.learning import Decision, Learned, Lesson, learn
from store import jobs
from store.db import Database
from store.job_claims import Claim as JobClaim
from store.jobs import JobKind
from workflow.kinds.reviews import Outcome
from workflow.models.claims import Assessment, Citation, Claim, Dismissal, FrameworkVersionRow
from workflow.models.reviews import Verdict

# People decide about several pages in a row: the matching waits for them before it learns.
PAUSE = timedelta(minutes=5)
# Whatever somebody waits for goes first.
PRIORITY = 85
_SUBJECT = "matches"


def ask(session: Session, college_id: int, *, delay: timedelta = PAUSE) -> None:
    """Ask that a college's decisions are learned from and its pages matched anew if that matters.

    Call it in the transaction that makes the decision.
    """
    jobs.ask(session, JobKind.REMATCH, college_id, _SUBJECT, priority=PRIORITY, delay=delay)


def ask_where_words_changed(session: Session) -> None:
    """Ask for every college whose matches were made by other words than today's."""
    for college_id in rebuilding.colleges_with_old_matches(session):
        ask(session, college_id, delay=timedelta(0))


def confirmed_citations(college_id: int) -> Select[int]:
    """The ids of a college's confirmed citations: a released "supports" that nothing succeeds."""
    later = aliased(Verdict)
    return (
        select(Citation.id)
        .join(
            Verdict,
            (Verdict.college_id == Citation.college_id) & (Verdict.citation_id == Citation.id),
        )
        .where(
            Citation.college_id == college_id,
            Citation.struck_at.is_(None),
            Verdict.outcome == Outcome.SUPPORTS,
            Verdict.released_at.is_not(None),
            ~exists().where(
                later.college_id == Verdict.college_id,
                later.supersedes == Verdict.id,
                later.released_at.is_not(None),
            ),
        )
    )


def lessons(session: Session, college_id: int, framework_sha256: str) -> list[Lesson]:
    """What a college decided under one framework version; only its own."""
    cited = (
        select(Claim.dimension, Citation.exact, Citation.id.in_(confirmed_citations(college_id)))
        .join(Citation, (Citation.college_id == Claim.college_id) & (Citation.claim_id == Claim.id))
        .join(
            Assessment,
            (Assessment.college_id == Claim.college_id) & (Assessment.id == Claim.assessment_id),
        )
        .join(FrameworkVersionRow, FrameworkVersionRow.id == Assessment.framework_version_id)
        .where(
            Claim.college_id == college_id,
            FrameworkVersionRow.sha256 == framework_sha256,
            Citation.struck_at.is_(None),
        )
        .order_by(Citation.id)
    )
    dismissed = (
        select(Dismissal.dimension, TextLayer.text)
        .join(
            TextLayer,
            (TextLayer.college_id == Dismissal.college_id)
            & (TextLayer.page_id == Dismissal.page_id)
            & TextLayer.is_current,
        )
        .where(Dismissal.college_id == college_id, Dismissal.framework_sha256 == framework_sha256)
        .order_by(Dismissal.id)
    )
    taught = [
        Lesson(dimension, exact, Decision.CONFIRMED if is_confirmed else Decision.CITED)
        for dimension, exact, is_confirmed in session.execute(cited)
    ]
    taught += [
        Lesson(dimension, text, Decision.DISMISSED)
        for dimension, text in session.execute(dismissed)
    ]
    return [lesson for lesson in taught if lesson.dimension in matcher().codes]


def learn_now(session: Session, college_id: int) -> tuple[Learned, int, int]:
    """What a college's decisions teach by now, from how many confirmed and how many dismissed."""
    taught = lessons(session, college_id, builtin().sha256)
    counts = Counter(lesson.decision for lesson in taught)
    learned = learn(matcher(), taught)
    return learned, counts[Decision.CONFIRMED], counts[Decision.DISMISSED]


def learn_again(database: Database, college_id: int) -> None:
    """Keep what a college's decisions teach by now; pages are matched by it from then on."""
    with database.reading() as session:
        learned, confirmed, dismissed = learn_now(session, college_id)
    with database.writing() as session:
        learned_words.write(
            session, college_id, builtin().sha256, learned,
            confirmed=confirmed, dismissed=dismissed,
        )  # fmt: skip


def rematch(tools: ReadingTools, claim: JobClaim) -> None:
    """Handler of REMATCH: learn, and match every page anew where words or weights changed.

    What is decided meanwhile is learned before it ends. Raises as `rebuilding.rematch`.
    """
    learn_again(tools.database, claim.college_id)
    while _is_old(tools.database, claim.college_id):
        rebuilding.rematch(tools, claim)
        learn_again(tools.database, claim.college_id)


def _is_old(database: Database, college_id: int) -> bool:
    with database.reading() as session:
        return rebuilding.has_old_matches(session, college_id)
