"""The one place where errors become answers: a calm page, or problem+json for programs."""

import logging

from flask import Flask, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from store.errors import (
    CareersEvidenceError,
    ConflictError,
    DamagedError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)

logger = logging.getLogger(__name__)

STATUS: tuple[tuple[type[CareersEvidenceError], int, str], ...] = (
    (NotFoundError, 404, "Not found"),
    (NotPermittedError, 403, "Not for you"),
    (ConflictError, 409, "It has changed"),
    (IncompleteError, 422, "Something is missing"),
    (RefusedError, 422, "That will not do"),
    (DamagedError, 500, "Something is lost"),
)
_SENTENCES = {
    400: "The request could not be understood. Go back and try again.",
    401: "Sign in first.",
    403: "You may not do that here.",
    404: "There is nothing at this address. Check it, or start from the home page.",
    405: "That cannot be done here. Go back and try again.",
    413: "That is too large. Send fewer or smaller files.",
    500: "Something went wrong on our side. Nothing was saved. Try again in a moment.",
}


def wants_json() -> bool:
    """Whether a program is asking."""
    accepted = request.accept_mimetypes
    return request.path.startswith("/api/") or (
        accepted["application/json"] > accepted["text/html"]
    )


def answer(status: int, title: str, sentence: str) -> ResponseReturnValue:
    """An error as a page, or as application/problem+json."""
    if wants_json():
        body = json.dumps({"status": status, "title": title, "detail": sentence})
        return Response(body, status, mimetype="application/problem+json")
    page = render_template("errors/error.html", title=title, sentence=sentence)
    return page, status


def register(app: Flask) -> None:
    """Answer every error in our own words."""

    @app.errorhandler(CareersEvidenceError)
    def told(error: CareersEvidenceError) -> ResponseReturnValue:
        for kind, status, title in STATUS:
            if isinstance(error, kind):
                if kind is DamagedError:
                    logger.error("damaged: %s", error.sentence)
                return answer(status, title, error.sentence)
        return answer(500, "Something went wrong", error.sentence)

    @app.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> ResponseReturnValue:
        return answer(
            400,
            "This page is too old",
            "You signed in or out since you opened it. Go back, reload the page and send it again.",
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400 or error.response is not None:  # noqa: PLR2004 - redirects are no errors
            return error
        return answer(status, error.name, _SENTENCES.get(status, error.description or error.name))
