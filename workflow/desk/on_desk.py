"""What lies on the desk of an assessor: claims, quotes, documents, and one screen of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from framework.model import Dimension, LevelDescriptor, Statement
from ingest.visibility import Sight
from store.errors import NotFoundError
from workflow.citations.evidence import CitationView, Cited, VerdictView
from workflow.claims import claims, coverage
from workflow.kinds.reviews import CoverageMark, Depth, DeskOrder
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.models.reviews import Judgement, Review

# What reading costs, for the plan: about two minutes a key citation and one a judgement, so that
# 34 claims with 102 key citations fill a working day (DESIGN section 7).
MINUTES_A_CITATION = 2
MINUTES_A_JUDGEMENT = 1
CANNED = (
    "The page says it was noted, not what was asked or decided.",
    "It is planned; nothing yet shows that it happened.",
    "It shows one area, not the whole college.",
    "It is older than the year that is claimed.",
)


@dataclass(frozen=True)
class DeskClaim:
    """A claim on the desk: its citations, the assessor's verdicts and judgement so far."""

    claim: Claim
    dimension: Dimension
    version: ClaimVersion
    citations: tuple[CitationView, ...]
    judgement: Judgement | None
    person_id: int
    depth: Depth = Depth.FULL
    # Its theme is released, or the whole review: there is nothing left to draft.
    is_released: bool = False

    @property
    def waiting(self) -> tuple[CitationView, ...]:
        """Key citations that the plan asks for, can be read and have no verdict of one's own."""
        keys = [c for c in self.citations if c.is_key and c.is_quoted]
        if self.depth is Depth.LIGHT:
            judged = [c for c in keys if c.verdict_of(self.person_id) is not None]
            keys = (judged or keys)[:1]
        if self.depth is Depth.LEAVE or self.is_released:
            return ()
        return tuple(c for c in keys if c.verdict_of(self.person_id) is None)

    @property
    def is_finished(self) -> bool:
        """Whether it is judged or left; verdicts left out are an honest "not looked at"."""
        return self.judgement is not None or self.depth is Depth.LEAVE or self.is_released

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes."""
        return MINUTES_A_CITATION * len(self.waiting) + (
            0 if self.is_finished else MINUTES_A_JUDGEMENT
        )

    @property
    def next_level(self) -> LevelDescriptor | None:
        """The descriptor of the level after the claimed one; None at the highest."""
        found = (one for one in self.dimension.levels if one.level > self.version.level)
        return next(found, None)

    @property
    def level_words(self) -> str:
        """The claimed level as people read it."""
        return claims.level_words(self.dimension, self.version.level)


@dataclass(frozen=True)
class DeskDocument:
    """A document on the desk; `quotes` are all that is cited from it, in page order."""

    key: str
    title: str
    quotes: tuple[Cited, ...]
    waiting: tuple[Cited, ...]

    @property
    def first(self) -> Cited:
        """Where reading begins: the first quote that waits, else the first."""
        return (*self.waiting, *self.quotes)[0]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it is cited for."""
        return tuple(sorted({quote.dimension for quote in self.quotes}))


