"""What the page of a document's page says: picture, text with marks, where it is cited."""

import re
from collections.abc import Mapping
from typing import Any

from ingest import finding, page_files
from ingest.page_layout import marked_layout, with_figures
from ingest.pages import PageView, get_page, sentences
from search_index import highlight, searching
from store.errors import IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, pictures, services
from workflow import frameworks
from workflow.citations import evidence
from workflow.claims import assessments
from workflow.quotes import reanchoring


def page_facts(revision: str, number: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """The facts for the template. `asked` may hold `q`, `citation` and `dimension`."""
    actor = current_actor()
    query = asked.get("q", "")[:500]
    with services().database.reading() as session:
        page = get_page(session, actor, revision, number)
        cited = evidence.citations_on_page(session, actor, page.page_id)
        file = page_files.find_page(session, actor, revision, number)
        matches = searching.dimensions_of_pages(session, actor.college_id, [page.page_id])
        assessment = assessments.current_assessment(session, actor)
        framework = frameworks.version_of(assessment) if assessment else None
        before, after = (
            finding.pages_with(session, actor, query, page.document_id, number)
            if query
            else (None, None)
        )
        newer = reanchoring.newer_revision(session, actor.college_id, page.revision_id)
        newer_key = newer.key if newer and not actor.is_outside else ""
        alike = finding.find_like(session, actor, page.page_id, limit=5)
    marks = _marks(page, query, asked.get("citation", ""), cited)
    return {
        "page": page,
        "query": query,
        "hits": len(marks),
        "hit_before": before,
        "hit_after": after,
        "alike": alike,
        "layout": with_figures(
            marked_layout(page.text, page.locator, page.media_type, marks),
            pictures().figures(file),
        ),
        "picture": pictures().picture(file, tuple(marks)),
        "citations": cited,
        "matches": matches.get(page.page_id, ()),
        "sentences": [page.text[start:end] for start, end in sentences(page.text)],
        "dimensions": framework.dimensions if framework else (),
        "chosen": asked.get("dimension", ""),
        "replaces": asked.get("replaces", ""),
        "newer_key": newer_key,
        "may_dismiss": assessment is not None and actor.may(Operation.DISMISS_SUGGESTION),
        "may_cite": actor.may(Operation.CITE) and newer is None,
    }


def _marks(
    page: PageView, query: str, citation: str, cited: list[evidence.CitationView]
) -> list[tuple[int, int]]:
    """The words to mark: the cited quote that was asked for, else the hits of the query."""
    for one in cited:
        if one.key == citation and one.layer_sha256 == page.layer_sha256:
            return [(one.start, one.end)]
    return highlight.marks(page.text, searching.as_query(query)) if query else []


def chosen_descriptor(value: str) -> tuple[str, int, str | None]:
    """Dimension, level and statement of a choice such as `1.5/4` or `1.5/4/a`.

    Raises IncompleteError when nothing was chosen.
    """
    found = re.fullmatch(r"(\d+\.\d+)/([1-4])(/[a-z]+)?", value)
    if found is None:
        raise IncompleteError("Choose the dimension and level.", "dimension")
    return found[1], int(found[2]), value if found[3] else None
