"""The search page. A view parses, calls one operation, answers."""

from flask import Blueprint, render_template, request

from ingest import finding
from webapp.current import current_actor, services

bp = Blueprint("search", __name__, url_prefix="/search")

PAGE_SIZE = 20
FURTHEST = 180


@bp.get("")
def show() -> str:
    query = request.args.get("q", "")[:500]
    expand = request.args.get("expand") != "no"
    offset = min(max(request.args.get("offset", 0, type=int), 0), FURTHEST)
    found = None
    if query.strip():
        with services().database.reading() as session:
            found = finding.find(
                session, current_actor(), query, limit=PAGE_SIZE, offset=offset, expand=expand
            )
    return render_template(
        "search/search.html", query=query, expand=expand, found=found, offset=offset
    )
