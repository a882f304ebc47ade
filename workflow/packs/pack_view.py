"""A snapshot as one audience may see it: what is shown, what is left out and why. Pure."""

from dataclasses import dataclass
from typing import Any

from ingest import taken_out
from ingest.kinds import Sensitivity, ShareScope
from ingest.sensitivities import STRICTNESS
from workflow.kinds.snapshots import Audience

Content = dict[str, Any]

NOT_SHARED = "A document that is not shared"
_RESTRICTED = "It is restricted, which no pack shows."
_CONFIDENTIAL = "It is confidential, which outsiders are not shown."
_REDACTED = "Words were taken out of this document, so its file is left out."
_IN_PART = "Not all of its pages are shared."
_SCOPES = {
    ShareScope.CITED_PAGES: "Only its cited pages are shared.",
    ShareScope.QUOTE_ONLY: "Only quotes from it are shared.",
    ShareScope.NOTHING: "It is not shared.",
}


@dataclass(frozen=True)
class Original:
    """A file of a cited document; `why_not` is empty where it is in the pack."""

    document: str
    revision: str
    title: str
    sha256: str
    size: int
    why_not: str


def seen_by(content: Content, audience: Audience) -> Content:
    """The content with nothing in it that the audience may not see, and marked words taken out."""
    reviews = [review for review in content["reviews"] if _may_see(review, content, audience)]
    citations = [_citation(one, content, audience) for one in content["citations"]]
    if audience is Audience.HUB:
        citations, reviews = [], [_levels_only(review) for review in reviews]
    shown = {one["page_key"] for one in citations if one["shown"] == "page"}
    titles = {one["document"] for one in citations if one["shown"] != "nothing"}
    return {
        "format": content["format"],
        "audience": audience.value,
        **{name: content[name] for name in _WHOLE},
        "people": [] if audience is Audience.HUB else _people(content, audience),
        "claims": [_claim(claim, audience) for claim in content["claims"]],
        "citations": citations,
        "documents": {key: _document(content["documents"][key]) for key in sorted(titles)},
        "pages": {key: {"where": content["pages"][key]["where"]} for key in sorted(shown)},
        "reviews": reviews,
        "report": content.get("report"),
    }


_WHOLE = ("occasion", "as_of", "college", "assessment", "framework", "decision", "visit")


def _may_see(review: dict[str, Any], content: Content, audience: Audience) -> bool:
    """The college sees all that is released, everybody else the review of their own visit."""
    visit = content["visit"]
    return audience is Audience.COLLEGE or (visit is not None and review["key"] == visit["review"])


def _levels_only(review: dict[str, Any]) -> dict[str, Any]:
    kept = [one | {"response": None} for one in review["determinations"]]
    return review | {"verdicts": [], "judgements": [], "marks": [], "determinations": kept}


def _people(content: Content, audience: Audience) -> list[dict[str, Any]]:
    if audience is Audience.COLLEGE:
        return list(content["people"])
    visit = content["visit"]
    of_team = visit["review"] if visit else None
    leaders = {"careers_leader", "senior_leader"}
    return [
        one
        for one in content["people"]
        if (one["review"] is None and one["role"] in leaders)
        or (one["review"] is not None and one["review"] == of_team)
    ]


def _claim(claim: dict[str, Any], audience: Audience) -> dict[str, Any]:
    if audience is not Audience.HUB:
        return claim if audience is Audience.COLLEGE else claim | {"target": None}
    versions = [
        version | {"reason": "", "best_fit_reason": "", "author": "", "agreed_by": None}
        for version in claim["versions"][-1:]
    ]
    return claim | {"versions": versions, "target": None}


def _document(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in ("title", "type", "event_date", "minutes_status")}


def _citation(citation: dict[str, Any], content: Content, audience: Audience) -> dict[str, Any]:
    key = f"{citation['revision']}/{citation['page']}"
    page, document = content["pages"][key], content["documents"][citation["document"]]
    shown, why = _shown(document, page, audience)
    quote = taken_out.of_quote(
        citation["exact"], citation["start"], citation["layer_sha256"], page["redactions"]
    )
    kept = {name: citation[name] for name in _OF_CITATION}
    is_seen = shown != "nothing"
    return kept | {
        "page_key": key,
        "shown": shown,
        "why_not": why,
        "exact": taken_out.in_words(quote) if is_seen else "",
        "title": document["title"] if is_seen else NOT_SHARED,
        "where": page["where"] if is_seen else "",
        "type": document["type"],
        "event_date": document["event_date"],
        "is_draft": document["minutes_status"] == "draft",
    }


_OF_CITATION = (
    *("key", "dimension", "level", "statement", "document", "shows", "is_key", "author", "at"),
    "is_after_submission",
)


def _shown(document: dict[str, Any], page: dict[str, Any], audience: Audience) -> tuple[str, str]:
    """How much of a cited page is seen (`page`, `quote`, `nothing`), and why not more."""
    strictest = max((document["sensitivity"], page["sensitivity"]), key=_strictness)
    if strictest == Sensitivity.RESTRICTED:
        return "nothing", _RESTRICTED
    if audience is Audience.COLLEGE:
        return "page", ""
    if strictest == Sensitivity.CONFIDENTIAL:
        return "nothing", _CONFIDENTIAL
    scope = ShareScope(page["scope"])
    if scope is ShareScope.NOTHING:
        return "nothing", _SCOPES[scope]
    if scope is ShareScope.QUOTE_ONLY:
        return "quote", _SCOPES[scope]
    return "page", ""


def _strictness(sensitivity: str) -> int:
    return STRICTNESS[Sensitivity(sensitivity)]


def originals(content: Content, audience: Audience) -> list[Original]:
    """Every file that is cited, with why it is not in the pack where it is not; none for a hub."""
    if audience is Audience.HUB:
        return []
    found = []
    for key, document in sorted(content["documents"].items()):
        for revision, facts in sorted(document["revisions"].items()):
            why = _why_not(document, facts, audience)
            hides = why in {_RESTRICTED, _CONFIDENTIAL, _SCOPES[ShareScope.NOTHING]}
            title = NOT_SHARED if hides and audience is not Audience.COLLEGE else document["title"]
            found.append(Original(key, revision, title, facts["sha256"], facts["size"], why))
    return found


def _why_not(document: dict[str, Any], revision: dict[str, Any], audience: Audience) -> str:
    strictest = max((document["sensitivity"], revision["strictest"]), key=_strictness)
    if strictest == Sensitivity.RESTRICTED:
        return _RESTRICTED
    if audience is Audience.REVIEWER:
        if strictest == Sensitivity.CONFIDENTIAL:
            return _CONFIDENTIAL
        scope = ShareScope(document["scope"])
        if not document["is_whole"]:
            return _SCOPES.get(scope, _IN_PART)
    return _REDACTED if document["is_redacted"] else ""
