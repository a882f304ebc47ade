"""Adds what the field also calls it to a query; knows groups of words, not where they are found.

An acronym with several meanings is never spelled out: whoever types SAR gets SAR.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from framework.keywords import KeywordEdition
from search_index.query import Clause, Query, Term, terms_of

# Acronyms that are also words: only capitals mean the acronym.
_ALSO_WORDS = frozenset({"ASK", "PAL", "SEND", "STEM", "SoW"})
_LONGEST_NAME = 8
_SHORTEST_OTHER = 3
# More would push out what was asked for.
MOST_EXPANSIONS = 12


@dataclass(frozen=True)
class Thesaurus:
    """For the stems of a name, the other names of the same thing."""

    others: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int

    def expand(self, query: Query) -> tuple[Query, tuple[str, ...]]:
        """The query with expansions, and the names that were added, in order.

        Quoted phrases and prefixes are taken as they stand. Of words with OR between them each
        brings its own.
        """
        clauses = list(query.clauses)
        added: dict[str, None] = {}
        for start, end, names in self._names_in(query.clauses):
            fresh = [name for name in names if name not in added]
            added |= dict.fromkeys(fresh[: MOST_EXPANSIONS - len(added)])
            terms = tuple(term for name in names if name in added for term in terms_of(name))
            for place in range(start, end):
                clause = clauses[place]
                # A page that holds another name needs none of the words of this one.
                clauses[place] = replace(clause, expansions=clause.expansions + terms)
        return replace(query, clauses=tuple(clauses)), tuple(added)

    def _names_in(self, clauses: tuple[Clause, ...]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Names of the thesaurus among the clauses, the longest first, none inside another."""
        start = 0
        while start < len(clauses):
            for names in self._names_of_alternatives(clauses[start]):
                yield start, start + 1, names
            for end in range(min(len(clauses), start + self.longest), start, -1):
                names = self._names_of(clauses[start:end])
                if names:
                    yield start, end, names
                    start = end - 1
                    break
            start += 1

    def _names_of_alternatives(self, clause: Clause) -> Iterator[tuple[str, ...]]:
        if clause.is_plain or clause.is_exact:
            return
        for text in dict.fromkeys(term.text for term in clause.terms if not term.is_prefix):
            one = replace(clause, terms=tuple(term for term in clause.terms if term.text == text))
            names = self._names_of((one,))
            if names:
                yield names

    def _names_of(self, clauses: tuple[Clause, ...]) -> tuple[str, ...]:
        plain = [clause.terms[0] for clause in clauses if clause.is_plain]
        if len(plain) < len(clauses):
            return ()
        if len(plain) == 1 and _is_a_word(plain[0].text):
            return ()
        return self.others.get(tuple(stem for term in plain for stem in term.stems), ())


def _is_a_word(typed: str) -> bool:
    typed = typed.strip(".,;:?!()")
    return any(typed != word and typed.upper() == word.upper() for word in _ALSO_WORDS)


@lru_cache(maxsize=8)
def thesaurus(edition: KeywordEdition) -> Thesaurus:
    """The thesaurus of a keyword edition."""
    others: dict[tuple[str, ...], dict[str, None]] = {}
    ambiguous = {_key(name) for name in edition.ambiguous}
    for group in _groups(edition):
        for name in group:
            if _key(name) and _key(name) not in ambiguous:
                rest = (o for o in group if _key(o) != _key(name) and not _says_little(o, edition))
                others.setdefault(_key(name), {}).update(dict.fromkeys(rest))
    longest = max(map(len, others), default=1)
    return Thesaurus({key: tuple(names) for key, names in others.items()}, longest)


def _says_little(name: str, edition: KeywordEdition) -> bool:
    """Two letters that mean several things: looking for them as well would find anything."""
    return len(name) < _SHORTEST_OTHER and name in edition.ambiguous


def _groups(edition: KeywordEdition) -> Iterator[tuple[str, ...]]:
    yield from edition.synonyms
    for short, long in edition.acronyms.items():
        name = re.sub(r"\s*\(.*?\)", "", long)
        if len(name.split()) <= _LONGEST_NAME:
            yield short, name


def _key(name: str) -> tuple[str, ...]:
    terms: tuple[Term, ...] = terms_of(name)
    return terms[0].stems if terms else ()
