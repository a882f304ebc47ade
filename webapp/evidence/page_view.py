"""What the page of a document's page says: picture, text with marks, where it is cited."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from framework.model import FrameworkVersion
from ingest import finding, page_files
from ingest.page_layout import marked_layout, with_figures
from ingest.pages import PageView, get_page, sentences
from search_index import highlight, searching, speaking
from search_index.candidates import Sort
from search_index.query import Query, any_of
from search_index.speaking import PageDimension
from store.errors import IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, pictures, services
from workflow import frameworks
from workflow.citations import evidence
from workflow.claims import assessments
from workflow.matching import proposals
from workflow.quotes import reanchoring


def page_facts(revision: str, number: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """The facts for the template. `asked` may hold `citation`, `dimension` and a search."""
    actor = current_actor()
    query, expand = asked.get("q", "")[:500], asked.get("expand") != "no"
    meant, _ = searching.meaning(query, expand=expand)
    with services().database.reading() as session:
        page = get_page(session, actor, revision, number)
        cited = evidence.citations_on_page(session, actor, page.page_id)
        file = page_files.find_page(session, actor, revision, number)
        matches = speaking.dimensions_of_pages(session, actor.college_id, [page.page_id])
        assessment = assessments.current_assessment(session, actor)
        framework = frameworks.version_of(assessment) if assessment else None
        before, after = (
            finding.pages_with(session, actor, meant, page.document_id, number)
            if meant.clauses
            else (None, None)
        )
        newer = reanchoring.newer_revision(session, actor.college_id, page.revision_id)
        newer_key = newer.key if newer and not actor.is_outside else ""
        alike = finding.find_like(session, actor, page.page_id, limit=5)
    spoken, wanted = matches.get(page.page_id, ()), asked.get("dimension", "")
    chosen, proposed, shows = wanted, "", ""
    if not asked.get("replaces"):
        chosen, proposed, shows = _proposed(page, wanted, framework, spoken)
    deciding = speaking.asked_for(meant, spoken)
    if deciding is not None:
        meant = searching.as_query(any_of(deciding.terms))
    marks = _marks(page, meant, asked.get("citation", ""), cited)
    return {
        "page": page,
        "query": query,
        "has_words": bool(meant.clauses),
        "search": _search_asked(asked),
        "hit": _number(asked, "hit"),
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
        "matches": spoken,
        "sentences": [page.text[start:end] for start, end in sentences(page.text)],
        "dimensions": framework.dimensions if framework else (),
        "titles": {d.code: d.title for d in framework.dimensions} if framework else {},
        "asked_dimension": wanted,
        "chosen": chosen,
        "proposed": proposed,
        "shows": shows,
        "replaces": asked.get("replaces", ""),
        "newer_key": newer_key,
        "may_dismiss": assessment is not None and actor.may(Operation.DISMISS_SUGGESTION),
        "may_cite": actor.may(Operation.CITE) and newer is None,
    }


def _search_asked(asked: Mapping[str, str]) -> dict[str, str | None]:
    """The search that led here, as links take it on; what is as usual is left out."""
    sort = asked.get("sort", "")
    return {
        "q": asked.get("q", "")[:500] or None,
        "expand": "no" if asked.get("expand") == "no" else None,
        "sort": sort if sort in set(Sort) - {Sort.BEST} else None,
        "offset": _number(asked, "offset"),
    }


def _number(asked: Mapping[str, str], name: str) -> str | None:
    """A number of a few digits that was asked for, or None."""
    found = re.fullmatch(r"[1-9]\d{0,5}", asked.get(name, ""), re.ASCII)
    return found[0] if found else None


def _proposed(
    page: PageView,
    chosen: str,
    framework: FrameworkVersion | None,
    matches: Sequence[PageDimension],
) -> tuple[str, str, str]:
    """For a page that was suggested: for what to cite it, which words, and what they show."""
    match = next((one for one in matches if one.dimension == chosen), None)
    if match is None or framework is None:
        return chosen, "", ""
    words = proposals.propose(page.text, match.start, match.end, match.terms, page.number).exact
    dimension = next(one for one in framework.dimensions if one.code == chosen)
    place = proposals.likely_place(dimension, match.level, words)
    return place or chosen, words, proposals.likely_shows(dimension, place)


def _marks(
    page: PageView, query: Query, citation: str, cited: list[evidence.CitationView]
) -> list[tuple[int, int]]:
    """The words to mark: the cited quote that was asked for, else the hits of the query."""
    for one in cited:
        if one.key == citation and one.layer_sha256 == page.layer_sha256:
            return [(one.start, one.end)]
    return highlight.marks(page.text, query)


def chosen_descriptor(value: str) -> tuple[str, int, str | None]:
    """Dimension, level and statement of a choice such as `1.5/4` or `1.5/4/a`.

    Raises IncompleteError when nothing was chosen.
    """
    found = re.fullmatch(r"(\d+\.\d+)/([1-4])(/[a-z]+)?", value)
    if found is None:
        raise IncompleteError("Choose the dimension and level.", "dimension")
    return found[1], int(found[2]), value if found[3] else None
