"""Citations: exact quotes on exact pages, tied to a claim; added, marked key, struck through."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import pages
from ingest.pages import PageView
from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotFoundError
from store.people import Person
from store.permissions import Actor, Operation
from workflow.citations import repeats
from workflow.claims import assessments, claims
from workflow.documents import sharing
from workflow.lifecycle import AssessmentState
from workflow.matching import evidence_marks
from workflow.models.claims import Citation, Claim, KeyCitation
from workflow.quotes import reanchoring

# Code points kept on each side of a quote, so that it can be found again in other texts.
CONTEXT = 40
MOST_KEY = 3
LONGEST_QUOTE = 2_000
LONGEST_SHOWS = 300


@dataclass(frozen=True)
class Quote:
    """What a person selected: the words, a little around them, and the page they stand on."""

    revision_key: str
    page_number: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def cite(
    session: Session,
    actor: Actor,
    claim_key: str,
    quote: Quote,
    *,
    level: int,
    shows: str,
    now: datetime,
    statement: str | None = None,
    is_key: bool = False,
) -> Citation:
    """Cite a quote for a claim.

    The quote is looked for in the page's current text layer; offsets that a browser might send
    are never trusted. Raises IncompleteError with all that is missing or wrong, ConflictError when
    the claim has three key citations already, or these words for the same level and statement.
    """
    actor.require(Operation.CITE)
    # The claim's row is the lock: no two people count to the same free slot of a key citation.
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    refuse_incomplete(session, actor, quote, shows, _wrong_place(claim, level, statement))
    page, start, end = _locate(session, actor, quote)
    repeats.refuse(session, claim, page, (start, end), level=level, statement=statement)
    citation = _write(
        session, actor, claim, (page, start, end),
        level=level, statement=statement, shows=shows, now=now,
    )  # fmt: skip
    if is_key:
        take_slot(session, claim, citation)
    audit.note(
        session, actor.college_id, actor.person_key, "quote cited", citation.key,
        dimension=claim.dimension, level=level, is_key=is_key,
    )  # fmt: skip
    return citation


def cite_for_several(
    session: Session,
    actor: Actor,
    quote: Quote,
    chosen: Iterable[tuple[str, int, str | None]],
    *,
    shows: str,
    now: datetime,
    is_key: bool = False,
) -> list[str]:
    """Cite one quote for several dimensions in one step, all or none; returns the dimensions.

    `chosen` is dimension, level and statement of each, in the assessment that the actor works on.
    """
    actor.require(Operation.CITE)
    # In one order for everybody, so that nobody waits for somebody who waits for them.
    wanted = sorted(set(chosen), key=lambda one: (one[0], one[1], one[2] or ""))
    for dimension, level, statement in wanted:
        claim = claims.current_claim(session, actor, dimension)
        cite(
            session, actor, claim.key, quote,
            level=level, statement=statement, shows=shows, is_key=is_key, now=now,
        )  # fmt: skip
    return list(dict.fromkeys(dimension for dimension, _, _ in wanted))


def pin(
    session: Session,
    actor: Actor,
    claim: Claim,
    quote: Quote,
    *,
    level: int,
    statement: str | None,
    shows: str,
    now: datetime,
    succeeds: int | None = None,
) -> Citation:
    """Write a citation of words that stand on a page of a document's newest readable file.

    Raises IncompleteError when they are not there, ConflictError for an older file.
    """
    return _write(
        session, actor, claim, _locate(session, actor, quote),
        level=level, statement=statement, shows=shows, now=now, succeeds=succeeds,
    )  # fmt: skip


def _locate(session: Session, actor: Actor, quote: Quote) -> tuple[PageView, int, int]:
    """The page of a quote, and from where to where its words stand. Raises IncompleteError."""
    page = pages.get_page(session, actor, quote.revision_key, quote.page_number)
    found = pages.find_quote(page.text, quote.exact, quote.prefix, quote.suffix)
    if found is None:
        raise IncompleteError("These words are not on this page. Select them again.", "exact")
    return page, *found


def _write(
    session: Session,
    actor: Actor,
    claim: Claim,
    place: tuple[PageView, int, int],
    *,
    level: int,
    statement: str | None,
    shows: str,
    now: datetime,
    succeeds: int | None = None,
) -> Citation:
    page, start, end = place
    citation = Citation(
        college_id=claim.college_id,
        claim_id=claim.id,
        level=level,
        statement=statement or None,
        revision_id=page.revision_id,
        page_id=page.page_id,
        layer_id=page.layer_id,
        layer_sha256=page.layer_sha256,
        start=start,
        end=end,
        exact=page.text[start:end],
        prefix=page.text[max(0, start - CONTEXT) : start],
        suffix=page.text[end : end + CONTEXT],
        shows=shows.strip(),
        author_id=actor.person_id,
        at=now,
        is_after_submission=claim.assessment.state is not AssessmentState.DRAFTING,
        succeeds=succeeds,
    )
    session.add(citation)
    session.flush()
    sharing.rewrite_for_document(session, claim.college_id, page.document_id)
    # Asked while the document is held: a newer file is either seen here or sees this quote.
    reanchoring.refuse_overtaken(session, claim.college_id, page.revision_id)
    evidence_marks.refresh(session, claim.college_id, citation.page_id)
    return citation


def refuse_incomplete(
    session: Session,
    actor: Actor,
    quote: Quote,
    shows: str,
    wrong: Sequence[IncompleteError] = (),
) -> None:
    """Raise one IncompleteError with all that is missing: what is `wrong` already, and the words.

    Whether they stand on their page is asked here only where something else is missing too.
    """
    actor.require(Operation.CITE)
    found = [*wrong, *_wrong_words(quote, shows)]
    if not found:
        return
    if not any(error.field == "exact" for error in found):
        try:
            _locate(session, actor, quote)
        except IncompleteError as error:
            found.append(error)
    raise IncompleteError.together(found)


def _wrong_place(claim: Claim, level: int, statement: str | None) -> list[IncompleteError]:
    dimension = claims.dimension_of(claim)
    descriptor = dimension.level(level)
    if descriptor is None:
        sentence = (
            f"No descriptor is published for level {level} of {dimension.code}. "
            "Choose another level."
        )
        return [IncompleteError(sentence, "level")]
    if statement and statement not in {s.code for s in descriptor.statements}:
        return [IncompleteError("Choose a statement of the level you cite for.", "statement")]
    return []


def _wrong_words(quote: Quote, shows: str) -> Iterator[IncompleteError]:
    if not quote.exact.strip() or len(quote.exact) > LONGEST_QUOTE:
        yield IncompleteError("Select the words you want to cite: a sentence or two.", "exact")
    if not shows.strip():
        yield IncompleteError("Say in a sentence what this quote shows.", "shows")
    if len(shows) > LONGEST_SHOWS:
        yield IncompleteError(
            f"Keep what this shows to {LONGEST_SHOWS} characters; you have {len(shows)}.", "shows"
        )


def get_citation(
    session: Session, actor: Actor, key: str, *, for_update: bool = False
) -> tuple[Citation, Claim]:
    """A citation and its claim. Raises NotFoundError when it is not there for this actor."""
    actor.require(Operation.READ_ASSESSMENT)
    query = select(Citation).where(Citation.college_id == actor.college_id, Citation.key == key)
    if for_update:
        # Leaves rows that point at it free: what became of its words may be written meanwhile.
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    citation = session.scalar(query)
    if citation is None:
        raise NotFoundError("There is no such citation here.")
    claim_key = session.scalars(
        select(Claim.key).where(
            Claim.college_id == citation.college_id, Claim.id == citation.claim_id
        )
    ).one()
    claim = claims.get_claim(session, actor, claim_key)
    if for_update:
        assessments.require_open_year(session, claim.assessment)
    return citation, claim


def strike(session: Session, actor: Actor, key: str, *, reason: str, now: datetime) -> Citation:
    """Strike a citation through with a reason; it stays readable.

    Raises EditedMeanwhileError when somebody struck or replaced it already.
    """
    actor.require(Operation.STRIKE_CITATION)
    citation, _claim = get_citation(session, actor, key, for_update=True)
    if not reason.strip():
        raise IncompleteError("Give a reason to strike this citation through.", "reason")
    refuse_closed(session, citation)
    close(session, actor, citation, reason=reason, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "citation struck through", key, reason=reason
    )
    return citation


def close(
    session: Session, actor: Actor, citation: Citation, *, reason: str, now: datetime
) -> None:
    """Take a citation that the caller holds out of force; its text stays."""
    citation.struck_at, citation.struck_by = now, actor.person_id
    citation.struck_reason = reason.strip()
    free_slot(session, citation)
    session.flush()
    sharing.rewrite_for_page(session, citation.college_id, citation.page_id)
    evidence_marks.refresh_quote(session, citation)


def refuse_closed(session: Session, citation: Citation) -> None:
    """Raise EditedMeanwhileError, with what stands now, for a citation out of force."""
    if citation.struck_at is None:
        return
    name = session.scalars(select(Person.name).where(Person.id == citation.struck_by)).one()
    successor = session.scalar(
        select(Citation).where(
            Citation.college_id == citation.college_id, Citation.succeeds == citation.id
        )
    )
    if successor is None:
        raise EditedMeanwhileError(
            f"{name} struck this citation through before you. Nothing was changed.",
            f"Struck through: {citation.struck_reason}",
        )
    raise EditedMeanwhileError(
        f"{name} replaced this citation before you. Nothing was changed; compare both texts.",
        f"“{successor.exact}” {successor.shows}",
    )


def set_key(session: Session, actor: Actor, key: str, *, is_key: bool) -> None:
    """Mark a citation as key, or no longer. Raises ConflictError for a fourth key one."""
    actor.require(Operation.CITE)
    citation, claim = get_citation(session, actor, key, for_update=True)
    claims.get_claim(session, actor, claim.key, for_update=True)
    if is_key and citation.struck_at is not None:
        raise ConflictError("A citation that was struck through cannot be key.")
    if is_key:
        take_slot(session, claim, citation)
    else:
        free_slot(session, citation)
    audit.note(session, actor.college_id, actor.person_key, "key citation set", key, is_key=is_key)


def take_slot(session: Session, claim: Claim, citation: Citation) -> None:
    """Make a citation key. The caller holds the claim. Raises ConflictError for a fourth."""
    query = select(KeyCitation).where(
        KeyCitation.college_id == claim.college_id, KeyCitation.claim_id == claim.id
    )
    taken = {row.slot: row.citation_id for row in session.scalars(query)}
    if citation.id in taken.values():
        return
    free = [slot for slot in range(1, MOST_KEY + 1) if slot not in taken]
    if not free:
        raise ConflictError(
            f"{claim.dimension} has three key citations already. Take one away first."
        )
    session.add(
        KeyCitation(
            college_id=claim.college_id,
            claim_id=claim.id,
            citation_id=citation.id,
            slot=free[0],
        )
    )
    session.flush()


def has_room(session: Session, claim: Claim) -> bool:
    """Whether the claim, which the caller holds, may have one more key citation."""
    query = select(KeyCitation.slot).where(
        KeyCitation.college_id == claim.college_id, KeyCitation.claim_id == claim.id
    )
    return len(session.scalars(query).all()) < MOST_KEY


def free_slot(session: Session, citation: Citation) -> bool:
    """Make a citation key no longer; whether it was."""
    query = select(KeyCitation).where(
        KeyCitation.college_id == citation.college_id, KeyCitation.citation_id == citation.id
    )
    row = session.scalar(query)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def hash_of_citations(session: Session, claim: Claim) -> str:
    """SHA-256 over the keys of a claim's citations in force: what a judgement saw."""
    query = (
        select(Citation.key)
        .where(
            Citation.college_id == claim.college_id,
            Citation.claim_id == claim.id,
            Citation.struck_at.is_(None),
        )
        .order_by(Citation.key)
    )
    return hashlib.sha256("\n".join(session.scalars(query)).encode()).hexdigest()
