"""Two people at the same moment, again and again, on PostgreSQL: never two winners, no lost text.

``python -m benchmarks.races [ROUNDS]`` runs each race 500 times unless told otherwise, prints how
they ended and exits with 1 when somebody won beside somebody else, when a text was lost, or when
whoever lost did not see the other's text.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from time import monotonic

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.models.documents import Revision
from store import membership
from store.db import Database
from store.errors import CareersEvidenceError, EditedMeanwhileError
from store.people import College, Person
from store.permissions import Actor, Role
from workflow import drafting
from workflow.citations import citations, succeeding
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims
from workflow.kinds.reviews import Outcome, ResponseKind, ReviewKind
from workflow.lifecycle import ClaimState
from workflow.models.claims import Assessment, Citation, Claim, ClaimVersion
from workflow.models.reviews import Determination, Judgement, Moderation, Response, Review, Verdict
from workflow.reviews import judgements, moderation, responses, reviews, verdicts

ROUNDS = 500
NOW = datetime(2027, 2, 3, 10, 0, tzinfo=UTC)
WORDS = "The link governor met the careers leader each term and reported to the board."
QUOTES = ("link governor met", "reported to the board")


@dataclass
class Year:
    """A college with a claim, a note to cite and people to race."""

    database: Database
    leader: Actor
    senior: Actor
    assessment: Assessment
    claim_key: str
    revision_key: str
    assessor: Actor
    outsider: Person
    second: Actor
    citation_key: str = ""


@dataclass
class Ended:
    """How a race ended: who won, what losers were told, whether everything written is there."""

    winners: int
    shown: bool
    kept: bool


Act = Callable[[Session], object]
Race = Callable[[Year, int], Ended]


def run_race(database: Database, *acts: Act) -> list[CareersEvidenceError | None]:
    """Do these in transactions of their own, begun together; what each was refused with."""
    start = Barrier(len(acts))

    def do(act: Act) -> CareersEvidenceError | None:
        start.wait()
        try:
            with database.writing() as session:
                act(session)
        except CareersEvidenceError as refused:
            return refused
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(do, act) for act in acts]]


def _ended(refused: list[CareersEvidenceError | None], texts: list[str], *, kept: bool) -> Ended:
    """Losers are shown what stands where two texts compete; `texts` has one for each act."""
    won = [n for n, error in enumerate(refused) if error is None]
    shown = all(
        isinstance(error, EditedMeanwhileError) and any(texts[n] in error.theirs for n in won)
        for error in refused
        if error is not None
    )
    return Ended(len(won), shown, kept)


def claim_and_claim(year: Year, turn: int) -> Ended:
    """Two leaders word one claim."""
    with year.database.reading() as session:
        seen = _claim(session, year).current_version
    texts = [f"Leader's {turn}.", f"Senior's {turn}."]

    def write(actor: Actor, reason: str) -> Act:
        return lambda s: claims.claim_level(
            s, actor, year.claim_key, level=3, reason=reason, seen_version=seen, now=NOW
        )

    refused = run_race(year.database, write(year.leader, texts[0]), write(year.senior, texts[1]))
    with year.database.reading() as session:
        query = select(ClaimVersion.reason).where(ClaimVersion.number == seen + 1)
        kept = session.scalars(query.where(ClaimVersion.claim_id == _claim(session, year).id)).all()
    return _ended(
        refused, texts, kept=[texts[n] for n, e in enumerate(refused) if e is None] == kept
    )


def succeed_or_strike(year: Year, turn: int) -> Ended:
    """Two replace one citation, or one replaces it while the other strikes it through."""
    key = year.citation_key

    def replace_by(words: str) -> Act:
        quote = Quote(year.revision_key, 1, words)
        return lambda s: succeeding.succeed(s, year.leader, key, quote, now=NOW)

    texts = [QUOTES[0], QUOTES[1]]
    acts = [replace_by(texts[0]), replace_by(texts[1])]
    if turn % 2:
        texts[1] = "Mistaken."
        acts[1] = lambda s: citations.strike(s, year.senior, key, reason="Mistaken.", now=NOW)
    refused = run_race(year.database, *acts)
    with year.database.writing() as session:
        in_force = session.scalars(
            select(Citation.key).where(
                Citation.college_id == year.leader.college_id, Citation.struck_at.is_(None)
            )
        ).all()
        is_replaced = refused[0] is None or not turn % 2
        kept = len(in_force) == int(is_replaced)
        year.citation_key = in_force[0] if in_force else _cite(session, year)
    return _ended(refused, texts, kept=kept)


def verdict_in_two_windows(year: Year, turn: int) -> Ended:
    """One assessor gives a verdict on one citation in two windows."""
    with year.database.writing() as session:
        query = select(Verdict.row_version).where(
            Verdict.author_id == year.assessor.person_id,
            Verdict.review_id == year.assessor.review_id,
        )
        seen = session.scalars(query).first() or 0
    texts = [f"First {turn}.", f"Second {turn}."]

    def give(reason: str) -> Act:
        return lambda s: verdicts.give(
            s, year.assessor, year.citation_key, Outcome.DOES_NOT_SUPPORT,
            seen_version=seen, reason=reason, now=NOW,
        )  # fmt: skip

    refused = run_race(year.database, give(texts[0]), give(texts[1]))
    with year.database.reading() as session:
        query_reason = select(Verdict.reason).where(Verdict.review_id == year.assessor.review_id)
        kept = session.scalars(query_reason).all()
    return _ended(
        refused, texts, kept=[texts[n] for n, e in enumerate(refused) if e is None] == kept
    )


def judgement_in_two_windows(year: Year, turn: int) -> Ended:
    """One assessor judges one claim in two windows."""
    with year.database.writing() as session:
        query = select(Judgement.row_version).where(Judgement.review_id == year.assessor.review_id)
        seen = session.scalars(query).first() or 0
    texts = [f"First {turn}.", f"Second {turn}."]

    def judge(reason: str) -> Act:
        return lambda s: judgements.judge(
            s, year.assessor, year.claim_key, level=2, seen_version=seen, reason=reason, now=NOW
        )

    refused = run_race(year.database, judge(texts[0]), judge(texts[1]))
    with year.database.reading() as session:
        kept = session.scalars(
            select(Judgement.reason).where(Judgement.review_id == year.assessor.review_id)
        ).all()
    return _ended(
        refused, texts, kept=[texts[n] for n, e in enumerate(refused) if e is None] == kept
    )


def submit_and_submit(year: Year, turn: int) -> Ended:
    """Two send one assessment to review, or one words a claim while the other sends it."""
    other = replace(year.leader, roles=frozenset({Role.SENIOR_LEADER}))
    with year.database.writing() as session:
        claim = _claim(session, year)
        seen = claim.current_version
        if claim.state is ClaimState.DRAFT:
            version = claims.current_version(session, claim)
            author = version.author_id if version else 0
            second = year.senior if author == year.leader.person_id else year.leader
            claims.agree(session, second, year.claim_key, now=NOW)

    def submit(actor: Actor) -> Act:
        return lambda s: assessments.submit(s, actor, year.assessment.key, now=NOW)

    acts = [submit(year.senior), submit(other)]
    if turn % 2:
        acts[1] = lambda s: claims.claim_level(
            s, year.leader, year.claim_key, level=3, reason="At once.", seen_version=seen, now=NOW
        )
    refused = run_race(year.database, *acts)
    with year.database.writing() as session:
        claim = _claim(session, year)
        is_submitted = claim.state is ClaimState.SUBMITTED
        is_worded = claim.current_version == seen + 1
        kept = is_submitted != is_worded
        if is_submitted:
            assessments.reopen(session, year.senior, year.assessment.key, reason="The next round.")
    # There is one text at most, and its author has it before them.
    return Ended(sum(error is None for error in refused), shown=True, kept=kept)


def release_and_release(year: Year, turn: int) -> Ended:
    """One review is released twice at once, and a verdict is given at that moment."""
    with year.database.writing() as session:
        review = _open_review(session, year, f"Round {turn}")
        assessor = replace(year.assessor, review_id=review.id)
        judgements.judge(
            session, assessor, year.claim_key, level=2, seen_version=0, reason="So.", now=NOW
        )

    def release(session: Session) -> object:
        return reviews.release(session, assessor, review.key, now=NOW)

    def give(session: Session) -> object:
        return verdicts.give(
            session, assessor, year.citation_key, Outcome.CONTEXT_ONLY, seen_version=0, now=NOW
        )

    refused = run_race(year.database, release, release, give)
    with year.database.reading() as session:
        determined = session.scalar(
            select(func.count(Determination.id)).where(Determination.review_id == review.id)
        )
        given = select(Verdict.released_at).where(Verdict.review_id == review.id)
        released = session.scalars(given).all()
    # A verdict is in the release or was refused; none is left behind as a draft.
    is_kept = len(released) == int(refused[2] is None) and None not in released
    return Ended(determined or 0, refused[:2] == [None, None], is_kept)


def answer_and_answer(year: Year, turn: int) -> Ended:
    """Two leaders answer one released judgement."""
    with year.database.writing() as session:
        query = select(Determination).where(Determination.college_id == year.leader.college_id)
        if session.scalars(query).first() is None:
            judgements.judge(
                session, year.assessor, year.claim_key,
                level=2, seen_version=0, reason="So.", now=NOW,
            )  # fmt: skip
            reviews.release(session, year.assessor, _review_key(session, year), now=NOW)
        determination = session.scalars(query).one()
        seen = session.scalars(
            select(Response.key)
            .where(Response.determination_id == determination.id)
            .order_by(Response.id.desc())
        ).first()
        before = session.scalar(select(func.count(Response.id)))
    texts = [f"Leader's {turn}.", f"Senior's {turn}."]

    def answer(actor: Actor, reason: str) -> Act:
        return lambda s: responses.respond(
            s, actor, determination.key, ResponseKind.HOLDS,
            seen=seen or "", reason=reason, now=NOW,
        )  # fmt: skip

    refused = run_race(year.database, answer(year.leader, texts[0]), answer(year.senior, texts[1]))
    with year.database.reading() as session:
        after = session.scalar(select(func.count(Response.id)))
    return _ended(refused, texts, kept=after == (before or 0) + 1)


def agree_and_agree(year: Year, turn: int) -> Ended:
    """Two assessors record at once what becomes the determination of one claim."""
    with year.database.writing() as session:
        other = _second_assessor(session, year) if turn == 0 else year.second
        year.second = other
        before = session.scalars(select(Moderation.key).order_by(Moderation.id.desc())).first()
        count = session.scalar(select(func.count(Moderation.id)))
    texts = [f"First {turn}.", f"Second {turn}."]

    def record(actor: Actor, reason: str) -> Act:
        return lambda s: moderation.moderate(
            s, actor, year.claim_key, level=2, reason=reason, seen=before or "", now=NOW
        )

    refused = run_race(year.database, record(year.assessor, texts[0]), record(other, texts[1]))
    with year.database.reading() as session:
        after = session.scalar(select(func.count(Moderation.id)))
    return _ended(refused, texts, kept=after == (count or 0) + 1)


def _second_assessor(session: Session, year: Year) -> Actor:
    """Somebody else of the review; both have submitted judgements that differ."""
    review = drafting.own_review(session, year.assessor)
    person = membership.find_or_add_person(session, "dev@elsewhere.example", "Dev Sandhu")
    reviews.engage(
        session, year.leader, review, person, Role.ASSESSOR,
        starts_on=review.starts_on, ends_on=review.ends_on,
    )  # fmt: skip
    other = replace(_at_work(year.leader, person, Role.ASSESSOR), review_id=review.id)
    for level, actor in ((2, year.assessor), (3, other)):
        judgements.judge(
            session, actor, year.claim_key, level=level, seen_version=0, reason="So.", now=NOW
        )
        judgements.submit(session, actor, now=NOW)
    return other


RACES: dict[str, Race] = {
    "two on one claim": claim_and_claim,
    "two on one citation": succeed_or_strike,
    "one verdict in two windows": verdict_in_two_windows,
    "one judgement in two windows": judgement_in_two_windows,
    "two on one submission": submit_and_submit,
    "two on one determination": agree_and_agree,
    "two on one release": release_and_release,
    "two on one answer": answer_and_answer,
}


@dataclass
class Tally:
    """How many rounds of a race went wrong, and how."""

    rounds: int = 0
    other_than_one_winner: int = 0
    text_lost: int = 0
    loser_not_shown: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether each round had one winner, kept every text and showed the loser both."""
        return not (self.other_than_one_winner or self.text_lost or self.loser_not_shown)


