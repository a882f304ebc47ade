"""The cite form of a page: the words, what they are cited for, and in whose place."""

from flask import request

from ingest.pages import between, get_page
from store.db import utc_now
from store.errors import IncompleteError
from webapp.current import current_actor, services
from webapp.evidence.page_view import chosen_descriptor
from webapp.forms import text
from workflow.citations import citations, succeeding
from workflow.citations.citations import Quote


def cite_words(revision: str, number: int) -> list[str]:
    """Cite the words for every dimension and level that was chosen, all or none; the dimensions.

    Raises IncompleteError and ConflictError, at their fields.
    """
    values = [value for value in request.form.getlist("dimension") if value]
    quote = _quote(revision, number)
    try:
        chosen = [chosen_descriptor(value) for value in values or [""]]
    except IncompleteError as error:
        with services().database.reading() as session:
            citations.refuse_incomplete(session, current_actor(), quote, text("shows"), [error])
    with services().database.writing() as session:
        return citations.cite_for_several(
            session,
            current_actor(),
            quote,
            chosen,
            shows=text("shows"),
            is_key=text("is_key") == "yes",
            now=utc_now(),
        )


def replace_citation(revision: str, number: int) -> str:
    """Put the words in the place of a citation from an older file; its dimension."""
    actor = current_actor()
    quote = _quote(revision, number)
    with services().database.writing() as session:
        new = succeeding.succeed(
            session, actor, text("replaces"), quote, shows=text("shows"), now=utc_now()
        )
        return citations.get_citation(session, actor, new.key)[1].dimension


def _quote(revision: str, number: int) -> Quote:
    """What was selected, or from the first ticked sentence to the last.

    Words that were proposed and left as they were are nobody's choice beside ticked sentences.
    """
    ticked = [int(value) for value in request.form.getlist("sentence") if value.isdigit()]
    is_as_proposed = text("exact").split() == text("proposed").split()
    if not ticked or not is_as_proposed:
        return Quote(revision, number, text("exact"), text("prefix"), text("suffix"))
    with services().database.reading() as session:
        page_text = get_page(session, current_actor(), revision, number).text
    return Quote(revision, number, *between(page_text, min(ticked), max(ticked)))
