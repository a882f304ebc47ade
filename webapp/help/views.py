"""Help, accessibility, privacy and how to complain."""

from flask import Blueprint, render_template

bp = Blueprint("help", __name__)


@bp.get("/help")
def using() -> str:
    return render_template("help/using.html")


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("help/accessibility.html")


@bp.get("/privacy")
def privacy() -> str:
    return render_template("help/privacy.html")


@bp.get("/complain")
def complain() -> str:
    return render_template("help/complain.html")
