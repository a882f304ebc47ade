"""A citation's successor: the same claim and level, other words; the older one stays readable."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models.documents import Revision
from store import audit
from store.errors import EditedMeanwhileError, IncompleteError
from store.permissions import Actor, Operation
from workflow.citations import citations
from workflow.citations.citations import LONGEST_SHOWS, Quote
from workflow.claims import claims
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation
from workflow.quotes import reanchoring

REASON = "Replaced by a citation of the newer file."


def succeed(
    session: Session, actor: Actor, key: str, quote: Quote, *, now: datetime, shows: str = ""
) -> Citation:
    """Put another quote in a citation's place; of two people at once, one does.

    It keeps level, statement and whether it is key; `shows` says anew what it shows. Verdicts
    stay with the words that they were given on. Raises EditedMeanwhileError, with what stands
    now, where somebody replaced it or struck it through before.
    """
    actor.require(Operation.CITE)
    old, claim = citations.get_citation(session, actor, key, for_update=True)
    citations.refuse_closed(session, old)
    shows = shows.strip() or old.shows
    if len(shows) > LONGEST_SHOWS:
        raise IncompleteError(f"Keep what this shows to {LONGEST_SHOWS} characters.", "shows")
    claim = claims.get_claim(session, actor, claim.key, for_update=True)
    was_key = citations.free_slot(session, old)
    citations.close(session, actor, old, reason=REASON, now=now)
    new = citations.pin(
        session, actor, claim, quote,
        level=old.level, statement=old.statement, shows=shows, now=now, succeeds=old.id,
    )  # fmt: skip
    if was_key:
        citations.take_slot(session, claim, new)
    audit.note(
        session, actor.college_id, actor.person_key, "citation replaced", old.key,
        by=new.key, dimension=claim.dimension,
    )  # fmt: skip
    return new


def accept_place(
    session: Session, actor: Actor, key: str, *, revision_key: str, choice: int, now: datetime
) -> Citation:
    """Take the place that was found in a newer file: the citation is succeeded by it.

    `choice` counts the places offered from 0. Raises EditedMeanwhileError where a still newer
    file has arrived than the one (`revision_key`) that the person looked at.
    """
    actor.require(Operation.CITE)
    old, _ = citations.get_citation(session, actor, key)
    citations.refuse_closed(session, old)
    query = (
        select(Anchor, Revision.key)
        .join(
            Revision,
            (Revision.college_id == Anchor.college_id) & (Revision.id == Anchor.revision_id),
        )
        .where(
            Anchor.college_id == actor.college_id,
            Anchor.citation_id == old.id,
            reanchoring.is_newest(Anchor),
        )
    )
    anchor, newest_key = session.execute(query).one_or_none() or (None, "")
    if anchor is not None and newest_key != revision_key:
        raise EditedMeanwhileError(
            "A still newer file has arrived. Look at what became of the words there.",
            anchor.exact or anchor.outcome.words,
        )
    if anchor is None or not 0 <= choice < len(anchor.choices):
        raise IncompleteError("Choose one of the places, or cite other words.", "choice")
    place = anchor.choices[choice]
    quote = Quote(newest_key, place["page"], place["exact"], place["prefix"], place["suffix"])
    return succeed(session, actor, key, quote, now=now)
