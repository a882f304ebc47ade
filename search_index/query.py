"""The query language: a lexer and a flat tree. Any input has a meaning; knows no engine.

Words, "phrases", OR, a minus or NOT where a word starts, a trailing *, and known fields. A query is
a list of clauses that must all hold; a clause holds when one of its terms is found.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from functools import cached_property

from search_index.analysis import Token, analyse, fold, stem

MOST_CHARACTERS = 500
MOST_CLAUSES = 40
SHORTEST_PREFIX = 2

# Words that hold a question together. A page need not have them, unless nothing else is asked.
_FUNCTION_WORDS = (
    "a about after all also am an and any are as at be because been before being between both"
    " but by can could did do does doing done during each for from get had has have he her him"
    " his how i if in into is it its itself just may me might more most must my no nor not of"
    " off on once only or other our out over own same shall she should so some such than that"
    " the their them then there these they this those through to too under until up us very"
    " was we were what when where which while who whom whose why will with would you your"
)
FUNCTION_WORDS = frozenset(stem(word) for word in _FUNCTION_WORDS.split())
# How a question begins that somebody asks in a sentence.
_OPENERS = (
    "who whom whose what when where which why how did do does is are was were has have had can"
    " could should would will summarise summarize describe explain tell"
)
# Words about the asking and the saying, not about what was said. Only a question has them so.
_ASKING_WORDS = (
    "answer ask comment consider debate describe discuss discussion elaborate explain give idea"
    " many mean mention much opinion question regard regarding respond response said say saying"
    " speak specific statement suggest summarise summarize summary talk tell think thought told"
    " view"
)
_OPENING = frozenset(_OPENERS.split())
ASKING_WORDS = frozenset(stem(word) for word in _ASKING_WORDS.split())
# A question of fewer words is a heading as likely as not.
_SHORTEST_QUESTION = 4
# Fewer plain words than this ask for a page that has them all.
_SHORTEST_HEADING = 4

# Every field with the values that it can have; with another value it is a word like others.
_DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
FIELDS = {
    "dimension": r"\d+(?:\.\d+)?",
    "theme": r"\d+",
    "benchmark": r"\d+",
    "level": r"\d",
    "type": r"\w+",
    "year": r"\d{4}(?:\.\.\d{4})?",
    "date": rf"{_DAY}(?:\.\.(?:{_DAY})?)?|\.\.{_DAY}",
    "status": r"cited|confirmed|dismissed|unused",
    "title": r".+",
    "area": r".+",
    "by": r".+",
}
# A college year, as `2025/26`, `2025-26` or `2025/2026`.
_COLLEGE_YEAR = re.compile(r"(\d{4})[/-](?:\d{2}|\d{4})", re.ASCII)
# How people call a field that is not called so.
_OTHER_NAMES = {f"{name}s": name for name in FIELDS} | {"author": "by", "added": "by"}
WORD_FIELDS = frozenset({"title", "area", "by"})

_LEXEME = re.compile(
    rf"""(?P<minus>(?<!\S)(?:(?-i:NOT)\s+|[-\u2013\u2014\u2212]+(?=\S)))?
        (?:(?P<field>{"|".join(FIELDS)}):(?=\S))?
        (?:["“”](?P<phrase>[^"“”]*)["“”]?|(?P<word>[^\s"“”]+))""".replace(
        "{fields}", "|".join(FIELDS)
    ),
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """Stems that stand next to each other; the last may be the beginning of one."""

    stems: tuple[str, ...]
    text: str
    is_prefix: bool = False

    @property
    def spaced(self) -> str:
        """As it stands in a stream of stems between spaces; the beginning of a word may go on."""
        return f" {' '.join(self.stems)}{'' if self.is_prefix else ' '}"


@dataclass(frozen=True)
class Clause:
    """Holds where one of its terms is found. `expansions` are what nobody typed."""

    terms: tuple[Term, ...]
    expansions: tuple[Term, ...] = ()
    is_exact: bool = False

    @property
    def any_of(self) -> tuple[Term, ...]:
        """Every term, typed or not."""
        return self.terms + self.expansions

    @property
    def is_plain(self) -> bool:
        """Whether it is one word as it is written, no phrase, beginning or choice."""
        is_one = len({term.text for term in self.terms}) == 1
        return is_one and not self.is_exact and not self.terms[0].is_prefix

    @property
    def is_weak(self) -> bool:
        """Whether it is a function word."""
        return self.is_one_of(FUNCTION_WORDS)

    def is_one_of(self, stems: frozenset[str]) -> bool:
        """Whether it is nothing but one of these words, typed plainly."""
        return not self.is_exact and all(
            len(term.stems) == 1 and not term.is_prefix and term.stems[0] in stems
            for term in self.terms
        )


@dataclass(frozen=True)
class Filter:
    """A field that must (or must not) have one of the values; several of one field: any."""

    field: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """What was asked. Without clauses only filters and exclusions decide."""

    text: str
    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()

    @cached_property
    def required(self) -> tuple[Clause, ...]:
        """The clauses that a page must hold: all but function words, if there are others.

        In a question nor need it hold the words of asking: who says what of a thing seldom
        writes "say".
        """
        strong = tuple(clause for clause in self.clauses if not clause.is_weak)
        if self.is_question:
            asked = tuple(clause for clause in strong if not clause.is_one_of(ASKING_WORDS))
            return asked or strong or self.clauses
        return strong or self.clauses

    @cached_property
    def is_question(self) -> bool:
        """Whether it is asked in a sentence: a question word before at least three others."""
        words = re.findall(r"\w+", self.text)
        return len(words) >= _SHORTEST_QUESTION and words[0].casefold() in _OPENING

    @cached_property
    def is_heading(self) -> bool:
        """Whether it reads like a heading: four plain words or more that ask no question.

        A minus, quotes, a star or an OR say exactly what is meant, and then it is none.
        """
        if self.is_question or self.excluded or len(self.required) < _SHORTEST_HEADING:
            return False
        return all(clause.is_plain for clause in self.clauses)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked at all."""
        return not (self.clauses or self.excluded or self.filters)