def run(year: Year, race: Race, rounds: int) -> Tally:
    """Run one race so many times."""
    tally = Tally()
    began = monotonic()
    for turn in range(rounds):
        ended = race(year, turn)
        tally.rounds += 1
        tally.other_than_one_winner += ended.winners != 1
        tally.text_lost += not ended.kept
        tally.loser_not_shown += not ended.shown
    tally.seconds = monotonic() - began
    return tally


def begin_year(database: Database, leader: Actor, revision_key: str) -> Year:
    """An agreed claim of `leader`'s college, a citation of the revision and an open review."""
    with database.writing() as session:
        college = session.get_one(College, leader.college_id)
        person = membership.find_or_add_person(session, "ben@college.example", "Ben Okoro")
        membership.give_role(session, college.id, person, Role.SENIOR_LEADER)
        outsider = membership.find_or_add_person(session, "cerys@elsewhere.example", "Cerys Pugh")
        cycle = assessments.begin_cycle(session, college.id, 2026)
        assessment = assessments.begin_assessment(
            session, cycle, scope="Everything", actor_key="system"
        )
        session.flush()
        claim = claims.find_claim(session, leader, assessment, "1.5")
        year = Year(
            database=database,
            leader=leader,
            senior=_at_work(leader, person, Role.SENIOR_LEADER),
            assessment=assessment,
            claim_key=claim.key,
            revision_key=revision_key,
            assessor=_at_work(leader, outsider, Role.ASSESSOR),
            outsider=outsider,
            second=leader,
        )
        claims.claim_level(
            session, leader, claim.key, level=3, reason="First.", seen_version=0, now=NOW
        )
        claims.agree(session, year.senior, claim.key, now=NOW)
        review = _open_review(session, year, "Peer review")
        year.assessor = replace(year.assessor, review_id=review.id)
        year.citation_key = _cite(session, year)
    return year


