"""The citations of a claim as pages show them, with their documents, pages and verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Bundle, Session, aliased

from ingest import pages, visibility
from ingest.kinds import DocumentType
from ingest.models.documents import Document, Page, Revision
from ingest.page_files import PageFile
from ingest.page_layout import MarkedBlock, marked_layout
from ingest.reading.with_ocr import HAS_PICTURES
from ingest.visibility import Sight
from store.people import Person
from store.permissions import Actor, Operation
from workflow.kinds.reviews import Outcome
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation, Claim, KeyCitation
from workflow.models.reviews import Review, Verdict
from workflow.quotes import reanchoring
from workflow.quotes.anchors import AnchorView, view_of
from workflow.visible import visible_to


@dataclass(frozen=True)
class VerdictView:
    """A verdict that the viewer may see."""

    key: str
    outcome: Outcome
    level: int | None
    reason: str
    author: str
    author_id: int
    review_id: int
    review: str
    row_version: int
    is_released: bool

    @property
    def words(self) -> str:
        """The outcome as a sentence part: `Supports level 3`."""
        if self.level is not None:
            return f"Supports level {self.level}"
        return self.outcome.words


@dataclass(frozen=True)
class CitationView:
    """A citation with where it stands and what was said of it.

    `is_readable` is False where the viewer may not see the page, `is_quoted` where they may not
    even read the quote: then `exact` is empty.
    """

    id: int
    key: str
    claim_key: str
    dimension: str
    level: int
    statement: str | None
    exact: str
    shows: str
    is_key: bool
    author: str
    author_id: int
    at: datetime
    is_after_submission: bool
    struck_reason: str | None
    document_key: str
    document_title: str
    document_type: DocumentType
    event_date: date | None
    revision_key: str
    page_id: int
    page_number: int
    where: str
    start: int
    end: int
    layer_sha256: str
    is_readable: bool
    is_quoted: bool
    has_picture: bool
    area_id: int | None = None
    verdicts: tuple[VerdictView, ...] = ()
    anchor: AnchorView | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the document's newest file no longer has these words, so verdicts are old."""
        return self.anchor is not None and not self.anchor.keeps_fresh

    @property
    def is_struck(self) -> bool:
        """Whether the citation was struck through."""
        return self.struck_reason is not None

    def verdict_of(self, person_id: int) -> VerdictView | None:
        """The verdict of one person."""
        return next((v for v in self.verdicts if v.author_id == person_id), None)


class Cited(NamedTuple):
    """Where a quote stands and of which claim; none of its words."""

    key: str
    claim_key: str
    dimension: str
    document_key: str
    document_title: str
    page_number: int
    start: int


def citations_of_claims(
    session: Session,
    actor: Actor,
    claim_ids: Iterable[int],
    *,
    with_struck: bool = False,
    seen: Sight | None = None,
) -> list[CitationView]:
    """Citations of claims with their visible verdicts, key ones first; at most two statements.

    `seen` is what the actor may see of the library, where the caller has asked already.
    """
    actor.require(Operation.READ_ASSESSMENT)
    query = _query(actor).where(Citation.claim_id.in_(list(claim_ids)))
    if not with_struck:
        query = query.where(Citation.struck_at.is_(None))
    return _views(session, actor, query, seen)


def key_citations(
    session: Session,
    actor: Actor,
    claim_ids: Iterable[int],
    *,
    around: str = "",
    seen: Sight | None = None,
) -> list[CitationView]:
    """Key citations of claims, as `citations_of_claims`.

    `around` is the key of a claim whose every citation comes along, and with them what is cited
    from the same pages.
    """
    actor.require(Operation.READ_ASSESSMENT)
    here = select(Claim.id).where(Claim.college_id == actor.college_id, Claim.key == around)
    pages_here = select(Citation.page_id).where(
        Citation.college_id == actor.college_id, Citation.claim_id.in_(here)
    )
    is_here = or_(Citation.claim_id.in_(here), Citation.page_id.in_(pages_here))
    is_key = KeyCitation.slot.is_not(None)
    wanted = or_(is_key, is_here) if around else is_key
    query = _query(actor).where(
        Citation.claim_id.in_(list(claim_ids)), Citation.struck_at.is_(None), wanted
    )
    return _views(session, actor, query, seen)


