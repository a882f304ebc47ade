"""`person add`: an invitation, or a password from standard input."""

import re

import pytest

ADD = ("person", "add", "ann@newton.example", "--name", "Ann", "--college", "newton")


def test_an_invitation_link_is_printed_when_no_password_is_given(run):
    answer = run(*ADD, "--role", "careers_leader")

    assert answer.exit_code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitation/[\w-]{20,}\n", answer.stdout)


def test_a_password_comes_from_standard_input(run):
    answer = run(*ADD, "--role", "careers_leader", "--password-stdin", input="one two three four\n")

    assert answer.stdout == "Ann can sign in.\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--role", "careers_leader", "--password-stdin"), "at least 12 characters"),
        (("--role", "careers_leader", "--college", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_one_line_on_stderr(run, more, told):
    answer = run(*ADD, *more, input="short\n")

    assert answer.exit_code == 1
    assert told in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_outsiders_are_engaged_in_reviews_not_added_here(run):
    assert run(*ADD, "--role", "assessor").exit_code == 2
