"""Notes of a visit: taken with or without a network, received once, never overwritten."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.db import canonical_json
from store.errors import CareersEvidenceError, IncompleteError, RefusedError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.kinds.visits import NoteKind
from workflow.lifecycle import VisitState
from workflow.models.visits import Visit, VisitNote, VisitSession
from workflow.visits import visit_sample, visits

MOST_WORDS = 5000
# How many notes one sending may hold; a device sends the rest after it.
MOST_AT_ONCE = 200
_KEY_LENGTHS = range(16, 65)
# A clock of a device may be wrong by this much before its time is not believed.
_FAST_CLOCK = timedelta(days=1)
SOURCES = tuple(kind.source for kind in NoteKind)


@dataclass(frozen=True)
class TakenNote:
    """A note as a device sends it. `key` is made there, so sending twice is harmless."""

    key: str
    kind: NoteKind
    words: str
    taken_at: datetime
    dimension: str = ""
    session: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a note: kept, or refused with a sentence. A device forgets kept ones only."""

    key: str
    is_kept: bool
    sentence: str = ""


@dataclass(frozen=True)
class NoteView:
    """A note that nothing replaces, with the session in which it was taken."""

    note: VisitNote
    session: VisitSession | None
    is_in_conflict: bool


@dataclass(frozen=True)
class Triangulation:
    """How many notes of each source stand behind a tested dimension."""

    dimension: str
    counts: dict[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """Sources that say nothing yet."""
        return tuple(source for source in SOURCES if not self.counts[source])


@dataclass(frozen=True)
class NotesView:
    """The notes of a visit, newest first, and what they rest on."""

    visit: Visit
    notes: tuple[NoteView, ...]
    triangulation: tuple[Triangulation, ...]

    @property
    def conflicts(self) -> list[list[NoteView]]:
        """Notes that were changed in two places, those of one place together."""
        groups: list[list[NoteView]] = []
        for view in self.notes:
            if view.is_in_conflict:
                places = _places(view.note)
                same = (g for g in groups if any(places & _places(one.note) for one in g))
                group = next(same, None)
                if group is None:
                    groups.append([view])
                else:
                    group.append(view)
        return groups


def receive(
    session: Session, actor: Actor, visit_key: str, taken: Iterable[TakenNote], *, now: datetime
) -> list[Receipt]:
    """Keep notes of the actor; each that cannot be kept is refused alone, with a sentence.

    Raises NotPermittedError when the actor is not of the team, IncompleteError for too many.
    """
    actor.require(Operation.TAKE_NOTES)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    visits.require_team(session, actor, visit, on=now.date())
    notes = list(taken)
    if len(notes) > MOST_AT_ONCE:
        raise IncompleteError(f"Send at most {MOST_AT_ONCE} notes at once.")
    receipts = []
    for note in notes:
        try:
            _keep(session, actor, visit, note, now)
        except CareersEvidenceError as refused:
            receipts.append(Receipt(note.key, is_kept=False, sentence=refused.sentence))
        else:
            receipts.append(Receipt(note.key, is_kept=True))
    return receipts


def _keep(session: Session, actor: Actor, visit: Visit, taken: TakenNote, now: datetime) -> None:
    _check(visit, taken, now)
    held = _session_id(session, visit, taken.session)
    there = _find(session, visit, taken.key)
    if there is not None and there.author_id != actor.person_id:
        raise RefusedError("Another person's note has this number. Write it anew.")
    key = taken.key
    if there is not None:
        if _content(there) == _content_of(taken, held):
            return
        # The same number with other words: both stay, as a conflict that a person ends.
        key = f"{taken.key}.{sha256(_content_of(taken, held).encode()).hexdigest()[:12]}"
        if _find(session, visit, key) is not None:
            return
    note = VisitNote(
        key=key, college_id=visit.college_id, visit_id=visit.id, session_id=held,
        dimension=taken.dimension or None, kind=taken.kind, words=taken.words.strip(),
        replaces=list(taken.replaces), taken_at=taken.taken_at, received_at=now,
        author_id=actor.person_id,
    )  # fmt: skip
    session.add(note)
    session.flush()
    # What a note says stays out of the audit chain, which is kept longer than notes.
    audit.note(
        session, visit.college_id, actor.person_key, "visit note taken", visit.key, note=key,
        note_kind=taken.kind.value, dimension=taken.dimension,
    )  # fmt: skip


def _check(visit: Visit, taken: TakenNote, now: datetime) -> None:
    if len(taken.key) not in _KEY_LENGTHS or not taken.key.replace("-", "").isalnum():
        raise IncompleteError("The note has no number of its own. Write it anew.")
    if not taken.words.strip():
        raise IncompleteError("Write what you saw, heard or read.", "words")
    if len(taken.words) > MOST_WORDS:
        raise IncompleteError(f"A note has at most {MOST_WORDS} characters. Make two.", "words")
    if taken.dimension:
        frameworks.version_of(visit.review.assessment).dimension(taken.dimension)
    if taken.taken_at > now + _FAST_CLOCK:
        raise IncompleteError("The clock of this device is fast. Set it, then write the note anew.")
    if visit.state is VisitState.PROPOSED:
        raise RefusedError("The college has not confirmed the visit. Send the note when it has.")
    if (
        visit.state is VisitState.FINAL
        and visit.finished_at is not None
        and taken.taken_at > visit.finished_at
    ):
        raise RefusedError("The report is final; only notes taken before are still let in.")


def _session_id(session: Session, visit: Visit, key: str) -> int | None:
    if not key:
        return None
    held = next((s for s in visits.list_sessions(session, visit) if s.key == key), None)
    if held is None:
        raise IncompleteError("Choose a session of this visit.", "session")
    return held.id


def _find(session: Session, visit: Visit, key: str) -> VisitNote | None:
    query = select(VisitNote).where(VisitNote.college_id == visit.college_id, VisitNote.key == key)
    return session.scalar(query)


def _content(note: VisitNote) -> str:
    return canonical_json([note.kind.value, note.words, note.dimension or "", note.session_id])


def _content_of(taken: TakenNote, session_id: int | None) -> str:
    return canonical_json([taken.kind.value, taken.words.strip(), taken.dimension, session_id])


def load(session: Session, actor: Actor, visit_key: str) -> NotesView:
    """The notes of the whole team, for the team alone."""
    actor.require(Operation.TAKE_NOTES)
    visit = visits.get_visit(session, actor, visit_key)
    query = (
        select(VisitNote)
        .where(VisitNote.college_id == visit.college_id, VisitNote.visit_id == visit.id)
        .options(joinedload(VisitNote.author))
        .order_by(VisitNote.taken_at.desc(), VisitNote.id.desc())
    )
    found = list(session.scalars(query))
    held = {meeting.id: meeting for meeting in visits.list_sessions(session, visit)}
    standing = _standing(found)
    sample = visit_sample.find_sample(session, visit)
    return NotesView(
        visit,
        tuple(
            NoteView(note, held.get(note.session_id or 0), is_in_conflict=in_conflict)
            for note, in_conflict in standing
        ),
        triangulate([note for note, _ in standing], sample.codes if sample else []),
    )


def _standing(found: list[VisitNote]) -> list[tuple[VisitNote, bool]]:
    """Notes that nothing replaces, each with whether another claims the same place."""
    replaced = {key for note in found for key in note.replaces}
    standing = [note for note in found if note.key not in replaced]
    claims = Counter(place for note in standing for place in _places(note))
    return [(note, any(claims[place] > 1 for place in _places(note))) for note in standing]


def _places(note: VisitNote) -> set[str]:
    # The number before the dot is the one that came twice with other words.
    return {*note.replaces, note.key.partition(".")[0]}


def triangulate(notes: Iterable[VisitNote], codes: Iterable[str]) -> tuple[Triangulation, ...]:
    """Per dimension, how many notes come from documents, interviews and observation. Pure."""
    counts = Counter((note.dimension, note.kind.source) for note in notes)
    return tuple(
        Triangulation(code, {source: counts[code, source] for source in SOURCES}) for code in codes
    )
