"""Measures the heavy pages of a full college: statements in one request, and time over HTTP.

``python -m benchmarks.pages``: 34 claims, 1,000 citations, 5,000 documents on SQLite. Statements
are counted in the application itself, over the whole request with sign-in and place; times are
those of the real server process with one client.
"""

import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.full_college import PASSWORD, Filled, fill
from benchmarks.installation import Client, serving
from webapp.app import create_app

DOCUMENTS, CITATIONS = 5_000, 1_000
ASKED = 40
PAGES = {
    "home": ("leader", "/"),
    "claims": ("leader", "/assessment"),
    "dimension": ("leader", "/assessment/1.5"),
    "summary": ("leader", "/summary"),
    "search": ("leader", "/search?q=careers+leader"),
    "home_of_an_assessor": ("assessor", "/"),
    "desk": ("assessor", "/desk"),
    "desk_by_document": ("assessor", "/desk/by-document"),
    "desk_of_a_claim": ("assessor", "CLAIM"),
}


def run() -> dict[str, Any]:
    """Make the college, count and time; figures by page."""
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        filled = fill(Path(name), documents=DOCUMENTS, citations_in_all=CITATIONS)
        figures: dict[str, Any] = {
            "claims": filled.claims,
            "citations": filled.citations,
            "documents": filled.documents,
            "seconds_to_make_it": round(time.perf_counter() - began, 1),
        }
        statements = _count(filled)
        filled.services.database.dispose()
        with serving(os.environ | filled.environ, "--no-worker") as port:
            times = _time(filled, port)
    for page, count in statements.items():
        figures[f"{page}_statements"] = count
        figures[f"{page}_p95_ms"] = times[page]
    figures["most_statements"] = max(statements.values())
    figures["worst_p95_ms"] = max(times.values())
    return figures


def _count(filled: Filled) -> dict[str, int]:
    """Statements of each page's request, the second time it is asked for."""
    app = create_app(filled.services)
    app.config["WTF_CSRF_ENABLED"] = False
    clients = {}
    for who in ("leader", "assessor"):
        clients[who] = app.test_client()
        clients[who].post("/sign-in", data={"email": getattr(filled, who), "password": PASSWORD})
    found = {}
    for page, (who, address) in PAGES.items():
        path = _claim_of(clients[who].get("/desk").text) if address == "CLAIM" else address
        found[page] = _statements(filled, clients[who], path)
    app.extensions["page_images"].close()
    return found


def _statements(filled: Filled, client: FlaskClient, path: str) -> int:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    engine = filled.services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _claim_of(survey: str) -> str:
    found = re.search(r'<th scope="row"[^>]*><a class="govuk-link" href="(/desk/[^"]+)"', survey)
    if found is None:
        raise RuntimeError("There is no claim on the desk.")
    return found[1]


def _time(filled: Filled, port: int) -> dict[str, float]:
    clients = {}
    for who in ("leader", "assessor"):
        clients[who] = Client(port)
        clients[who].sign_in(getattr(filled, who), PASSWORD)
    found = {}
    for page, (who, address) in PAGES.items():
        path = _claim_of(clients[who].get("/desk")[1]) if address == "CLAIM" else address
        clients[who].get(path)
        taken = []
        for _ in range(ASKED):
            began = time.perf_counter()
            status, _text = clients[who].get(path)
            taken.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}.")
        found[page] = round(sorted(taken)[round(ASKED * 0.95) - 1], 1)
    return found


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
