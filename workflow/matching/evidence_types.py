"""Which of the usual kinds of evidence for a dimension are here, by titles and types; pure."""

import re
from collections.abc import Iterable, Iterator

from framework.keywords import KeywordEdition
from search_index.analysis import analyse, stem
from search_index.query import FUNCTION_WORDS, terms_of
from search_index.synonyms import thesaurus

# A title need not say all of it: "Strategic plan 2024-28" is a college strategic plan.
SHARE = 2 / 3


# Stems of words that end the names of many kinds of paper.
_ANY_PAPER = frozenset(
    stem(word)
    for word in ["analysis", "data", "findings", "records", "report", "results", "summary"]
)


def missing(
    kinds: Iterable[str], papers: Iterable[tuple[str, str]], edition: KeywordEdition
) -> tuple[str, ...]:
    """The kinds that none of the papers (title, words of its type) looks like, in their order."""
    titles = [_stems(f"{title} {kind}") for title, kind in papers]
    return tuple(
        kind
        for kind in kinds
        if not any(_is_like(named, title) for named in _named(kind, edition) for title in titles)
    )


def _is_like(named: list[str], title: set[str]) -> bool:
    """Whether a title has the last word of a kind, which says what it is, and most of the rest.

    What any paper may be called, such as results or a report, says nothing of what it is.
    """
    while len(named) > 1 and named[-1] in _ANY_PAPER:
        named = named[:-1]
    return named[-1] in title and sum(stem in title for stem in named) >= SHARE * len(named)


def _named(kind: str, edition: KeywordEdition) -> Iterator[list[str]]:
    """The stems of a kind in their order, by each of its names."""
    plain = re.sub(r"\(.*?\)| by .*", "", kind)
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


def _stems(text: str) -> set[str]:
    return {token.stem for token in analyse(text)} - FUNCTION_WORDS
