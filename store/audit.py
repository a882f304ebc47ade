"""The audit trail: events in a hash chain per college, and one chain for the installation.

A line's hash covers its sequence, time, actor, kind, subject and the SHA-256 of its salted
payload, and the hash of the line before it. Payload and salt may be dropped one day (erasure,
retention) without breaking the chain.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.db import (
    LAST_STATEMENTS,
    Base,
    CanonicalJson,
    Id,
    canonical_json,
    insert_or_nothing,
    utc_now,
)

BEGINNING = "0" * 64


class ChainHead(Base):
    """The last line of a chain. `college_id` is 0 for the installation's own chain."""

    __tablename__ = "chain_head"

    college_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(Id, default=0)
    hash: Mapped[str] = mapped_column(default=BEGINNING)


class Event(Base):
    """One line of the audit trail; only payload and salt may ever be dropped."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("chain", "sequence"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain: Mapped[int] = mapped_column(ForeignKey("chain_head.college_id"))
    sequence: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    salt: Mapped[str | None]
    payload_sha256: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True)
class Noted:
    """An event on its way to the chain."""

    chain: int
    actor: str
    kind: str
    subject: str
    payload: dict[str, Any]


def note(
    session: Session,
    college_id: int | None,
    actor: str,
    kind: str,
    subject: str,
    **payload: Any,
) -> None:
    """Note that `actor` (a person's key, or `system`) did `kind` to `subject` (a key).

    The line is appended as the last statement of the transaction, so that nothing waits on the
    head of the chain while the work is done.
    """
    noted: list[Noted] = session.info.setdefault("noted_events", [])
    noted.append(Noted(college_id or 0, actor, kind, subject, payload))
    session.info.setdefault(LAST_STATEMENTS, {})["events"] = _append_noted


def _append_noted(session: Session) -> None:
    noted: list[Noted] = session.info.pop("noted_events", [])
    by_chain: dict[int, list[Noted]] = {}
    for event in noted:
        by_chain.setdefault(event.chain, []).append(event)
    # One order for everyone, so that two transactions never wait for each other's heads.
    for chain in sorted(by_chain):
        _append(session, chain, by_chain[chain])


def _append(session: Session, chain: int, noted: list[Noted]) -> None:
    query = select(ChainHead).where(ChainHead.college_id == chain).with_for_update()
    query = query.execution_options(populate_existing=True)
    head = session.scalar(query)
    if head is None:
        # Two may begin a chain at once; the second then waits for the first one's line.
        begin = insert_or_nothing(session, ChainHead)
        session.execute(begin, {"college_id": chain, "sequence": 0, "hash": BEGINNING})
        head = session.scalars(query).one()
    for event in noted:
        line = _line(head, event)
        session.add(line)
        head.sequence, head.hash = line.sequence, line.hash
    session.flush()


def _line(head: ChainHead, noted: Noted) -> Event:
    salt = secrets.token_hex(16)
    line = Event(
        chain=noted.chain,
        sequence=head.sequence + 1,
        at=utc_now(),
        actor=noted.actor,
        kind=noted.kind,
        subject=noted.subject,
        payload=noted.payload,
        salt=salt,
        payload_sha256=_payload_hash(salt, noted.payload),
        previous_hash=head.hash,
    )
    line.hash = line_hash(line)
    return line


def _payload_hash(salt: str, payload: object) -> str:
    return hashlib.sha256((salt + canonical_json(payload)).encode()).hexdigest()


def line_hash(line: Event) -> str:
    """The SHA-256 that `line` must carry, as 64 hexadecimal digits."""
    parts = [
        line.previous_hash,
        line.sequence,
        line.at.isoformat(timespec="microseconds"),
        line.actor,
        line.kind,
        line.subject,
        line.payload_sha256,
    ]
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def list_events(session: Session, college_id: int | None, *, limit: int = 50) -> list[Event]:
    """The newest events of a college (None: of the installation), newest first."""
    query = select(Event).where(Event.chain == (college_id or 0))
    return list(session.scalars(query.order_by(Event.sequence.desc()).limit(limit)))


def verify(session: Session, college_id: int | None) -> Iterator[str]:
    """Walk a chain; yields one sentence for each fault, nothing when it is whole."""
    chain = college_id or 0
    expected_sequence, expected_hash = 1, BEGINNING
    query = select(Event).where(Event.chain == chain).order_by(Event.sequence)
    for line in session.scalars(query.execution_options(yield_per=500)):
        yield from _line_faults(line, expected_sequence, expected_hash)
        expected_sequence, expected_hash = line.sequence + 1, line.hash
    head = session.get(ChainHead, chain)
    at_head = (head.sequence + 1, head.hash) if head else (1, BEGINNING)
    if at_head != (expected_sequence, expected_hash):
        yield f"Chain {chain}: its last lines are missing."


def _line_faults(line: Event, sequence: int, previous_hash: str) -> Iterator[str]:
    where = f"Chain {line.chain}, line {line.sequence}"
    if line.sequence != sequence:
        yield f"{where}: line {sequence} is missing before it."
    if line.previous_hash != previous_hash:
        yield f"{where}: it does not follow from the line before it."
    if line.hash != line_hash(line):
        yield f"{where}: it was changed."
    if line.salt is not None and line.payload_sha256 != _payload_hash(line.salt, line.payload):
        yield f"{where}: what it says was changed."


def export_lines(session: Session) -> Iterator[dict[str, Any]]:
    """Every event as plain data, chain by chain, in order."""
    query = select(Event).order_by(Event.chain, Event.sequence)
    for line in session.scalars(query.execution_options(yield_per=500)):
        yield {
            "chain": line.chain,
            "sequence": line.sequence,
            "at": line.at.isoformat(timespec="microseconds"),
            "actor": line.actor,
            "kind": line.kind,
            "subject": line.subject,
            "payload": line.payload,
            "salt": line.salt,
            "payload_sha256": line.payload_sha256,
            "previous_hash": line.previous_hash,
            "hash": line.hash,
        }


def head_of(session: Session, college_id: int) -> dict[str, Any]:
    """Where a chain stands: the number and hash of its last line."""
    head = session.get(ChainHead, college_id)
    at = (head.sequence, head.hash) if head else (0, BEGINNING)
    return {"sequence": at[0], "hash": at[1]}