def _at_work(leader: Actor, person: Person, role: Role) -> Actor:
    return replace(
        leader,
        person_id=person.id,
        person_key=person.key,
        name=person.name,
        roles=frozenset({role}),
    )


def _open_review(session: Session, year: Year, title: str) -> Review:
    starts_on, ends_on = date(2027, 2, 1), date(2027, 3, 1)
    review = reviews.open_review(
        session, year.leader, year.assessment,
        kind=ReviewKind.PEER, title=title, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    reviews.engage(
        session, year.leader, review, year.outsider, Role.ASSESSOR,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return review


def _review_key(session: Session, year: Year) -> str:
    return drafting.own_review(session, year.assessor).key


def _cite(session: Session, year: Year) -> str:
    quote = Quote(year.revision_key, 1, "the careers leader each term")
    made = citations.cite(
        session, year.leader, year.claim_key, quote, level=3, shows="They meet.", now=NOW
    )
    return made.key


def _claim(session: Session, year: Year) -> Claim:
    return claims.get_claim(session, year.leader, year.claim_key)


def main(arguments: list[str]) -> int:
    """Run all; returns the exit code."""
    from benchmarks.shelf import open_shelf  # noqa: PLC0415 - its server comes with an extra

    rounds = int(arguments[0]) if arguments else ROUNDS
    missed = 0
    for name, race in RACES.items():
        with open_shelf("postgresql") as shelf, TemporaryDirectory() as folder:
            paper = Path(folder) / "Governors.txt"
            paper.write_text(f"Governors\n\n{WORDS}\n", encoding="utf-8")
            shelf.take_in([paper])
            with shelf.database.reading() as session:
                revision_key = session.scalars(select(Revision.key)).one()
            tally = run(begin_year(shelf.database, shelf.actor, revision_key), race, rounds)
        missed += not tally.is_clean
        print(
            f"{'reached' if tally.is_clean else 'MISSED '}  {name}: {tally.rounds} rounds, "
            f"{tally.other_than_one_winner} without one winner, {tally.text_lost} lost a text, "
            f"{tally.loser_not_shown} did not see the other's; {tally.seconds:.1f} s"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
