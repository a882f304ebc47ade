"""Posted fields become values, or say at their field what is missing."""

from datetime import date

import pytest
from flask import Flask, get_flashed_messages
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from store.errors import IncompleteError
from webapp import forms
from workflow.kinds.reviews import Outcome

APP = Flask(__name__)


def posted(reader, value):
    with APP.test_request_context("/", method="POST", data={"field": value}):
        return reader("field")


def number(name):
    return forms.whole_number(name, "Choose one.")


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (forms.text, "  two\r\nlines ", "two\nlines"),
        (number, " 12 ", 12),
        (forms.optional_number, "", None),
        (forms.optional_number, "3", 3),
        (forms.day, "2026-12-09", date(2026, 12, 9)),
        (forms.optional_day, "", None),
        (lambda name: forms.choice(name, Outcome), "supports", Outcome.SUPPORTS),
        (lambda name: forms.optional_choice(name, Outcome), "", None),
    ],
)
def test_what_was_meant_is_understood(reader, value, expected):
    assert posted(reader, value) == expected


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (number, ""),
        (number, "-1"),
        (number, "²"),
        (number, "12345678901"),
        (forms.day, ""),
        (forms.day, "2026-02-30"),
        (lambda name: forms.choice(name, Outcome), "anything"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field(reader, value):
    with pytest.raises(IncompleteError) as raised:
        posted(reader, value)

    assert raised.value.field == "field"
    assert raised.value.sentence.endswith(".")


@given(st.text(max_size=40))
def test_no_input_at_all_ends_in_another_error(value):
    for reader in (forms.text, number, forms.optional_day, forms.optional_number):
        try:
            read = posted(reader, value)
        except IncompleteError as error:
            read = error.sentence
        assert read is None or isinstance(read, str | int | date)


def test_a_message_with_a_link_escapes_what_it_says():
    app = Flask(__name__)
    app.secret_key = "a key for tests"
    with app.test_request_context():
        forms.tell("<b> is done.", link="Take <it> back", href='/x?"y')
        forms.tell("<b> is done.")
        linked, plain = get_flashed_messages()

    assert escape(linked) == (
        '&lt;b&gt; is done. <a class="govuk-notification-banner__link" href="/x?&#34;y">'
        "Take &lt;it&gt; back</a>"
    )
    assert escape(plain) == "&lt;b&gt; is done."