def parse(text: str) -> Query:
    """The meaning of what somebody typed; never raises, whatever it is."""
    asked = text[:MOST_CHARACTERS]
    clauses: list[Clause] = []
    excluded: list[Term] = []
    filters: list[Filter] = []
    joins = False
    for found in _lexemes(asked):
        if found.group() == "OR":
            joins = bool(clauses)
            continue
        filter_ = _filter(found)
        clause = None if filter_ else _clause(found)
        if filter_:
            filters.append(filter_)
        elif clause and found["minus"]:
            excluded.extend(clause.terms)
        elif clause and joins:
            clauses[-1] = _either(clauses[-1], clause)
        elif clause:
            clauses.append(clause)
        joins = False
    return Query(asked, tuple(clauses), tuple(excluded), tuple(filters))


def filters_in(text: str) -> Iterator[tuple[Filter, str]]:
    """Each field that a text asks for, with the text as it is without that one."""
    for found in _lexemes(text[:MOST_CHARACTERS]):
        filter_ = _filter(found)
        if filter_:
            left = f"{text[: found.start()]} {text[found.end() :]}"
            yield filter_, " ".join(left.split())


def not_understood(text: str) -> Iterator[tuple[str, str]]:
    """What was taken as words though it looks like more, as it was typed, with what it looks like.

    That is a field without a value that it can have, or by a name that it does not have here, and
    otherwise `star` for one that does not stand behind two letters or more, or `or` between words.
    """
    asked = text[:MOST_CHARACTERS]
    for found in _lexemes(asked):
        typed = found.group()
        field = _looks_like_field(found)
        if field and _filter(found) is None:
            yield field, typed
        elif found["word"] and _is_odd_star(found["word"]):
            yield "star", typed
    if re.fullmatch(r"\w[\w'’-]* or \w[\w'’-]*", asked.strip()):
        yield "or", "or"


def _looks_like_field(found: re.Match[str]) -> str:
    """The field that a lexeme names, by whatever name, or nothing."""
    name, colon, _ = found.group().removeprefix(found["minus"] or "").partition(":")
    name = name.lower()
    known = _OTHER_NAMES.get(name, name)
    return known if colon and known in FIELDS else ""