def quoted(session: Session, actor: Actor, claim_ids: Iterable[int], *, seen: Sight) -> list[Cited]:
    """The quotes of claims that may be read by somebody who sees `seen`; one statement."""
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(Document.id, Citation.page_id, Page.sensitivity,
               Citation.key, Claim.key, Claim.dimension, Document.key, Document.title,
               Page.number, Citation.start)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .join(Revision, (Revision.college_id == Citation.college_id)
              & (Revision.id == Citation.revision_id))
        .join(Document, (Document.college_id == Citation.college_id)
              & (Document.id == Revision.document_id))
        .where(Citation.college_id == actor.college_id, Citation.claim_id.in_(list(claim_ids)),
               Citation.struck_at.is_(None))
    )  # fmt: skip
    return [
        Cited(*where)
        for document_id, page_id, sensitivity, *where in session.execute(query)
        if seen.allows_quote(document_id, page_id, sensitivity)
    ]


def citations_on_page(session: Session, actor: Actor, page_id: int) -> list[CitationView]:
    """What is cited on one page, by dimension."""
    query = _query(actor).where(Citation.page_id == page_id, Citation.struck_at.is_(None))
    return _views(session, actor, query)


def citations_of_document(session: Session, actor: Actor, document_id: int) -> list[CitationView]:
    """Where a document is used: its citations in page order."""
    query = _query(actor).where(Document.id == document_id, Citation.struck_at.is_(None))
    found = _views(session, actor, query)
    return sorted(found, key=lambda view: (view.page_number, view.start))


# What views are made of: columns, since rows of a thousand whole objects take twice the time.
_CITED: Bundle[Any] = Bundle(
    "citation", Citation.id, Citation.key, Citation.level, Citation.statement, Citation.exact,
    Citation.shows, Citation.author_id, Citation.at, Citation.is_after_submission,
    Citation.struck_reason, Citation.page_id, Citation.start, Citation.end, Citation.layer_sha256,
    Citation.area_id,
)  # fmt: skip
_DOCUMENT: Bundle[Any] = Bundle(
    "document", Document.id, Document.key, Document.title, Document.type, Document.event_date,
    Document.area_id,
)  # fmt: skip
_ANCHOR: Bundle[Any] = Bundle(
    "anchor", Anchor.id, Anchor.outcome, Anchor.revision_number, Anchor.exact, Anchor.choices
)
# Other sides of the same tables, made once: columns are adapted when they are first named.
_Author, _Newer, _NewerPage = aliased(Person), aliased(Revision), aliased(Page)
_Giver, _GivenIn = aliased(Person), aliased(Review)
_PLACE: Bundle[Any] = Bundle(
    "place", _NewerPage.id, _NewerPage.number, _NewerPage.locator, _NewerPage.sensitivity
)
_GIVEN: Bundle[Any] = Bundle(
    "verdict", Verdict.id, Verdict.key, Verdict.outcome, Verdict.level, Verdict.reason,
    Verdict.author_id, Verdict.review_id, Verdict.row_version, Verdict.released_at,
)  # fmt: skip


