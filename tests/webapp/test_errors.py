"""Errors as people and programs read them."""

import pytest

from store.errors import (
    ConflictError,
    DamagedError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("It is gone."), 404),
        (NotPermittedError("Not you."), 403),
        (ConflictError("Too late."), 409),
        (IncompleteError("A word is missing."), 422),
        (RefusedError("Not that."), 422),
        (DamagedError("Lost."), 500),
    ],
)
def test_each_error_has_a_status_and_its_own_sentence(app, error, status):
    with app.test_request_context("/"):
        page, code = app.ensure_sync(app.error_handler_spec[None][None][_base(error)])(error)

    assert code == status
    assert error.sentence in page


def _base(error):
    return type(error).__mro__[-4] if type(error).__mro__[-4] is not Exception else type(error)


def test_an_address_that_is_not_there_says_so_calmly(client_as):
    answer = client_as("careers_leader").get("/nothing-here")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def test_programs_get_a_problem_in_json(client_as):
    answer = client_as("careers_leader").get(
        "/assessment/9.9", headers={"Accept": "application/json"}
    )

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json(force=True)["status"] == 404
