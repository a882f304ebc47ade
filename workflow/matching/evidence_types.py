"""Which usual kinds of evidence for a dimension are here, by what papers are called; pure."""

import re
from collections.abc import Collection, Iterable, Iterator

from framework.keywords import KeywordEdition
from search_index.analysis import analyse, stem
from search_index.query import FUNCTION_WORDS, terms_of
from search_index.synonyms import thesaurus
from workflow.matching.papers import Paper

# A title need not say all of it: "Strategic plan 2024-28" is a college strategic plan.
SHARE = 2 / 3


# Stems of words that end the names of many kinds of paper.
_ANY_PAPER = frozenset(
    stem(word)
    for word in [
        "analysis",
        "data",
        "findings",
        "outcomes",
        "records",
        "report",
        "results",
        "summary",
    ]
)


# Behind these words a kind names its topic, which a paper that speaks to the dimension has shown.
_TOPIC = re.compile(r" (?:section on|linked to|with|showing|using|about|on|for|of) ")
# One word says too little of what a paper is: "scheme", "list", "plan".
FEWEST_HEAD = 2
# What is longer is a sentence, not what a paper calls itself.
LONGEST_ROW = 100


def missing(
    kinds: Iterable[str], papers: Iterable[Paper], edition: KeywordEdition
) -> tuple[str, ...]:
    """The kinds that none of the papers that speak to a dimension looks like, in their order."""
    titles = [_in_order(f"{paper.title} {paper.type_words}") for paper in papers]
    rows = [_in_order(paper.first_row) for paper in papers if len(paper.first_row) <= LONGEST_ROW]
    return tuple(
        kind
        for kind in kinds
        if not _is_here(_plain(kind), {*map(tuple, titles)}, {*map(tuple, rows)}, edition)
    )


def _is_here(
    kind: str,
    titles: Collection[tuple[str, ...]],
    rows: Collection[tuple[str, ...]],
    edition: KeywordEdition,
) -> bool:
    """Whether a title says most of a kind, or a title or first row names just what it is."""
    if any(_is_like(named, title) for named in _named(kind, edition) for title in titles):
        return True
    heads = [_telling(named) for head in _heads(kind) for named in _named(head, edition)]
    return any(_has_run(name, head) for head in heads for name in (*titles, *rows))


def _is_like(named: list[str], title: Collection[str]) -> bool:
    """Whether a title has the last word of a kind, which says what it is, and most of the rest."""
    named = _telling(named)
    return named[-1] in title and sum(stem in title for stem in named) >= SHARE * len(named)


def _telling(named: list[str]) -> list[str]:
    """A name without its end that any paper may have, such as results or a report."""
    while len(named) > 1 and named[-1] in _ANY_PAPER:
        named = named[:-1]
    return named


def _heads(kind: str) -> Iterator[str]:
    """A kind as it is, and without its topic: "scheme of work showing LMI", "scheme of work"."""
    ends = [len(kind), *(topic.start() for topic in _TOPIC.finditer(kind))]
    for end in ends:
        if len(_telling(_in_order(kind[:end]))) >= FEWEST_HEAD:
            yield kind[:end]


def _has_run(name: tuple[str, ...], head: list[str]) -> bool:
    """Whether the words of a head stand together, in their order, in what a paper is called."""
    width = len(head)
    return any(list(name[at : at + width]) == head for at in range(len(name) - width + 1))


def _plain(kind: str) -> str:
    return re.sub(r"\(.*?\)| by .*", "", kind).strip()


def _named(plain: str, edition: KeywordEdition) -> Iterator[list[str]]:
    """The stems of a kind in their order, by each of its names."""
    own = _in_order(plain)
    if own:
        yield own
    others = thesaurus(edition).others
    for length in range(1, len(own) + 1):
        for start in range(len(own) - length + 1):
            for other in others.get(tuple(own[start : start + length]), ()):
                for term in terms_of(other):
                    yield [*own[:start], *term.stems, *own[start + length :]]


def _in_order(text: str) -> list[str]:
    stems = [token.stem for token in analyse(text) if token.width == 1]
    return [stem for stem in stems if stem not in FUNCTION_WORDS]
