"""Two colleges, every surface of the search, random documents: nothing of one shows in the other.

What a college is told is compared with what it is told while the other is empty, and with what a
college of the same papers is told that were added between those of the other: same hits, same
order, same scores, same counts. Words that only the other has are nowhere.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ingest import documents, finding, saved_searches, words
from ingest.kinds import DocumentType, Sensitivity
from search_index import indexing
from search_index.candidates import Sort
from store.permissions import Actor, Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, an_assessment
from workflow.citations import suggestions
from workflow.matching import precision

DATABASE_KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    "whoosh",
]
NUMBERS = itertools.count(1)
DIMENSIONS = ("1.5", "3.1")
# What both write about, so that words, matches and orders could get in each other's way.
SHARED = (
    *("the link governor for careers", "labour market information", "LMI", "destinations"),
    *("employers visited", "careers adviser", "careers strategy", "personal guidance interview"),
    *("co-op", "car park permits", "reported to the board", "apprenticeships", "informed"),
)
# Near each other, so that each could be offered for a slip of the other.
OURS = ("marigold", "marigolds", "tangerine", "Ormskirk", "welding", "quillwork")
THEIRS = ("marigild", "marinade", "tangering", "Ormskork", "wielding", "quillwort")
QUERIES = (
    *("governor careers", "marigold tangerine", "marigild", "tangering careers governor", "mari*"),
    *("careers adviser strategy destinations board", "what was reported to the board on careers?"),
    *('"link governor" -marinade', "LMI OR quillwort", "title:marigold", "title:marinade"),
    *("dimension:1.5", "type:minutes year:2026", "status:cited", "status:dismissed careers"),
    *("area:ormskork", "wielding"),
)
TYPED = ("governor mar", "tang", "ormsk", "quil", "wield", "gov", "infor")
MISTYPED = ("marigeld", "tangerin", "quillwurt", "wieldimg", "govenor careers", "ormskerk")


ASKED = st.tuples(
    st.lists(st.sampled_from(QUERIES), min_size=3, max_size=3, unique=True),
    st.sampled_from(TYPED),
    st.sampled_from(MISTYPED),
)


def papers(own):
    """Some documents: title, type, year, sensitivity, and the text of each page."""
    said = st.one_of(st.sampled_from(SHARED), st.sampled_from(own))
    pages = st.lists(said, min_size=1, max_size=12).map(". ".join)
    paper = st.tuples(
        st.lists(said, min_size=1, max_size=3).map(" ".join),
        st.sampled_from([DocumentType.MINUTES, DocumentType.PLAN, DocumentType.REPORT]),
        st.integers(2024, 2026),
        st.sampled_from([Sensitivity.INTERNAL, Sensitivity.CONFIDENTIAL]),
        st.lists(pages, min_size=1, max_size=3),
    )
    return st.lists(paper, min_size=3, max_size=4)


@dataclass
class Side:
    """One college: who asks, and its pages in the order in which they were added."""

    leader: Actor
    contributor: Actor
    libraries: list = field(default_factory=list)

    @property
    def pages(self):
        return [page for library in self.libraries for page in library.pages]


def a_side(session):
    college = a_college(session)
    an_assessment(session, college)
    return Side(an_actor(session, college), an_actor(session, college, Role.CONTRIBUTOR))


def add(session, side, paper):
    """Put in a paper, and do with its pages what people do."""
    title, kind, year, sensitivity, texts = paper
    made = a_document_with_pages(
        session, side.leader, texts,
        title=title, type=kind, event_date=date(year, 3, 12), sensitivity=sensitivity,
    )  # fmt: skip
    side.libraries.append(made)
    college_id, last = side.leader.college_id, made.pages[-1]
    if len(side.libraries) % 2:
        indexing.describe(session, college_id, page_ids=[last.id], cited=[DIMENSIONS[0]])
    else:
        suggestions.dismiss(
            session, side.leader, made.revision.key, last.number, DIMENSIONS[1], now=NOW
        )
    saved_searches.save(session, side.leader, title, title)


def told(session, side, asked):
    """All that the search says to two people of a college, without keys and ids of rows."""
    answers = {}
    queries, typed, mistyped = asked
    for actor in (side.leader, side.contributor):
        role = "".join(actor.roles)
        for query in queries:
            answers[role, query] = finding.find(session, actor, query)
        answers[role, "next"] = finding.find(session, actor, queries[0], limit=2, offset=2)
        answers[role, "goes on"] = words.complete(session, actor, typed)
        answers[role, "meant"] = words.did_you_mean(session, actor, mistyped)
        answers[role, "shows"] = suggestions.ranked(session, actor, DIMENSIONS[1])
    return _plainly(side, answers | _of_college(session, side, queries[0]))


def _of_college(session, side, query):
    """What is said of single pages and documents, and of the matching as a whole."""
    leader = side.leader
    answers = {
        ("newest",): finding.find(session, leader, query, sort=Sort.NEWEST),
        ("by title",): finding.find(session, leader, query, sort=Sort.TITLE),
        ("matching",): precision.report(session, leader),
        ("suggested",): suggestions.pages_for(session, leader, DIMENSIONS[0]),
        ("kept",): [(kept.name, kept.query) for kept in saved_searches.list_saved(session, leader)],
    }
    for library in side.libraries:
        first, key = library.page(1), library.document.key
        document = documents.get_document(session, leader, key)
        answers["strip", key] = documents.list_pages(session, leader, document)
        answers["like", key] = finding.find_like(session, leader, first.id)
        answers["words", key] = finding.pages_with(session, leader, query, library.document.id, 1)
    return answers


_QUOTED = r"""(?:'[^']*'|"[^"]*")"""


def _plainly(side, answers):
    """Each answer as text, with places in the college for keys and ids, without what was asked."""
    places = {actor.name: "somebody" for actor in (side.leader, side.contributor)}
    for at, library in enumerate(side.libraries):
        places |= {library.document.key: f"document {at}", library.revision.key: f"file {at}"}
    ids = {str(page.id): f"page {at}" for at, page in enumerate(side.pages)}
    plain = {}
    for key, answer in answers.items():
        text = re.sub(rf"query={_QUOTED}", "query=...", repr(answer))
        text = re.sub(rf"\bValue\(words={_QUOTED}, without={_QUOTED}\)", "Value", text)
        text = re.sub(r"(?<=page_id=)\d+", lambda found: ids[found.group()], text)
        for name, place in places.items():
            text = text.replace(name, place)
        plain[tuple(places.get(str(part), ids.get(str(part), part)) for part in key)] = text
    return plain


@settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ours=papers(OURS), theirs=papers(THEIRS), asked=ASKED)
def test_what_one_college_is_told_is_the_same_whether_another_is_empty_or_full(
    database, ours, theirs, asked
):
    with database.writing() as session:
        alone, twin, other = (a_side(session) for _ in range(3))
    # One at a time, as the twin's below: Whoosh moves pages to its files by transactions.
    for paper in ours:
        with database.writing() as session:
            add(session, alone, paper)
    with database.reading() as session:
        before = told(session, alone, asked)

    for mine, others in itertools.zip_longest(ours, theirs):
        with database.writing() as session:
            for side, paper in ((other, others), (twin, mine)):
                if paper is not None:
                    add(session, side, paper)

    with database.reading() as session:
        after = told(session, alone, asked)
        assert after == before
        assert told(session, twin, asked) == before
        assert not _with_any_of(THEIRS, after)
        assert not _with_any_of(OURS, told(session, other, asked))


def _with_any_of(names, answers):
    said = " ".join(answers.values())
    return [name for name in names if re.search(rf"\b{name}\b", said)]
