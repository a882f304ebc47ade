"""An installation of many colleges, filled as the worker fills it once a file is read.

Pages are made of sentences: most from one transcript of the corpus, some from the framework. The
same ten thousand pages or fewer stand in every pair of colleges, in papers of other titles.
"""

import random
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from benchmarks.yardsticks.pdfium_loop import page_texts
from framework.loading import builtin
from ingest.describing import Description
from ingest.kinds import DocumentType, RevisionState
from ingest.models.documents import Document, Revision
from ingest.preparing import Prepared, Preparing, Promise
from ingest.reading.events import PageRead
from ingest.storing import PreparedPage, sha256_of, store_pages
from store import accounts, membership
from store.db import Database, utc_now
from store.permissions import Actor, Role
from webapp.services import Services

PASSWORD = "a password for measuring only"
PAGES_A_PAPER = 25
WORDS_A_PAGE = 300
OF_THE_FRAMEWORK = 0.2
_SENTENCE = re.compile(r"[A-Z][^.?!]{30,300}[.?!]")
_KINDS = (DocumentType.MINUTES, DocumentType.REPORT, DocumentType.PLAN, DocumentType.SURVEY)


@dataclass(frozen=True)
class Text:
    """A page's text, and what was prepared of it."""

    text: str
    prepared: Prepared


@dataclass
class Filled:
    """An installation and its colleges, in the order in which they were filled."""

    services: Services
    leaders: list[Actor] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The database of all colleges."""
        return self.services.database


def texts(corpus: Path, count: int) -> Iterator[str]:
    """The same texts each time: about 300 words a page, a transcript for every paper."""
    folder = corpus / "retrieval" / "committee-meetings" / "pdf"
    transcripts = [
        _SENTENCE.findall(" ".join(" ".join(page_texts(path)).split()))
        for path in sorted(folder.glob("*.pdf"))
    ]
    of_framework = [d.text for theme in builtin().dimensions for d in theme.levels]
    draw = random.Random(1)
    for number in range(count):
        spoken = transcripts[number // PAGES_A_PAPER % len(transcripts)]
        yield _page(draw, spoken, of_framework)


def _page(draw: random.Random, spoken: Sequence[str], of_framework: Sequence[str]) -> str:
    lines: list[str] = []
    words = 0
    while words < WORDS_A_PAGE:
        line = draw.choice(of_framework if draw.random() < OF_THE_FRAMEWORK else spoken)
        lines.append(line)
        words += line.count(" ") + 1
    return "\n".join(lines)


def add_college(filled: Filled, code: str) -> Actor:
    """A college with one careers leader, who can sign in."""
    with filled.database.writing() as session:
        college = membership.add_college(session, code, f"College {code}")
        person = membership.find_or_add_person(session, address_of_leader(code), f"Leader {code}")
        membership.give_role(session, college.id, person, Role.CAREERS_LEADER)
        person.password_hash = accounts.hash_password(PASSWORD)
        session.flush()
        leader = Actor(
            person_id=person.id,
            person_key=person.key,
            name=person.name,
            college_id=college.id,
            college_key=college.key,
            roles=frozenset({Role.CAREERS_LEADER}),
        )
    filled.leaders.append(leader)
    return leader


def address_of_leader(code: str) -> str:
    """Where the leader of a college signs in."""
    return f"leader@{code}.example"


def prepare_and_store(
    database: Database, leader: Actor, pages: Sequence[str], preparing: Preparing
) -> list[Text]:
    """Analyse, match and store pages as the worker does, some under way while others are kept."""
    made: list[Text] = []
    under_way: deque[Promise] = deque()
    for number in range(len(pages)):
        while len(under_way) <= preparing.lookahead and number + len(under_way) < len(pages):
            under_way.append(preparing.begin(pages[number + len(under_way)]))
        made.append(Text(pages[number], under_way.popleft()()))
        if len(made) % PAGES_A_PAPER == 0 or len(made) == len(pages):
            first = number // PAGES_A_PAPER * PAGES_A_PAPER
            store_paper(database, leader, first, made[first:])
    return made


def store(database: Database, leader: Actor, made: Sequence[Text], count: int) -> None:
    """Store as many pages, going round those that were prepared."""
    going_round = cycle(made)
    for first in range(0, count, PAGES_A_PAPER):
        paper = list(islice(going_round, min(PAGES_A_PAPER, count - first)))
        store_paper(database, leader, first, paper)


def store_paper(database: Database, leader: Actor, number: int, pages: Sequence[Text]) -> None:
    """Keep one document with its pages, findable and matched, in one transaction."""
    title = " ".join(pages[0].text.split()[:6])
    on = date(2024, 9, 1) + timedelta(number % 900)
    said = Description(f"{title} {number}", _KINDS[number // PAGES_A_PAPER % len(_KINDS)], on)
    with database.writing() as session:
        document = Document(
            college_id=leader.college_id,
            uploaded_by=leader.person_id,
            **said.columns(session, leader.college_id),
        )
        session.add(document)
        session.flush()
        revision = Revision(
            college_id=leader.college_id, document_id=document.id, number=1,
            sha256=sha256_of(document.key), size=1, file_name=f"Paper {number}.txt",
            media_type="txt", state=RevisionState.READABLE, pages_total=len(pages),
            pages_read=0, parser="made", uploaded_by=leader.person_id, readable_at=utc_now(),
        )  # fmt: skip
        session.add(revision)
        session.flush()
        store_pages(session, revision, [_read(at, page) for at, page in enumerate(pages, 1)])


def _read(number: int, page: Text) -> PreparedPage:
    locator = {"kind": "page", "number": number}
    return PreparedPage(PageRead(locator, page.text, "text", (), number), page.prepared)