@dataclass(frozen=True)
class Desk:
    """The whole desk of one person in one review, claims in the model's order.

    `seen` is what that person sees of the library.
    """

    review: Review
    assessment: Assessment
    claims: tuple[DeskClaim, ...]
    seen: Sight

    @property
    def minutes_left(self) -> int:
        """About how long the rest of the review takes."""
        return sum(claim.minutes_left for claim in self.claims)

    @property
    def finished(self) -> int:
        """How many claims are judged."""
        return sum(claim.judgement is not None for claim in self.claims)

    def find(self, claim_key: str) -> DeskClaim:
        """A claim on the desk by its key. Raises NotFoundError."""
        found = next((c for c in self.claims if c.claim.key == claim_key), None)
        if found is None:
            raise NotFoundError("This claim is not on your desk.")
        return found

    @property
    def first_open(self) -> DeskClaim | None:
        """The first claim of the plan that is not judged yet."""
        return next((claim for claim in self.claims if not claim.is_finished), None)

    def here(self, look: tuple[str, str, DeskOrder] | None) -> DeskClaim | None:
        """The claim at which a look was taken, while its quote still lies on the desk."""
        return next(
            (
                claim
                for claim in self.claims
                for citation in claim.citations
                if look is not None and (claim.claim.key, citation.key) == look[:2]
            ),
            None,
        )

    def after(self, claim_key: str) -> DeskClaim | None:
        """The next claim that is not judged yet, going round; None when all are."""
        keys = [c.claim.key for c in self.claims]
        at = keys.index(claim_key) + 1 if claim_key in keys else 0
        order = (*self.claims[at:], *self.claims[:at])
        return next((c for c in order if not c.is_finished and c.claim.key != claim_key), None)

    @property
    def waiting(self) -> dict[str, CitationView]:
        """Every quote that waits for a verdict, by its key."""
        return {c.key: c for claim in self.claims for c in claim.waiting}

    def documents(self, quotes: Iterable[Cited]) -> tuple[DeskDocument, ...]:
        """The desk by document, most quotes that wait first; `quotes` is what is cited."""
        waiting = self.waiting
        cited: dict[str, list[Cited]] = {}
        for quote in sorted(quotes, key=lambda q: (q.page_number, q.start, q.key)):
            cited.setdefault(quote.document_key, []).append(quote)
        found = [
            DeskDocument(
                key, all_[0].document_title, tuple(all_), tuple(q for q in all_ if q.key in waiting)
            )
            for key, all_ in cited.items()
        ]
        return tuple(sorted(found, key=lambda one: (-len(one.waiting), one.title, one.key)))

    def following(self, citation_key: str) -> CitationView | None:
        """The next quote that waits, by document: on in this one, then in the others."""
        quoted = [c for claim in self.claims for c in claim.citations if c.is_quoted]
        quoted.sort(key=lambda c: (c.document_title, c.document_key, c.page_number, c.start, c.key))
        keys = [c.key for c in quoted]
        at = keys.index(citation_key) + 1 if citation_key in keys else 0
        waiting = self.waiting
        order = (*keys[at:], *keys[:at])
        return next((waiting[k] for k in order if k in waiting and k != citation_key), None)

    def elsewhere(self, citation: CitationView) -> tuple[CitationView, ...]:
        """What the same page is cited for besides, one a claim: "also cited for 2.4 and 4.2"."""
        found = {
            other.claim_key: other
            for claim in self.claims
            for other in reversed(claim.citations)
            if other.page_id == citation.page_id and other.claim_key != citation.claim_key
        }
        return tuple(found.values())


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
    order: DeskOrder = DeskOrder.DIMENSION

    @property
    def following(self) -> CitationView | None:
        """The quote to fetch ahead: the next one, else the first of the next claim."""
        if self.next_citation is not None or self.next_claim is None:
            return self.next_citation
        claim = self.next_claim
        return next(iter((*claim.waiting, *claim.citations)), None)

    @property
    def is_time_to_judge(self) -> bool:
        """Whether every quote that the plan asks for has a verdict and the claim no judgement."""
        return not self.claim.waiting and self.claim.judgement is None

    @property
    def asked(self) -> tuple[tuple[Statement, CoverageMark], ...]:
        """The required statements of the claimed level with this person's marks."""
        required = coverage.required_statements(self.claim.dimension, self.claim.version.level)
        return tuple((s, self.marks.get(s.code, CoverageMark.NOT_LOOKED_AT)) for s in required)

    @property
    def canned(self) -> tuple[str, ...]:
        """Reasons that assessors give often, with the statement that the quote is cited for."""
        statement = self.citation.statement if self.citation else None
        named = [s.text for s, _ in self.asked if statement in (None, s.code)]
        about = named[0] if named else ""
        return tuple(f"{words} Not yet shown: “{about}”" if about else words for words in CANNED)

    @property
    def position(self) -> int:
        """Which claim of the desk this is, from 1."""
        return self.desk.claims.index(self.claim) + 1

    @property
    def coverage_words(self) -> str:
        """What of the claimed level this person found shown."""
        return coverage.in_words(self.marks, self.claim.dimension, self.claim.version.level)
