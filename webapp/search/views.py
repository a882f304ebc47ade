"""The search page. A view parses, calls one operation, answers."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import field_words, finding, saved_searches, words
from search_index.candidates import Sort
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import tell, text

bp = Blueprint("search", __name__, url_prefix="/search")

PAGE_SIZE = 20
FURTHEST = 180


HELP = (
    ("link governor", "pages with both words, in any of their forms"),
    ('"link governor"', "the words next to each other"),
    ("fair OR talk", "either word"),
    ("careers -fair", "pages with careers and without fair"),
    ("destin*", "every word that begins so"),
    ("dimension:1.5", "what speaks to a dimension; theme:2 and benchmark:3 work too"),
    ("level:3", "what reads like a level"),
    ("type:minutes", "a type of document, as the list beside the results has them"),
    ("year:2025/26", "a college year; year:2024..2026 and date:2026-09..2027-01 work too"),
    ("title:plan", "words of the title; area:construction and by:name work too"),
    ("status:unused", "not cited yet; or cited, or confirmed"),
)
SORTS = {Sort.BEST: "Best first", Sort.NEWEST: "Newest first", Sort.TITLE: "By title"}


@bp.get("")
def show() -> str:
    args = request.args
    expand = args.get("expand") != "no"
    return _show(args.get("q", ""), _sort(args.get("sort", "")), expand=expand)


def _sort(wanted: str) -> Sort:
    return Sort(wanted) if wanted in set(Sort) else Sort.BEST


def _offset() -> int:
    return min(max(request.values.get("offset", 0, type=int), 0), FURTHEST)


def _show(
    asked: str, sort: Sort, *, expand: bool, error: CareersEvidenceError | None = None
) -> str:
    query, offset = asked[:500], _offset()
    actor, found, meant = current_actor(), None, None
    with services().database.reading() as session:
        if query.strip():
            found = finding.find(
                session, actor, query, limit=PAGE_SIZE, offset=offset, sort=sort, expand=expand
            )
        if found is not None and not found.with_all and (found.has_words or not found.total):
            meant = words.did_you_mean(session, actor, query)
        saved = saved_searches.list_saved(session, actor)
    return render_template(
        "search/search.html",
        query=query,
        expand=expand,
        found=found,
        meant=meant,
        meant_field=field_words.find_meant(query),
        reasons=() if found is None or found.total else _reasons(query),
        offset=offset,
        page_size=PAGE_SIZE,
        is_furthest=offset == FURTHEST,
        # What stays as it is from one search to the next.
        kept={
            "expand": None if expand else "no",
            "sort": None if sort is Sort.BEST else sort.value,
        },
        sort=sort.value,
        help=HELP,
        sorts={one.value: name for one, name in SORTS.items()},
        saved=saved,
        error=error,
    )


def _reasons(query: str) -> tuple[str, ...]:
    sees_dismissed = current_actor().may(Operation.DISMISS_SUGGESTION)
    return tuple(field_words.why_nothing(query, sees_dismissed=sees_dismissed))


@bp.get("/words")
def complete() -> ResponseReturnValue:
    """What the words typed so far may go on to be."""
    with services().database.reading() as session:
        offered = words.complete(session, current_actor(), request.args.get("q", ""))
    return jsonify(words=offered)


@bp.get("/saved")
def saved() -> ResponseReturnValue:
    """Where a form that was not complete was left: the searches stand on the search's own page."""
    return redirect(url_for(".show"))


@bp.post("/saved")
def save() -> ResponseReturnValue:
    query, sort, expand = text("q"), _sort(text("sort")), text("expand") != "no"
    try:
        with services().database.writing() as session:
            kept = saved_searches.save(
                session, current_actor(), text("name"), query, sort, expand=expand
            )
    except (IncompleteError, ConflictError) as error:
        return _show(query, sort, expand=expand, error=error), 422
    in_place = "" if kept.is_new else f" It took the place of the one named “{kept.name}”."
    tell(f"The search is saved.{in_place} You find it on this page when no search is open.")
    switched, offset = None if expand else "no", _offset() or None
    return redirect(url_for(".show", q=query, sort=sort.value, expand=switched, offset=offset))


@bp.post("/saved/<key>/remove")
def remove(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        saved_searches.remove(session, current_actor(), key)
    tell("The search is removed.")
    return redirect(url_for(".show"))