def _is_odd_star(word: str) -> bool:
    stem_part = word.rstrip("*")
    is_short = stem_part != word and len(stem_part) < SHORTEST_PREFIX
    return "*" in word.strip("*") or word.startswith("*") or is_short


def _lexemes(text: str) -> Iterator[re.Match[str]]:
    for count, found in enumerate(_LEXEME.finditer(text)):
        if count == MOST_CLAUSES:
            return
        yield found


def _either(one: Clause, other: Clause) -> Clause:
    return replace(one, terms=one.terms + other.terms, is_exact=one.is_exact or other.is_exact)


def _filter(found: re.Match[str]) -> Filter | None:
    """A field with a value that it can have; anything else is words."""
    if not found["field"]:
        return None
    field, raw = found["field"].lower(), (found["phrase"] or found["word"] or "").strip()
    folded = {"type": re.sub(r"[\s_-]+", "_", raw.casefold()), "status": raw.casefold()}
    value = folded.get(field, raw)
    if field == "year" and (years := _COLLEGE_YEAR.fullmatch(value)):
        field, value = "date", _of_college_year(int(years[1]))
    if not re.fullmatch(FIELDS[field], value, re.ASCII | re.DOTALL):
        return None
    if field in WORD_FIELDS and not analyse(value):
        return None
    return Filter(field, value, bool(found["minus"]))


def _of_college_year(first: int) -> str:
    """The days of the college year that begins in a year: August to the next July."""
    return f"{first:04}-08..{min(first + 1, MAXYEAR):04}-07"


def day_range(value: str) -> tuple[date | None, date | None]:
    """The first and last day of `2026`, `2026-09`, `2026-09-05`, `2026-09..2027-01` or `..2026`.

    None where the range is open. A day that its month does not have is the month's last.
    """
    first, dots, last = value.partition("..")
    begins = _days(first)[0] if first else None
    if not dots:
        return begins, _days(first)[1]
    return begins, _days(last)[1] if last else None


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    year = min(max(year, MINYEAR), MAXYEAR)
    last = monthrange(year, month or 12)[1]
    begins = date(year, month or 1, min(day or 1, last))
    return begins, date(year, month or 12, min(day or last, last))


def _clause(found: re.Match[str]) -> Clause | None:
    if found["phrase"] is not None:
        terms = terms_of(found["phrase"])
        return Clause(terms, is_exact=True) if terms else None
    typed = found.group().removeprefix(found["minus"] or "")
    terms = _prefix(typed) if typed.endswith("*") else terms_of(typed)
    return Clause(terms) if terms else None


def any_of(terms: Iterable[str]) -> str:
    """A query for any of some words or phrases just as they stand."""
    return " OR ".join(map(_quoted, terms))


def each_of(terms: Iterable[str]) -> str:
    """A query for all of some words or phrases just as they stand."""
    return " ".join(map(_quoted, terms))


def _quoted(term: str) -> str:
    return f'"{term.replace(chr(34), " ")}"'


def terms_of(text: str) -> tuple[Term, ...]:
    """The readings of words that stand next to each other: by parts, and hyphens joined."""
    tokens = analyse(text)
    parts = tuple(token.stem for token in tokens if token.width == 1)
    joined = tuple(token.stem for token in _joined(tokens))
    readings = dict.fromkeys((parts, joined))
    return tuple(Term(stems, text) for stems in readings if stems)


def _joined(tokens: list[Token]) -> Iterator[Token]:
    behind = 0
    for token in tokens:
        # A joined reading comes before its parts and takes their place.
        if token.position >= behind:
            behind = token.position + token.width
            yield token


def _prefix(typed: str) -> tuple[Term, ...]:
    word = typed.rstrip("*")
    tokens = [token for token in analyse(word) if token.width == 1]
    if not tokens:
        return ()
    last = tokens[-1]
    whole = fold(word[last.start : last.end])
    # `careers*` must find career: the index holds stems.
    begin = last.stem if whole.startswith(last.stem) else whole
    if len(begin) < SHORTEST_PREFIX:
        return terms_of(word)
    return (Term((*(token.stem for token in tokens[:-1]), begin), typed, is_prefix=True),)
