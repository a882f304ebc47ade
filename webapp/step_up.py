"""Asking for the password again before somebody puts their name to something."""

from flask import request

from store import accounts
from store.db import utc_now
from store.errors import IncompleteError
from webapp.current import current_person, services

FIELD = "password"
WRONG = "That is not your password. Nothing was saved; enter it again."
THROTTLED = "Too many tries. Wait fifteen minutes, then try again."


def require_password() -> None:
    """Raise IncompleteError unless the form holds the password of who is signed in.

    Slow on purpose, so it is called outside any transaction; failed tries count as they do at
    the sign-in.
    """
    person = current_person()
    email, address, now = person.email if person else "", request.remote_addr or "", utc_now()
    database = services().database
    with database.reading() as session:
        if accounts.is_throttled(session, email, address, now):
            raise IncompleteError(THROTTLED, FIELD)
    if accounts.is_right_password(person, request.form.get(FIELD, "")):
        return
    with database.writing() as session:
        accounts.note_failed_attempt(session, email, address, now)
    raise IncompleteError(WRONG, FIELD)
