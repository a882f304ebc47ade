"""A model small enough to read whole, to be broken one rule at a time."""

import pytest

SMALL_MODEL = """\
id: small-model
title: A small model
version: "1"
source: Written for the tests
themes:
  - number: 1
    title: First theme
    benchmarks: [1, 3]
    dimensions:
      - code: "1.1"
        title: Plans
        levels:
          1:
            text: |-
              Plans are made ad hoc. There may be a template.
            statements:
              - code: 1.1/1/a
                text: Plans are made ad hoc.
                relations: {replaced_by: [1.1/3/a]}
              - code: 1.1/1/b
                text: There may be a template.
                optional: true
                relations: none
          3:
            text: |-
              There is a plan that helps people to:
              - decide
              - move on.
            statements:
              - code: 1.1/3/a
                text: "There is a plan that helps people to:"
              - code: 1.1/3/b
                text: decide
                completes: 1.1/3/a
              - code: 1.1/3/c
                text: move on.
                completes: 1.1/3/a
      - code: "1.10"
        title: People
        levels:
          2:
            text: Somebody leads.
            statements:
              - {code: 1.10/2/a, text: Somebody leads., relations: {same: [1.10/3/a]}}
          3:
            text: Somebody leads.
            statements:
              - {code: 1.10/3/a, text: Somebody leads.}
"""


@pytest.fixture
def small_model():
    """The text of a valid model with two dimensions."""
    return SMALL_MODEL
