"""Colleges and pages for the tests of the search."""

import itertools
from dataclasses import dataclass, field

import pytest

from framework.keywords import builtin_keywords
from framework.loading import builtin
from search_index import indexing
from search_index.indexing import PageToIndex
from search_index.matching import Matcher
from search_index.visibility import Visibility
from store.db import Database
from store.people import College, fold

EVERYTHING = frozenset({"open", "internal", "confidential", "restricted"})


@pytest.fixture(scope="session")
def matcher():
    return Matcher(builtin(), builtin_keywords())


@dataclass
class Library:
    """A database with colleges whose pages are added in one call; numbers count from 1."""

    database: Database
    matcher: Matcher
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def college(self, name):
        with self.database.writing() as session:
            college = College(code=name, name=name, folded_name=fold(name))
            session.add(college)
            session.flush()
            indexing.open_college(session, college.id, self.matcher.recipe)
            return college.id

    def add(self, college_id, *texts, **facts):
        """Add one document with a page for each text; its pages' numbers are returned."""
        page_ids = [next(self.numbers) for _ in texts]
        defaults = {
            "document_id": page_ids[0],
            "revision_id": page_ids[0],
            "title": "A paper",
            "type": "report",
            "year": 2026,
            "sensitivity": "internal",
        }
        pages = [
            (
                PageToIndex(page_id=page_id, number=number, **(defaults | facts)),
                indexing.prepare(text, self.matcher),
            )
            for number, (page_id, text) in enumerate(zip(page_ids, texts, strict=True), 1)
        ]
        with self.database.writing() as session:
            indexing.add(session, college_id, pages)
        return page_ids

    def sees_all(self, college_id):
        return Visibility(college_id, EVERYTHING)


@pytest.fixture
def library(database, matcher):
    return Library(database, matcher)
