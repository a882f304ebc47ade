"""A round of two colleges in any order: one day, all or none, and nothing crosses between them."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Role
from tests.factories.people import a_college, a_person, an_actor, as_actor
from tests.factories.workflow import ENDS, NOW, a_claim, a_review, an_assessment, an_engagement
from tests.rules.walking import OK, Walk, walk
from workflow.models.reviews import Determination, Judgement, Review
from workflow.reviews import judgements, reviews
from workflow.rounds import facilitating, rounds

COLLEGES = ("north", "south")

colleges = st.sampled_from(COLLEGES)
days = st.integers(0, 30)


class Taking:
    """A college's part: its leader, its review, and what is known to have happened in it."""

    def __init__(self, session, name):
        self.college = a_college(session, name=f"{name} College")
        self.leader = an_actor(session, self.college)
        assessment = an_assessment(session, self.college)
        self.claim = a_claim(session, self.leader, assessment, reason=f"Because of {name}.")
        self.review = a_review(session, self.leader, assessment, title=f"Review of {name}")
        self.assessors = {
            who: an_engagement(session, self.leader, self.college, self.review)
            for who in ("first", "second")
        }
        self.levels = {}
        self.submitted = set()
        self.is_in = self.is_released = False

    @property
    def differs(self):
        return len(set(self.levels.values())) > 1


