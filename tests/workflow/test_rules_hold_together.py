"""People at work in any order: after each step the rules between them hold, in every row."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from store import audit
from store.db import Database
from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, a_citation, a_review, an_assessment, an_engagement
from webapp.schema import upgrade
from workflow import assessments, citations, claims, evidence, judgements, reviews, verdicts
from workflow.kinds import Outcome, ReviewKind
from workflow.lifecycle import ClaimState
from workflow.models import Agreement, Citation, Claim, ClaimVersion, KeyCitation
from workflow.review_models import Determination, Judgement, Review, Verdict

WORDS = (
    "The link governor",
    "careers leader each term",
    "Governors noted",
    "by campus",
    "strategy",
)
DIMENSIONS = ("1.5", "2.4")
REFUSALS = (ConflictError, IncompleteError, NotPermittedError)

pick = st.integers(0, 99)
leaders = st.sampled_from(["leader", "senior"])
outsiders = st.sampled_from(["assessor", "second"])


class Year(RuleBasedStateMachine):
    """A careers leader and a senior leader claim, agree and cite; two assessors judge.

    The first assessor also works in an internal review with the leader, where people meet
    their own work. Whatever is refused must leave no trace; the invariants look at the rows.
    """

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = tempfile.mkdtemp()
        path = Path(self.folder) / "year.db"
        shutil.copy(self.template, path)
        self.database = Database(f"sqlite:///{path}")
        self.released = {}

    def teardown(self):
        with self.database.reading() as session:
            assert list(audit.verify(session, self.college.id)) == []
            assert list(audit.verify(session, None)) == []
        self.database.dispose()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self):
        with self.database.writing() as session:
            college = self.college = a_college(session)
            leader = an_actor(session, college, Role.CAREERS_LEADER)
            senior = an_actor(session, college, Role.SENIOR_LEADER)
            self.assessment = an_assessment(session, college)
            self.library = a_document_with_pages(session, leader)
            peer = a_review(session, leader, self.assessment)
            inside = a_review(
                session, leader, self.assessment, kind=ReviewKind.INTERNAL, title="Inside"
            )
            person = session.get_one(reviews.Person, leader.person_id)
            self.people = {
                "leader": leader,
                "senior": senior,
                "assessor": an_engagement(session, leader, college, peer),
                "second": an_engagement(session, leader, college, peer),
                # The leader again, as an assessor of their own college's work.
                "inside": an_engagement(session, leader, college, inside, person=person),
            }
            self.reviews = {"assessor": peer.key, "second": peer.key, "inside": inside.key}

    def attempt(self, do):
        """Run one transaction; True when it was not refused with a sentence."""
        try:
            with self.database.writing() as session:
                do(session)
        except REFUSALS:
            return False
        return True

    def claim_of(self, session, who, code):
        return claims.find_claim(session, self.people[who], self.assessment, code)

    @rule(who=leaders, code=st.sampled_from(DIMENSIONS), level=st.integers(2, 4))
    def claim(self, who, code, level):
        def do(session):
            found = self.claim_of(session, who, code)
            claims.claim_level(
                session, self.people[who], found.key, level=level, reason="So we judge.",
                seen_version=found.current_version, now=NOW,
            )  # fmt: skip

        done = self.attempt(do)
        with self.database.reading() as session:
            assert done == (not assessments.get_assessment(
                session, self.people["leader"], self.assessment.key).submitted_at)  # fmt: skip

    @rule(who=leaders, code=st.sampled_from(DIMENSIONS))
    def agree(self, who, code):
        with self.database.reading() as session:
            found = self.claim_of(session, who, code)
            version = claims.current_version(session, found)
        may = found.state is ClaimState.DRAFT and version.author_id != self.people[who].person_id

        done = self.attempt(
            lambda session: claims.agree(session, self.people[who], found.key, now=NOW)
        )

        assert done == may

    @rule(who=leaders, code=st.sampled_from(DIMENSIONS), words=st.sampled_from(WORDS),
          is_key=st.booleans())  # fmt: skip
    def cite(self, who, code, words, is_key):
        def do(session):
            found = self.claim_of(session, who, code)
            a_citation(session, self.people[who], found, self.library, words, is_key=is_key)

        self.attempt(do)

    @rule(who=leaders, at=pick)
    def strike(self, who, at):
        def do(session):
            keys = session.scalars(select(Citation.key).order_by(Citation.id)).all()
            if keys:
                citations.strike(
                    session, self.people[who], keys[at % len(keys)], reason="Wrong.", now=NOW
                )

        self.attempt(do)

    @rule(who=st.sampled_from(["assessor", "second", "inside"]), at=pick,
          outcome=st.sampled_from(list(Outcome)))  # fmt: skip
    def verdict(self, who, at, outcome):
        actor = self.people[who]

        def do(session):
            found = session.scalars(select(Citation).order_by(Citation.id)).all()
            if not found:
                return
            chosen = found[at % len(found)]
            mine = select(Verdict.row_version).where(
                Verdict.citation_id == chosen.id,
                Verdict.author_id == actor.person_id,
                Verdict.review_id == actor.review_id,
            )
            level = 2 if outcome is Outcome.SUPPORTS_LEVEL else None
            verdicts.give(
                session, actor, chosen.key, outcome, level=level, reason="In part.",
                seen_version=session.scalar(mine) or 0, now=NOW,
            )  # fmt: skip
            assert chosen.author_id != actor.person_id
            assert chosen.struck_at is None

        self.attempt(do)

    @rule(who=st.sampled_from(["assessor", "second", "inside"]), level=st.integers(2, 4),
          code=st.sampled_from(DIMENSIONS))  # fmt: skip
    def judge(self, who, level, code):
        actor = self.people[who]

        def do(session):
            found = self.claim_of(session, "leader", code)
            mine = select(Judgement.row_version).where(
                Judgement.claim_id == found.id,
                Judgement.author_id == actor.person_id,
                Judgement.review_id == actor.review_id,
            )
            judgements.judge(
                session, actor, found.key, level=level, reason="As I read it.",
                seen_version=session.scalar(mine) or 0, now=NOW,
            )  # fmt: skip

        self.attempt(do)

    @rule(who=st.sampled_from(["assessor", "second", "inside"]))
    def release(self, who):
        self.attempt(
            lambda session: reviews.release(
                session, self.people[who], self.reviews[who], now=NOW + timedelta(hours=1)
            )
        )

    @rule()
    def submit(self):
        self.attempt(
            lambda session: assessments.submit(
                session, self.people["senior"], self.assessment.key, now=NOW
            )
        )

    @invariant()
    def nobody_decided_about_their_own_work(self):
        with self.database.reading() as session:
            for table, mine in (
                (Agreement, Agreement.agreed_by == Agreement.author_id),
                (Verdict, Verdict.author_id == Verdict.citation_author_id),
                (Judgement, Judgement.author_id == Judgement.claim_author_id),
            ):
                assert session.scalar(select(func.count(table.id)).where(mine)) == 0

    @invariant()
    def an_agreed_claim_was_agreed_in_the_wording_in_force(self):
        agreed = (
            select(Claim.state, Agreement.id)
            .join(
                ClaimVersion,
                (ClaimVersion.claim_id == Claim.id)
                & (ClaimVersion.number == Claim.current_version),
            )
            .outerjoin(Agreement, Agreement.claim_version_id == ClaimVersion.id)
        )
        with self.database.reading() as session:
            for state, agreement in session.execute(agreed):
                assert (state is ClaimState.DRAFT) == (agreement is None)

    @invariant()
    def key_citations_are_three_at_most_and_in_force(self):
        by_claim = select(func.count(KeyCitation.id)).group_by(KeyCitation.claim_id)
        struck = (
            select(func.count(KeyCitation.id))
            .join(Citation, Citation.id == KeyCitation.citation_id)
            .where(Citation.struck_at.is_not(None))
        )
        with self.database.reading() as session:
            assert max(session.scalars(by_claim), default=0) <= citations.MOST_KEY
            assert session.scalar(struck) == 0

    @invariant()
    def drafts_are_their_authors_and_what_was_released_stays(self):
        with self.database.reading() as session:
            claimed = session.scalars(select(Claim.id)).all()
            for who, actor in self.people.items():
                for view in evidence.citations_of_claims(session, actor, claimed, with_struck=True):
                    for seen in view.verdicts:
                        assert seen.is_released or seen.author_id == actor.person_id, who
            rows = {
                (table.__name__, row.id): (row.row_version, row.reason, row.level, row.released_at)
                for table in (Verdict, Judgement)
                for row in session.scalars(select(table).where(table.released_at.is_not(None)))
            }
        assert self.released.items() <= rows.items()
        self.released = rows

    @invariant()
    def a_released_review_has_no_drafts_and_one_word_on_each_claim_judged(self):
        with self.database.reading() as session:
            done = session.scalars(select(Review.id).where(Review.released_at.is_not(None))).all()
            for table in (Verdict, Judgement):
                left = select(func.count(table.id)).where(
                    table.review_id.in_(done), table.released_at.is_(None)
                )
                assert session.scalar(left) == 0
            judged = select(Judgement.review_id, Judgement.claim_id, Judgement.level).where(
                Judgement.released_at.is_not(None)
            )
            said = select(Determination.review_id, Determination.claim_id, Determination.level)
            determined = [tuple(row) for row in session.execute(said)]
            assert sorted(determined) == sorted({tuple(row) for row in session.execute(judged)})


@pytest.fixture(scope="module")
def an_empty_year(tmp_path_factory):
    path = tmp_path_factory.mktemp("years") / "template.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


def test_the_rules_hold_whatever_people_do_in_whatever_order(an_empty_year):
    machine = type("Year", (Year,), {"template": an_empty_year})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            database=None,
            # A failure is reported as found: making it smaller would take minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