def _query(actor: Actor) -> Select[*tuple[Any, ...]]:
    query = (
        select(_CITED, Claim.key, Claim.dimension, KeyCitation.slot, _Author.name, _DOCUMENT,
               Revision.key, Revision.media_type, Page.number, Page.locator, Page.sensitivity,
               _ANCHOR, _Newer.key, _PLACE, _GIVEN, _Giver.name, _GivenIn.title)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(Revision, (Revision.college_id == Citation.college_id)
              & (Revision.id == Citation.revision_id))
        .join(Document, (Document.college_id == Citation.college_id)
              & (Document.id == Revision.document_id))
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .join(_Author, _Author.id == Citation.author_id)
        .outerjoin(KeyCitation, (KeyCitation.college_id == Citation.college_id)
                   & (KeyCitation.citation_id == Citation.id))
        .outerjoin(Anchor, (Anchor.college_id == Citation.college_id)
                   & (Anchor.citation_id == Citation.id) & reanchoring.is_newest(Anchor))
        .outerjoin(_Newer, (_Newer.college_id == Anchor.college_id)
                   & (_Newer.id == Anchor.revision_id))
        .outerjoin(_NewerPage, (_NewerPage.college_id == Anchor.college_id)
                   & (_NewerPage.id == Anchor.page_id))
        .outerjoin(Verdict, (Verdict.college_id == Citation.college_id)
                   & (Verdict.citation_id == Citation.id) & visible_to(actor, Verdict))
        .outerjoin(_Giver, _Giver.id == Verdict.author_id)
        .outerjoin(_GivenIn, (_GivenIn.college_id == Verdict.college_id)
                   & (_GivenIn.id == Verdict.review_id))
        .where(Citation.college_id == actor.college_id)
        .order_by(KeyCitation.slot.is_(None), KeyCitation.slot, Citation.id, Verdict.id)
    )  # fmt: skip
    if actor.review_id is not None:
        query = query.join(
            Review,
            (Review.college_id == Claim.college_id) & (Review.assessment_id == Claim.assessment_id),
        ).where(Review.id == actor.review_id)
    return query


def _views(
    session: Session, actor: Actor, query: Select[*tuple[Any, ...]], seen: Sight | None = None
) -> list[CitationView]:
    rows = session.execute(query).all()
    seen = seen or visibility.visibility_for(session, actor)
    # One row for each verdict; a citation without any has one row too.
    verdicts: dict[int, tuple[VerdictView, ...]] = {}
    cited: dict[int, tuple[Any, ...]] = {}
    for *citation, verdict, giver, review in rows:
        cited[citation[0].id] = tuple(citation)
        if verdict.id is not None:
            given = verdicts.get(citation[0].id, ())
            verdicts[citation[0].id] = (*given, _verdict(verdict, giver, review))
    return [_view(row, seen, verdicts.get(key, ())) for key, row in cited.items()]


def _view(row: tuple[Any, ...], seen: Sight, verdicts: tuple[VerdictView, ...]) -> CitationView:
    (citation, claim_key, dimension, slot, author, document, revision_key, media, number, locator,
     how, anchor, newer_key, newer_page) = row  # fmt: skip
    is_readable = seen.allows(document.id, citation.page_id, how)
    is_quoted = seen.allows_quote(document.id, citation.page_id, how)
    return CitationView(
        id=citation.id,
        key=citation.key,
        claim_key=claim_key,
        dimension=dimension,
        level=citation.level,
        statement=citation.statement,
        exact=citation.exact if is_quoted else "",
        shows=citation.shows,
        is_key=slot is not None,
        author=author,
        author_id=citation.author_id,
        at=citation.at,
        is_after_submission=citation.is_after_submission,
        struck_reason=citation.struck_reason,
        document_key=document.key,
        document_title=document.title if is_quoted else "A document that is not shared",
        document_type=document.type,
        event_date=document.event_date,
        revision_key=revision_key,
        page_id=citation.page_id,
        page_number=number,
        where=pages.locator_words(locator),
        start=citation.start,
        end=citation.end,
        layer_sha256=citation.layer_sha256,
        is_readable=is_readable,
        is_quoted=is_quoted,
        has_picture=is_readable and media in HAS_PICTURES and locator.get("kind") == "page",
        area_id=citation.area_id or document.area_id,
        verdicts=verdicts,
        anchor=(
            view_of(anchor, newer_key, document.id, newer_page if newer_page.id else None, seen)
            if anchor.id is not None
            else None
        ),
    )


def _verdict(verdict: Any, author: str, review: str) -> VerdictView:
    return VerdictView(
        verdict.key, verdict.outcome, verdict.level, verdict.reason, author,
        verdict.author_id, verdict.review_id, review, verdict.row_version,
        verdict.released_at is not None,
    )  # fmt: skip


def words_around(page: PageFile, citation: CitationView) -> list[MarkedBlock]:
    """The cited page with the quote marked, from the text layer that the citation pins."""
    return marked_layout(page.text, page.locator, page.media_type, [(citation.start, citation.end)])