class TheRound(Walk):
    """Two colleges, each with a peer review by two assessors, and somebody who facilitates."""

    def __init__(self):
        super().__init__()
        self.today, self.day, self.code = NOW.date(), None, ""
        with self.database.writing() as session:
            self.parts = {name: Taking(session, name) for name in COLLEGES}
            self.colleges = [part.college for part in self.parts.values()]
            self.person = a_person(session, "Who facilitates")

    @property
    def now(self):
        return datetime.combine(self.today, time(10), tzinfo=NOW.tzinfo)

    @property
    def inside(self):
        return [part for part in self.parts.values() if part.is_in]

    def facilitator(self, part):
        return as_actor(part.college, self.person, Role.FACILITATOR, review=part.review)

    @precondition(lambda self: self.today < ENDS - timedelta(days=3))
    @rule(days=st.integers(1, 3))
    def time_goes_on(self, days):
        self.today += timedelta(days=days)

    @initialize(ahead=st.integers(0, 4), is_joined=st.booleans(), is_judged=st.booleans())
    def begin(self, ahead, is_joined, is_judged):
        """What comes late in a round is reached as often as what comes first."""
        self._begin(ahead)
        if is_joined:
            self.join("south", is_guessed=False)
        for name in COLLEGES if is_judged else ():
            self.judge(name, "first", 1)

    def _begin(self, ahead):
        part, self.day = self.parts["north"], self.today + timedelta(days=ahead)
        with self.database.writing() as session:
            made = rounds.begin(
                session, part.leader, part.review.key,
                name="The two", release_on=self.day, facilitator=self.person, now=self.now,
            )  # fmt: skip
        self.code, part.is_in = made.key, True

    @rule(name=colleges, is_guessed=st.booleans())
    def join(self, name, is_guessed):
        part = self.parts[name]
        if part.is_in or part.is_released:
            expected = ConflictError
        elif is_guessed:
            expected = IncompleteError
        else:
            expected = ConflictError if self.today > self.day else OK
        made = self.attempt(
            expected, rounds.join, part.leader, part.review.key,
            "guessed" if is_guessed else self.code, now=self.now,
        )  # fmt: skip
        part.is_in |= made is not None

    @rule(name=colleges, who=st.sampled_from(("first", "second")), level=st.integers(1, 2))
    def judge(self, name, who, level):
        part = self.parts[name]
        closed = part.is_released or who in part.submitted
        with self.database.reading() as session:
            query = select(Judgement.row_version).where(
                Judgement.college_id == part.college.id,
                Judgement.author_id == part.assessors[who].person_id,
            )
            seen = session.scalar(query) or 0
        made = self.attempt(
            ConflictError if closed else OK, judgements.judge, part.assessors[who],
            part.claim.key, level=level, reason=f"{who} of {name}.", seen_version=seen,
            now=self.now,
        )  # fmt: skip
        if made is not None:
            part.levels[who] = level

    @rule(name=colleges, who=st.sampled_from(("first", "second")))
    def submit(self, name, who):
        part = self.parts[name]
        is_drafted = who in part.levels and who not in part.submitted
        expected = OK if is_drafted and not part.is_released else ConflictError
        self.attempt(expected, judgements.submit, part.assessors[who], now=self.now)
        if expected is OK:
            part.submitted.add(who)

    @rule(name=colleges)
    def release_one(self, name):
        part = self.parts[name]
        waits = part.is_in and self.today < self.day
        expected = OK if part.is_released or not (waits or part.differs) else ConflictError
        self.attempt(
            expected, reviews.release, part.assessors["first"], part.review.key, now=self.now
        )
        part.is_released |= expected is OK

    @rule(name=colleges)
    def release_all(self, name):
        part = self.parts[name]
        left = [one for one in self.inside if not one.is_released]
        if not part.is_in:
            expected = NotFoundError
        elif not left or self.today < self.day or any(one.differs for one in left):
            expected = ConflictError
        else:
            expected = OK
        count = self.attempt(
            expected, facilitating.release_all, self.facilitator(part), now=self.now
        )
        if expected is OK:
            assert count == len(left)
            for one in left:
                one.is_released = True

    @rule(name=colleges, ahead=days)
    def move_the_day(self, name, ahead):
        part, day = self.parts[name], self.today + timedelta(days=ahead)
        if not part.is_in:
            expected = NotFoundError
        elif any(one.is_released for one in self.inside):
            expected = ConflictError
        else:
            expected = IncompleteError if day > ENDS else OK
        self.attempt(expected, rounds.set_day, self.facilitator(part), day, now=self.now)
        if expected is OK:
            self.day = day

    @invariant()
    def what_is_released_is_what_was_let_out_and_never_before_its_day(self):
        with self.database.reading() as session:
            rows = session.execute(select(Review.id, Review.released_at)).all()
            outcomes = set(session.scalars(select(Determination.college_id)))
        released = {review_id: at for review_id, at in rows if at is not None}
        assert set(released) == {p.review.id for p in self.parts.values() if p.is_released}
        for part in self.inside:
            assert not part.is_released or released[part.review.id].date() >= self.day
        assert outcomes == {
            part.college.id for part in self.parts.values() if part.is_released and part.levels
        }

    @invariant()
    def a_college_learns_of_the_other_its_name_and_whether_it_is_released(self):
        names = {(part.college.name, part.is_released) for part in self.inside}
        with self.database.reading() as session:
            for part in self.parts.values():
                for actor in (part.leader, part.assessors["first"]):
                    seen = rounds.seen_of(session, actor, part.review)
                    assert (seen is not None) == part.is_in
                    if seen is None:
                        continue
                    assert seen.release_on == self.day
                    assert {(one.name, one.is_released) for one in seen.colleges} == names
                    assert {one.name for one in seen.colleges if one.is_own} == {part.college.name}

    @invariant()
    def the_facilitator_reads_the_reviews_of_the_round_and_decides_in_none(self):
        with self.database.reading() as session:
            for part in self.inside:
                seen = facilitating.load(session, self.facilitator(part), today=self.today)
                assert [one.college for one in seen.reviews] == sorted(
                    one.college.name for one in self.inside
                )
                assert {one.college: len(one.differing) for one in seen.reviews} == {
                    one.college.name: int(one.differs) for one in self.inside
                }
            mine = select(Judgement.id).where(Judgement.author_id == self.person.id)
            decided = select(Determination.id).where(Determination.decided_by == self.person.id)
            assert session.scalars(mine).all() == session.scalars(decided).all() == []

    @invariant()
    def outsiders_have_no_part_in_the_other_college(self):
        with self.database.reading() as session:
            for part in self.parts.values():
                other = next(one for one in self.parts.values() if one is not part)
                with pytest.raises(NotFoundError):
                    reviews.get_review(session, part.assessors["first"], other.review.key)


def test_a_round_holds_its_day_and_its_walls_whatever_happens_in_whatever_order(migrated):
    walk(TheRound, migrated, examples=10, steps=40)
