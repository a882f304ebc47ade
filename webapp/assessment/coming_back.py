"""Where people go on after they decided about a suggested page: where they were."""

from flask import url_for

from webapp.forms import text


def to_ranked(code: str) -> str:
    """The stretch of the ranked pages, and the place in it, that a form was sent from."""
    return url_for(
        "dimension_evidence.show",
        code=code,
        offset=text("offset") or None,
        dismissed=text("dismissed") or None,
        _anchor=text("place") or None,
    )


def to_dismissed(code: str) -> str:
    """The list of what was dismissed for a dimension, opened."""
    return url_for("dimension_evidence.show", code=code, dismissed="open", _anchor="dismissed")
