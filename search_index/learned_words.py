"""Keeps what each college's decisions taught, apart by framework version; never another's."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from search_index.learning import NOTHING as NOTHING_LEARNED
from search_index.learning import Learned, LearnedWord, learned_from
from search_index.models import LearnedWords
from store.db import utc_now


def find_row(session: Session, college_id: int, framework_sha256: str) -> LearnedWords | None:
    """The row of a college and framework version; None when nothing was ever decided."""
    return session.scalar(
        select(LearnedWords).where(
            LearnedWords.college_id == college_id,
            LearnedWords.framework_sha256 == framework_sha256,
        )
    )


def find(session: Session, college_id: int, framework_sha256: str) -> Learned:
    """What a college has learned by now, perhaps nothing."""
    row = find_row(session, college_id, framework_sha256)
    return words_of(row) if row is not None else NOTHING_LEARNED


def words_of(row: LearnedWords) -> Learned:
    """What a row holds."""
    return learned_from(LearnedWord(**(one | {"stems": tuple(one["stems"])})) for one in row.words)


def write(
    session: Session,
    college_id: int,
    framework_sha256: str,
    learned: Learned,
    *,
    confirmed: int,
    dismissed: int,
) -> None:
    """Put what was learned in the place of what was known before."""
    row = find_row(session, college_id, framework_sha256)
    if row is None:
        row = LearnedWords(college_id=college_id, framework_sha256=framework_sha256)
        session.add(row)
    row.sha256, row.at = learned.sha256, utc_now()
    row.words = [asdict(one) | {"stems": list(one.stems)} for one in learned.words]
    row.confirmed, row.dismissed = confirmed, dismissed
    session.flush()
