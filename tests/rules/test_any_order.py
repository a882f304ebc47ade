"""Whatever people do in whatever order: the rules hold at every step, refusals are foreseen."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import func, select

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotPermittedError,
)
from store.people import Person
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, a_review, an_assessment, an_engagement
from tests.rules.known_year import Agreed, Known, KnownCitation, KnownClaim
from tests.rules.walking import OK, Walk, walk
from workflow.citations import citations, evidence
from workflow.citations.citations import MOST_KEY, Quote
from workflow.claims import assessments, claims, overview
from workflow.kinds.reviews import Outcome, ResponseKind, ReviewKind
from workflow.lifecycle import ClaimState
from workflow.models.claims import Agreement, ClaimVersion, KeyCitation
from workflow.models.reviews import Determination, Judgement, Moderation, Response, Verdict
from workflow.reviews import judgements, leverage, moderation, responses, reviews, verdicts

CODES = ("1.5", "2.4")
# What a page says that may be cited; enough for a walk to cite something else each time.
SAYINGS = tuple(f"the link governor reported for the {number}th time" for number in range(4, 16))
TEXT = "Governors met. " + ". ".join(SAYINGS)
# How far a year may have come when a walk begins.
YEAR = ("claimed_and_cited", "adopted", "judged", "handed_in", "released")

codes = st.sampled_from(CODES)
levels = st.integers(1, 4)
leaders = st.sampled_from(("leader", "senior"))
citers = st.sampled_from(("leader", "contributor"))
assessors = st.sampled_from(("outsider", "insider"))
numbers = st.integers(0, 5)
sayings = st.sampled_from(SAYINGS)


class TheYear(Walk):
    """One college, two claims, an internal review by an outsider and the person who cites."""

    def __init__(self):
        super().__init__()
        self.known = Known()
        with self.database.writing() as session:
            self._begin(session)

    def _begin(self, session):
        self.college = college = a_college(session)
        self.colleges.append(college)
        self.actors = {
            "leader": an_actor(session, college, Role.CAREERS_LEADER),
            "senior": an_actor(session, college, Role.SENIOR_LEADER),
            "contributor": an_actor(session, college, Role.CONTRIBUTOR),
        }
        leader = self.actors["leader"]
        self.assessment = an_assessment(session, college)
        self.library = a_document_with_pages(session, leader, [TEXT])
        self.review = a_review(session, leader, self.assessment, kind=ReviewKind.INTERNAL)
        insider = session.get_one(Person, self.actors["contributor"].person_id)
        self.actors |= {
            "outsider": an_engagement(session, leader, college, self.review),
            "insider": an_engagement(session, leader, college, self.review, person=insider),
        }
        for code in CODES:
            claim = claims.find_claim(session, leader, self.assessment, code)
            self.known.claims[code] = KnownClaim(claim.key, claim.id)

    @initialize(how_far=st.integers(0, len(YEAR)), levels=st.tuples(levels, levels, levels))
    def begin_somewhere(self, how_far, levels):
        """What comes late in a year is reached as often as what comes first."""
        for step in YEAR[:how_far]:
            getattr(self, f"_{step}")(*levels)

    def _claimed_and_cited(self, level, *_):
        for code in CODES:
            self.claim(code, "leader", level, is_stale=False)
            self.cite(code, "leader", SAYINGS[0], is_key=True)
            self.cite(code, "contributor", SAYINGS[1], is_key=False)

    def _adopted(self, *_):
        for code in CODES:
            self.agree(code, "senior")
        self.submit()

    def _judged(self, _, first, second):
        for number, who in enumerate(("outsider", "insider", "outsider")):
            self.give_verdict(number, who, Outcome.SUPPORTS)
        for code, other in zip(CODES, (first, second), strict=True):
            self.judge(code, "outsider", first)
            self.judge(code, "insider", other)

    def _handed_in(self, *_):
        for who in ("outsider", "insider"):
            self.submit_judgements(who)

    def _released(self, *levels):
        self.record_what_is_agreed(CODES[1], "outsider", levels[-1])
        self.release("outsider")

    @rule(code=codes, who=leaders, level=levels, is_stale=st.booleans())
    def claim(self, code, who, level, is_stale):
        known = self.known.claims[code]
        seen = known.version - 1 if is_stale else known.version
        expected = OK
        if self.known.is_submitted:
            expected = ConflictError
        elif is_stale:
            expected = EditedMeanwhileError if known.version else ConflictError
        self.attempt(
            expected, claims.claim_level, self.actors[who], known.key,
            level=level, reason="Because.", seen_version=seen, now=NOW,
        )  # fmt: skip
        if expected is OK:
            known.state, known.version = ClaimState.DRAFT, known.version + 1
            known.author, known.level = who, level

    @rule(code=codes, who=leaders)
    def agree(self, code, who):
        known = self.known.claims[code]
        expected = OK
        if known.state not in {ClaimState.DRAFT, ClaimState.REVISED}:
            expected = ConflictError
        elif known.author == who:
            expected = NotPermittedError
        self.attempt(expected, claims.agree, self.actors[who], known.key, now=NOW)
        if expected is OK:
            is_draft = known.state is ClaimState.DRAFT
            known.state = ClaimState.AGREED if is_draft else ClaimState.SUBMITTED

    @rule(code=codes, who=citers, saying=sayings, is_key=st.booleans())
    def cite(self, code, who, saying, is_key):
        is_full = is_key and self.known.keys_of(code) == MOST_KEY
        expected = ConflictError if is_full or self.known.is_cited(code, saying) else OK
        quote = Quote(self.library.revision.key, 1, saying)
        made = self.attempt(
            expected, citations.cite, self.actors[who], self.known.claims[code].key, quote,
            level=3, shows="It shows.", now=NOW, is_key=is_key,
        )  # fmt: skip
        if made is not None:
            self.known.citations.append(KnownCitation(made.key, who, is_key, code, saying))

    def citation(self, number):
        return self.known.citations[number % len(self.known.citations)]

    @precondition(lambda self: self.known.citations)
    @rule(number=numbers, who=st.sampled_from(("leader", "contributor")))
    def strike(self, number, who):
        known = self.citation(number)
        expected = OK
        if who == "contributor":
            expected = NotPermittedError
        elif known.is_struck:
            expected = ConflictError
        self.attempt(
            expected, citations.strike, self.actors[who], known.key, reason="Wrong.", now=NOW
        )
        known.is_struck |= expected is OK

    @precondition(lambda self: self.known.citations)
    @rule(number=numbers, is_key=st.booleans())
    def set_key(self, number, is_key):
        known = self.citation(number)
        expected = OK
        is_full = self.known.keys_of(known.code) == MOST_KEY and not known.is_key
        if is_key and (known.is_struck or is_full):
            expected = ConflictError
        self.attempt(expected, citations.set_key, self.actors["leader"], known.key, is_key=is_key)
        if expected is OK:
            known.is_key = is_key

    @precondition(lambda self: len(self.known.citations) > 1)
    @rule()
    def submit(self):
        states = {known.state for known in self.known.claims.values()}
        expected = OK
        if self.known.is_submitted:
            expected = ConflictError
        elif ClaimState.DRAFT in states:
            expected = IncompleteError
        self.attempt(
            expected, assessments.submit, self.actors["senior"], self.assessment.key, now=NOW
        )
        if expected is OK:
            self.known.is_submitted = True
            for known in self.known.claims.values():
                if known.state is ClaimState.AGREED:
                    known.state = ClaimState.SUBMITTED

    @precondition(lambda self: self.known.citations)
    @rule(number=numbers, who=assessors, outcome=st.sampled_from(list(Outcome)))
    def give_verdict(self, number, who, outcome):
        known = self.citation(number)
        is_own = who == "insider" and known.author == "contributor"
        expected = OK
        if self.known.is_released:
            expected = ConflictError
        elif is_own:
            expected = NotPermittedError
        elif known.is_struck or known.code in self.known.out or self.known.stands(known.code, who):
            expected = ConflictError
        made = self.attempt(
            expected, verdicts.give, self.actors[who], known.key, outcome,
            seen_version=self.known.verdicts.get((known.key, who), 0),
            now=NOW, level=2, reason="So.",
        )  # fmt: skip
        if made is not None:
            self.known.verdicts[known.key, who] = made.row_version

    @rule(code=codes, who=assessors, level=levels)
    def judge(self, code, who, level):
        known = self.known.claims[code]
        expected = OK
        is_claimed = known.state is not ClaimState.NOT_CLAIMED
        if self.known.is_out(code) or not is_claimed or self.known.stands(code, who):
            expected = ConflictError
        made = self.attempt(
            expected, judgements.judge, self.actors[who], known.key, level=level, reason="So.",
            seen_version=self.known.judgements.get((code, who), (0, 0))[0], now=NOW,
        )  # fmt: skip
        if made is not None:
            self.known.judgements[code, who] = (made.row_version, level)
            self.known.judged_version[code, who] = known.version
            self.known.submitted.discard((code, who))

    @rule(who=assessors)
    def submit_judgements(self, who):
        drafted = {
            (code, by)
            for code, by in self.known.judgements
            if by == who and code not in self.known.out
        }
        left = drafted - self.known.submitted
        expected = OK if left and not self.known.is_released else ConflictError
        self.attempt(expected, judgements.submit, self.actors[who], now=NOW)
        if expected is OK:
            self.known.submitted |= left
            for pair in left:
                # The row is written once more.
                version, level = self.known.judgements[pair]
                self.known.judgements[pair] = (version + 1, level)

    @precondition(lambda self: self.known.judgements)
    @rule(code=codes, who=assessors, level=levels)
    def record_what_is_agreed(self, code, who, level):
        known, judges = self.known.claims[code], self.known.judges_of(code)
        said = self.known.agreed.get(code)
        expected = OK
        if self.known.is_out(code) or known.state is ClaimState.NOT_CLAIMED:
            expected = ConflictError
        elif who not in judges:
            expected = NotPermittedError
        elif len(self.known.levels_of(code)) == 1 or any(
            (code, judge) not in self.known.submitted for judge in judges
        ):
            expected = ConflictError
        made = self.attempt(
            expected, moderation.moderate, self.actors[who], known.key,
            level=level, reason="We agree.", seen=said.key if said else "", now=NOW,
        )  # fmt: skip
        if made is not None:
            self.known.agreed[code] = Agreed(made.key, level, known.version, judges)

    @precondition(lambda self: self.known.judgements)
    @rule(who=assessors)
    def release(self, who):
        left = set(CODES) - self.known.out
        is_open = any(not self.known.is_agreed(code) for code in self.known.differing(left))
        expected = ConflictError if is_open and not self.known.is_released else OK
        self.attempt(expected, reviews.release, self.actors[who], self.review.key, now=NOW)
        if expected is OK and not self.known.is_released:
            self.known.is_released = True
            self.known.outcomes |= self.known.determined(left)

    @precondition(lambda self: self.known.judgements)
    @rule(who=assessors, code=codes)
    def release_its_theme(self, who, code):
        expected = OK
        if not self.known.is_released and (
            code in self.known.out
            or (self.known.differing({code}) and not self.known.is_agreed(code))
        ):
            expected = ConflictError
        self.attempt(
            expected, reviews.release, self.actors[who], self.review.key,
            now=NOW, themes=[int(code[0])],
        )  # fmt: skip
        if expected is OK and not self.known.is_released:
            self.known.out.add(code)
            self.known.outcomes |= self.known.determined({code})

    @rule(who=assessors, code=codes)
    def name_an_action(self, who, code):
        expected = OK
        if self.known.is_released or self.known.named == leverage.MOST:
            expected = ConflictError
        self.attempt(
            expected, leverage.name, self.actors[who], dimension=code, words="Do it.", now=NOW
        )
        self.known.named += expected is OK

    @invariant()
    def named_actions_are_three_at_most_and_the_colleges_once_released(self):
        with self.database.reading() as session:
            seen = leverage.list_to_plan(session, self.actors["senior"], self.assessment)
        assert self.known.named <= leverage.MOST
        assert len(seen) == (self.known.named if self.known.is_released else 0)

    @precondition(lambda self: self.known.outcomes)
    @rule(
        code=codes,
        who=st.sampled_from(("leader", "senior", "contributor", "outsider")),
        kind=st.sampled_from(list(ResponseKind)),
        is_stale=st.booleans(),
    )
    def answer(self, code, who, kind, is_stale):
        if code not in self.known.outcomes:
            return
        known, before = self.known.claims[code], self.known.answers.get(code, "")
        expected = OK
        if who not in {"leader", "senior"}:
            expected = NotPermittedError
        elif is_stale and before:
            expected = EditedMeanwhileError
        made = self.attempt(
            expected, responses.respond, self.actors[who], self.determined_key(code), kind,
            seen="" if is_stale else before, reason="So.", now=NOW,
        )  # fmt: skip
        if made is None:
            return
        self.known.answers[code] = made.key
        level = self.known.outcomes[code]
        if kind is ResponseKind.ACCEPTS and level != known.level:
            is_locked = known.state in {ClaimState.SUBMITTED, ClaimState.REVISED}
            known.state = ClaimState.REVISED if is_locked else ClaimState.DRAFT
            known.version, known.author, known.level = known.version + 1, who, level

    def determined_key(self, code):
        with self.database.reading() as session:
            query = select(Determination.key).where(
                Determination.claim_id == self.known.claims[code].id
            )
            return session.scalars(query).one()

    @invariant()
    def claims_are_as_known(self):
        with self.database.reading() as session:
            leader = self.actors["leader"]
            assessment = assessments.get_assessment(session, leader, self.assessment.key)
            seen = overview.overview(session, leader, assessment)
        for row in seen.rows:
            known = self.known.claims.get(row.dimension.code)
            if known is not None:
                in_force = [
                    c
                    for c in self.known.citations
                    if c.code == row.dimension.code and not c.is_struck
                ]
                assert (row.state, row.level) == (known.state, known.level)
                assert row.citations == len(in_force)
                assert row.key_citations == sum(c.is_key for c in in_force) <= MOST_KEY

    @invariant()
    def nobody_decided_about_their_own_work(self):
        with self.database.reading() as session:
            own = [
                session.scalar(select(func.count()).where(same))
                for same in (
                    Agreement.agreed_by == Agreement.author_id,
                    Verdict.author_id == Verdict.citation_author_id,
                    Judgement.author_id == Judgement.claim_author_id,
                )
            ]
            slots = session.execute(select(KeyCitation.claim_id, KeyCitation.slot)).all()
            versions = session.scalar(select(func.count(ClaimVersion.id)))
        assert own == [0, 0, 0]
        assert len(slots) == len(set(slots))
        assert versions == sum(known.version for known in self.known.claims.values())

    @invariant()
    def drafts_are_seen_by_their_author_alone_until_the_release(self):
        seen = {}
        ids = [known.id for known in self.known.claims.values()]
        with self.database.reading() as session:
            for name, actor in self.actors.items():
                found = evidence.citations_of_claims(session, actor, ids, with_struck=True)
                seen[name] = {(c.key, v.author_id) for c in found for v in c.verdicts}
            determined = session.scalar(select(func.count(Determination.id)))
        for name in self.actors:
            assert seen[name] == {
                (key, self.actors[who].person_id)
                for key, who in self.known.verdicts
                if self.known.is_out(self.code_of(key)) or self.sees(name, who, key)
            }
        assert determined == len(self.known.outcomes)

    def code_of(self, key):
        return next(known.code for known in self.known.citations if known.key == key)

    def sees(self, viewer, author, key):
        """One's own, and those of who has submitted the claim's judgement when one has too."""
        code = self.code_of(key)
        return viewer == author or {(code, viewer), (code, author)} <= self.known.submitted

    @invariant()
    def outcomes_are_what_was_judged_or_agreed_and_are_answered_once(self):
        with self.database.reading() as session:
            levels = dict(
                session.execute(select(Determination.claim_id, Determination.level)).all()
            )
            firsts = session.scalar(
                select(func.count(Response.id)).where(Response.supersedes.is_(None))
            )
            own = session.scalar(
                select(func.count()).where(Moderation.decided_by == Moderation.claim_author_id)
            )
        assert levels == {
            self.known.claims[code].id: level for code, level in self.known.outcomes.items()
        }
        assert firsts == len(self.known.answers)
        assert own == 0


def test_the_rules_hold_whatever_people_do_in_whatever_order(migrated):
    walk(TheYear, migrated, examples=15, steps=25)
