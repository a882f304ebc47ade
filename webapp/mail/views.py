"""How often I get mail; for administrators, what left and what waits."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, IncompleteError
from store.permissions import STAFF, Role
from webapp.current import current_actor, services
from webapp.forms import choice, tell
from workflow.kinds.mail import MailPace
from workflow.telling import notices, outbox

bp = Blueprint("mail", __name__, url_prefix="/mail")


@bp.get("/mine")
def mine() -> str:
    return _mine()


def _mine(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        pace = notices.my_pace(session, actor)
    return render_template(
        "mail/mine.html",
        paces=tuple(MailPace),
        pace=pace,
        is_contributor=actor.roles & STAFF == {Role.CONTRIBUTOR},
        error=error,
    )


@bp.post("/mine")
def choose() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            notices.choose_pace(session, current_actor(), choice("pace", MailPace), now=utc_now())
    except IncompleteError as error:
        return _mine(error), 422
    tell("Saved.")
    return redirect(url_for(".mine"))


@bp.get("/outgoing")
def outgoing() -> str:
    with services().database.reading() as session:
        mails = outbox.list_mail(session, current_actor())
    return render_template(
        "mail/outgoing.html", mails=mails, is_set=bool(services().settings.smtp_url)
    )


@bp.post("/outgoing/<key>/again")
def again(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        outbox.try_again(session, current_actor(), key, now=utc_now())
    tell("It is tried again within a minute.")
    return redirect(url_for(".outgoing"))
